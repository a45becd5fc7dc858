"""The days of a rule, by RFC 5545, section 3.3.10.

At the granularity of days, "expand" and "limit" in the table of the RFC come to the same: a day must satisfy each BY
part. INTERVAL selects periods (days, weeks, months or years, as FREQ names them), and BYSETPOS picks days of a period.

Where the RFC leaves a choice:

- With BYWEEKNO, a period is a year of weeks: it begins with week 1, and may hold days of the calendar years beside it.
- BYWEEKNO without another part that names days selects all days of the week.
- The other parts number a day within its own calendar month or year.

Days are ordinals here, as in `date.toordinal()`: ranges of them are cheap to build, to index and to intersect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate, chain, groupby, islice, pairwise

from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

LAST = date(2999, 12, 31)
# Going back so many days reaches the beginning of any period: a year of weeks has up to 53.
LONGEST = {DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 371}


def days_of(rule: Rule, starts_on: date, day: date) -> Iterator[date]:
    """Yield the days of the rule from `day` on, in order; end with the rule, and in 2999 at the latest."""
    last = min(rule.until or LAST, LAST)
    # Only COUNT makes a day depend on all days before it.
    first = starts_on if rule.count else max(day, starts_on)
    if first <= last:
        counted = islice(_without_count(rule, starts_on, first, last), rule.count)
        yield from (found for found in map(date.fromordinal, counted) if found >= day)


def with_days_of_start(rule: Rule, starts_on: date) -> Rule:
    """Return the rule with the parts that RFC 5545 derives from the first day."""
    if rule.weeks or rule.year_days or rule.month_days or rule.days:
        return rule
    match rule.frequency:
        case "WEEKLY":
            return replace(rule, days=((WEEKDAYS[starts_on.weekday()], 0),))
        case "MONTHLY":
            return replace(rule, month_days=(starts_on.day,))
        case "YEARLY":
            return replace(rule, months=rule.months or (starts_on.month,), month_days=(starts_on.day,))
        case _:
            return rule


def _without_count(rule: Rule, starts_on: date, first: date, last: date) -> Iterator[int]:
    """Yield the days from first to last."""
    rule = with_days_of_start(rule, starts_on)
    # BYSETPOS needs whole periods. What it picks from one that is cut here lies before `first`, or after `last`.
    extra = LONGEST[rule.frequency] if rule.positions else 0
    begin, end = max(first.toordinal() - extra, 1), last.toordinal() + extra
    years = _years(rule, starts_on, date.fromordinal(begin).year, date.fromordinal(end).year)
    days: Iterable[int] = (day for year in years for day in _days_of_year(rule, year) if begin <= day <= end)
    number_of = _numbering(rule)
    if rule.interval > 1:
        start = number_of(starts_on.toordinal())
        days = (day for day in days if (number_of(day) - start) % rule.interval == 0)
    if rule.positions:
        days = (day for _, period in groupby(days, number_of) for day in sorted(_nth(rule.positions, [*period])))
    return (day for day in days if first.toordinal() <= day <= last.toordinal())


def _years(rule: Rule, starts_on: date, first: int, last: int) -> range:
    """Return the calendar years from first to last that can have days of the rule."""
    step = rule.interval if rule.frequency == YEARLY and not rule.weeks else 1
    return range(first + (starts_on.year - first) % step, last + 1, step)


def _days_of_year(rule: Rule, year: int) -> Sequence[int]:
    """Return the days of a calendar year that satisfy each BY part, in order."""
    days = range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    months = _months(days, rule.months)
    kinds: list[set[int]] = []
    if rule.month_days:
        kinds.append({day for month in months for day in _nth(rule.month_days, month)})
    elif rule.months:
        kinds.append({*chain.from_iterable(months)})
    if rule.year_days:
        kinds.append(_nth(rule.year_days, days))
    if rule.weeks:
        kinds.append({day for day in _days_of_weeks(rule, year) if day in days})
    if rule.days:
        of_month = rule.frequency == MONTHLY or rule.months
        kinds.append({day for each in rule.days for day in _weekdays(each, months if of_month and each[1] else [days])})
    return sorted(set.intersection(*kinds)) if kinds else days


def _months(year: range, numbers: tuple[int, ...]) -> list[range]:
    """Return the days of each of the months, of all without numbers."""
    february = 28 + len(year) - 365
    lengths = (31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    months = [range(first, behind) for first, behind in pairwise(accumulate(lengths, initial=year.start))]
    return [months[number - 1] for number in numbers] if numbers else months


def _weekdays(weekday: tuple[str, int], spans: list[range]) -> Iterator[int]:
    """Yield the days of BYDAY=FR, or BYDAY=2FR, in each span."""
    code, nth = weekday
    for span in spans:
        # Ordinal 1 is a Monday.
        first = span.start + (WEEKDAYS.index(code) + 1 - span.start) % 7
        days = range(first, span.stop, 7)
        yield from _nth((nth,), days) if nth else days


def _days_of_weeks(rule: Rule, year: int) -> Iterator[int]:
    """Yield the days of BYWEEKNO in the years of weeks that touch the calendar year."""
    for number in range(max(year - 1, 1), year + 2):
        # Week 1 is the first with four days in the year: it holds 4 January.
        first, behind = (_first_of_week(rule, date(each, 1, 4).toordinal()) for each in (number, number + 1))
        for day in _nth(rule.weeks, range(first, behind, 7)):
            yield from range(day, day + 7)


def _nth(numbers: tuple[int, ...], days: Sequence[int]) -> set[int]:
    """Return the days that the numbers name, of those there are: 1 is the first and -1 the last."""
    length = len(days)
    return {days[number - (number > 0)] for number in numbers if abs(number) <= length}


def _numbering(rule: Rule) -> Callable[[int], int]:
    """Return how to number the period of a day: successive periods have successive numbers."""
    match rule.frequency:
        case "DAILY":
            return lambda day: day
        case "WEEKLY":
            return lambda day: _first_of_week(rule, day) // 7
        case "MONTHLY":
            return lambda day: (found := date.fromordinal(day)).year * 12 + found.month
        case _ if rule.weeks:
            return lambda day: date.fromordinal(max(_first_of_week(rule, day) + 3, 1)).year
        case _:
            return lambda day: date.fromordinal(day).year


def _first_of_week(rule: Rule, day: int) -> int:
    return day - (day - 1 - WEEKDAYS.index(rule.week_start)) % 7
