"""English words for numbers, weekdays and dates, as tables and as parts of patterns."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from works.quick_add.days import Calendar, day_of, next_of_year

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "last": -1}  # fmt: skip

# Between what is read and what is not; `Friday's`, `pre-Friday` and `Sundays` are other words.
LEFT = r"(?<![\w'’#@/.:&])"
RIGHT = r"(?![\w'’&]|[/.:]\w)"

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
COUNT = rf"(?:\d{{1,3}}|an?|{'|'.join(COUNTS)}|a\s+couple\s+of)"
NTH = r"(?:\d{1,2}(?:st|nd|rd|th))"
ORDINAL = rf"(?:{'|'.join(ORDINALS)})"
_day = r"\d{1,2}(?:st|nd|rd|th)?"
_year = r"(?:,?\s+(?P<{0}>(?:19|20)\d\d))?"

# `3 Dec`, `3rd of December 2026`, `Dec 3`, `2026-12-03`, `12/3`, `3.12.`
DATE = (
    rf"(?P<day_first>{_day})\s+(?:of\s+)?(?P<month_last>{MONTH})" + _year.format("year_a") + "|"
    rf"(?P<month_first>{MONTH})\s+(?:the\s+)?(?P<day_last>{_day})" + _year.format("year_b") + "|"
    r"(?P<iso>(?:19|20)\d\d(?P<stop>[-./])\d{1,2}(?P=stop)\d{1,2})\.?|"
    r"(?P<slashed>\d{1,2}/\d{1,2}(?:/(?:19|20)\d\d)?)|"
    r"(?P<dotted>\d{1,2}\.\s?\d{1,2}\.(?:\s?(?:19|20)\d\d)?)"
)
# `3–5 Dec`, `from 3 to 5 December`, `Dec 3-5`
_to = r"\s*(?:-|–|—|~|to|until|till|through)\s*"
DATE_SPAN = (
    rf"(?<!\bat\s)(?P<from_a>{_day}){_to}(?:the\s+)?(?P<to_a>{_day})\s+(?:of\s+)?(?P<month_a>{MONTH})"
    + _year.format("year_c")
    + "|"
    rf"(?P<month_b>{MONTH})\s+(?P<from_b>{_day}){_to}(?P<to_b>{_day})(?!\s+(?:of\s+)?{MONTH})" + _year.format("year_d")
)

Recurring = Callable[[date], date | None]


def count_of(word: str) -> int:
    """Return 3 for `3` and `three`, 1 for `a`, 2 for `a couple of`."""
    word = word.lower()
    if word.isdigit():
        return int(word)
    return COUNTS.index(word) + 1 if word in COUNTS else 2 if "couple" in word else 1


def weekday_of(word: str) -> int:
    """Return 4 for `Fri` and `friday`."""
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(word[:3].lower()))


def month_of(word: str) -> int:
    """Return 12 for `Dec.` and `december`."""
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(word[:3].lower()))


def number_of(word: str) -> int:
    """Return 3 for `3rd`."""
    return int(re.sub(r"\D", "", word))


def date_of(found: re.Match[str], calendar: Calendar) -> tuple[date | None, Recurring | None]:
    """Return the day that a match of DATE names, and how it comes again if it has no year."""
    groups = found.groupdict()
    if groups["day_first"] or groups["month_first"]:
        day = number_of(groups["day_first"] or groups["day_last"])
        month = month_of(groups["month_last"] or groups["month_first"])
        year = groups["year_a"] or groups["year_b"]
    else:
        numbers = [int(each) for each in re.findall(r"\d+", groups["iso"] or groups["slashed"] or groups["dotted"])]
        if groups["iso"]:
            return day_of(*numbers), None
        if groups["dotted"]:
            day, month = numbers[:2]
        else:
            month, day = numbers[:2] if numbers[0] <= 12 else numbers[1::-1]
        year = numbers[2] if len(numbers) > 2 else None
    if year:
        return day_of(int(year), month, day), None
    comes_again = partial(next_of_year, month, day)
    return comes_again(calendar.today), comes_again


def span_of(found: re.Match[str], calendar: Calendar) -> tuple[date | None, date | None]:
    """Return the first and the last day that a match of DATE_SPAN names."""
    which = "a" if found["month_a"] else "b"
    first, last = number_of(found[f"from_{which}"]), number_of(found[f"to_{which}"])
    month, year = month_of(found[f"month_{which}"]), found["year_c"] or found["year_d"]
    if first > last:
        return None, None
    if year:
        return day_of(int(year), month, first), day_of(int(year), month, last)
    end = next_of_year(month, last, calendar.today)
    return end and day_of(end.year, month, first), end
