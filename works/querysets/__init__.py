"""Conditions on works, recurring works, labels, kept reports, saved views and calendar feeds, and the row of the scheduler."""

from works.querysets.feed import FeedQuerySet
from works.querysets.label import LabelQuerySet
from works.querysets.recurring_work import RecurringWorkQuerySet
from works.querysets.report_copy import ReportCopyQuerySet
from works.querysets.saved_view import SavedViewQuerySet
from works.querysets.scheduler import SchedulerQuerySet
from works.querysets.work import WorkQuerySet

__all__ = [
    "FeedQuerySet",
    "LabelQuerySet",
    "RecurringWorkQuerySet",
    "ReportCopyQuerySet",
    "SavedViewQuerySet",
    "SchedulerQuerySet",
    "WorkQuerySet",
]
