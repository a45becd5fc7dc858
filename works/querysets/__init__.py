"""Sentences about works, about the rules that make them, and about the scheduler."""

from works.querysets.recurring_work import RecurringWorkQuerySet
from works.querysets.scheduler import SchedulerQuerySet
from works.querysets.work import WorkQuerySet

__all__ = ["RecurringWorkQuerySet", "SchedulerQuerySet", "WorkQuerySet"]
