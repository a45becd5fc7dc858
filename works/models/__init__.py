"""The models of works."""

from works.models.feed import Feed, FeedLabel
from works.models.imports import Import, ImportedRow
from works.models.label import Label, RecurringWorkLabel, WorkLabel
from works.models.recurring_work import RecurringWork
from works.models.report_copy import ReportCopy
from works.models.saved_view import SavedView
from works.models.scheduler import Scheduler
from works.models.work import Work
from works.models.work_text import WorkText

__all__ = [
    "Feed",
    "FeedLabel",
    "Import",
    "ImportedRow",
    "Label",
    "RecurringWork",
    "RecurringWorkLabel",
    "ReportCopy",
    "SavedView",
    "Scheduler",
    "Work",
    "WorkLabel",
    "WorkText",
]
