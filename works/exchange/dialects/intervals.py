"""Rules that repeat after a number of days, weeks, months or years. Pure."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from works.recurrence.repeats import Repeats, to_rule
from works.recurrence.rule import DAILY, MAX_INTERVAL, MONTHLY, WEEKDAYS, WEEKLY, YEARLY

FREQUENCY = {"day": DAILY, "week": WEEKLY, "month": MONTHLY, "year": YEARLY}


def every(count: int, unit: str, starts_on: date, *, weekdays: tuple[str, ...] = ()) -> str | None:
    """Return the rule of every `count` days, weeks, months or years; None if `count` is not one that a rule can have.

    The day that it leaves open is that of `starts_on`, or the last day of a month that is shorter. Weeks are counted
    from the weekday of `starts_on`, as tools do that add days.
    """
    if not 1 <= count <= MAX_INTERVAL:
        return None
    return _every(count, unit, starts_on, weekdays)


@lru_cache(maxsize=4096)
def _every(count: int, unit: str, starts_on: date, weekdays: tuple[str, ...]) -> str:
    own = WEEKDAYS[starts_on.weekday()]
    week_start = WEEKDAYS[0] if weekdays in ((), (own,)) else own
    repeats = Repeats(FREQUENCY[unit], interval=count, weekdays=weekdays)
    return str(to_rule(repeats, starts_on=starts_on, week_start=week_start))
