"""No answer that a client has kept is taken for a new one when it is old: after anything that changes a person's rows.

Every conditional GET is asked again with the tag of its last answer. If that is 304, the whole answer must be the one kept.
PROVE=1 asks after each step of 100 long histories instead of 5 short ones, and takes the counting away from every act.
"""

from contextlib import contextmanager, suppress
from datetime import date, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts import services as accounts
from accounts import tokens
from categories import repair
from categories import services as categories
from categories.models import Category
from tests.makers import NOON, make_category, make_chain, make_finished_work, make_recurring_work, make_work
from tests.trees import PROVE, examples, taken_back
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS
from wheelbarrow.core import trash
from wheelbarrow.core.db import ownership
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.models import Deletion
from works.choices import CatchUp, Priority, Scope, Status
from works.models import RecurringWork, Work
from works.services import editing, generation, lifecycle, pausing, previews, recurring, splitting

TODAY = date(2026, 9, 2)
SPAN = "start=2026-08-30&end=2026-09-09"
ADDRESSES = {
    "/api/v1/auth/me/": [""],
    "/api/v1/categories/": ["", "?page_size=1"],
    "/api/v1/categories/lookup/": ["?path={path}"],
    "/api/v1/categories/tree/": ["", "?summary=1"],
    "/api/v1/categories/{pk}/": [""],
    "/api/v1/categories/{pk}/ancestors/": [""],
    "/api/v1/categories/{pk}/subtree/": [""],
    "/api/v1/recurring-works/": [""],
    "/api/v1/recurring-works/{pk}/": [""],
    "/api/v1/recurring-works/{pk}/occurrences/": [f"?{SPAN}"],
    "/api/v1/trash/": ["?page_size=1"],
    "/api/v1/trash/{pk}/": [""],
    "/api/v1/works/": ["?page_size=200", "?page_size=1", "?under={root}&open=true"],
    "/api/v1/works/finished/": [f"?{SPAN}"],
    "/api/v1/works/today/": [""],
    "/api/v1/works/{pk}/": [""],
}


class Stale(AssertionError):
    """An old answer was taken for a new one."""


class Interrupted(Exception):
    """What a kill does to a purge."""


class Shelf:
    """A person's rows, a client that keeps what it has read, and the clock."""

    def __init__(self, ann, ben, clock):
        self.ann, self.ben, self.clock, self.now = ann, ben, clock, NOON
        self.root, tree, beds = make_chain(user=ann, names=["2026", "Garden", "Beds"])
        dig = make_work(user=ann, category=beds, deadline_on=TODAY, deadline_time=time(18, 30))
        make_finished_work(user=ann, category=tree, title="Rake")
        rule = make_recurring_work(
            user=ann, category=tree, starts_on=date(2026, 8, 31), catch_up=CatchUp.CREATE_ALL, deadline_days=0
        )
        editing.delete_works(user=ann, ids=Work.objects.made_by(rule.pk).ids()[:2], at=NOON)
        old = make_category(user=ann, name="2025")
        make_work(user=ann, category=old)
        gone = categories.delete_category(user=ann, category_id=old.pk, at=NOON)
        # What check_tree mends: no service leaves it behind.
        bent = make_category(user=ann, name="Bent", parent=self.root)
        Category.objects.with_ids([bent.pk]).update(path=f"/{old.pk}/{bent.pk}")
        self.rows = {"categories": beds.pk, "works": dig.pk, "recurring-works": rule.pk, "trash": gone.pk}
        self.client = self.client_for_years()
        self.kept = {}
        for path, queries in ADDRESSES.items():
            pk = self.rows.get(path.split("/")[3])
            for query in queries:
                self.read(path.format(pk=pk) + query.format(path=beds.path, root=self.root.pk))

    def client_for_years(self):
        token = AccessToken(tokens.issue(self.ann)["access"])
        token.set_exp(lifetime=timedelta(days=4000))
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    def read(self, address):
        answer = self.client.get(address)
        self.kept[address] = answer.headers.get("ETag"), answer.content

    def ask_again(self):
        """Raises Stale where a kept answer is old and is not said to be; gives how many were new."""
        new = 0
        for address, (tag, body) in list(self.kept.items()):
            answer = self.client.get(address, **({"HTTP_IF_NONE_MATCH": tag} if tag else {}))
            if answer.status_code == 304:
                if (fresh := self.client.get(address)).content != body or fresh.status_code != 200:
                    raise Stale(f"{address}\n{body!r}\n{fresh.content!r}")
            else:
                new += answer.content != body
                self.kept[address] = answer.headers.get("ETag"), answer.content
        return new

    def pick(self, model, n):
        """One of the person's rows, by number."""
        ids = sorted(model.objects.owned_by(self.ann).values_list("pk", flat=True)) or [10**12]
        return ids[n % len(ids)]

    def some(self, n):
        ids = sorted(Work.objects.owned_by(self.ann).values_list("pk", flat=True))
        return ids[n % 3 :: 2] or [10**12]

    def pass_time(self, n):
        self.now += [timedelta(minutes=31), timedelta(seconds=1), timedelta(hours=7), timedelta(days=1, minutes=1)][
            n % 4
        ]
        self.clock.move_to(self.now)

    def do_and_ask(self, act, n):
        """A refusal changes nothing, and that is checked as well."""
        with suppress(DomainError, Interrupted):
            ACTS[act](self, n, {"user": self.ann, "at": self.now})
        return self.ask_again()

    def purge_in_part(self, n, said):
        deletion = self.pick(Deletion, n)
        trash.purge_deletion(deletion_id=deletion, report=interrupt, **said)

    def purge_the_rest(self, n, said):
        with suppress(Interrupted):
            self.purge_in_part(n, said)
        self.ask_again()
        trash.purge_expired(before=self.now, at=self.now)


