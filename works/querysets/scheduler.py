"""The row of the scheduler's heartbeat."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from works.models import Scheduler


class SchedulerQuerySet(QuerySet["Scheduler"]):
    """The heartbeat: a table with one row."""

    def beat(self, **facts: Any) -> None:
        """Store the facts of a tick."""
        self.update_or_create(pk=1, defaults=facts)

    def claim_purge(self, at: datetime) -> bool:
        """Store that the rows that have expired are purged now, unless any process has begun that within a day."""
        due = Q(purged_at=None) | Q(purged_at__lte=at - timedelta(days=1))
        return self.filter(due, pk=1).update(purged_at=at) == 1

    def heartbeat(self) -> Scheduler | None:
        """Return the facts of the last tick, or None before the first."""
        return self.filter(pk=1).first()
