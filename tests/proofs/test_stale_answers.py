"""No conditional GET answers 304 after an act that has changed the response.

Each conditional GET is repeated with the last ETag. On a 304, the full response must equal the one that was kept.
PROVE=1 checks after each step of 40 long histories instead of 2 short ones, and removes the version bump of every act.
"""

from contextlib import contextmanager, suppress
from copy import copy, deepcopy
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
from tests.kept import rows_of_a_module
from tests.makers import (
    NOON,
    make_ancestors,
    make_category,
    make_finished_work,
    make_label,
    make_recurring_work,
    make_user,
    make_work,
)
from tests.trees import PROVE, examples, rolled_back
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS
from wheelbarrow.core import trash
from wheelbarrow.core.db import ownership
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.models import Change, Deletion
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
    "/api/v1/changes/": ["", "?since=0"],
    "/api/v1/changes/{pk}/": [""],
    "/api/v1/labels/": [""],
    "/api/v1/labels/{pk}/": [""],
    "/api/v1/recurring-works/": [""],
    "/api/v1/recurring-works/{pk}/": [""],
    "/api/v1/recurring-works/{pk}/occurrences/": [f"?{SPAN}"],
    "/api/v1/trash/": ["?page_size=1"],
    "/api/v1/trash/{pk}/": [""],
    "/api/v1/works/": ["?page_size=200", "?page_size=1", "?under={root}&open=true"],
    "/api/v1/works/finished/": [f"?{SPAN}"],
    "/api/v1/works/today/": ["", "?label={label}&priority=HIGH&priority=NONE"],
    "/api/v1/works/{pk}/": [""],
}


class Stale(AssertionError):
    """A 304 was sent although the response has changed."""


class Interrupted(Exception):
    """Ends a purge early, as a kill does."""


class Reader:
    """A person's rows, a client that keeps responses, and the clock."""

    def __init__(self, ann, ben, clock):
        self.ann, self.ben, self.clock, self.now = ann, ben, clock, NOON
        self.root, tree, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        dig = make_work(user=ann, category=beds, deadline_on=TODAY, deadline_time=time(18, 30))
        make_finished_work(user=ann, category=tree, title="Rake")
        rule = make_recurring_work(
            user=ann, category=tree, starts_on=date(2026, 8, 31), catch_up=CatchUp.CREATE_ALL, deadline_days=0
        )
        editing.delete_works(user=ann, ids=Work.objects.made_by(rule.pk).ids()[:2], at=NOON)
        old = make_category(user=ann, name="2025")
        make_work(user=ann, category=old)
        gone = categories.delete_category(user=ann, category_id=old.pk, at=NOON)
        # A wrong path for check_tree to repair; no service writes one.
        bent = make_category(user=ann, name="Bent", parent=self.root)
        Category.objects.with_ids([bent.pk]).update(path=f"/{old.pk}/{bent.pk}")
        label = make_label(user=ann)
        editing.edit_work(user=ann, work_id=dig.pk, labels=[label.pk], at=NOON)
        self.rows = {
            "categories": beds.pk,
            "works": dig.pk,
            "labels": label.pk,
            "recurring-works": rule.pk,
            "trash": gone.pk,
        }
        self.rows["changes"] = Change.objects.owned_by(ann).of_row("work", dig.pk).ids()[0]
        self.client = self.client_for_years()
        self.kept = {}
        for path, queries in ADDRESSES.items():
            pk = self.rows.get(path.split("/")[3])
            for query in queries:
                self.read(path.format(pk=pk) + query.format(path=beds.path, root=self.root.pk, label=label.pk))

    def again(self, clock):
        """Return a reader of the same rows with the answers that this one keeps."""
        other = copy(self)
        other.clock, other.now, other.kept = clock, NOON, dict(self.kept)
        other.ann, other.ben, other.root = deepcopy((self.ann, self.ben, self.root))
        other.client = other.client_for_years()
        return other

    def client_for_years(self):
        token = AccessToken(tokens.issue(self.ann)["access"])
        token.set_exp(lifetime=timedelta(days=4000))
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    def read(self, address):
        answer = self.client.get(address)
        self.kept[address] = answer.headers.get("ETag"), answer.content

    def repeat(self):
        """Repeat all requests; return the number of changed responses. Raises Stale on a wrong 304."""
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
        """Return the id of one of the person's rows, by number."""
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

    def act(self, act, n):
        """Act and repeat all requests; a refusal changes nothing, which is checked too."""
        with suppress(DomainError, Interrupted):
            ACTS[act](self, n, {"user": self.ann, "at": self.now})
        return self.repeat()

    def purge_in_part(self, n, common):
        deletion = self.pick(Deletion, n)
        trash.purge_deletion(deletion_id=deletion, report=interrupt, **common)

    def purge_the_rest(self, n, common):
        with suppress(Interrupted):
            self.purge_in_part(n, common)
        self.repeat()
        trash.purge_expired(before=self.now, at=self.now)


