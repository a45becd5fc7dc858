"""Undo of single acts, redo, and the refusals."""

from datetime import timedelta

import pytest

from categories import services as categories
from categories.models import Category
from tests.makers import NOON, make_ancestors, make_category, make_finished_work, make_recurring_work, make_work
from tests.wheelbarrow.core.history.states import state_of
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import NoLongerFits
from wheelbarrow.core.history.reversal import NotUndoable
from wheelbarrow.core.history.selectors import history
from wheelbarrow.core.history.sentences import describe
from wheelbarrow.core.history.undo import (
    ChangedLater,
    ChangeNotFound,
    MadeByScheduler,
    NothingToUndo,
    undo,
    undo_last,
)
from wheelbarrow.core.models import Change, Deletion
from works.models import RecurringWork, Work
from works.services import editing, lifecycle, pausing, recurring
from works.services.scheduler import tick

LATER = NOON + timedelta(hours=1)
TOMORROW = NOON + timedelta(days=1)


def last_change(user):
    return Change.objects.owned_by(user).newest_first().first()


def undo_latest(user, at=LATER):
    return undo(user=user, change_id=last_change(user).pk, at=at)


@pytest.fixture
def garden(ann):
    """A yearly project with a branch, a work and a recurring work in each."""
    root, beds = make_ancestors(user=ann, names=["2026", "Beds"])
    for place in (root, beds):
        make_work(user=ann, category=place)
        make_recurring_work(user=ann, category=place)
    return beds


ACTS = {
    "edit": lambda ann, beds: editing.edit_work(user=ann, work_id=work_of(ann).pk, at=NOON, title="Rake", my_job=True),
    "finish": lambda ann, beds: lifecycle.finish_work(user=ann, work_id=work_of(ann).pk, at=NOON),
    "bulk": lambda ann, beds: editing.edit_works(
        user=ann, ids=Work.objects.owned_by(ann).ids(), at=NOON, category=beds.pk
    ),
    "delete a work": lambda ann, beds: editing.delete_work(user=ann, work_id=work_of(ann).pk, at=NOON),
    "delete works": lambda ann, beds: editing.delete_works(user=ann, ids=Work.objects.owned_by(ann).ids()[:2], at=NOON),
    "create a category": lambda ann, beds: make_category(user=ann, name="Pond", position=0),
    "move a branch": lambda ann, beds: categories.move_category(user=ann, category_id=beds.pk, parent_id=None, at=NOON),
    "delete a branch": lambda ann, beds: categories.delete_category(user=ann, category_id=beds.pk, at=NOON),
    "create a rule": lambda ann, beds: make_recurring_work(user=ann, title="Mow", category=beds),
    "pause": lambda ann, beds: pausing.pause(user=ann, recurring_work_id=rule_of(ann).pk, at=NOON, cancel_open=True),
    "skip": lambda ann, beds: pausing.skip(user=ann, recurring_work_id=rule_of(ann).pk, at=NOON),
    "end": lambda ann, beds: pausing.end(user=ann, recurring_work_id=rule_of(ann).pk, at=NOON),
    "delete a rule": lambda ann, beds: recurring.delete_recurring_work(
        user=ann, recurring_work_id=rule_of(ann).pk, at=NOON
    ),
}


def work_of(user):
    return Work.objects.owned_by(user).order_by("pk").first()


def rule_of(user):
    return RecurringWork.objects.owned_by(user).order_by("pk").first()


