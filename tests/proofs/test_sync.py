"""Copies that follow the change log equal the database, with any number of writers at once.

PostgreSQL gives out ids before the commit, so that a reader could pass over the id of a slower transaction: the lock
on the owner, which the scheduler takes too, orders both. PROVE=1 writes for 30 seconds.
"""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from random import Random
from threading import Event, Thread
from time import monotonic

import pytest
from django.db import OperationalError, connection

from categories import services as categories
from categories.models import Category
from tests.conftest import PROVE, client_of
from tests.makers import NOON, make_ancestors, make_category, make_label, make_recurring_work, make_user, make_work
from tests.proofs.copies import Copy, stored
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history import undo
from wheelbarrow.core.models import Change, Deletion
from works.choices import CatchUp, Priority, Status
from works.models import Label, RecurringWork, Work
from works.services import branches, editing, labels, lifecycle, pausing, recurring, roll_over, scheduler, splitting

SECONDS = 30 if PROVE else 2


class Writer:
    """Calls services at random on the rows of one person."""

    def __init__(self, user, seed):
        self.user, self.random, self.acts = user, Random(seed), Counter()

    def pick(self, model):
        ids = model.objects.owned_by(self.user).ids()
        return self.random.choice(ids or [10**12])

    def pick_root(self):
        return self.random.choice(Category.objects.owned_by(self.user).roots().ids() or [10**12])

    def pick_change(self):
        """Mostly a recent one, whose rows nothing later may have touched yet."""
        most = self.random.choice([5, 30, 300])
        ids = list(Change.objects.owned_by(self.user).newest_first().values_list("pk", flat=True)[:most])
        return self.random.choice(ids or [10**12])

    def some(self, model=Work, most=5):
        ids = model.objects.owned_by(self.user).ids()
        return self.random.sample(ids, min(len(ids), most)) or [10**12]

    def act(self, at=NOON):
        name = self.random.choice(list(ACTS))
        with suppress(DomainError):
            ACTS[name](self, {"user": self.user, "at": at})
            self.acts[name] += 1


ACTS = {
    "create": lambda w, common: editing.create_work(
        title=f"w{w.random.random()}", category=w.pick(Category) if w.random.random() < 0.8 else None, **common
    ),
    "create with labels": lambda w, common: editing.create_work(title="labelled", labels=w.some(Label, 2), **common),
    "edit": lambda w, common: editing.edit_work(
        work_id=w.pick(Work), title="edited", content="note", category=w.pick(Category), position=0, **common
    ),
    "finish": lambda w, common: lifecycle.finish_work(work_id=w.pick(Work), **common),
    "finish many": lambda w, common: editing.finish_works(ids=w.some(), **common),
    "reopen many": lambda w, common: editing.reopen_works(ids=w.some(), **common),
    "edit many": lambda w, common: editing.edit_works(
        ids=w.some(), priority=Priority.HIGH, category=w.pick(Category), **common
    ),
    "cancel": lambda w, common: lifecycle.set_status(work_id=w.pick(Work), status=Status.CANCELLED, **common),
    "delete": lambda w, common: editing.delete_work(work_id=w.pick(Work), **common),
    "delete many": lambda w, common: editing.delete_works(ids=w.some(), **common),
    "create a category": lambda w, common: categories.create_category(
        name=f"c{w.random.random()}", parent=w.pick(Category) if w.random.random() < 0.7 else None, **common
    ),
    "edit a category": lambda w, common: categories.edit_category(
        category_id=w.pick(Category), content="note", position=0, **common
    ),
    "move a category": lambda w, common: categories.move_category(
        category_id=w.pick(Category), parent_id=w.pick(Category) if w.random.random() < 0.7 else None, **common
    ),
    "delete a category": lambda w, common: categories.delete_category(category_id=w.pick(Category), **common),
    "restore": lambda w, common: trash.restore_deletion(deletion_id=w.pick(Deletion), **common),
    "restore another": lambda w, common: trash.restore_deletion(deletion_id=w.pick(Deletion), **common),
    "purge": lambda w, common: trash.purge_deletion(deletion_id=w.pick(Deletion), **common),
    "create a rule": lambda w, common: recurring.create_recurring_work(
        title="rule", rule="FREQ=DAILY", catch_up=CatchUp.CREATE_ALL, category=w.pick(Category), **common
    ),
    "edit a rule": lambda w, common: splitting.edit_in_scope(
        recurring_work_id=w.pick(RecurringWork), title=f"r{w.random.random()}", **common
    ),
    "pause": lambda w, common: pausing.pause(recurring_work_id=w.pick(RecurringWork), cancel_open=True, **common),
    "resume": lambda w, common: pausing.resume(recurring_work_id=w.pick(RecurringWork), **common),
    "skip": lambda w, common: pausing.skip(recurring_work_id=w.pick(RecurringWork), **common),
    "delete a rule": lambda w, common: recurring.delete_recurring_work(
        recurring_work_id=w.pick(RecurringWork), **common
    ),
    "create a label": lambda w, common: labels.create_label(name=f"l{w.random.random()}", **common),
    "edit a label": lambda w, common: labels.edit_label(
        label_id=w.pick(Label), name=f"l{w.random.random()}", position=0, **common
    ),
    "delete a label": lambda w, common: labels.delete_label(label_id=w.pick(Label), **common),
    "label a work": lambda w, common: editing.edit_work(work_id=w.pick(Work), labels=w.some(Label, 2), **common),
    "label works": lambda w, common: editing.label_works(
        ids=w.some(), add=w.some(Label, 2), remove=w.some(Label, 1), **common
    ),
    "label a rule": lambda w, common: splitting.edit_in_scope(
        recurring_work_id=w.pick(RecurringWork), labels=w.some(Label, 2), **common
    ),
    "pause a branch": lambda w, common: branches.pause_branch(category_id=w.pick(Category), **common),
    "resume a branch": lambda w, common: branches.resume_branch(category_id=w.pick(Category), **common),
    "roll over": lambda w, common: roll_over.roll_over(
        category_id=w.pick_root(), name=f"y{w.random.random()}", **common
    ),
    "undo": lambda w, common: undo.undo(change_id=w.pick_change(), **common),
    "undo the last": lambda w, common: undo.undo_last(**common),
}


