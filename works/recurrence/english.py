"""Rules in English. The words are written out here: a sentence has its own grammar in each language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from works.recurrence.outline import (
    ALL_DAYS,
    DAYS,
    LEAP,
    MONDAY_TO_FRIDAY,
    MONTHS,
    WEEKS,
    YEARS,
    Outline,
    has_numbers,
    runs,
)
from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

UNITS = {DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year"}
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# fmt: off
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
SKIPPING = {
    "": "",
    DAYS: "skipping days that do not exist",
    WEEKS: "skipping weeks that do not exist",
    MONTHS: "skipping months without one",
    YEARS: "skipping years without one",
    LEAP: "in leap years only",
}


def sentence(outline: Outline) -> str:
    """Return `every 2 weeks on Monday and Wednesday until 30 December 2026`."""
    rule = outline.rule
    main, *clauses = _days(outline)
    if rule.months and rule.frequency != YEARLY:
        if outline.is_every:
            main += f" in {month_names(rule.months)}"
        else:
            clauses.append(f"only in {month_names(rule.months)}")
    clauses.append(SKIPPING[outline.skipped])
    clauses.append(f"with weeks starting on {weekday_name(outline.week_start)}" if outline.week_start else "")
    clauses = [clause for clause in clauses if clause]
    if rule.until:
        until = f"until {day(rule.until)}"
        # After a list of days it would seem to belong to the last of them.
        if clauses or ":" in main:
            clauses.append(until)
        else:
            main += f" {until}"
    if rule.count:
        clauses.append(f"{rule.count} times")
    return ", ".join([main, *clauses])


def once(on: date) -> str:
    """Return `once, on 30 December 2026`."""
    return f"once, on {day(on)}"


def day(day: date) -> str:
    """Return `30 December 2026`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def month_day(number: int) -> str:
    """Return `31st`, `last day`, `2nd-to-last day`."""
    return _nth(number) if number > 0 else f"{_nth(number)} day"


def month_names(months: Sequence[int], joint: str = "and") -> str:
    """Return `January, March and May`."""
    return _listed([MONTH_NAMES[month - 1] for month in months], joint)


def weekday_name(code: str) -> str:
    """Return `Friday`."""
    return WEEKDAY_NAMES[WEEKDAYS.index(code)]


def _days(outline: Outline) -> list[str]:
    """Return how often and on which days, then the conditions on these days."""
    rule = outline.rule
    unit = UNITS[rule.frequency]
    every = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    if outline.is_every:
        return [f"every {_weekdays(rule)}" if rule.days else every]
    if rule.frequency == DAILY:
        conditions = [*_weekday_condition(rule), *([f"{_dates(rule, 'or')} of the month"] if rule.month_days else [])]
        return [every, *_if(conditions)]
    if outline.clamped and rule.frequency == YEARLY:
        return [f"{every} on 29 February", "or the 28th in other years"]
    if outline.clamped:
        return [f"{every} on the {_nth(outline.clamped)}", "or the last day of shorter months"]
    if rule.positions:
        return [f"{every} on {_picked(outline)}"]
    if rule.frequency == WEEKLY:
        return [f"{every} on {_weekdays(rule, plural=True)}"]
    main, *conditions = _subject(outline)
    return [f"{every} on {main}", *_if(conditions)]


def _picked(outline: Outline) -> str:
    """Return the days of BYSETPOS: `the last weekday of the year`, `the 1st of these days: …`."""
    rule = outline.rule
    places = _listed([_nth(position) for position in rule.positions])
    if not outline.picks_of_one_span:
        main, *conditions = _subject(outline)
        return f"the {places} of these days: {', '.join([main, *_if(conditions)])}"
    picked = _weekdays(rule, "or") if rule.days else "day"
    return f"the {places} {picked}{_place(outline)}"


def _place(outline: Outline) -> str:
    """Return ` of January`, ` of the year`, ` from 2 to 8 November`, ` from the 2nd to the 8th`."""
    rule, span = outline.rule, outline.span
    if span and rule.frequency == YEARLY and len(rule.months) == 1:
        return f" from {span[0]} to {span[1]} {month_names(rule.months)}"
    found = f" from the {_nth(span[0])} to the {_nth(span[1])}" if span else ""
    if rule.frequency == YEARLY:
        found += f" of {month_names(rule.months) if rule.months else 'every month' if span else 'the year'}"
    return found


