"""Undo of what the person created, after the scheduler has gone on with it."""

from datetime import timedelta

import pytest

from categories.services import delete_category
from tests.makers import NOON, make_category, make_label, make_recurring_work
from tests.wheelbarrow.core.history.states import state_of
from wheelbarrow.core.exceptions import NoLongerFits
from wheelbarrow.core.history.undo import ChangedByScheduler, ChangedLater, undo
from wheelbarrow.core.models import Change
from works.models import RecurringWork, Work
from works.services import editing, lifecycle, pausing, recurring
from works.services.scheduler import tick

TOMORROW, LATER = NOON + timedelta(days=1), NOON + timedelta(days=1, hours=1)


@pytest.fixture
def rule(ann):
    """A rule with a label, in a category that is older than it."""
    garden, label = make_category(user=ann), make_label(user=ann)
    return make_recurring_work(user=ann, category=garden, labels=[label.pk])


def creation_of(row):
    return Change.objects.of_row("recurring_work", row.pk).order_by("pk").first()


def newest_of(rule):
    return Work.objects.made_by(rule.pk).order_by("-pk").first()


class TestUndoOfACreation:
    def test_takes_the_works_of_the_scheduler_along(self, ann, rule):
        before = state_of(ann)["Category"]
        tick(TOMORROW)
        assert Work.objects.made_by(rule.pk).count() == 2

        undo(user=ann, change_id=creation_of(rule).pk, at=LATER)

        assert not RecurringWork.all_objects.exists()
        assert not Work.all_objects.exists()
        assert state_of(ann)["Category"] == before

    def test_can_be_undone_in_turn(self, ann, rule):
        tick(TOMORROW)
        before = state_of(ann)
        undo(user=ann, change_id=creation_of(rule).pk, at=LATER)

        undo(user=ann, change_id=Change.objects.newest_first().first().pk, at=LATER)

        assert state_of(ann) == before

    def test_leaves_the_other_rules_with_their_works(self, ann, rule):
        other = make_recurring_work(user=ann, title="Feed")
        tick(TOMORROW)

        undo(user=ann, change_id=creation_of(rule).pk, at=LATER)

        assert RecurringWork.objects.get() == other
        assert Work.objects.made_by(other.pk).count() == 2

    @pytest.mark.parametrize(
        "touch",
        [
            lambda ann, rule: editing.edit_work(user=ann, work_id=newest_of(rule).pk, at=LATER, title="Dig"),
            lambda ann, rule: lifecycle.finish_work(user=ann, work_id=newest_of(rule).pk, at=LATER),
            lambda ann, rule: editing.delete_work(user=ann, work_id=newest_of(rule).pk, at=LATER),
            lambda ann, rule: delete_category(user=ann, category_id=rule.category_id, at=LATER),
        ],
        ids=["edited", "finished", "deleted", "in a deleted category"],
    )
    def test_is_refused_when_the_person_has_touched_such_a_work(self, ann, rule, touch):
        tick(TOMORROW)
        touch(ann, rule)
        before = state_of(ann)

        with pytest.raises(NoLongerFits):
            undo(user=ann, change_id=creation_of(rule).pk, at=LATER)

        assert state_of(ann) == before

    def test_is_refused_when_the_person_has_changed_the_rule(self, ann, rule):
        tick(TOMORROW)
        recurring.edit_recurring_work(user=ann, recurring_work_id=rule.pk, at=LATER, title="Feed")
        edit = Change.objects.newest_first().first()
        tick(TOMORROW + timedelta(days=1))

        with pytest.raises(ChangedLater, match=f"change {edit.pk}"):
            undo(user=ann, change_id=creation_of(rule).pk, at=LATER)

        assert Work.objects.made_by(rule.pk).count() == 3


class TestUndoOfAnEdit:
    def test_is_refused_with_what_to_do_when_the_scheduler_has_gone_on(self, ann, rule):
        pausing.skip(user=ann, recurring_work_id=rule.pk, at=NOON)
        skip = Change.objects.newest_first().first()
        tick(TOMORROW + timedelta(days=1))

        with pytest.raises(ChangedByScheduler, match="Edit or delete it"):
            undo(user=ann, change_id=skip.pk, at=LATER)
