"""Any sequence of services, undone batch by batch in reverse order, gives the first state again, row for row."""

from contextlib import suppress
from datetime import timedelta
from itertools import count

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from categories import services as categories
from categories.models import Category
from tests.conftest import PROVE
from tests.makers import NOON, make_category, make_recurring_work, make_user, make_work
from tests.wheelbarrow.core.history.states import batches_of, state_of
from wheelbarrow.core import trash
from wheelbarrow.core.db.tallies import wrong
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history.undo import undo
from wheelbarrow.core.models import Deletion
from works.choices import CatchUp, Priority, Scope, Status
from works.models import Label, RecurringWork, Work
from works.services import branches, editing, labels, lifecycle, pausing, recurring, roll_over, splitting

serial = count()
PICK = st.integers(0, 5)
NAMES = st.sampled_from(["Garden", "Beds", "Lawn", "Roses"])
PLACES = st.none() | st.integers(0, 3)


class Services(RuleBasedStateMachine):
    """Calls services of one person at random; an hour passes between two calls."""

    def __init__(self):
        super().__init__()
        self.user = make_user(f"undo{next(serial)}@example.org")
        self.at = NOON
        # Something to begin with, which no undo of the sequence reaches.
        garden = make_category(user=self.user, name="2026")
        make_work(user=self.user, title="Dig", category=garden)
        make_recurring_work(user=self.user, title="Water", category=garden)
        deleted = make_work(user=self.user, title="Gone", category=garden)
        editing.delete_work(user=self.user, work_id=deleted.pk, at=self.at)
        self.first, self.known = state_of(self.user), set(batches_of(self.user))

    def call(self, service, **arguments):
        """Call a service; a refusal is as good as a success."""
        self.at += timedelta(hours=1)
        with suppress(DomainError):
            service(user=self.user, at=self.at, **arguments)

    def pick(self, model, number):
        ids = model.objects.owned_by(self.user).order_by("pk").ids()
        return ids[number % len(ids)] if ids else 0

    def place(self, number):
        return None if number is None else self.pick(Category, number)

    @rule(name=NAMES, parent=PLACES, position=PLACES)
    def create_category(self, name, parent, position):
        fields = {} if position is None else {"position": position}
        self.call(categories.create_category, name=name, parent=self.place(parent), **fields)

    @rule(pick=PICK, name=NAMES, parent=PLACES, position=PLACES)
    def edit_category(self, pick, name, parent, position):
        changes = {"name": name, "position": position or 0}
        if parent is not None:
            changes["parent"] = self.place(parent)
        self.call(categories.edit_category, category_id=self.pick(Category, pick), **changes)

    @rule(pick=PICK, parent=PLACES)
    def move_category(self, pick, parent):
        self.call(categories.move_category, category_id=self.pick(Category, pick), parent_id=self.place(parent))

    @rule(pick=PICK)
    def delete_category(self, pick):
        self.call(categories.delete_category, category_id=self.pick(Category, pick))

    @rule(title=NAMES, place=PLACES)
    def create_work(self, title, place):
        self.call(editing.create_work, title=title, category=self.place(place))

    @rule(pick=PICK, place=PLACES, days=st.integers(0, 9), status=st.sampled_from(Status))
    def edit_work(self, pick, place, days, status):
        changes = {"category": self.place(place), "deadline_on": (NOON + timedelta(days)).date()}
        self.call(editing.edit_work, work_id=self.pick(Work, pick), current_status=status, **changes)

    @rule(name=NAMES)
    def create_label(self, name):
        self.call(labels.create_label, name=name)

    @rule(pick=PICK)
    def delete_label(self, pick):
        self.call(labels.delete_label, label_id=self.pick(Label, pick))

    @rule(pick=PICK, chosen=st.lists(PICK, max_size=2))
    def label_work(self, pick, chosen):
        ids = list({self.pick(Label, each) for each in chosen} - {0})
        self.call(editing.edit_work, work_id=self.pick(Work, pick), labels=ids, my_job=True)

    @rule(pick=PICK, chosen=st.lists(PICK, max_size=2))
    def label_rule(self, pick, chosen):
        ids = list({self.pick(Label, each) for each in chosen} - {0})
        self.call(recurring.edit_all_open, recurring_work_id=self.pick(RecurringWork, pick), labels=ids)

    @rule(pick=PICK, days=st.none() | st.integers(0, 3))
    def pause_branch(self, pick, days):
        until = None if days is None else (self.at + timedelta(days=days)).date()
        self.call(branches.pause_branch, category_id=self.pick(Category, pick), until_on=until)

    @rule(pick=PICK)
    def resume_branch(self, pick):
        self.call(branches.resume_branch, category_id=self.pick(Category, pick))

    @rule(pick=PICK, leave=PICK, name=NAMES)
    def roll_over(self, pick, leave, name):
        choices = {self.pick(Category, leave): roll_over.Choice.LEAVE} if leave < 3 else {}
        self.call(roll_over.roll_over, category_id=self.pick(Category, pick), name=name, branches=choices)

    @rule(pick=PICK)
    def finish(self, pick):
        self.call(lifecycle.finish_work, work_id=self.pick(Work, pick))

    @rule(pick=PICK)
    def reopen(self, pick):
        self.call(lifecycle.reopen_work, work_id=self.pick(Work, pick))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3), place=PLACES, priority=st.sampled_from(Priority))
    def edit_many(self, picks, place, priority):
        ids = [self.pick(Work, pick) for pick in picks]
        self.call(editing.edit_works, ids=ids, category=self.place(place), priority=priority)

    @rule(picks=st.lists(PICK, min_size=1, max_size=3))
    def delete_many(self, picks):
        self.call(editing.delete_works, ids=[self.pick(Work, pick) for pick in picks])

    @rule(place=PLACES, catch_up=st.sampled_from(CatchUp), days=st.integers(1, 3))
    def create_rule(self, place, catch_up, days):
        fields = {"rule": f"FREQ=DAILY;INTERVAL={days}", "catch_up": catch_up, "lead_days": days}
        self.call(recurring.create_recurring_work, title="Sweep", category=self.place(place), **fields)

    @rule(pick=PICK, place=PLACES, title=NAMES, days=st.none() | st.integers(0, 3))
    def edit_rule(self, pick, place, title, days):
        changes = {"category": self.place(place), "title": title, "deadline_days": days}
        self.call(recurring.edit_all_open, recurring_work_id=self.pick(RecurringWork, pick), **changes)

    @rule(pick=PICK, ahead=st.integers(0, 4), title=NAMES)
    def split(self, pick, ahead, title):
        day = (self.at + timedelta(days=ahead)).date()
        self.call(
            splitting.edit_in_scope,
            recurring_work_id=self.pick(RecurringWork, pick),
            scope=Scope.THIS_AND_FUTURE,
            occurs_on=day,
            title=title,
        )

    @rule(pick=PICK, cancel=st.booleans())
    def pause(self, pick, cancel):
        self.call(pausing.pause, recurring_work_id=self.pick(RecurringWork, pick), cancel_open=cancel)

    @rule(pick=PICK)
    def resume(self, pick):
        self.call(pausing.resume, recurring_work_id=self.pick(RecurringWork, pick))

    @rule(pick=PICK)
    def skip(self, pick):
        self.call(pausing.skip, recurring_work_id=self.pick(RecurringWork, pick))

    @rule(pick=PICK)
    def end(self, pick):
        self.call(pausing.end, recurring_work_id=self.pick(RecurringWork, pick))

    @rule(pick=PICK)
    def delete_rule(self, pick):
        self.call(recurring.delete_recurring_work, recurring_work_id=self.pick(RecurringWork, pick))

    @precondition(lambda self: Deletion.objects.owned_by(self.user).exists())
    @rule(pick=PICK)
    def restore(self, pick):
        self.call(trash.restore_deletion, deletion_id=self.pick(Deletion, pick))

    @precondition(lambda self: set(batches_of(self.user)) - self.known)
    @rule(pick=PICK)
    def undo_one(self, pick):
        """Undo any batch; if it is refused, nothing has changed."""
        before, batches = state_of(self.user), batches_of(self.user)
        recent = sorted(set(batches) - self.known)
        try:
            self.at += timedelta(hours=1)
            undo(user=self.user, change_id=batches[recent[-1 - pick % len(recent)]], at=self.at)
        except DomainError:
            assert state_of(self.user) == before

    @invariant()
    def the_tree_is_sound(self):
        for category in Category.all_objects.owned_by(self.user).select_related("parent"):
            assert category.path.endswith(f"/{category.pk}")

    @invariant()
    def categories_count_their_finished_works(self):
        assert not wrong(Work, self.user).exists()

    def teardown(self):
        batches = batches_of(self.user)
        for batch in sorted(set(batches) - self.known, reverse=True):
            self.at += timedelta(hours=1)
            undo(user=self.user, change_id=batches[batch], at=self.at)
        assert state_of(self.user) == self.first
        super().teardown()


class TestAnySequence:
    def test_undone_in_reverse_order_gives_the_first_state(self, db):
        run_state_machine_as_test(
            Services,
            settings=settings(
                max_examples=400 if PROVE else 10,
                stateful_step_count=40 if PROVE else 15,
                derandomize=not PROVE,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
