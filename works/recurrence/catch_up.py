"""Which days make a work now, which count as missed, and where the cursor goes. Pure: days in, days out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from works.choices import CatchUp

# Works that one rule may make in one tick; the rest follows in the next.
MAX_WORKS = 366
# Days that one rule may look at in one tick: ten years, when it makes no work of most.
MAX_DAYS = 3660


class Plan(NamedTuple):
    """`next_on` is the new cursor: the first day that is not settled; None when the rule is over."""

    make: list[date]
    missed: list[date]
    next_on: date | None


def plan(days: Iterable[date], *, today: date, last: date, catch_up: CatchUp) -> Plan:
    """Settle `days`, the rule's own from the cursor on, up to `last`: today and the days ahead, or where a pause begins."""
    due, next_on = _split(days, last=last, limit=MAX_WORKS if catch_up is CatchUp.CREATE_ALL else MAX_DAYS)
    # More days have passed than may be looked at: which one is the latest is not known yet.
    is_cut = next_on is not None and next_on <= min(today, last)
    past, future = [day for day in due if day <= today], [day for day in due if day > today]
    match catch_up:
        case CatchUp.CREATE_ALL:
            return Plan(due, [], next_on)
        case CatchUp.SKIP:
            missed = [day for day in past if day < today]
            return Plan(due[len(missed) :], missed, next_on)
        case CatchUp.LATEST_ONLY:
            latest = [] if is_cut else past[-1:]
            return Plan([*latest, *future], past[: len(past) - len(latest)], next_on)
        case CatchUp.WAIT_FOR_DONE:
            latest = [] if is_cut else past[-1:]
            make = latest or future[:1]
            waiting = [day for day in future if day not in make]
            return Plan(make, past[: len(past) - len(latest)], waiting[0] if waiting else next_on)


def _split(days: Iterable[date], *, last: date, limit: int) -> tuple[list[date], date | None]:
    """The days up to `last`, at most `limit`, and the one behind them."""
    due: list[date] = []
    for day in days:
        if day > last or len(due) == limit:
            return due, day
        due.append(day)
    return due, None
