"""When a work can be done, when it is overdue and why it is on Today. A moment is the person's local time: `user.local_time(at)`.

Each rule is written twice, as a condition in SQL and as a function of values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import DateField, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual, Range

from works.choices import Reason, Status

# The first day on which a work can be done: its start, or without one a day before all others. So the works that can be
# done by a day are one range of work_open_idx. Not a parameter: SQLite compares the text with that of the index.
FIRST_DAY = Coalesce("starts_on", RawSQL("'0001-01-01'", (), DateField()))


def begun_by(day: date) -> Q:
    """Return the condition that a work can be done on the day."""
    return Q(LessThanOrEqual(FIRST_DAY, day))


def has_begun(starts_on: date | None, day: date) -> bool:
    """Report whether a work with this start can be done on the day."""
    return starts_on is None or starts_on <= day


def planned_within(first: date, last: date) -> Q:
    """Return the condition that a live, open work begins or is due from the first day to the last one.

    Each half has the conditions of its partial index, because SQLite looks for them only there.
    """
    is_open = Q(deleted_at=None, end_at=None)
    return (is_open & Q(Range(FIRST_DAY, (first, last)))) | (is_open & Q(deadline_on__range=(first, last)))


def overdue(moment: datetime) -> Q:
    """Return the condition that an open work is overdue: its day has passed, or its time on the present day."""
    today = moment.date()
    return Q(deadline_on__lt=today) | Q(deadline_on=today, deadline_time__lt=moment.time())


def is_overdue(deadline_on: date | None, deadline_time: time | None, moment: datetime) -> bool:
    """Report whether an open work with this deadline is overdue."""
    if deadline_on is None:
        return False
    if deadline_on == moment.date() and deadline_time:
        return deadline_time < moment.time()
    return deadline_on < moment.date()


def due_later_today(moment: datetime) -> Q:
    """Return the condition that an open work becomes overdue later on the present day."""
    return Q(deadline_on=moment.date(), deadline_time__gte=moment.time())


def next_overdue_at(works: Iterable[Mapping[str, Any]], moment: datetime) -> time | None:
    """Return the next time today at which one of these open works becomes overdue; `works` have both deadline columns."""
    today, now = moment.date(), moment.time()
    times = [work["deadline_time"] for work in works if work["deadline_on"] == today and work["deadline_time"]]
    return min((each for each in times if each >= now), default=None)


def reasons(
    *, status: str, starts_on: date | None, deadline_on: date | None, deadline_time: time | None, moment: datetime
) -> list[Reason]:
    """Return why an open work is on Today at this moment."""
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
    if starts_on is not None and has_begun(starts_on, today):
        found.append(Reason.STARTED)
    return found or [Reason.ANYTIME]