def make_rows(user):
    nested = make_ancestors(user=user, names=["2026", "Garden", "Beds"])
    for category in nested:
        make_work(user=user, category=category)
        make_recurring_work(user=user, category=category, catch_up=CatchUp.CREATE_ALL)
    for name in ("urgent", "home"):
        make_label(user=user, name=name)
    make_category(user=user, name="2027")


def assert_equal(copy, user):
    """Each change was read once, in order, and the copy has what the database has."""
    assert copy.read == Change.objects.owned_by(user).order_by("pk").ids()
    expected, found = stored(user), copy.contents()
    assert found.keys() == expected.keys()
    assert {key: _differences(found[key], row) for key, row in expected.items() if found[key] != row} == {}


def _differences(one, other):
    return {name: (one.get(name), other.get(name)) for name in one | other if one.get(name) != other.get(name)}


class TestCopy:
    def test_of_every_act_equals_the_database(self, ann, api):
        make_rows(ann)
        copy, writer = Copy(), Writer(ann, seed=1)
        for number in range(1000 if PROVE else 150):
            writer.act(NOON + timedelta(minutes=number))
            if number % 7 == 0:
                copy.follow(api, limit=3)
                assert_equal(copy, ann)
        scheduler.tick(NOON + timedelta(days=2))

        copy.follow(api)

        assert_equal(copy, ann)
        never = ACTS.keys() - writer.acts.keys()
        assert never == set() or (not PROVE and len(never) < 8), never

    def test_that_misses_a_change_is_found(self, ann, api):
        work = make_work(user=ann)
        lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)
        copy = Copy()
        copy.apply = lambda change: None if change["action"] == "finished" else Copy.apply(copy, change)

        copy.follow(api)

        with pytest.raises(AssertionError):
            assert_equal(copy, ann)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
class TestConcurrentWriters:
    def test_leave_no_gap_in_what_readers_follow(self):
        people = [make_user("ann@example.org"), make_user("ben@example.org")]
        for user in people:
            make_rows(user)
        ends, over, errors = monotonic() + SECONDS, Event(), []
        writers = [Writer(user, seed) for seed, user in enumerate([people[0], people[0], people[0], people[1]])]
        copies = [Copy() for _reader in range(3)]

        def run(step):
            try:
                step()
            except Exception as error:
                errors.append(error)
            finally:
                connection.close()

        def write(writer):
            number = 0
            while monotonic() < ends:
                number += 1
                writer.act(NOON + timedelta(minutes=number))

        def tick():
            number = 0
            while monotonic() < ends:
                number += 1
                with suppress(OperationalError):
                    scheduler.tick(NOON + timedelta(days=number % 300))

        def follow(copy):
            client = client_of(people[0])
            while not over.is_set():
                copy.follow(client, limit=7)

        working = [
            *(Thread(target=run, args=[lambda writer=writer: write(writer)]) for writer in writers),
            *(Thread(target=run, args=[tick]) for _scheduler in range(2)),
        ]
        reading = [Thread(target=run, args=[lambda copy=copy: follow(copy)]) for copy in copies]
        for thread in [*working, *reading]:
            thread.start()
        for thread in working:
            thread.join(timeout=SECONDS + 120)
        over.set()
        for thread in reading:
            thread.join(timeout=120)

        assert errors == []
        for copy in copies:
            copy.follow(client_of(people[0]))
            assert_equal(copy, people[0])
        assert Change.objects.filter(actor="scheduler").exists()
        assert all(sum(writer.acts.values()) for writer in writers)
