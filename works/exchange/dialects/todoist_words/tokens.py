"""The tokens of Todoist's dates, and how a text becomes tokens by the table of a language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import time
from enum import StrEnum, auto
from typing import Any, NamedTuple

from works.quick_add.days import day_of

# Longer texts are no dates: the longest that people write has about 80 characters.
LONGEST = 200


class Kind(StrEnum):
    """What a word is for. Those with a value: EVERY (whether from completion), NUMBER, ORDINAL (-1: last), UNIT, WEEKDAY
    (Monday is 0), MONTH, YEAR, DATE, DAY (days from today), TIME, HOUR (a time that may be of the afternoon), PART."""

    EVERY = auto()
    OTHER = auto()
    # A word for `second` that means every other one: the German `jeden zweiten Dienstag`.
    SECOND = auto()
    NUMBER = auto()
    ORDINAL = auto()
    UNIT = auto()
    OF_MONTH = auto()
    WEEKDAY = auto()
    WORKDAY = auto()
    WEEKEND = auto()
    MONTH = auto()
    YEAR = auto()
    DATE = auto()
    DAY = auto()
    NEXT = auto()
    THIS = auto()
    IN = auto()
    AT = auto()
    TIME = auto()
    HOUR = auto()
    PART = auto()
    STARTING = auto()
    UNTIL = auto()
    FOR = auto()
    NO_DATE = auto()


class Token(NamedTuple):
    """A word with its meaning."""

    kind: Kind
    value: Any = None


Tokens = tuple[Token, ...]
# A pattern, and its tokens or what returns them for the text that it matched; None if that means nothing.
Entry = tuple[str, Tokens | Callable[[str], Tokens | None]]

EVERY, FROM_COMPLETION = Token(Kind.EVERY, False), Token(Kind.EVERY, True)  # noqa: FBT003
OTHER, SECOND, NEXT, THIS, IN, AT = map(Token, (Kind.OTHER, Kind.SECOND, Kind.NEXT, Kind.THIS, Kind.IN, Kind.AT))
STARTING, UNTIL, FOR, NO_DATE = map(Token, (Kind.STARTING, Kind.UNTIL, Kind.FOR, Kind.NO_DATE))
WORKDAY, WEEKEND, OF_MONTH = map(Token, (Kind.WORKDAY, Kind.WEEKEND, Kind.OF_MONTH))
DAY, WEEK, MONTH, QUARTER, YEAR, HOUR, MINUTE = (
    Token(Kind.UNIT, name) for name in ("day", "week", "month", "quarter", "year", "hour", "minute")
)
MORNING, AFTERNOON, EVENING, NIGHT = (Token(Kind.PART, name) for name in ("morning", "afternoon", "evening", "night"))
NOON, MIDNIGHT = Token(Kind.TIME, time(12)), Token(Kind.TIME, time(23, 59))
LAST = Token(Kind.ORDINAL, -1)
FILLER: Tokens = ()


def numbers(text: str) -> list[int]:
    """Return the numbers of a text."""
    return [int(number) for number in re.findall(r"\d+", text)]


def ordinal(text: str) -> Tokens:
    """Return the ordinal of `3rd`."""
    return (Token(Kind.ORDINAL, numbers(text)[0]),)


def names(kind: Kind, patterns: str, first: int = 0) -> list[Entry]:
    """Return the entries of words that count up: `names(WEEKDAY, "mon(?:day)? tue(?:sday)?")`."""
    return [(pattern, (Token(kind, number),)) for number, pattern in enumerate(patterns.split(), first)]


def hour_of(text: str) -> Tokens | None:
    """Return the time of `9h`, `9h30`, `9 Uhr`; its first two numbers are the hour and the minute."""
    hour, minute = [*numbers(text), 0][:2]
    return (Token(Kind.TIME, time(hour, minute)),) if hour < 24 and minute < 60 else None


def _time_of_half(text: str) -> Tokens | None:
    """Return the time of `9am`, `9:30 pm`."""
    hour, minute = [*numbers(text), 0][:2]
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return (Token(Kind.TIME, time(hour % 12 + (12 if "p" in text else 0), minute)),)


def _date(year: int, month: int, day: int) -> Tokens | None:
    found = day_of(year, month, day)
    return (Token(Kind.DATE, found),) if found else None


def _month_and_day(month: int, day: int) -> Tokens | None:
    leap_year = 2024
    exists = day_of(leap_year, month, day)
    return (Token(Kind.MONTH, month), Token(Kind.ORDINAL, day)) if exists else None


def _year_first(text: str) -> Tokens | None:
    return _date(*numbers(text)[:3])


def _day_first(text: str) -> Tokens | None:
    day, month, *year = numbers(text)
    return _date(year[0], month, day) if year else _month_and_day(month, day)


def _month_first(text: str) -> Tokens | None:
    month, day, *year = numbers(text)
    if month > 12:
        month, day = day, month
    return _date(year[0], month, day) if year else _month_and_day(month, day)


def _common(*, month_first: bool) -> list[Entry]:
    """Return what all languages write alike."""
    return [
        (r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}", _year_first),
        (r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4})?|\d{1,2}\.\d{1,2}\.\d{4}", _day_first),
        (r"\d{1,2}/\d{1,2}(?:/\d{4})?", _month_first if month_first else _day_first),
        (r"\d{1,2}(?:[:.]\d\d)?\s?[ap](?:m|\.m\.)", _time_of_half),
        (r"\d{1,2}:\d\d(?::\d\d)?(?:\s?(?:uhr|h))?", hour_of),
        (r"\d{1,2}\s?h(?:\d\d)?", hour_of),
    ]


_numbers: list[Entry] = [
    (r"(?:19|20)\d\d", lambda text: (Token(Kind.YEAR, int(text)),)),
    (r"\d{1,3}", lambda text: (Token(Kind.NUMBER, int(text)),)),
    (r"[,;&+()·・、，.-]", FILLER),
]


class Language:
    """A table of words. The first pattern that matches counts, so that longer ones come first.

    `rewrites` are replaced in the text beforehand, such as words that stand behind what they belong to. In a language
    that is not `spaced` a word may follow another at once.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        *,
        rewrites: Sequence[tuple[str, str]] = (),
        spaced: bool = True,
        month_first: bool = False,
    ) -> None:
        every = [*_common(month_first=month_first), *entries, *_numbers]
        self._meanings = [meaning for _pattern, meaning in every]
        letter = r"\w" if spaced else r"\d"
        end = rf"(?:(?<!{letter})|(?!{letter}))"
        patterns = [rf"(?P<e{number}>(?:{pattern}){end})" for number, (pattern, _meaning) in enumerate(every)]
        self._pattern = re.compile(r"\s*(?:" + "|".join(patterns) + ")")
        self._rewrites = [(re.compile(pattern), replacement) for pattern, replacement in rewrites]

    def tokens(self, text: str) -> list[Token] | None:
        """Return the tokens of a text in lower case; None if it has a word that is not in the table."""
        for pattern, replacement in self._rewrites:
            text = pattern.sub(replacement, text)
        text, position = text.strip(), 0
        found: list[Token] = []
        while position < len(text):
            match = self._pattern.match(text, position)
            if match is None:
                return None
            meaning = self._meanings[int(str(match.lastgroup)[1:])]
            tokens = meaning(match[0].strip()) if callable(meaning) else meaning
            if tokens is None:
                return None
            found += tokens
            position = match.end()
        return found
