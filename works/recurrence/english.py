"""Rules in English. The words are written out here: a sentence has its own grammar in each language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from works.recurrence.outline import ALL_DAYS, WORKING_DAYS, Outline, runs
from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

UNITS = {DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year"}
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# fmt: off
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
FIRST_WORDS = ("first", "second", "third", "fourth", "fifth")
SKIPPING = {
    "": "",
    "days": "skipping days that do not exist",
    "weeks": "skipping weeks that a year does not have",
    "months": "skipping months without it",
    "years": "skipping years without it",
}


def sentence(outline: Outline) -> str:
    """`every 2 weeks on Mon and Wed until 30 Dec 2026`."""
    rule = outline.rule
    main, *clauses = _days(outline)
    if rule.months and rule.frequency != YEARLY:
        if rule.interval == 1 and not clauses and not rule.positions:
            main += f" in {month_names(rule.months)}"
        else:
            clauses.append(f"only in {month_names(rule.months)}")
    clauses.append(SKIPPING[outline.skipped])
    clauses.append(f"weeks beginning on {weekday_name(outline.week_start)}" if outline.week_start else "")
    clauses = [clause for clause in clauses if clause]
    if rule.until:
        until = f"until {day(rule.until)}"
        # After "on the last of these days: …" it would read as one of them.
        if clauses or ":" in main:
            clauses.append(until)
        else:
            main += f" {until}"
    if rule.count:
        clauses.append("once" if rule.count == 1 else f"{rule.count} times")
    return ", ".join([main, *clauses])


def day(day: date) -> str:
    """`30 Dec 2026`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1][:3]} {day.year}"


def month_day(number: int) -> str:
    """`31st`, `last day`, `2nd to last day`."""
    return _nth(number) if number > 0 else f"{_nth(number)} day"


def month_names(months: Sequence[int], joint: str = "and") -> str:
    """`January, March and May`."""
    return _listed([MONTH_NAMES[month - 1] for month in months], joint)


def weekday_name(code: str) -> str:
    """`Friday`."""
    return WEEKDAY_NAMES[WEEKDAYS.index(code)]


def _days(outline: Outline) -> list[str]:
    """How often and on which days; behind it what else a day has to be."""
    rule = outline.rule
    every = (
        f"every {UNITS[rule.frequency]}" if rule.interval == 1 else f"every {rule.interval} {UNITS[rule.frequency]}s"
    )
    if outline.is_every_working_day:
        return ["every weekday"]
    if rule.frequency == DAILY:
        return _daily(rule, every)
    if outline.clamped and rule.frequency == YEARLY:
        return [f"{every} on 29 February", "or the 28th in years without it"]
    if outline.clamped:
        return [f"{every} on the {_nth(outline.clamped)}", "or the last day of shorter months"]
    if rule.positions:
        return [f"{every} on {_picked(outline)}"]
    if rule.frequency == WEEKLY:
        return [f"{every} on {_plain_weekdays(rule)}"]
    main, *clauses = _subject(rule)
    return [f"{every} on {main}", *clauses]


def _daily(rule: Rule, every: str) -> list[str]:
    dates = f"{_dates(rule.month_days, 'or')} of the month" if rule.month_days else ""
    if rule.interval == 1:
        start = f"every {_plain_weekdays(rule, weekday='weekday')}" if rule.days else every
        return [f"{start} that is {dates}" if dates else start]
    conditions = [f"a {_plain_weekdays(rule, 'or', 'weekday')}"] if rule.days else []
    conditions += [dates] if dates else []
    return [every, f"if it is {' and '.join(conditions)}"] if conditions else [every]


def _picked(outline: Outline) -> str:
    """BYSETPOS: `the last working day`, `the first of these days: …`."""
    rule = outline.rule
    places = _listed([_ordinal(position) for position in rule.positions])
    if not outline.picks_of_one_period:
        return f"the {places} of these days: {', '.join(_subject(rule))}"
    names = {ALL_DAYS: "day", WORKING_DAYS: "working day"}
    place = ""
    if rule.frequency == YEARLY:
        place = f" of {month_names(rule.months)}" if rule.months else " of the year"
    return f"the {places} {names.get(rule.days) or _plain_weekdays(rule, 'or')}{place}"


def _subject(rule: Rule) -> list[str]:
    """One kind of day, and the other kinds as conditions."""
    of_month = [f"{_dates(rule.month_days, 'or')}"] if rule.month_days else []
    of_year = [_year_days(rule.year_days, "or")] if rule.year_days else []
    in_week = [f"in {_weeks(rule.weeks, 'or')}"] if rule.weeks else []
    in_month = [f"in {month_names(rule.months, 'or')}"] if rule.months and rule.frequency == YEARLY else []
    is_plain = bool(rule.days) and not any(ordinal for _, ordinal in rule.days)
    if rule.days:
        kind = _weekdays(rule)
        conditions = [*of_month, *of_year, *(in_month if rule.weeks else [])]
    elif rule.year_days:
        kind, conditions = _year_days(rule.year_days, "and"), [*of_month, *in_week, *in_month]
    elif rule.month_days:
        kind, conditions = _months_days(rule), in_week
    else:
        kind, conditions = f"every day of {_weeks(rule.weeks, 'and')}", in_month
    if not conditions:
        return [kind]
    condition = " and ".join(conditions)
    return [f"{kind} that is {condition}"] if is_plain and not rule.weeks else [kind, f"if it is {condition}"]


