"""Periods of a report. Pure: days in, days out."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from works.choices import PeriodName
from works.recurrence.rule import WEEKDAYS

MOST_YEARS = 5


class Period(NamedTuple):
    """The days from start to end, both included."""

    start: date
    end: date

    @property
    def iso_week(self) -> int | None:
        """The number of the ISO week, if the period is one."""
        is_week = self.start.weekday() == 0 and (self.end - self.start).days == 6
        return self.start.isocalendar().week if is_week else None

    @property
    def is_too_long(self) -> bool:
        """Report whether it is longer than MOST_YEARS; a year from 29 February ends on the 28th."""
        start, end = self.start, self.end
        return (end.year - MOST_YEARS, end.month, end.day) >= (start.year, start.month, start.day)

    def holds(self, day: date) -> bool:
        """Report whether the day is in the period."""
        return self.start <= day <= self.end

    def slipped(self, moves: list[dict[str, str]]) -> bool:
        """Report whether a deadline was postponed into the period, or from one of its days past its end."""
        for move in moves:
            was, became = date.fromisoformat(move["from"]), date.fromisoformat(move["to"])
            if (was < self.start and self.holds(became)) or (self.holds(was) and became > self.end):
                return True
        return False


def named(name: str, *, today: date, week_start: str) -> Period:
    """Return the period with a PeriodName; `week_start` is MO to SU."""
    week = today - timedelta(days=(today.weekday() - WEEKDAYS.index(week_start)) % 7)
    month = today.replace(day=1)
    match name:
        case PeriodName.THIS_WEEK:
            return Period(week, week + timedelta(days=6))
        case PeriodName.LAST_WEEK:
            return Period(week - timedelta(days=7), week - timedelta(days=1))
        case PeriodName.THIS_MONTH:
            return Period(month, month.replace(day=monthrange(month.year, month.month)[1]))
        case PeriodName.LAST_MONTH:
            return Period((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1))
        case PeriodName.LAST_30_DAYS:
            return Period(today - timedelta(days=29), today)
        case _:
            return Period(date(today.year, 1, 1), date(today.year, 12, 31))


def before(period: Period) -> Period:
    """Return the period to compare with: as many whole months before it if it is whole months, else as many days."""
    start, last = period.start, period.start - timedelta(days=1)
    if start.day == 1 and (period.end + timedelta(days=1)).day == 1:
        months = (period.end.year - start.year) * 12 + period.end.month - start.month + 1
        first = start.year * 12 + start.month - 1 - months
        return Period(date(first // 12, first % 12 + 1, 1), last)
    return Period(start - (period.end - start) - timedelta(days=1), last)
