"""A rule in English. Words and order are written out: one grammar is no translation of another."""

from __future__ import annotations

from works.recurrence.repeats import clamped_day
from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

UNITS = {DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year"}
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY_NAMES = dict(zip(WEEKDAYS, NAMES, strict=True))
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
WORKDAYS = tuple((code, 0) for code in WEEKDAYS[:5])


def describe(rule: Rule) -> str:
    """`every 2 weeks on Mon and Wed until 30 Dec 2026`, of a rule that is spelt out."""
    is_weekdays = rule.frequency in (DAILY, WEEKLY) and rule.interval == 1 and rule.days == WORKDAYS
    if is_weekdays and not (rule.month_days or rule.positions):
        said = f"every weekday{_in_months(rule)}"
    else:
        said = _every(rule) + _when(rule)
    if rule.week_start != "MO" and (rule.weeks or (rule.frequency == WEEKLY and rule.interval > 1)):
        said += f", weeks beginning on {WEEKDAY_NAMES[rule.week_start]}"
    if rule.until:
        said += f" until {rule.until.day} {MONTHS[rule.until.month - 1][:3]} {rule.until.year}"
    if rule.count:
        said += ", once" if rule.count == 1 else f", {rule.count} times"
    return said


def _every(rule: Rule) -> str:
    unit = UNITS[rule.frequency]
    return f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"


def _when(rule: Rule) -> str:
    if day := clamped_day(rule):
        if rule.frequency == YEARLY:
            return " on 29 February, or the 28th where there is none"
        return f" on the {_nth(day)}, or the last day of shorter months"
    if rule.days == WORKDAYS and rule.positions and not (rule.month_days or rule.year_days or rule.weeks):
        return f" on the {_list([_ordinal(n) for n in rule.positions])} working day{_in_months(rule)}"
    said = _on_days(rule)
    if rule.frequency == MONTHLY and not rule.months and any(abs(day) > 28 for day in rule.month_days):
        said += ", skipping months without it" if len(rule.month_days) == 1 else ", where a month has them"
    if rule.positions:
        said += f", of those only the {_list([_ordinal(n) for n in rule.positions])}"
    return said


def _on_days(rule: Rule) -> str:
    """Days of the year, of the month, of the week, then months and weeks; each further kind of day narrows the one before."""
    said = ""
    if rule.year_days:
        said += f" on the {_list([_nth(n) for n in rule.year_days])} day of the year"
    if _is_a_date(rule):
        said += f" on {rule.month_days[0]} {MONTHS[rule.months[0] - 1]}"
    elif rule.month_days:
        days = [_nth(n) if n > 0 else f"{_nth(n)} day" for n in rule.month_days]
        said += f"{', if that is' if said else ' on'} the {_list(days)}"
    narrowed = bool(said)
    if rule.days and not narrowed:
        said += f" on {_weekdays(rule, 'and')}"
    if rule.weeks:
        said += f" of {_list([_week(n) for n in rule.weeks])}"
    if not _is_a_date(rule):
        said += _in_months(rule)
    return f"{said}, if that is {_weekdays(rule, 'or')}" if rule.days and narrowed else said


def _is_a_date(rule: Rule) -> bool:
    """4 July, and nothing else."""
    return (
        rule.frequency == YEARLY
        and len(rule.months) == len(rule.month_days) == 1
        and rule.month_days[0] > 0
        and not rule.year_days
    )


def _weekdays(rule: Rule, joint: str) -> str:
    each = "each " if joint == "and" and rule.frequency in (MONTHLY, YEARLY) and not rule.positions else ""
    if len(rule.days) == 1 and rule.days[0][1] == 0:
        return each + WEEKDAY_NAMES[rule.days[0][0]]
    if not any(ordinal for _, ordinal in rule.days):
        return each + _list([WEEKDAY_NAMES[code][:3] for code, _ in rule.days], joint)
    names = [
        f"the {_ordinal(n)} {WEEKDAY_NAMES[code]}" if n else f"each {WEEKDAY_NAMES[code]}" for code, n in rule.days
    ]
    of_the_year = " of the year" if rule.frequency == YEARLY and not rule.months else ""
    return _list(names, joint) + of_the_year


def _in_months(rule: Rule) -> str:
    return f" in {_list([MONTHS[month - 1] for month in rule.months])}" if rule.months else ""


def _week(number: int) -> str:
    return f"week {number}" if number > 0 else f"the {_ordinal(number)} week of the year"


def _nth(number: int) -> str:
    """31 → 31st; -1 → last; -2 → 2nd to last."""
    if number < 0:
        return "last" if number == -1 else f"{_nth(-number)} to last"
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _ordinal(number: int) -> str:
    """2 → second, 20 → 20th, -1 → last, -2 → second to last."""
    if number < 0:
        return "last" if number == -1 else f"{_ordinal(-number)} to last"
    return ORDINALS.get(number, _nth(number))


def _list(words: list[str], joint: str = "and") -> str:
    """`Mon, Wed and Fri`."""
    return f" {joint} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
