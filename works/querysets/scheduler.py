"""The heartbeat's one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from works.models import Scheduler


class SchedulerQuerySet(QuerySet["Scheduler"]):
    """The one row."""

    def beat(self, **facts: Any) -> None:
        """Write what a tick says."""
        self.update_or_create(pk=1, defaults=facts)

    def heartbeat(self) -> Scheduler | None:
        """What the last tick said; None if there was none yet."""
        return self.filter(pk=1).first()
