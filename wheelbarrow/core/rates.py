"""Requests counted by spans of the clock, in a table that all processes share and that no traffic empties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import connection

from wheelbarrow.core.db.prepared import run
from wheelbarrow.core.models import RateCount

# The longest span of a rate is a day.
RETENTION = timedelta(days=2)


class Counter:
    """Counts of one kind of rate. A process writes every `step` requests of a key, and none once they are too many."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.began_at = 0
        # key → requests of all processes when it was last written, and those of this process since.
        self.counts: dict[str, list[int]] = {}

    def count(self, key: str, *, began_at: int, most: int, step: int) -> bool:
        """Count a request of the span that began at this second of the epoch; return whether it is among the first `most`.

        With `step` 1 that is exact; else each other process may let through up to `step` more.
        """
        with self.lock:
            if self.began_at != began_at:
                self.began_at, self.counts = began_at, {}
            counts = self.counts.setdefault(key, [0, 0])
            counts[1] += 1
            total, unwritten = counts
            if total + unwritten > most:
                return False
            if unwritten < step:
                return True
            counts[1] = 0
        # Without the lock: another process may keep the row, and this one's threads need not wait for each other.
        total = _add(key, datetime.fromtimestamp(began_at, UTC), unwritten)
        with self.lock:
            counts[0] = max(counts[0], total)
        return total <= most


def _add(key: str, began_at: datetime, number: int) -> int:
    """Add to the row of the key, which begins again with each span; return its count. One statement, so none is lost."""
    table = connection.ops.quote_name(RateCount._meta.db_table)
    added = (
        f"INSERT INTO {table} (key, began_at, requests) VALUES (%s, %s, %s) ON CONFLICT (key) DO UPDATE SET"
        f" requests = excluded.requests + CASE WHEN {table}.began_at = excluded.began_at THEN {table}.requests ELSE 0 END,"
        " began_at = excluded.began_at RETURNING requests"
    )
    rows = run(added, [key, connection.ops.adapt_datetimefield_value(began_at), number])
    return int(rows[0][0])


def purge_counts(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove the counts of spans that are over, whatever `before` is; return how many."""
    purged, _by_table = RateCount.objects.filter(began_at__lt=at - RETENTION).delete()
    if report:
        report(purged)
    return purged
