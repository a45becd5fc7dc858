"""What there is to say of a rule, in no language yet; english.py and korean.py say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from works.recurrence.repeats import CLAMPED
from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule
from works.recurrence.schedule import spelt_out

WORKING_DAYS = tuple((code, 0) for code in WEEKDAYS[:5])
ALL_DAYS = tuple((code, 0) for code in WEEKDAYS)

EVERY_MONTH = tuple(range(1, 13))
# February in a leap year.
LONGEST = dict(zip(EVERY_MONTH, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))

# What is skipped where there is none.
DAYS, WEEKS, MONTHS, YEARS = "days", "weeks", "months", "years"


@dataclass(frozen=True)
class Outline:
    """A rule as it is read aloud; `rule` has the parts that it takes from the first day.

    `clamped` is 29, 30 or 31 where it means this day or else the last; `skipped` is DAYS, WEEKS, MONTHS, YEARS or
    empty; `week_start` is empty where it is Monday or changes no day.
    """

    rule: Rule
    clamped: int | None
    skipped: str
    week_start: str

    @property
    def is_of_weekdays_alone(self) -> bool:
        """Is a weekday, plainly, all there is to a day? Months may limit it."""
        rule = self.rule
        others = rule.month_days or rule.year_days or rule.weeks
        return bool(rule.days) and not others and not any(ordinal for _, ordinal in rule.days)

    @property
    def picks_of_one_period(self) -> bool:
        """Does BYSETPOS count plain weekdays within a week, a month or a year?"""
        is_one = self.rule.frequency != YEARLY or len(self.rule.months) < 2
        return bool(self.rule.positions) and self.is_of_weekdays_alone and is_one

    @property
    def is_every_working_day(self) -> bool:
        """Monday to Friday, each of them?"""
        rule = self.rule
        is_each = rule.frequency in (DAILY, WEEKLY) and rule.interval == 1 and not rule.positions
        return is_each and self.is_of_weekdays_alone and rule.days == WORKING_DAYS


class Words(Protocol):
    """What a language has to have."""

    def sentence(self, outline: Outline) -> str: ...
    def day(self, day: date) -> str: ...
    def month_day(self, number: int) -> str: ...
    def month_names(self, months: tuple[int, ...]) -> str: ...
    def weekday_name(self, code: str) -> str: ...


def outline(rule: Rule, starts_on: date) -> Outline:
    """What there is to say of it."""
    whole = spelt_out(rule, starts_on)
    week_start = whole.week_start if _begins_its_weeks_elsewhere(whole, starts_on) else ""
    return Outline(whole, clamped_day(whole), _skipped(whole), week_start)


def clamped_day(whole: Rule) -> int | None:
    """31 for BYMONTHDAY=28,29,30,31;BYSETPOS=-1: the 31st, or the last day of a shorter month; None for other rules."""
    if whole.positions != (-1,) or whole.days or whole.weeks or whole.year_days:
        return None
    if whole.frequency == MONTHLY or (whole.frequency == YEARLY and whole.months == (2,)):
        day = next((day for day, days in CLAMPED.items() if days == whole.month_days), None)
        return day if whole.frequency == MONTHLY or day == 29 else None
    return None


def lacking(number: int, months: tuple[int, ...]) -> tuple[int, ...]:
    """Those of the months that have no such day; with 29, or -29, February of most years."""
    return tuple(month for month in months if abs(number) > LONGEST[month] - (month == 2))


def runs(numbers: tuple[int, ...]) -> list[tuple[int, int]]:
    """First and last of each run, of at least three that follow each other: 1, 2, 5, 6, 7 → 1–1, 2–2, 5–7."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1 > 1:
            found[-1].append(number)
        else:
            found.append([number])
    ends = [[(run[0], run[-1])] if len(run) > 2 else [(number, number) for number in run] for run in found]
    return [pair for pairs in ends for pair in pairs]


def _skipped(whole: Rule) -> str:
    """What has no such day, of rules that name one kind of day only: further kinds are conditions anyhow."""
    if whole.positions or whole.frequency in (DAILY, WEEKLY):
        return ""
    is_of_months = bool(whole.months) or whole.frequency == MONTHLY
    alone = MONTHS if whole.frequency == MONTHLY or len(whole.months) != 1 else YEARS
    ordinals = [ordinal for _, ordinal in whole.days]
    match bool(whole.days), bool(whole.month_days), bool(whole.year_days), bool(whole.weeks):
        case False, True, False, False:
            is_lacking = any(lacking(number, whole.months or EVERY_MONTH) for number in whole.month_days)
            return (alone if len(whole.month_days) == 1 else DAYS) if is_lacking else ""
        case True, False, False, False:
            is_lacking = any(abs(ordinal) >= (5 if is_of_months else 53) for ordinal in ordinals)
            return ((alone if is_of_months else YEARS) if len(ordinals) == 1 else DAYS) if is_lacking else ""
        case False, False, True, False:
            is_lacking = any(abs(number) == 366 for number in whole.year_days) and not whole.months
            return (YEARS if len(whole.year_days) == 1 else DAYS) if is_lacking else ""
        case _, False, False, True:
            is_lacking = any(abs(number) == 53 for number in whole.weeks) and not whole.months
            return (YEARS if len(whole.weeks) == 1 else WEEKS) if is_lacking else ""
        case _:
            return ""


def _begins_its_weeks_elsewhere(whole: Rule, starts_on: date) -> bool:
    """Would other days be its days if weeks began on Monday?"""
    if whole.weeks or (whole.frequency == WEEKLY and whole.positions):
        return whole.week_start != "MO"
    if whole.frequency != WEEKLY or whole.interval == 1:
        return False
    return _in_first_week(whole, starts_on, whole.week_start) != _in_first_week(whole, starts_on, "MO")


def _in_first_week(whole: Rule, starts_on: date, week_start: str) -> list[str]:
    """Of its weekdays those from the first day to the end of that week."""
    left = 7 - (starts_on.weekday() - WEEKDAYS.index(week_start)) % 7
    return [code for code, _ in whole.days if (WEEKDAYS.index(code) - starts_on.weekday()) % 7 < left]
