"""Rules of quick add: what the words of both languages make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from works.quick_add.days import DAY, MONTH, WEEK, YEAR, Calendar
from works.recurrence.repeats import CLAMPED
from works.recurrence.rule import DAILY, MAX_INTERVAL, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

FREQUENCIES = {DAY: DAILY, WEEK: WEEKLY, MONTH: MONTHLY, YEAR: YEARLY}
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def plain(unit: str, interval: int, calendar: Calendar) -> Rule | None:
    """Return every day, every 2 weeks, …, on the days that the first one decides."""
    if not 1 <= interval <= MAX_INTERVAL:
        return None
    return Rule(FREQUENCIES[unit], interval=interval, week_start=_week_start(FREQUENCIES[unit], interval, calendar))


def weekly(weekdays: Iterable[int], interval: int, calendar: Calendar) -> Rule | None:
    """Return these weekdays (Monday is 0) of every week."""
    if not 1 <= interval <= MAX_INTERVAL:
        return None
    days = tuple((WEEKDAYS[number], 0) for number in sorted({*weekdays}))
    return Rule(WEEKLY, interval=interval, days=days, week_start=_week_start(WEEKLY, interval, calendar))


def monthly(days: Sequence[int], interval: int = 1) -> Rule | None:
    """Return these days of every month, -1 for the last; of shorter months the last instead of a 29th, 30th or 31st."""
    if not 1 <= interval <= MAX_INTERVAL or not all(day == -1 or 1 <= day <= 31 for day in days):
        return None
    if len(days) == 1 and days[0] in CLAMPED:
        return Rule(MONTHLY, interval=interval, month_days=CLAMPED[days[0]], positions=(-1,))
    return Rule(MONTHLY, interval=interval, month_days=tuple(sorted({*days}, key=lambda day: (day < 0, day))))


def nth_weekday(nth: int, weekday: int, interval: int = 1) -> Rule | None:
    """Return such as the first Monday, or the last (-1), of every month."""
    if not 1 <= interval <= MAX_INTERVAL:
        return None
    return Rule(MONTHLY, interval=interval, days=((WEEKDAYS[weekday], nth),))


def quarterly(interval: int = 1) -> Rule | None:
    """Return every third month, on the day that the first one decides."""
    return Rule(MONTHLY, interval=3 * interval) if 1 <= interval <= MAX_INTERVAL // 3 else None


def yearly(month: int, day: int, interval: int = 1) -> Rule | None:
    """Return this day of every year, -1 for the last of the month; None if there is no such day."""
    if not (1 <= month <= 12 and (day == -1 or 1 <= day <= LONGEST[month - 1]) and 1 <= interval <= MAX_INTERVAL):
        return None
    return Rule(YEARLY, interval=interval, months=(month,), month_days=(day,))


def _week_start(frequency: str, interval: int, calendar: Calendar) -> str:
    """Return where weeks begin, if that changes the days."""
    return WEEKDAYS[calendar.week_start] if frequency == WEEKLY and interval > 1 else "MO"
