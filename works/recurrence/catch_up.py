"""Which due days create a work, which count as missed, and where the cursor goes. Pure: days in, days out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from works.choices import CatchUp

# Past days of one rule that create works; older ones count as missed.
MAX_WORKS = 366
# Days of one rule that one tick considers: ten years. The next tick goes on.
MAX_DAYS = 3660


class Plan(NamedTuple):
    """`next_on` is the new cursor: the first day that is not settled; None when the rule is over."""

    make: list[date]
    missed: list[date]
    next_on: date | None


def plan(days: Iterable[date], *, today: date, last: date, catch_up: CatchUp) -> Plan:
    """Settle `days`, the unsettled days of a rule in order, up to `last`, which is today plus the days ahead."""
    due, next_on = _split(days, last=last)
    if next_on is not None and next_on <= min(today, last):
        # More days have passed than one tick considers: the latest are not known yet.
        return _cut(due, next_on, catch_up)
    past, future = [day for day in due if day <= today], [day for day in due if day > today]
    match catch_up:
        case CatchUp.CREATE_ALL:
            return Plan([*past[-MAX_WORKS:], *future], past[:-MAX_WORKS], next_on)
        case CatchUp.SKIP:
            missed = [day for day in past if day < today]
            return Plan(due[len(missed) :], missed, next_on)
        case CatchUp.LATEST_ONLY:
            return Plan([*past[-1:], *future], past[:-1], next_on)
        case CatchUp.WAIT_FOR_DONE:
            waiting = future if past else future[1:]
            return Plan(past[-1:] or future[:1], past[:-1], waiting[0] if waiting else next_on)


def _cut(due: list[date], next_on: date, catch_up: CatchUp) -> Plan:
    """Count days as missed that are not among the latest, however many are to follow."""
    if catch_up is CatchUp.CREATE_ALL:
        return Plan([], due[:-MAX_WORKS], due[-MAX_WORKS])
    return Plan([], due, next_on)


def _split(days: Iterable[date], *, last: date) -> tuple[list[date], date | None]:
    """Return the days up to `last`, at most MAX_DAYS, and the day after them."""
    due: list[date] = []
    for day in days:
        if day > last or len(due) == MAX_DAYS:
            return due, day
        due.append(day)
    return due, None
