"""What a sentence about a rule consists of, in no language yet; english.py and korean.py put it into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from works.recurrence.expansion import with_days_of_start
from works.recurrence.repeats import CLAMPED
from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

MONDAY_TO_FRIDAY = tuple((code, 0) for code in WEEKDAYS[:5])
ALL_DAYS = tuple((code, 0) for code in WEEKDAYS)

EVERY_MONTH = tuple(range(1, 13))
# February in a leap year.
LONGEST = dict(zip(EVERY_MONTH, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))

# What the rule skips because it does not exist; LEAP: all years but leap years.
DAYS, WEEKS, MONTHS, YEARS, LEAP = "days", "weeks", "months", "years", "leap"


@dataclass(frozen=True)
class Outline:
    """A rule with the parts that its first day decides, in the form that makes the shortest sentence.

    `clamped` is 29, 30 or 31 if the rule means this day or else the last; `skipped` is DAYS, WEEKS, MONTHS, YEARS, LEAP or
    empty; `week_start` is empty if it is Monday or changes no day.
    """

    rule: Rule
    clamped: int | None
    skipped: str
    week_start: str

    @property
    def is_every(self) -> bool:
        """Return whether the rule means every Monday, every day, …, perhaps within some months."""
        return self.rule.frequency in (DAILY, WEEKLY) and self.rule.interval == 1 and not self.rule.positions

    @property
    def span(self) -> tuple[int, int] | None:
        """Return the first and last day of the month if BYMONTHDAY names all days between them."""
        found = runs(self.rule.month_days)
        return found[0] if len(found) == 1 and found[0][0] < found[0][1] else None

    @property
    def picks_of_one_span(self) -> bool:
        """Return whether BYSETPOS picks among weekdays, or among successive days, of one week, month or year."""
        rule = self.rule
        is_simple = self.span or (rule.days and not rule.month_days)
        is_alone = not (rule.weeks or rule.year_days or has_numbers(rule))
        return bool(rule.positions and is_simple) and is_alone and self._has_one_month

    @property
    def _has_one_month(self) -> bool:
        """Return whether a period holds the days of one month at most, unless it is a whole year."""
        rule = self.rule
        return rule.frequency != YEARLY or len(rule.months) == 1 or not (rule.months or rule.month_days)


class Words(Protocol):
    """What a language module provides."""

    def sentence(self, outline: Outline) -> str: ...
    def once(self, day: date) -> str: ...
    def day(self, day: date) -> str: ...
    def month_day(self, number: int) -> str: ...
    def month_names(self, months: Sequence[int]) -> str: ...
    def weekday_name(self, code: str) -> str: ...


def outline(rule: Rule, starts_on: date) -> Outline:
    """Return the outline of a rule."""
    whole = with_days_of_start(rule, starts_on)
    week_start = whole.week_start if _depends_on_week_start(whole, starts_on) else ""
    short = _simplified(whole)
    return Outline(short, clamped_day(whole), _skipped(short), week_start)


def clamped_day(whole: Rule) -> int | None:
    """Return 31 for BYMONTHDAY=28,29,30,31;BYSETPOS=-1: the 31st, or the last day of a shorter month; None for others."""
    if whole.positions != (-1,) or whole.days or whole.weeks or whole.year_days:
        return None
    if whole.frequency == MONTHLY or (whole.frequency == YEARLY and whole.months == (2,)):
        day = next((day for day, days in CLAMPED.items() if days == whole.month_days), None)
        return day if whole.frequency == MONTHLY or day == 29 else None
    return None


def lacking(number: int, months: tuple[int, ...]) -> tuple[int, ...]:
    """Return those of the months that do not have such a day every year."""
    return tuple(month for month in months if abs(number) > LONGEST[month] - (month == 2))


def runs(numbers: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the first and last of each run of three or more: 1, 2, 5, 6, 7 → (1, 1), (2, 2), (5, 7)."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1 > 1:
            found[-1].append(number)
        else:
            found.append([number])
    ends = [[(run[0], run[-1])] if len(run) > 2 else [(number, number) for number in run] for run in found]
    return [pair for pairs in ends for pair in pairs]


def has_numbers(rule: Rule) -> bool:
    """Return whether BYDAY numbers a weekday, such as 2FR."""
    return any(nth for _, nth in rule.days)


def _simplified(whole: Rule) -> Rule:
    """Return a rule with the same days: FREQ=YEARLY;BYDAY=FR and FREQ=WEEKLY;BYDAY=FR get one sentence."""
    is_numbered = has_numbers(whole)
    if whole.days == ALL_DAYS and (whole.month_days or whole.year_days or whole.weeks):
        whole = replace(whole, days=())
    if whole.months == EVERY_MONTH and not is_numbered:
        whole = replace(whole, months=())
    if whole.interval > 1 or whole.positions:
        return whole
    if not (whole.month_days or whole.year_days or whole.weeks or is_numbered):
        is_daily = whole.days in ((), ALL_DAYS)
        return replace(whole, frequency=DAILY, days=()) if is_daily else replace(whole, frequency=WEEKLY)
    if whole.year_days or whole.weeks or (whole.frequency == YEARLY and is_numbered):
        return whole
    return replace(whole, frequency=YEARLY if whole.months else MONTHLY)


def _skipped(whole: Rule) -> str:
    """Return what is skipped by a rule that names one kind of day; a further kind is a condition in the sentence."""
    if whole.positions or whole.frequency in (DAILY, WEEKLY):
        return ""
    is_of_months = bool(whole.months) or whole.frequency == MONTHLY
    alone = YEARS if whole.frequency == YEARLY and len(whole.months) == 1 else MONTHS
    ordinals = [nth for _, nth in whole.days]
    match bool(whole.days), bool(whole.month_days), bool(whole.year_days), bool(whole.weeks):
        case False, True, False, False:
            if whole.months == (2,) and whole.month_days in ((29,), (-29,)):
                return LEAP
            is_lacking = any(lacking(number, whole.months or EVERY_MONTH) for number in whole.month_days)
            return (alone if len(whole.month_days) == 1 else DAYS) if is_lacking else ""
        case True, False, False, False:
            is_lacking = any(abs(nth) >= (5 if is_of_months else 53) for nth in ordinals)
            return ((alone if is_of_months else YEARS) if len(ordinals) == 1 else DAYS) if is_lacking else ""
        case False, False, True, False:
            is_lacking = any(abs(number) == 366 for number in whole.year_days) and not whole.months
            return (LEAP if len(whole.year_days) == 1 else DAYS) if is_lacking else ""
        case _, False, False, True:
            is_lacking = any(abs(number) == 53 for number in whole.weeks) and not whole.months
            return (YEARS if len(whole.weeks) == 1 else WEEKS) if is_lacking else ""
        case _:
            return ""


def _depends_on_week_start(whole: Rule, starts_on: date) -> bool:
    """Return whether the rule would have other days if weeks began on Monday."""
    if whole.weeks or (whole.frequency == WEEKLY and whole.positions):
        return whole.week_start != "MO"
    if whole.frequency != WEEKLY or whole.interval == 1:
        return False
    return _in_first_week(whole, starts_on, whole.week_start) != _in_first_week(whole, starts_on, "MO")


def _in_first_week(whole: Rule, starts_on: date, week_start: str) -> list[str]:
    """Return those of its weekdays that lie between the first day and the end of that week."""
    left = 7 - (starts_on.weekday() - WEEKDAYS.index(week_start)) % 7
    return [code for code, _ in whole.days if (WEEKDAYS.index(code) - starts_on.weekday()) % 7 < left]
