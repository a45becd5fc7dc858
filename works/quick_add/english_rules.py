"""The English rules of quick add."""

from __future__ import annotations

import re
from collections.abc import Iterator

from works.quick_add.days import Calendar
from works.quick_add.english_words import (
    COUNT,
    LEFT,
    MONTH,
    NTH,
    ORDINAL,
    ORDINALS,
    RIGHT,
    WEEKDAY,
    count_of,
    month_of,
    number_of,
    weekday_of,
)
from works.quick_add.phrases import ANYWHERE, END, RulePhrase
from works.quick_add.rules import monthly, nth_weekday, plain, quarterly, weekly, yearly
from works.recurrence.rule import Rule

_and = r"(?:\s*(?:,\s*and|,|&|/)\s*|\s+and\s+)"
_weekdays = rf"{WEEKDAY}s?(?:{_and}(?:on\s+)?{WEEKDAY}s?){{0,6}}"
_units = r"(?:day|week|month|quarter|year)"
_day = r"\d{1,2}(?:st|nd|rd|th)?"
_dates = rf"{NTH}(?:{_and}(?:the\s+)?{NTH}){{0,6}}"


def _tail(of: str) -> str:
    """Return the pattern of what may follow `every week`, `every 2 months`, `monthly`; `of` ends the names of its groups."""
    date_of_year = rf"on\s+(?:the\s+)?(?:(?P<year_day{of}>{_day})\s+(?:of\s+)?(?P<year_month{of}>{MONTH})|(?P<month_year{of}>{MONTH})\s+(?P<day_year{of}>{_day}))"
    nth_of_month = rf"(?P<on_nth{of}>{ORDINAL})\s+(?:(?P<nth_weekday{of}>{WEEKDAY})|(?P<nth_day{of}>day))"
    of_month = rf"(?:on\s+)?(?:the\s+)?(?:{nth_of_month}|(?P<on_dates{of}>{_dates})|day\s+(?P<on_day{of}>\d{{1,2}}))"
    of_week = rf"(?:on\s+)?(?P<on_weekdays{of}>{_weekdays})"
    return rf"(?:,?\s+(?:{date_of_year}|{of_month}|{of_week}){RIGHT})?"


_rules = re.compile(
    rf"""{LEFT}(?:(?P<first>from|starting)\s+)?(?:
      (?:on\s+)?(?:every|each)\s+(?:
          (?P<weekday>weekday|work\s?day|working\s+day)
        | (?P<other>other\s+)?(?P<weekdays>{_weekdays})
        | (?:(?P<skip>other|second|2nd)|(?P<count>{COUNT})|single)?\s*\b(?P<unit>{_units})s?\b{_tail("_a")}
        | (?P<of_nth>{ORDINAL})\s+(?:(?P<of_weekday>{WEEKDAY})|(?P<of_day>day))(?P<of_month>\s+of\s+(?:the|each|every)\s+month)?
        | (?P<dates>{_dates})(?:\s+of\s+(?:the|each|every)\s+month)?
        | (?P<day_year>\d{{1,2}}(?:st|nd|rd|th)?)\s+(?:of\s+)?(?P<year_month>{MONTH})
        | (?P<month_year>{MONTH})\s+(?P<year_day>\d{{1,2}}(?:st|nd|rd|th)?)
      )
    | (?:on\s+)?(?:the\s+)?(?:(?P<every_nth>{ORDINAL})\s+(?:(?P<every_weekday>{WEEKDAY})|(?P<every_day>day))|(?P<every_dates>{_dates}))
      \s+of\s+(?:each|every)\s+month
    | (?P<on_workdays>(?:on\s+)weekdays)
    | (?P<adverb>daily|weekly|biweekly|fortnightly|monthly|quarterly|yearly|annually){_tail("_b")}
    ){RIGHT}""",
    re.VERBOSE | re.IGNORECASE,
)
_adverbs = {
    "daily": ("day", 1),
    "weekly": ("week", 1),
    "biweekly": ("week", 2),
    "fortnightly": ("week", 2),
    "monthly": ("month", 1),
    "quarterly": ("quarter", 1),
    "yearly": ("year", 1),
    "annually": ("year", 1),
}


def find_rules(text: str, calendar: Calendar) -> Iterator[RulePhrase]:
    """Yield the rules of the line."""
    for found in _rules.finditer(text):
        if phrase := _rule(found, calendar):
            yield phrase


def _rule(found: re.Match[str], calendar: Calendar) -> RulePhrase | None:
    rule = _meaning(found, calendar)
    if rule is None:
        return None
    is_bare_adverb = found["adverb"] and found.end() == found.end("adverb")
    takes_weekday = rule.frequency == "WEEKLY" and not rule.days
    return RulePhrase(
        found.start(), found.end(), rule, where=END if is_bare_adverb else ANYWHERE, takes_weekday=takes_weekday
    )


def _meaning(found: re.Match[str], calendar: Calendar) -> Rule | None:
    groups = {name: value.lower() for name, value in found.groupdict().items() if value}
    has = groups.__contains__
    if has("weekday") or has("on_workdays"):
        return weekly(range(5), 1, calendar)
    if has("weekdays"):
        return weekly(_numbers(groups["weekdays"]), 2 if has("other") else 1, calendar)
    if has("unit"):
        interval = 2 if has("skip") else count_of(groups.get("count", "1"))
        return _with_tail(groups, "_a", groups["unit"], interval, calendar)
    if has("adverb"):
        return _with_tail(groups, "_b", *_adverbs[groups["adverb"]], calendar)
    if has("of_nth"):
        nth = ORDINALS[groups["of_nth"]]
        if nth == 2 and not has("of_month"):
            # `every second Friday` is also every other one.
            return weekly([weekday_of(groups["of_weekday"])], 2, calendar) if has("of_weekday") else None
        return nth_weekday(nth, weekday_of(groups["of_weekday"])) if has("of_weekday") else monthly([nth])
    if has("every_nth"):
        nth = ORDINALS[groups["every_nth"]]
        return nth_weekday(nth, weekday_of(groups["every_weekday"])) if has("every_weekday") else monthly([nth])
    if has("dates") or has("every_dates"):
        return monthly(_dates_of(groups.get("dates") or groups["every_dates"]))
    day, month = groups.get("day_year") or groups["year_day"], groups.get("year_month") or groups["month_year"]
    return yearly(month_of(month), number_of(day))


def _with_tail(groups: dict[str, str], tail: str, unit: str, interval: int, calendar: Calendar) -> Rule | None:
    """Return the rule of a unit with what follows it; None if they do not fit."""

    def get(name: str) -> str:
        return groups.get(name + tail, "")

    month = get("year_month") or get("month_year")
    if month:
        return (
            yearly(month_of(month), number_of(get("year_day") or get("day_year")), interval) if unit == "year" else None
        )
    if get("on_weekdays"):
        return weekly(_numbers(get("on_weekdays")), interval, calendar) if unit == "week" else None
    months = {"month": interval, "quarter": 3 * interval}.get(unit)
    if get("on_nth"):
        nth = ORDINALS[get("on_nth")]
        if months is None:
            return None
        return (
            nth_weekday(nth, weekday_of(get("nth_weekday")), months) if get("nth_weekday") else monthly([nth], months)
        )
    if get("on_dates") or get("on_day"):
        return monthly(_dates_of(get("on_dates") or get("on_day")), months) if months else None
    if unit == "quarter":
        return quarterly(interval)
    return plain(unit, interval, calendar)


def _numbers(text: str) -> list[int]:
    return [weekday_of(name) for name in re.findall(WEEKDAY, text, re.IGNORECASE)]


def _dates_of(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]
