"""Late or not, and why a work is on Today. A moment is the person's own clock: `user.local_time(at)`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from works.choices import Reason, Status


def is_late(deadline_on: date | None, deadline_time: time | None, moment: datetime) -> bool:
    """Of an open work: a day is late when the next has begun; a day with a time, when the time has passed."""
    if deadline_on is None:
        return False
    if deadline_on == moment.date() and deadline_time:
        return deadline_time < moment.time()
    return deadline_on < moment.date()


def reasons(
    *, status: str, starts_on: date | None, deadline_on: date | None, deadline_time: time | None, moment: datetime
) -> list[Reason]:
    """Why an open work is on Today at this moment."""
    today = moment.date()
    found = []
    if is_late(deadline_on, deadline_time, moment):
        found.append(Reason.OVERDUE)
    if deadline_on == today:
        found.append(Reason.DUE_TODAY)
    if status == Status.IN_PROGRESS:
        found.append(Reason.IN_PROGRESS)
    if status == Status.UNDER_REVIEW:
        found.append(Reason.UNDER_REVIEW)
    if starts_on is not None and starts_on <= today:
        found.append(Reason.STARTED)
    return found or [Reason.ANYTIME]


def next_late_at(works: Iterable[Mapping[str, Any]], moment: datetime) -> time | None:
    """When the next of these open works, rows with `deadline_on` and `deadline_time`, will be late today."""
    today, now = moment.date(), moment.time()
    times = [work["deadline_time"] for work in works if work["deadline_on"] == today and work["deadline_time"]]
    return min((clock for clock in times if clock >= now), default=None)
