"""Conditions on works, recurring works, labels, kept reports and saved views, and the row of the scheduler."""

from works.querysets.label import LabelQuerySet
from works.querysets.recurring_work import RecurringWorkQuerySet
from works.querysets.report_copy import ReportCopyQuerySet
from works.querysets.saved_view import SavedViewQuerySet
from works.querysets.scheduler import SchedulerQuerySet
from works.querysets.work import WorkQuerySet

__all__ = [
    "LabelQuerySet",
    "RecurringWorkQuerySet",
    "ReportCopyQuerySet",
    "SavedViewQuerySet",
    "SchedulerQuerySet",
    "WorkQuerySet",
]
