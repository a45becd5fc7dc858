"""The English days and times of quick add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from functools import partial
from typing import Any

from works.quick_add import clock
from works.quick_add.days import DAY, MONTH, YEAR, Calendar, later, next_of_month, next_weekday
from works.quick_add.english_rules import find_rules
from works.quick_add.english_words import (
    COUNT,
    COUNTS,
    DATE,
    DATE_SPAN,
    LEFT,
    NTH,
    RIGHT,
    WEEKDAY,
    count_of,
    date_of,
    month_of,
    number_of,
    span_of,
    weekday_of,
)
from works.quick_add.english_words import MONTH as MONTH_NAME
from works.quick_add.phrases import ANYWHERE, BY, CLAUSE, EDGE, END, FROM, ON, SPAN, DayPhrase, Phrase, TimePhrase

_roles = {
    **dict.fromkeys(("by", "due", "until", "till", "til", "no later than"), BY),
    **dict.fromkeys(("from", "starting", "beginning", "as of"), FROM),
}
_word = r"(?P<word>(?:due|starting|beginning)(?:\s+(?:on|by|at|from))?|no\s+later\s+than|as\s+of|on|by|until|till?|from|for)\s+"

# Words that need what follows them: `the week before Friday`, `the Sunday`. What follows stays with them.
_dangling = re.compile(
    r"(?:\b(?:before|after|since|of|about|than|between|last|past|previous|each|every|like|via|per|vs|and|or|an?|the|my|our"
    r"|his|her|their|your|not|black|good|cyber|easter|ash|palm|casual|shrove|super|bloody)|['’]s)[^\S\n]+\Z",
    re.IGNORECASE,
)

_part = r"(?:morning|afternoon|evening|night)"

_days = re.compile(
    rf"""{LEFT}(?:{_word})?(?:
      (?:the\s+)?(?P<overmorrow>day\s+after\s+tomorrow)
    | (?P<tonight>tonight)
    | (?P<near>today|tomorrow|tmrw?|tmw)(?:\s+(?P<part_near>{_part}))?
    | in\s+(?P<count>{COUNT})\s+(?P<unit>day|week|month|year)s?
    | (?P<count_from>{COUNT})\s+(?P<unit_from>day|week|month|year)s?\s+from\s+(?P<origin>now|today|tomorrow)
    | (?P<coming>next|this)\s+(?P<period>weekend|week|month)\b(?:\s+(?:on\s+)?(?P<weekday_in>{WEEKDAY}))?
    | (?:the\s+)?end\s+of\s+(?:(?P<end_which>the|this|next)\s+)?(?P<end_of>month|year|{MONTH_NAME})
    | (?:the\s+)?(?P<nth_of>{NTH}|last\s+day|first)\s+(?:day\s+)?of\s+(?P<month_which>the|this|next)\s+month
    | (?P<which>(?:this\s+)?coming|this|next)\s+(?P<which_weekday>{WEEKDAY})(?:\s+(?P<part_which>{_part}))?
    | (?P<weekday>{WEEKDAY})\.?(?:,?\s+(?:of\s+)?(?P<week>this|next)\s+week|\s+(?P<part_weekday>{_part}))?
    | {DATE_SPAN}
    | {DATE}
    | (?:the\s+)?(?P<nth>{NTH})(?!\s+(?:of\s+)?{MONTH_NAME})
    ){RIGHT}""",
    re.VERBOSE | re.IGNORECASE,
)
_short_weekday = re.compile(r"sun|sat|wed|mon")

_times = re.compile(
    rf"""{LEFT}(?:(?P<word>at|by|until|till?|from|around|due(?:\s+(?:at|by))?|before|@)\s*)?\b(?:
      (?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b\.?
    | (?P<hour_24>\d{{1,2}}):(?P<minute_24>\d\d)(?:\s+in\s+the\s+(?P<part_24>morning|afternoon|evening))?
    | (?P<hour_h>1[0-9]|2[0-4])h(?P<minute_h>[0-5]\d)?
    | (?P<named>noon|midday|midnight)
    | (?P<bare>\d{{1,2}}|{"|".join(COUNTS)})(?P<clock>\s+o['’]?clock)?(?:\s+in\s+the\s+(?P<part>morning|afternoon|evening))?
    ){RIGHT}(?!\s?[-–—~/]\s?\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_parts = {
    "night": clock.EVENING,
    "morning": clock.MORNING,
    "afternoon": clock.AFTERNOON,
    "evening": clock.EVENING,
    "a": clock.MORNING,
    "p": clock.AFTERNOON,
}
# `3-5pm`, `from 3pm to 5pm`: one time cannot hold both, so they stay.
_first_of_two = re.compile(r"\s*(?:to|until|till|[-–—~])\s*\d", re.IGNORECASE)
_second_of_two = re.compile(r"\d\s?(?:[ap]m)?\s?(?:[-–—~]|to|until)\s?\Z", re.IGNORECASE)


def find_phrases(text: str, calendar: Calendar) -> Iterator[Phrase]:
    """Yield what the line has in English, overlapping phrases too."""
    for found in _days.finditer(text):
        if phrase := _day(found, calendar):
            yield phrase
    for found in _times.finditer(text):
        if time_phrase := _time(found):
            yield time_phrase
    yield from find_rules(text, calendar)


def _day(found: re.Match[str], calendar: Calendar) -> DayPhrase | None:
    groups = found.groupdict()
    word = groups["word"]
    role = next((role for name, role in _roles.items() if word and " ".join(word.lower().split()).startswith(name)), ON)
    if not word and _follows(_dangling, found):
        return None
    meaning = _meaning(found, groups, calendar)
    if meaning is None:
        return None
    if word:
        # `on 5th Avenue`, `on the 5th floor`
        meaning["where"] = CLAUSE if groups["nth"] else ANYWHERE
    if part := groups["part_near"] or groups["part_which"] or groups["part_weekday"]:
        meaning["part"] = _parts[part.lower()]
        meaning["time"] = clock.TONIGHT if part.lower() == "night" else None
    if meaning.get("last"):
        role = SPAN
    return DayPhrase(found.start(), found.end(), role=role, **meaning)


def _meaning(found: re.Match[str], groups: dict[str, Any], calendar: Calendar) -> dict[str, Any] | None:
    """Return the fields of the phrase that the words decide; None for a day that does not exist."""
    if groups["tonight"]:
        return {"day": calendar.today, "time": clock.TONIGHT, "part": clock.EVENING}
    if groups["weekday"] and not groups["week"]:
        return _weekday(found, calendar)
    if groups["nth"]:
        comes_again = partial(next_of_month, number_of(groups["nth"]))
        return _known({"day": comes_again(calendar.today), "from_on": comes_again, "where": END})
    if groups["month_a"] or groups["month_b"]:
        first, last = span_of(found, calendar)
        return _known({"day": first, "last": last, "where": EDGE}) if last else None
    if groups["day_first"] or groups["month_first"] or groups["iso"] or groups["slashed"] or groups["dotted"]:
        if groups["slashed"] == "24/7":
            return None
        day, again = date_of(found, calendar)
        return _known({"day": day, "from_on": again, "where": EDGE})
    return _known({"day": _relative(groups, calendar)})


def _known(meaning: dict[str, Any]) -> dict[str, Any] | None:
    return meaning if meaning["day"] else None


def _weekday(found: re.Match[str], calendar: Calendar) -> dict[str, Any] | None:
    name = found["weekday"]
    if _short_weekday.fullmatch(name) and not found["word"]:
        # `the sun`, `he sat`: as a day it is written with a capital letter.
        return None
    if (part := found["part_weekday"]) and part.istitle() and name.istitle() and not found["word"]:
        # `Friday Night Lights`
        return None
    weekday = weekday_of(name)
    day = later(calendar.today, 1, DAY)
    if day is None:
        return None
    return {
        "day": next_weekday(weekday, day),
        "from_on": partial(next_weekday, weekday),
        "weekday": weekday,
        # At the beginning of the line every word has a capital letter: `Sun cream`.
        "where": END if _short_weekday.fullmatch(name.lower()) else EDGE,
    }


def _relative(groups: dict[str, Any], calendar: Calendar) -> date | None:
    today = calendar.today
    if groups["overmorrow"]:
        return later(today, 2, DAY)
    if groups["near"]:
        return today if groups["near"].lower() == "today" else later(today, 1, DAY)
    if groups["count"]:
        return later(today, count_of(groups["count"]), groups["unit"].lower())
    if groups["count_from"]:
        days = 1 if groups["origin"].lower() == "tomorrow" else 0
        start = later(today, days, DAY)
        return start and later(start, count_of(groups["count_from"]), groups["unit_from"].lower())
    if groups["period"]:
        return _period(groups, calendar)
    if groups["end_of"]:
        return _end_of(groups["end_of"].lower(), groups["end_which"], calendar)
    if groups["nth_of"]:
        name = groups["nth_of"].lower()
        number = -1 if name.startswith("last") else 1 if name == "first" else number_of(name)
        return calendar.of_month(number, 1 if groups["month_which"].lower() == "next" else 0)
    name = groups["which_weekday"] or groups["weekday"]
    which = (groups["which"] or groups["week"]).lower()
    if which.endswith("coming"):
        return next_weekday(weekday_of(name), later(today, 1, DAY) or today)
    return calendar.weekday_of_week(weekday_of(name), 1 if which == "next" else 0)


def _period(groups: dict[str, Any], calendar: Calendar) -> date | None:
    """Return the day of `next week`, `this weekend`, `next month`; None for `this week`, which is no day."""
    weeks = 1 if groups["coming"].lower() == "next" else 0
    match groups["period"].lower():
        case "weekend":
            return calendar.weekday_of_week(5, weeks)
        case "week" if groups["weekday_in"]:
            return calendar.weekday_of_week(weekday_of(groups["weekday_in"]), weeks)
        case "week" if weeks:
            return calendar.first_of_week(1)
        case "month" if weeks:
            return calendar.of_month(1, 1)
    return None


def _end_of(name: str, which: str | None, calendar: Calendar) -> date | None:
    ahead = 1 if which and which.lower() == "next" else 0
    if name == MONTH:
        return calendar.of_month(-1, ahead)
    if name == YEAR:
        return calendar.of_year(12, 31, ahead)
    month = month_of(name)
    return calendar.of_year(month, -1, 0 if month >= calendar.today.month else 1)


def _time(found: re.Match[str]) -> TimePhrase | None:
    groups = found.groupdict()
    word = (groups["word"] or "").lower()
    if word == "before" or (word == "from" and _first_of_two.match(found.string, found.end())):
        return None
    if _follows(_second_of_two, found):
        return None
    if not word and _follows(_dangling, found):
        return None
    read = _clock(groups, word)
    if read is None:
        return None
    role = BY if word.startswith(("by", "until", "til", "due")) else ON
    hour, minute = groups["bare"] or groups["hour_24"], int(groups["minute_24"] or 0)
    is_plain = bool(hour) and not groups["part"] and not groups["part_24"]
    # `look at 3 houses`
    where = CLAUSE if groups["bare"] and not groups["clock"] and not groups["part"] else ANYWHERE
    return TimePhrase(
        found.start(),
        found.end(),
        read,
        role=role,
        where=where,
        hour=count_of(hour) if is_plain else None,
        minute=minute,
    )


def _follows(before: re.Pattern[str], found: re.Match[str]) -> bool:
    """Whether the pattern ends where the match begins. All that can match is short: a search of the whole line for each match
    would cost the square of its length."""
    return bool(before.search(found.string, max(found.start() - 12, 0), found.start()))


def _clock(groups: dict[str, Any], word: str) -> time | None:
    if groups["hour"]:
        hour = int(groups["hour"])
        return (
            clock.clock(hour, int(groups["minute"] or 0), _parts[groups["half"].lower()]) if 1 <= hour <= 12 else None
        )
    if groups["hour_24"]:
        hour, minute = int(groups["hour_24"]), int(groups["minute_24"])
        if groups["part_24"]:
            return clock.clock(hour, minute, _parts[groups["part_24"].lower()])
        return clock.guess(hour, minute) if groups["hour_24"] in "1234567" else clock.clock(hour, minute)
    if groups["hour_h"]:
        return clock.clock(int(groups["hour_h"]), int(groups["minute_h"] or 0))
    if groups["named"]:
        return clock.MIDNIGHT if groups["named"].lower() == "midnight" else clock.NOON
    if word != "at" and not groups["clock"]:
        return None
    hour = count_of(groups["bare"])
    if groups["part"]:
        return clock.clock(hour, 0, _parts[groups["part"].lower()])
    return clock.guess(hour)
