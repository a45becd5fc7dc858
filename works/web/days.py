"""The days of Upcoming and of the calendar: which works, deadlines, finished works and occurrences to come each has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from works.agenda import Ghost

Row = Mapping[str, Any]


@dataclass(slots=True)
class DayOfWorks:
    """One day. A work with a start and a deadline in the period is in `planned` on its start and in `due` on its deadline."""

    day: date
    planned: list[Row] = field(default_factory=list)
    due: list[Row] = field(default_factory=list)
    ghosts: list[Ghost] = field(default_factory=list)
    finished: list[Row] = field(default_factory=list)


def days_between(first: date, last: date) -> dict[date, DayOfWorks]:
    """Return each day from the first to the last one, with nothing on it."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day: DayOfWorks(day) for day in days}


def place(days: Mapping[date, DayOfWorks], works: Iterable[Row]) -> None:
    """Put open works on their days."""
    for work in works:
        starts_on, due_on = work["starts_on"], work["deadline_on"]
        if starts_on in days:
            days[starts_on].planned.append(work)
            if due_on in days and due_on != starts_on:
                days[due_on].due.append(work)
        elif due_on in days:
            days[due_on].planned.append(work)


def place_ghosts(days: Mapping[date, DayOfWorks], ghosts: Iterable[Ghost]) -> None:
    """Put occurrences to come on their days."""
    for ghost in ghosts:
        days[ghost.day].ghosts.append(ghost)


def place_finished(days: Mapping[date, DayOfWorks], works: Iterable[Row], *, zone: tzinfo) -> None:
    """Put finished works on the days on which they were finished."""
    for work in works:
        ended: datetime = work["end_at"]
        if (day := ended.astimezone(zone).date()) in days:
            days[day].finished.append(work)
