"""Conditions on works and recurring works, and the row of the scheduler."""

from works.querysets.recurring_work import RecurringWorkQuerySet
from works.querysets.scheduler import SchedulerQuerySet
from works.querysets.work import WorkQuerySet

__all__ = ["RecurringWorkQuerySet", "SchedulerQuerySet", "WorkQuerySet"]