class TestUndo:
    @pytest.mark.parametrize("act", ACTS)
    def test_gives_the_state_before_and_undo_of_undo_the_state_after(self, ann, ben, garden, act):
        make_work(user=ben)
        before, of_ben = state_of(ann), state_of(ben)
        ACTS[act](ann, garden)
        after = state_of(ann)
        assert after != before

        undo_latest(ann)
        assert state_of(ann) == before

        undo_latest(ann)
        assert state_of(ann) == after

        undo_latest(ann)
        assert state_of(ann) == before
        assert state_of(ben) == of_ben

    def test_of_a_restore_deletes_the_same_rows_again(self, ann, garden):
        deletion = categories.delete_category(user=ann, category_id=garden.pk, at=NOON)
        before = state_of(ann)
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=TOMORROW)

        undo_latest(ann, at=TOMORROW)

        assert state_of(ann) == before
        assert Deletion.objects.get().pk == deletion.pk

    def test_gives_the_rows_new_versions(self, ann):
        work = make_work(user=ann)
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Rake")
        version = Work.objects.get().version

        undone = undo_latest(ann)

        assert Work.objects.get().version == undone.batch > version

    def test_removes_the_work_that_waited_for_the_finished_one(self, ann):
        rule = make_recurring_work(user=ann, catch_up="wait_for_done")
        lifecycle.finish_work(user=ann, work_id=work_of(ann).pk, at=TOMORROW)
        assert Work.objects.made_by(rule.pk).count() == 2

        undo_latest(ann, at=TOMORROW)

        assert [work.end_at for work in Work.objects.made_by(rule.pk)] == [None]


class TestUndoIsRefused:
    def test_when_a_touched_field_has_changed_later(self, ann):
        work = make_work(user=ann)
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Rake")
        first = last_change(ann)
        editing.edit_work(user=ann, work_id=work.pk, at=LATER, title="Sow")
        later, state = last_change(ann), state_of(ann)

        with pytest.raises(ChangedLater, match=f"change {later.pk}"):
            undo(user=ann, change_id=first.pk, at=LATER)

        assert state_of(ann) == state

    def test_but_not_when_another_field_has(self, ann):
        work = make_work(user=ann, title="Dig")
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Rake")
        first = last_change(ann)
        editing.edit_work(user=ann, work_id=work.pk, at=LATER, my_job=True)

        undo(user=ann, change_id=first.pk, at=LATER)

        assert list(Work.objects.values_list("title", "my_job")) == [("Dig", True)]

    def test_when_the_row_was_deleted_later(self, ann):
        work = make_work(user=ann)
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Rake")
        first = last_change(ann)
        editing.delete_work(user=ann, work_id=work.pk, at=LATER)

        with pytest.raises(ChangedLater):
            undo(user=ann, change_id=first.pk, at=LATER)

    def test_when_one_row_of_many_has_changed(self, ann):
        works = [make_work(user=ann) for _ in range(3)]
        editing.edit_works(user=ann, ids=[work.pk for work in works], at=NOON, title="Rake")
        first = last_change(ann)
        editing.edit_work(user=ann, work_id=works[1].pk, at=LATER, title="Sow")
        state = state_of(ann)

        with pytest.raises(ChangedLater):
            undo(user=ann, change_id=first.pk, at=LATER)

        assert state_of(ann) == state

    def test_when_something_was_filed_in_a_new_category(self, ann):
        category = make_category(user=ann)
        first = last_change(ann)
        make_work(user=ann, category=category)

        with pytest.raises(NoLongerFits):
            undo(user=ann, change_id=first.pk, at=LATER)

    def test_when_the_old_category_is_in_the_trash(self, ann):
        old, new = make_category(user=ann, name="Old"), make_category(user=ann, name="New")
        work = make_work(user=ann, category=old)
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, category=new.pk)
        first = last_change(ann)
        categories.delete_category(user=ann, category_id=old.pk, at=LATER)

        with pytest.raises(NoLongerFits):
            undo(user=ann, change_id=first.pk, at=LATER)

    def test_when_the_name_is_taken_since(self, ann):
        category = make_category(user=ann, name="Garden")
        categories.edit_category(user=ann, category_id=category.pk, at=NOON, name="Yard")
        first = last_change(ann)
        make_category(user=ann, name="Garden")

        with pytest.raises(NoLongerFits):
            undo(user=ann, change_id=first.pk, at=LATER)

    def test_when_the_old_parent_is_below_the_category_now(self, ann):
        top, below = make_ancestors(user=ann, names=["Top", "Below"])
        categories.move_category(user=ann, category_id=below.pk, parent_id=None, at=NOON)
        first = last_change(ann)
        categories.move_category(user=ann, category_id=top.pk, parent_id=below.pk, at=LATER)

        with pytest.raises(NoLongerFits):
            undo(user=ann, change_id=first.pk, at=LATER)

        assert Category.objects.get(pk=top.pk).path == f"/{below.pk}/{top.pk}"

    def test_when_a_rule_of_the_database_would_be_broken(self, ann):
        work = make_work(user=ann, deadline_on=NOON.date())
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, deadline_on=TOMORROW.date())
        first = last_change(ann)
        editing.edit_work(user=ann, work_id=work.pk, at=LATER, starts_on=TOMORROW.date())

        with pytest.raises(NoLongerFits):
            undo(user=ann, change_id=first.pk, at=LATER)

    def test_when_a_restored_branch_has_got_another_row(self, ann, garden):
        deletion = categories.delete_category(user=ann, category_id=garden.pk, at=NOON)
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=LATER)
        first, gone = last_change(ann), Work.objects.in_category(garden.pk).first()
        editing.delete_work(user=ann, work_id=gone.pk, at=LATER)
        make_work(user=ann, category=garden)

        with pytest.raises(NoLongerFits):
            undo(user=ann, change_id=first.pk, at=LATER)

    def test_after_a_purge(self, ann):
        work = make_finished_work(user=ann)
        finished = last_change(ann)
        deletion = editing.delete_work(user=ann, work_id=work.pk, at=NOON)
        deleted = last_change(ann)
        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=LATER)

        for change in (finished, deleted, last_change(ann)):
            with pytest.raises(NotUndoable):
                undo(user=ann, change_id=change.pk, at=LATER)

    def test_of_what_the_scheduler_did(self, ann):
        make_recurring_work(user=ann)
        tick(TOMORROW)

        with pytest.raises(MadeByScheduler):
            undo_latest(ann, at=TOMORROW)

    def test_of_a_change_of_a_stranger(self, ann, ben):
        work = make_work(user=ann)

        with pytest.raises(ChangeNotFound):
            undo(user=ben, change_id=last_change(ann).pk, at=LATER)

        assert Work.objects.get() == work