def _subject(outline: Outline) -> list[str]:
    """Return the days of one kind, then the other kinds as conditions."""
    rule = outline.rule
    dates = [_dates(rule, "or")] if rule.month_days else []
    year_days = [_year_days(rule.year_days, "or")] if rule.year_days else []
    weeks = [f"in {_weeks(rule.weeks, 'or')}"] if rule.weeks else []
    months = [f"in {month_names(rule.months, 'or')}"] if rule.months else []
    if rule.weeks and rule.days:
        return [f"{_weekdays(rule, plural=True)} of {_weeks(rule.weeks, 'and')}", *dates, *year_days, *months]
    if rule.year_days:
        conditions = [*_weekday_condition(rule), *dates, *weeks, *months]
        return [_year_days(rule.year_days, "or" if conditions else "and"), *conditions]
    if has_numbers(rule):
        return [_numbered_weekdays(rule), *dates]
    if rule.days and outline.span and not rule.weeks:
        is_one = len(rule.days) == 1 and outline.span[1] - outline.span[0] < 7
        return [f"{'the' if is_one else 'every'} {_weekdays(rule)}{_place(outline)}"]
    if rule.month_days:
        conditions = [*_weekday_condition(rule), *weeks]
        return [_dates_of_months(rule, "or" if conditions else "and"), *conditions]
    if rule.weeks:
        return [f"all days of {_weeks(rule.weeks, 'and')}", *months]
    of = month_names(rule.months) if rule.months else f"the {UNITS[rule.frequency]}"
    return [f"every {_weekdays(rule)} of {of}"]


def _if(conditions: list[str]) -> list[str]:
    return [f"if it is {' and '.join(conditions)}"] if conditions else []


def _weekday_condition(rule: Rule) -> list[str]:
    """Return `a Friday`, `a weekday`, `the 2nd Friday`."""
    if not rule.days:
        return []
    return [_numbered_weekdays(rule) if has_numbers(rule) else f"a {_weekdays(rule, 'or')}"]


def _weekdays(rule: Rule, joint: str = "and", *, plural: bool = False) -> str:
    """Return `Friday`, `Monday, Wednesday and Friday`, `weekday`, `day`."""
    if rule.days == ALL_DAYS:
        return "every day of the week" if plural else "day"
    if rule.days == MONDAY_TO_FRIDAY:
        return "weekdays" if plural else "weekday"
    return _listed([weekday_name(code) for code, _ in rule.days], joint)


def _numbered_weekdays(rule: Rule) -> str:
    """Return `the 2nd Tuesday of March`, `every Monday and the 1st Tuesday`."""
    found = []
    if len({code for code, _ in rule.days}) == 1 and all(nth for _, nth in rule.days):
        found.append(f"the {_listed([_nth(nth) for _, nth in rule.days])} {weekday_name(rule.days[0][0])}")
    else:
        for nth, days in groupby(rule.days, key=lambda day: day[1]):
            names = [weekday_name(code) for code, _ in days]
            found += [f"the {_nth(nth)} {name}" for name in names] if nth else [f"every {_listed(names)}"]
    if rule.frequency == MONTHLY:
        return _listed(found)
    return f"{_listed(found)} of {month_names(rule.months) if rule.months else 'the year'}"


def _dates_of_months(rule: Rule, joint: str) -> str:
    """Return `the 15th`; of a year `4 July`, `the 1st and the 15th of March and July`, `the 13th of every month`."""
    if rule.frequency == MONTHLY:
        return _dates(rule, joint)
    if len(rule.months) == len(rule.month_days) == 1 and rule.month_days[0] > 0:
        return f"{rule.month_days[0]} {month_names(rule.months)}"
    return f"{_dates(rule, joint)} of {month_names(rule.months) if rule.months else 'every month'}"


def _dates(rule: Rule, joint: str) -> str:
    """Return `the 1st, the 10th to the 15th and the last day`."""
    found = [
        f"the {month_day(first)}" if first == last else f"the {_nth(first)} to the {_nth(last)}"
        for first, last in runs(rule.month_days)
    ]
    return _listed(found, joint)


def _year_days(numbers: tuple[int, ...], joint: str) -> str:
    """Return `day 100 of the year`, `days 1 to 7 and the last day of the year`."""
    return f"{_numbered('day', numbers, joint)} of the year"


def _weeks(numbers: tuple[int, ...], joint: str) -> str:
    """Return `week 20`, `weeks 20 and 21`, `the last week of the year`."""
    return _numbered("week", numbers, joint) + (" of the year" if numbers[-1] < 0 else "")


def _numbered(unit: str, numbers: tuple[int, ...], joint: str) -> str:
    ahead = [f"{first}" if first == last else f"{first} to {last}" for first, last in runs(numbers) if first > 0]
    back = [_nth(number) for number in numbers if number < 0]
    is_one = joint == "or" or (len(ahead) == 1 and ahead[0].isdigit())
    found = [f"{unit}{'' if is_one else 's'} {_listed(ahead, joint)}"] if ahead else []
    found += [f"the {_listed(back, joint)} {unit}"] if back else []
    return f" {joint} ".join(found)


def _nth(number: int) -> str:
    """Return 2 as `2nd`, -1 as `last`, -2 as `2nd-to-last`."""
    if number < 0:
        return "last" if number == -1 else f"{_nth(-number)}-to-last"
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _listed(words: Sequence[str], joint: str = "and") -> str:
    """Return `Monday, Wednesday and Friday`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"
