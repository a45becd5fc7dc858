"""Keep a report, and delete it."""

import pytest
from django.db import IntegrityError, transaction

from tests.makers import NOON, make_report_copy, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.history.undo import undo
from wheelbarrow.core.models import Change
from wheelbarrow.core.quotas import QuotaExceeded, measure
from works.choices import Grouping
from works.models import ReportCopy
from works.report.frozen import thaw
from works.services import editing, report_copies
from works.services.lookup import ReportCopyNotFound
from works.services.report_copies import ReportTooLong, delete_report_copy


def titles(copy):
    found = thaw(copy.content)
    return [
        entry.title
        for _root, groups in found.projects()
        for group in groups
        for entries in group.sections.values()
        for entry in entries
    ]


class TestKeepReport:
    def test_keeps_what_has_changed_since(self, ann, ben):
        work = make_work(user=ann, title="Dig")
        make_work(user=ben, title="His")

        copy = make_report_copy(user=ann, grouping=Grouping.LABEL)
        editing.edit_work(user=ann, work_id=work.pk, title="Plant", at=NOON)

        kept = ReportCopy.objects.get()
        assert (kept, kept.title, kept.grouping) == (copy, "September", "label")
        assert (str(kept.starts_on), str(kept.ends_on)) == ("2026-09-01", "2026-09-30")
        assert titles(kept) == ["Dig"]

    def test_counts_towards_the_quota(self, ann, settings):
        make_work(user=ann)
        settings.QUOTA_BYTES = 100

        with pytest.raises(QuotaExceeded):
            make_report_copy(user=ann)

        settings.QUOTA_BYTES = 0
        copy = make_report_copy(user=ann)
        assert measure(ann)["bytes"] == len(copy.content.encode())

    def test_refuses_one_that_is_too_long(self, ann, monkeypatch):
        make_work(user=ann)
        monkeypatch.setattr(report_copies, "MOST_BYTES", 100)

        with pytest.raises(ReportTooLong):
            make_report_copy(user=ann)
        assert not ReportCopy.all_objects.exists()

    def test_can_be_undone(self, ann):
        make_report_copy(user=ann)
        change = Change.objects.owned_by(ann).get(kind="report_copy")

        undo(user=ann, change_id=change.pk, at=NOON)

        assert not ReportCopy.all_objects.exists()


class TestDeleteReportCopy:
    def test_moves_it_to_the_trash_from_which_it_is_restored(self, ann):
        copy = make_report_copy(user=ann)

        deletion = delete_report_copy(user=ann, report_copy_id=copy.pk, at=NOON)

        assert (deletion.label, deletion.counts) == ("September", {"report_copies": 1})
        assert not ReportCopy.objects.exists()
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        assert ReportCopy.objects.get() == copy

    def test_refuses_that_of_a_stranger(self, ann, ben):
        copy = make_report_copy(user=ann)

        with pytest.raises(ReportCopyNotFound):
            delete_report_copy(user=ben, report_copy_id=copy.pk, at=NOON)


class TestConstraints:
    @pytest.mark.parametrize("column", [{"ends_on": "2026-08-31"}, {"grouping": "colour"}])
    def test_refuse_a_raw_write(self, ann, column):
        copy = make_report_copy(user=ann)

        with pytest.raises(IntegrityError), transaction.atomic():
            ReportCopy.objects.with_ids([copy.pk]).update(**column)
