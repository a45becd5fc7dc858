"""Days that words name, counted from today."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from works.recurrence.rule import WEEKDAYS

DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
# A day is found within so many years: 29 February comes after eight years at the latest.
REACH = 9


@dataclass(frozen=True)
class Calendar:
    """The person's today, and the weekday on which their weeks begin (Monday is 0)."""

    today: date
    week_start: int

    @classmethod
    def of(cls, today: date, week_starts_on: str) -> Calendar:
        """Make one from the code of a weekday, such as `MO`."""
        return cls(today, WEEKDAYS.index(week_starts_on))

    def weekday_of_week(self, weekday: int, weeks: int) -> date | None:
        """Return that weekday of the week that is so many weeks from this one."""
        first = self.first_of_week(weeks)
        return first and first + timedelta(days=(weekday - self.week_start) % 7)

    def first_of_week(self, weeks: int) -> date | None:
        """Return the first day of that week."""
        return after(self.today, weeks * 7 - (self.today.weekday() - self.week_start) % 7)

    def last_of_week(self, weeks: int) -> date | None:
        """Return the last day of that week."""
        first = self.first_of_week(weeks)
        return first and first + timedelta(days=6)

    def of_month(self, day: int, months: int) -> date | None:
        """Return that day of the month that is so many months from this one; -1 is the last day."""
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + months, 12)
        return day_of(year, month + 1, day)

    def of_year(self, month: int, day: int, years: int) -> date | None:
        """Return that day of the year that is so many years from this one."""
        return day_of(self.today.year + years, month, day)


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the day, -1 for the last of the month; None if it does not exist."""
    if not (1 <= year < MAXYEAR and 1 <= month <= 12):
        return None
    last = monthrange(year, month)[1]
    if day == -1:
        return date(year, month, last)
    return date(year, month, day) if 1 <= day <= last else None


def after(day: date, days: int) -> date | None:
    """Return the day so many days later; None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def later(day: date, count: int, unit: str) -> date | None:
    """Return the day so many days, weeks, months or years later, the last of the month where that is shorter."""
    if count > 10_000:
        return None
    if unit in (DAY, WEEK):
        return after(day, count * (7 if unit == WEEK else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + count * (12 if unit == YEAR else 1), 12)
    return day_of(year, month + 1, day.day) or day_of(year, month + 1, -1)


def next_weekday(weekday: int, day: date) -> date:
    """Return the first such weekday from `day` on."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def next_of_year(month: int, day: int, start: date) -> date | None:
    """Return the first such day of a year from `start` on."""
    found = (day_of(start.year + years, month, day) for years in range(REACH))
    return next((each for each in found if each and each >= start), None)


def next_of_month(day: int, start: date) -> date | None:
    """Return the first such day of a month from `start` on."""
    calendar = Calendar(start, 0)
    found = (calendar.of_month(day, months) for months in range(13))
    return next((each for each in found if each and each >= start), None)
