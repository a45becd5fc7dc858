"""The row of the scheduler's heartbeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from works.models import Scheduler


class SchedulerQuerySet(QuerySet["Scheduler"]):
    """The heartbeat: a table with one row."""

    def beat(self, **facts: Any) -> None:
        """Store the facts of a tick."""
        self.update_or_create(pk=1, defaults=facts)

    def heartbeat(self) -> Scheduler | None:
        """Return the facts of the last tick, or None before the first."""
        return self.filter(pk=1).first()