def interrupt(_number):
    raise Interrupted


def edit_rule(reader, n, common, **changes):
    return splitting.edit_in_scope(recurring_work_id=reader.pick(RecurringWork, n), title=f"r{n}", **changes, **common)


# Acts that change rows or responses: (reader, number, {user, at}).
ACTS = {
    "create a work": lambda s, n, common: editing.create_work(title=f"w{n}", category=s.pick(Category, n), **common),
    "edit a work": lambda s, n, common: editing.edit_work(
        work_id=s.pick(Work, n),
        title=f"w{n}",
        category=None,
        deadline_on=TODAY,
        deadline_time=time(19, n % 60),
        **common,
    ),
    "finish a work": lambda s, n, common: lifecycle.finish_work(work_id=s.pick(Work, n), **common),
    "reopen a work": lambda s, n, common: lifecycle.reopen_work(work_id=s.pick(Work, n + 1), **common),
    "set a status": lambda s, n, common: lifecycle.set_status(
        work_id=s.pick(Work, n), status=[Status.IN_PROGRESS, *Status][n % 7], **common
    ),
    "delete a work": lambda s, n, common: editing.delete_work(work_id=s.pick(Work, n), **common),
    "finish works": lambda s, n, common: editing.finish_works(ids=s.some(n), **common),
    "reopen works": lambda s, n, common: editing.reopen_works(ids=s.some(n + 1), **common),
    "set the status of works": lambda s, n, common: editing.set_status_of_works(
        ids=s.some(n), status=Status.UNDER_REVIEW, **common
    ),
    "edit works": lambda s, n, common: editing.edit_works(
        ids=s.some(n), priority=Priority.HIGH, category=None, **common
    ),
    "delete works": lambda s, n, common: editing.delete_works(ids=s.some(n), **common),
    "create a category": lambda s, n, common: categories.create_category(
        name=f"c{n}", parent=s.pick(Category, n) if n % 2 else None, **common
    ),
    "edit a category": lambda s, n, common: categories.edit_category(
        category_id=s.pick(Category, n), name=f"c{n}", position=0, **common
    ),
    "move a category": lambda s, n, common: categories.move_category(
        category_id=s.pick(Category, n + 2), parent_id=s.pick(Category, n // 5) if n % 2 else None, **common
    ),
    "delete a category": lambda s, n, common: categories.delete_category(category_id=s.pick(Category, n + 1), **common),
    "create a rule": lambda s, n, common: recurring.create_recurring_work(title=f"r{n}", rule="FREQ=DAILY", **common),
    "edit a rule": lambda s, n, common: edit_rule(s, n, common, category=None),
    "edit a day of a rule": lambda s, n, common: edit_rule(s, n, common, scope=Scope.THIS, occurs_on=s.now.date()),
    "edit a rule from a day on": lambda s, n, common: edit_rule(s, n, common, scope=Scope.THIS_AND_FUTURE),
    "edit a rule and its works": lambda s, n, common: edit_rule(s, n, common, scope=Scope.ALL_OPEN),
    "pause a rule": lambda s, n, common: pausing.pause(recurring_work_id=s.pick(RecurringWork, n), **common),
    "pause and resume a rule": lambda s, n, common: [
        pausing.pause(recurring_work_id=s.pick(RecurringWork, n), **common),
        s.repeat(),
        pausing.resume(recurring_work_id=s.pick(RecurringWork, n), **common),
    ],
    "skip a day": lambda s, n, common: pausing.skip(recurring_work_id=s.pick(RecurringWork, n), **common),
    "end a rule": lambda s, n, common: pausing.end(recurring_work_id=s.pick(RecurringWork, n), **common),
    "run a rule now": lambda s, n, common: pausing.run_now(recurring_work_id=s.pick(RecurringWork, n), **common),
    "delete a rule": lambda s, n, common: recurring.delete_recurring_work(
        recurring_work_id=s.pick(RecurringWork, n), **common
    ),
    "try a change of a rule": lambda s, n, common: previews.preview(
        recurring_work=s.pick(RecurringWork, n), scope=Scope.ALL_OPEN, title="Tried", **common
    ),
    "restore": lambda s, n, common: trash.restore_deletion(deletion_id=s.pick(Deletion, n), **common),
    "purge": lambda s, n, common: trash.purge_deletion(deletion_id=s.pick(Deletion, n), **common),
    "purge in part": lambda s, n, common: s.purge_in_part(n, common),
    "purge in part, then the rest": lambda s, n, common: s.purge_the_rest(n, common),
    "purge what has expired": lambda s, n, common: trash.purge_expired(before=s.now + timedelta(days=1), at=s.now),
    "edit the profile": lambda s, n, common: accounts.edit_profile(
        user=s.ann, name=f"Ann {n}", time_zone=["Europe/Berlin", "Asia/Seoul", "Pacific/Apia"][n % 3]
    ),
    "change the address": lambda s, n, common: accounts.change_email(user=s.ann, email=f"ann{n}@example.net"),
    "give permissions": lambda s, n, common: accounts.set_permissions(is_staff=not n % 2, **common),
    "run the scheduler": lambda s, n, common: generation.run_batch(s.now + timedelta(days=1 + n % 2), size=10),
    "repair the tree": lambda s, n, common: repair.repair_tree(**common),
    "let time pass": lambda s, n, common: s.pass_time(n),
    "a stranger's write": lambda s, n, common: make_work(user=s.ben, at=s.now),
}
# These leave all responses of the person as they were.
CHANGE_NOTHING = {"a stranger's write", "try a change of a rule", "give permissions", "run a rule now"}
BUMPING = [act for act in ACTS if act not in CHANGE_NOTHING | {"run the scheduler", "let time pass"}]


@pytest.fixture(scope="module")
def kept_reader(django_db_setup, django_db_blocker):
    """Make the rows and read each address once for all tests."""
    with rows_of_a_module(django_db_blocker):
        with time_machine.travel(NOON, tick=False) as clock:
            reader = Reader(make_user(), make_user("ben@example.org", time_zone="Europe/Berlin"), clock)
        yield reader


@pytest.fixture
def new_reader(kept_reader, db):
    """Give a reader of the rows as they were made; what it changes is rolled back in the end."""

    @contextmanager
    def make():
        with rolled_back(), time_machine.travel(NOON, tick=False) as clock:
            yield kept_reader.again(clock)

    return make


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(trash, "PURGE_BATCH", 1)


class TestAddresses:
    def test_are_all_that_send_an_etag(self):
        conditional = {
            e.path
            for e in ENDPOINTS
            if e.method == "GET" and e.action in getattr(e.view.cls, "conditional_actions", ())
        }

        assert conditional == set(ADDRESSES)

    def test_send_an_etag(self, new_reader):
        with new_reader() as reader:
            assert all(tag for tag, _body in reader.kept.values())
            assert reader.repeat() == 0


@pytest.mark.parametrize("act", ACTS)
class TestAct:
    def test_leaves_no_response_stale(self, act, new_reader):
        with new_reader() as reader:
            changed = reader.act(act, 0)

            assert bool(changed) == (act not in CHANGE_NOTHING)


def _without_the_bump(run):
    """`run` of ownership.py, but versions are counted up by nothing."""

    def unbumped(sql, values):
        if "version + %s" in sql:
            return run(sql, [0, *values[1:]])
        return run(sql.replace("version + 1", "version"), values)

    return unbumped


@pytest.mark.parametrize("act", BUMPING if PROVE else BUMPING[::8])
class TestActWithoutItsVersionBump:
    def test_is_found(self, act, new_reader, monkeypatch):
        run = ownership.run
        monkeypatch.setattr(ownership, "run", _without_the_bump(run))

        with new_reader() as reader, pytest.raises(Stale):
            reader.act(act, 0)


class TestSchedulerWithoutItsVersionBump:
    def test_is_found(self, new_reader, monkeypatch):
        run = ownership.run
        monkeypatch.setattr(ownership, "run", _without_the_bump(run))

        with new_reader() as reader, pytest.raises(Stale):
            reader.act("run the scheduler", 0)


class TestHistory:
    @examples(2)
    @given(
        acts=st.lists(
            st.tuples(st.sampled_from(list(ACTS)), st.integers(0, 59)), min_size=4, max_size=40 if PROVE else 7
        )
    )
    def test_leaves_no_response_stale(self, acts, new_reader):
        with new_reader() as reader:
            for act, n in acts:
                reader.act(act, n)
