"""A second reading of RFC 5545, to judge the first: slow, and without arithmetic on days.

It writes out each year, month and week as a list of days, and finds a numbered day by its place in such a list.
"""

from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from works.recurrence.rule import WEEKDAYS

DAY = timedelta(days=1)
UNITS = {
    "DAILY": lambda day, _rule: day,
    "WEEKLY": lambda day, rule: week_of(day, rule.week_start)[0],
    "MONTHLY": lambda day, _rule: (day.year, day.month),
    "YEARLY": lambda day, rule: year_of_weeks(day, rule.week_start) if rule.weeks else day.year,
}


def expanded(rule, starts_on, last):
    """The days of the rule up to the last: of each INTERVALth period those of BYSETPOS, from the first day on, up to COUNT or UNTIL."""
    unit = UNITS[rule.frequency]
    # From the beginning of the first period to the end of the last.
    margin = (380 if rule.weeks else 7) * DAY
    days = days_between(date(starts_on.year, 1, 1) - margin, date(last.year, 12, 31) + margin)
    periods = [list(period) for number, period in groupby(days, lambda day: unit(day, rule))]
    (first,) = [place for place, period in enumerate(periods) if starts_on in period]
    found = []
    for period in periods[first :: rule.interval]:
        chosen = [day for day in period if all(is_chosen(rule, starts_on, day) for is_chosen in PARTS)]
        if rule.positions:
            chosen = [day for day in chosen if is_numbered(rule.positions, day, chosen)]
        found += [day for day in chosen if day >= starts_on]
    found = found[: rule.count]
    return [day for day in found if day <= min(last, rule.until or last)]


def is_numbered(numbers, day, days):
    """1 is the first of the days and -1 the last."""
    place = days.index(day)
    return place + 1 in numbers or place - len(days) in numbers


@lru_cache(maxsize=100_000)
def days_between(first, last):
    return [first + number * DAY for number in range((last - first).days + 1)]


def year(day):
    return days_between(date(day.year, 1, 1), date(day.year, 12, 31))


@lru_cache(maxsize=100_000)
def month(day):
    return [other for other in year(day) if other.month == day.month]


@lru_cache(maxsize=100_000)
def same_weekday(day, whole):
    return [other for other in whole(day) if other.weekday() == day.weekday()]


@lru_cache(maxsize=100_000)
def week_of(day, week_start):
    """The seven days, of which the first is the WKST."""
    first = next(
        other for other in (day - number * DAY for number in range(7)) if WEEKDAYS[other.weekday()] == week_start
    )
    return days_between(first, first + 6 * DAY)


@lru_cache(maxsize=100_000)
def year_of_weeks(day, week_start):
    """The year in which most days of the week lie: "at least four days in that calendar year"."""
    years = [other.year for other in week_of(day, week_start)]
    return max(set(years), key=years.count)


@lru_cache(maxsize=10_000)
def weeks(number, week_start):
    """The weeks of a year of weeks, by their first days."""
    near = days_between(date(number, 1, 1) - 10 * DAY, date(number, 12, 31) + 10 * DAY)
    return [day for day in near if WEEKDAYS[day.weekday()] == week_start and year_of_weeks(day, week_start) == number]


def is_of_month(rule, starts_on, day):
    names_day = rule.weeks or rule.year_days or rule.month_days or rule.days
    derived = (starts_on.month,) if rule.frequency == "YEARLY" and not names_day else ()
    return day.month in (rule.months or derived or range(1, 13))


def is_of_month_day(rule, starts_on, day):
    names_day = rule.weeks or rule.year_days or rule.month_days or rule.days
    derived = (starts_on.day,) if rule.frequency in ("MONTHLY", "YEARLY") and not names_day else ()
    numbers = rule.month_days or derived
    return not numbers or is_numbered(numbers, day, month(day))


def is_of_year_day(rule, starts_on, day):
    return not rule.year_days or is_numbered(rule.year_days, day, year(day))


def is_of_week(rule, starts_on, day):
    if not rule.weeks:
        return True
    first = week_of(day, rule.week_start)[0]
    return is_numbered(rule.weeks, first, weeks(year_of_weeks(day, rule.week_start), rule.week_start))


def is_of_weekday(rule, starts_on, day):
    code = WEEKDAYS[day.weekday()]
    if not rule.days:
        return rule.frequency != "WEEKLY" or day.weekday() == starts_on.weekday()
    numbers = [nth for name, nth in rule.days if name == code]
    same = same_weekday(day, month if rule.frequency == "MONTHLY" or rule.months else year)
    return 0 in numbers or (bool(numbers) and is_numbered(numbers, day, same))


PARTS = [is_of_month, is_of_month_day, is_of_year_day, is_of_week, is_of_weekday]