def _weekdays(rule: Rule) -> str:
    """`the second Tuesday of March`, `each Mon and Wed in March`, `Monday of week 20`."""
    codes = {code for code, _ in rule.days}
    if rule.weeks:
        return f"{_plain_weekdays(rule)} of {_weeks(rule.weeks, 'and')}"
    if len(codes) == 1 and all(ordinal for _, ordinal in rule.days):
        said = f"the {_listed([_ordinal(ordinal) for _, ordinal in rule.days])} {weekday_name(rule.days[0][0])}"
    else:
        found = []
        for ordinal, days in groupby(rule.days, key=lambda day: day[1]):
            names = [weekday_name(code)[: None if len(codes) == 1 else 3] for code, _ in days]
            is_week = tuple(rule.days) == WORKING_DAYS
            each = "each weekday" if is_week else f"each {_listed(names)}"
            found += [f"the {_ordinal(ordinal)} {name}" for name in names] if ordinal else [each]
        said = _listed(found)
    has_ordinals = any(ordinal for _, ordinal in rule.days)
    if rule.frequency == MONTHLY or not (has_ordinals or rule.months):
        return said
    return f"{said} {'of' if has_ordinals else 'in'} {month_names(rule.months) if rule.months else 'the year'}"


def _plain_weekdays(rule: Rule, joint: str = "and", weekday: str = "weekdays") -> str:
    """`Friday`, `Mon, Wed and Fri`."""
    names = [weekday_name(code) for code, _ in rule.days]
    if rule.days == WORKING_DAYS and rule.frequency in (DAILY, WEEKLY):
        return weekday
    return names[0] if len(names) == 1 else _listed([name[:3] for name in names], joint)


def _months_days(rule: Rule) -> str:
    """`the 15th`; of a year `4 July`, `the 1st and 15th of March and July`, `the 13th of every month`."""
    dates = _dates(rule.month_days, "and")
    if rule.frequency == MONTHLY:
        return dates
    if len(rule.months) == len(rule.month_days) == 1 and rule.month_days[0] > 0:
        return f"{rule.month_days[0]} {month_names(rule.months)}"
    return f"{dates} of {month_names(rule.months) if rule.months else 'every month'}"


def _dates(numbers: tuple[int, ...], joint: str) -> str:
    """`the 1st, 10th to 15th and the last day`."""
    ahead = [
        _nth(first) if first == last else f"{_nth(first)} to {_nth(last)}" for first, last in runs(numbers) if first > 0
    ]
    # Each with its own article: "the 8th and 14th to last day" would count both from the end.
    back = [f"the {month_day(number)}" for number in numbers if number < 0]
    return f"{'the ' if ahead else ''}{_listed([*ahead, *back], joint)}"


def _year_days(numbers: tuple[int, ...], joint: str) -> str:
    """`day 100 of the year`, `days 1 to 7 and the last day of the year`."""
    ahead = [f"{first}" if first == last else f"{first} to {last}" for first, last in runs(numbers) if first > 0]
    back = [_nth(number) for number in numbers if number < 0]
    unit = "day" if joint == "or" or len([number for number in numbers if number > 0]) == 1 else "days"
    said = [f"{unit} {_listed(ahead, joint)}"] if ahead else []
    said += [f"the {_listed(back, joint)} day"] if back else []
    return f"{f' {joint} '.join(said)} of the year"


def _weeks(numbers: tuple[int, ...], joint: str) -> str:
    """`week 20`, `weeks 20 and 21`, `the last week of the year`."""
    ahead = [f"{first}" if first == last else f"{first} to {last}" for first, last in runs(numbers) if first > 0]
    back = [_nth(number) for number in numbers if number < 0]
    unit = "week" if joint == "or" or len([number for number in numbers if number > 0]) == 1 else "weeks"
    said = [f"{unit} {_listed(ahead, joint)}"] if ahead else []
    said += [f"the {_listed(back, joint)} week of the year"] if back else []
    return f" {joint} ".join(said)


def _nth(number: int) -> str:
    """2 → 2nd, -1 → last, -2 → 2nd to last."""
    if number < 0:
        return "last" if number == -1 else f"{_nth(-number)} to last"
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _ordinal(number: int) -> str:
    """2 → second, 20 → 20th, -1 → last, -2 → second to last."""
    if number < 0:
        return "last" if number == -1 else f"{_ordinal(-number)} to last"
    return FIRST_WORDS[number - 1] if number <= len(FIRST_WORDS) else _nth(number)


def _listed(words: Sequence[str], joint: str = "and") -> str:
    """`Mon, Wed and Fri`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"
