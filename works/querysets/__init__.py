"""Conditions on works, recurring works and labels, and the row of the scheduler."""

from works.querysets.label import LabelQuerySet
from works.querysets.recurring_work import RecurringWorkQuerySet
from works.querysets.scheduler import SchedulerQuerySet
from works.querysets.work import WorkQuerySet

__all__ = ["LabelQuerySet", "RecurringWorkQuerySet", "SchedulerQuerySet", "WorkQuerySet"]
