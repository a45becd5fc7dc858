"""Conditions on the rows of works, and the row of the scheduler."""

from works.querysets.feed import FeedQuerySet
from works.querysets.imports import ImportedRowQuerySet, ImportQuerySet
from works.querysets.label import LabelQuerySet
from works.querysets.recurring_work import RecurringWorkQuerySet
from works.querysets.report_copy import ReportCopyQuerySet
from works.querysets.saved_view import SavedViewQuerySet
from works.querysets.scheduler import SchedulerQuerySet
from works.querysets.work import WorkQuerySet

__all__ = [
    "FeedQuerySet",
    "ImportQuerySet",
    "ImportedRowQuerySet",
    "LabelQuerySet",
    "RecurringWorkQuerySet",
    "ReportCopyQuerySet",
    "SavedViewQuerySet",
    "SchedulerQuerySet",
    "WorkQuerySet",
]
