"""When a work is overdue and why it is on Today. A moment is the person's local time: `user.local_time(at)`.

Each rule stands twice, as a condition in SQL and as a function of values, one below the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q

from works.choices import Reason, Status


def overdue(moment: datetime) -> Q:
    """The condition on an open work: its day has passed, or its time on this day."""
    today = moment.date()
    return Q(deadline_on__lt=today) | Q(deadline_on=today, deadline_time__lt=moment.time())


def is_overdue(deadline_on: date | None, deadline_time: time | None, moment: datetime) -> bool:
    """The same for the values of an open work."""
    if deadline_on is None:
        return False
    if deadline_on == moment.date() and deadline_time:
        return deadline_time < moment.time()
    return deadline_on < moment.date()


def due_later_today(moment: datetime) -> Q:
    """The condition on an open work: it becomes overdue at a time that is still to come on this day."""
    return Q(deadline_on=moment.date(), deadline_time__gte=moment.time())


def next_overdue_at(works: Iterable[Mapping[str, Any]], moment: datetime) -> time | None:
    """The next time today at which one of these open works, rows with both deadline columns, becomes overdue."""
    today, now = moment.date(), moment.time()
    times = [work["deadline_time"] for work in works if work["deadline_on"] == today and work["deadline_time"]]
    return min((each for each in times if each >= now), default=None)


def reasons(
    *, status: str, starts_on: date | None, deadline_on: date | None, deadline_time: time | None, moment: datetime
) -> list[Reason]:
    """Why an open work is on Today at this moment."""
    today = moment.date()
    found = []
    if is_overdue(deadline_on, deadline_time, moment):
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