def interrupt(_number):
    raise Interrupted


def edit_rule(shelf, n, said, **changes):
    return splitting.edit_in_scope(recurring_work_id=shelf.pick(RecurringWork, n), title=f"r{n}", **changes, **said)


# What changes a person's rows, or the answer: (shelf, number, {user, at}).
ACTS = {
    "create a work": lambda s, n, said: editing.create_work(title=f"w{n}", category=s.pick(Category, n), **said),
    "edit a work": lambda s, n, said: editing.edit_work(
        work_id=s.pick(Work, n), title=f"w{n}", category=None, deadline_on=TODAY, deadline_time=time(19, n % 60), **said
    ),
    "finish a work": lambda s, n, said: lifecycle.finish_work(work_id=s.pick(Work, n), **said),
    "reopen a work": lambda s, n, said: lifecycle.reopen_work(work_id=s.pick(Work, n + 1), **said),
    "set a status": lambda s, n, said: lifecycle.set_status(
        work_id=s.pick(Work, n), status=[Status.IN_PROGRESS, *Status][n % 7], **said
    ),
    "delete a work": lambda s, n, said: editing.delete_work(work_id=s.pick(Work, n), **said),
    "finish works": lambda s, n, said: editing.finish_works(ids=s.some(n), **said),
    "reopen works": lambda s, n, said: editing.reopen_works(ids=s.some(n + 1), **said),
    "set the status of works": lambda s, n, said: editing.set_status_of_works(
        ids=s.some(n), status=Status.UNDER_REVIEW, **said
    ),
    "edit works": lambda s, n, said: editing.edit_works(ids=s.some(n), priority=Priority.HIGH, category=None, **said),
    "delete works": lambda s, n, said: editing.delete_works(ids=s.some(n), **said),
    "create a category": lambda s, n, said: categories.create_category(
        name=f"c{n}", parent=s.pick(Category, n) if n % 2 else None, **said
    ),
    "edit a category": lambda s, n, said: categories.edit_category(
        category_id=s.pick(Category, n), name=f"c{n}", position=0, **said
    ),
    "move a category": lambda s, n, said: categories.move_category(
        category_id=s.pick(Category, n + 2), parent_id=s.pick(Category, n // 5) if n % 2 else None, **said
    ),
    "delete a category": lambda s, n, said: categories.delete_category(category_id=s.pick(Category, n + 1), **said),
    "create a rule": lambda s, n, said: recurring.create_recurring_work(title=f"r{n}", rule="FREQ=DAILY", **said),
    "edit a rule": lambda s, n, said: edit_rule(s, n, said, category=None),
    "edit a day of a rule": lambda s, n, said: edit_rule(s, n, said, scope=Scope.THIS, occurs_on=s.now.date()),
    "edit a rule from a day on": lambda s, n, said: edit_rule(s, n, said, scope=Scope.THIS_AND_FUTURE),
    "edit a rule and its works": lambda s, n, said: edit_rule(s, n, said, scope=Scope.ALL_OPEN),
    "pause a rule": lambda s, n, said: pausing.pause(recurring_work_id=s.pick(RecurringWork, n), **said),
    "pause and resume a rule": lambda s, n, said: [
        pausing.pause(recurring_work_id=s.pick(RecurringWork, n), **said),
        s.ask_again(),
        pausing.resume(recurring_work_id=s.pick(RecurringWork, n), **said),
    ],
    "skip a day": lambda s, n, said: pausing.skip(recurring_work_id=s.pick(RecurringWork, n), **said),
    "end a rule": lambda s, n, said: pausing.end(recurring_work_id=s.pick(RecurringWork, n), **said),
    "run a rule now": lambda s, n, said: pausing.run_now(recurring_work_id=s.pick(RecurringWork, n), **said),
    "delete a rule": lambda s, n, said: recurring.delete_recurring_work(
        recurring_work_id=s.pick(RecurringWork, n), **said
    ),
    "try a change of a rule": lambda s, n, said: previews.preview(
        recurring_work=s.pick(RecurringWork, n), scope=Scope.ALL_OPEN, title="Tried", **said
    ),
    "restore": lambda s, n, said: trash.restore_deletion(deletion_id=s.pick(Deletion, n), **said),
    "purge": lambda s, n, said: trash.purge_deletion(deletion_id=s.pick(Deletion, n), **said),
    "purge in part": lambda s, n, said: s.purge_in_part(n, said),
    "purge in part, then the rest": lambda s, n, said: s.purge_the_rest(n, said),
    "purge what has expired": lambda s, n, said: trash.purge_expired(before=s.now + timedelta(days=1), at=s.now),
    "edit the profile": lambda s, n, said: accounts.edit_profile(
        user=s.ann, name=f"Ann {n}", time_zone=["Europe/Berlin", "Asia/Seoul", "Pacific/Apia"][n % 3]
    ),
    "change the address": lambda s, n, said: accounts.change_email(user=s.ann, email=f"ann{n}@example.net"),
    "give permissions": lambda s, n, said: accounts.set_permissions(is_staff=not n % 2, **said),
    "run the scheduler": lambda s, n, said: generation.run_batch(s.now + timedelta(days=1 + n % 2), size=10),
    "mend the tree": lambda s, n, said: repair.repair_tree(**said),
    "let time pass": lambda s, n, said: s.pass_time(n),
    "a stranger's write": lambda s, n, said: make_work(user=s.ben, at=s.now),
}
# After these the person's answers are those they had; they see nothing of a power.
CHANGE_NOTHING = {"a stranger's write", "try a change of a rule", "give permissions", "run a rule now"}
COUNTED = [act for act in ACTS if act not in CHANGE_NOTHING | {"run the scheduler", "let time pass"}]


@contextmanager
def shelf_of(ann, ben):
    """Everything that is done to it is taken back."""
    with taken_back(), time_machine.travel(NOON, tick=False) as clock:
        for user in (ann, ben):
            user.refresh_from_db()
        yield Shelf(ann, ben, clock)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(trash, "PURGE_BATCH", 1)


class TestTheAddresses:
    def test_are_all_that_answer_by_a_tag(self):
        told = {
            e.path
            for e in ENDPOINTS
            if e.method == "GET" and e.action in getattr(e.view.cls, "conditional_actions", ())
        }

        assert told == set(ADDRESSES)

    def test_are_answered_with_a_tag(self, ann, ben):
        with shelf_of(ann, ben) as shelf:
            assert all(tag for tag, _body in shelf.kept.values())
            assert shelf.ask_again() == 0


@pytest.mark.parametrize("act", ACTS)
class TestAnAct:
    def test_leaves_no_answer_stale(self, act, ann, ben):
        with shelf_of(ann, ben) as shelf:
            changed = shelf.do_and_ask(act, 0)

            assert bool(changed) == (act not in CHANGE_NOTHING)


@pytest.mark.parametrize("act", COUNTED if PROVE else COUNTED[::4])
class TestAnActThatIsNotCounted:
    def test_is_found(self, act, ann, ben, monkeypatch):
        counting = ownership.run
        monkeypatch.setattr(ownership, "run", lambda sql, ids: counting(sql.replace("version + 1", "version"), ids))

        with shelf_of(ann, ben) as shelf, pytest.raises(Stale):
            shelf.do_and_ask(act, 0)


class TestASchedulerThatTellsNobody:
    def test_is_found(self, ann, ben, monkeypatch):
        monkeypatch.setattr(generation, "bump_background_versions", lambda ids: list(ids))

        with shelf_of(ann, ben) as shelf, pytest.raises(Stale):
            shelf.do_and_ask("run the scheduler", 0)


class TestAHistory:
    @examples(5)
    @given(
        acts=st.lists(
            st.tuples(st.sampled_from(list(ACTS)), st.integers(0, 59)), min_size=4, max_size=40 if PROVE else 7
        )
    )
    def test_leaves_no_answer_stale(self, acts, ann, ben):
        with shelf_of(ann, ben) as shelf:
            for act, n in acts:
                shelf.do_and_ask(act, n)