class TestSentence:
    def test_of_an_undo_is_marked(self, ann):
        work = make_work(user=ann, title="Dig")
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Rake")
        undo_latest(ann)

        undone, edited = history(ann, row=("work", work.pk), limit=2).changes
        words = [described.sentence for described in describe([undone, edited])]

        assert words == ["Undo: Title “Rake” → “Dig”", "Title “Dig” → “Rake”"]


class TestUndoLast:
    def test_goes_back_one_act_at_a_time(self, ann):
        work = make_work(user=ann, title="Dig")
        for title in ("Rake", "Sow"):
            editing.edit_work(user=ann, work_id=work.pk, at=NOON, title=title)

        titles = []
        for _ in range(2):
            undo_last(user=ann, at=LATER)
            titles.append(Work.objects.get().title)
        undo_last(user=ann, at=LATER)

        assert titles == ["Rake", "Dig"]
        assert not Work.all_objects.exists()
        with pytest.raises(NothingToUndo):
            undo_last(user=ann, at=LATER)

    def test_undoes_an_act_again_that_an_undo_of_the_undo_has_put_back(self, ann):
        work = make_work(user=ann, title="Dig")
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Rake")
        undo_last(user=ann, at=LATER)
        undo_latest(ann)

        undo_last(user=ann, at=LATER)

        assert Work.objects.get().title == "Dig"

    def test_passes_over_the_scheduler(self, ann):
        rule = make_recurring_work(user=ann)
        work = make_work(user=ann, title="Dig")
        tick(TOMORROW)

        undo_last(user=ann, at=TOMORROW)

        assert not Work.all_objects.filter(pk=work.pk).exists()
        assert Work.objects.made_by(rule.pk).count() == 2
