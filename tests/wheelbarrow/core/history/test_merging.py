"""Edits from an older version of a row are merged field by field."""

from datetime import date

import pytest

from tests.makers import NOON, make_label, make_work
from wheelbarrow.core.history.merging import Clashing, save_merged
from works.choices import Priority
from works.services import editing
from works.services.lookup import WorkNotFound, find_work


def save(user, pk, version, **values):
    """Save as a page does."""
    return save_merged(
        find_work(user, pk),
        version,
        values,
        read=lambda: find_work(user, pk),
        write=lambda some: editing.edit_work(user=user, work_id=pk, at=NOON, **some),
    )


def edit(user, work, **values):
    return editing.edit_work(user=user, work_id=work.pk, at=NOON, **values)


class TestSaveMerged:
    def test_writes_everything_of_the_present_version(self, ann):
        work = make_work(user=ann)

        saved = save(ann, work.pk, work.version, title="Plant", priority=Priority.HIGH)

        assert (saved.title, saved.priority) == ("Plant", "HIGH")

    def test_keeps_what_others_have_changed(self, ann):
        work = make_work(user=ann)
        edit(ann, work, priority=Priority.HIGH, deadline_on=date(2026, 9, 4))

        # The whole form sends old values of fields that were not touched in it.
        saved = save(ann, work.pk, work.version, title="Plant", priority=Priority.NONE, deadline_on=None)

        assert (saved.title, saved.priority, saved.deadline_on) == ("Plant", "HIGH", date(2026, 9, 4))

    def test_asks_about_a_field_that_both_have_changed(self, ann):
        work = make_work(user=ann)
        edit(ann, work, title="Sow")
        edit(ann, work, title="Sow beans")

        with pytest.raises(Clashing) as clash:
            save(ann, work.pk, work.version, title="Plant", my_job=True)

        assert clash.value.mine == {"title": "Plant", "my_job": True}
        assert clash.value.theirs == {"title": "Sow beans"}
        work.refresh_from_db()
        assert (work.title, work.my_job) == ("Sow beans", False)

    def test_asks_nothing_where_both_say_the_same(self, ann):
        work = make_work(user=ann)
        edit(ann, work, title="Plant")

        assert save(ann, work.pk, work.version, title="Plant").title == "Plant"

    def test_asks_even_where_the_others_took_it_back(self, ann):
        work = make_work(user=ann)
        edit(ann, work, title="Sow")
        edit(ann, work, title="Dig")

        with pytest.raises(Clashing):
            save(ann, work.pk, work.version, title="Plant")
        assert save(ann, work.pk, work.version, title="Dig").title == "Dig"

    def test_merges_labels_as_one_field(self, ann):
        work, first, second = make_work(user=ann), make_label(user=ann, name="a"), make_label(user=ann, name="b")
        edit(ann, work, labels=[first.pk])

        assert find_work(ann, save(ann, work.pk, work.version, labels=[], title="Plant").pk).label_ids == [first.pk]
        with pytest.raises(Clashing) as clash:
            save(ann, work.pk, work.version, labels=[second.pk])
        assert clash.value.theirs == {"labels": [first.pk]}

    def test_reads_again_what_changes_between_reading_and_saving(self, ann):
        work = make_work(user=ann)
        read = find_work(ann, work.pk)
        edit(ann, work, priority=Priority.HIGH)

        saved = save_merged(
            read,
            read.version,
            {"title": "Plant"},
            read=lambda: find_work(ann, work.pk),
            write=lambda some: editing.edit_work(user=ann, work_id=work.pk, at=NOON, **some),
        )

        assert (saved.title, saved.priority) == ("Plant", "HIGH")

    def test_asks_about_what_changes_between_reading_and_saving(self, ann):
        work = make_work(user=ann)
        read = find_work(ann, work.pk)
        edit(ann, work, title="Sow")

        with pytest.raises(Clashing) as clash:
            save_merged(
                read,
                read.version,
                {"title": "Plant"},
                read=lambda: find_work(ann, work.pk),
                write=lambda some: editing.edit_work(user=ann, work_id=work.pk, at=NOON, **some),
            )

        assert clash.value.theirs == {"title": "Sow"}

    def test_of_a_stranger_is_not_found(self, ann, ben):
        work = make_work(user=ann)

        with pytest.raises(WorkNotFound):
            save(ben, work.pk, work.version, title="Plant")
