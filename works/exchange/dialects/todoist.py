"""Read the dates of Todoist: `tomorrow at 5pm`, `every! 3 days`, `매주 월요일`, `jeden zweiten Dienstag`. Pure.

Quick add looks for phrases in a title; here the whole text is a date, and a text with a word that is not understood is not
read at all. The words are in one table for each language; the order of words matters little, so that all languages share
one grammar: this module has days and what surrounds a rule, todoist_rules.py has rules.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import lru_cache

from wheelbarrow.core.exceptions import Invalid
from works.exchange.dialects.todoist_rules import bound, rule_of
from works.exchange.dialects.todoist_words.english import ENGLISH
from works.exchange.dialects.todoist_words.french import FRENCH
from works.exchange.dialects.todoist_words.german import GERMAN
from works.exchange.dialects.todoist_words.japanese import JAPANESE
from works.exchange.dialects.todoist_words.korean import KOREAN
from works.exchange.dialects.todoist_words.spanish import SPANISH
from works.exchange.dialects.todoist_words.tokens import DAY, LONGEST, Kind, Language, Token
from works.quick_add import clock
from works.quick_add.days import Calendar, later, next_of_month, next_of_year, next_weekday
from works.recurrence.rule import Rule
from works.recurrence.schedule import Schedule, check

LANGUAGES: Mapping[str, Language] = {
    "en": ENGLISH,
    "ko": KOREAN,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "ja": JAPANESE,
}
# The times that Todoist gives to parts of the day, and the parts for an hour beside them.
_times_of_parts = {"morning": time(9), "afternoon": time(12), "evening": time(19), "night": time(22)}
_parts = {"morning": clock.MORNING, "afternoon": clock.AFTERNOON, "evening": clock.EVENING, "night": clock.NIGHT}
_ends = (Kind.STARTING, Kind.UNTIL, Kind.FOR)


@dataclass(frozen=True, slots=True)
class Due:
    """What a date means.

    Of a rule `day` is its first day, and `recurs` is true even if there is no `rule` because it cannot be expressed.
    `is_relative` is whether the day depends on the day of reading; `is_counted` whether the days of a rule depend on the
    first one, and the text does not have it. `is_cut` is whether the end of a rule is counted from its first day, as in `for 3 weeks`.
    """

    day: date | None = None
    at: time | None = None
    rule: Rule | None = None
    recurs: bool = False
    from_completion: bool = False
    is_relative: bool = False
    is_counted: bool = False
    is_cut: bool = False


@lru_cache(maxsize=20_000)
def read(text: str, language: str = "", *, today: date, on: date | None = None) -> Due | None:
    """Return what a date means, counted from `today`; None if it is not understood.

    `language` is a code such as `de` or `pt_BR`; without one all are tried. `on` is the next day of a rule where that is
    known: the rule begins on it.
    """
    if len(text) > LONGEST:
        return None
    lowered = unicodedata.normalize("NFC", text).lower().replace("’", "'").strip()
    code = language.lower()[:2]
    # English is understood in every language.
    codes = dict.fromkeys((code, "en")) if code in LANGUAGES else LANGUAGES
    for each in codes:
        tokens = LANGUAGES[each].tokens(lowered)
        due = _meaning(tokens, today, on) if tokens else None
        if due:
            return due
    return None


def _meaning(tokens: list[Token], today: date, on: date | None) -> Due | None:
    if [token.kind for token in tokens] == [Kind.NO_DATE]:
        return Due()
    every = [token for token in tokens if token.kind == Kind.EVERY]
    found = _without_time(tokens)
    if found is None:
        # Several times, or hours that are none.
        return Due(recurs=True) if every else None
    at, rest = found
    if every:
        return _recurring(rest, at, today, on, from_completion=any(token.value for token in every))
    if not rest:
        return Due(today, at, is_relative=True) if at else None
    day = _day(rest, today)
    return Due(day, at, is_relative=not _is_absolute(rest)) if day else None


def _recurring(tokens: Sequence[Token], at: time | None, today: date, on: date | None, *, from_completion: bool) -> Due:
    """Return the rule with its first and last day."""
    failed = Due(at=at, recurs=True, from_completion=from_completion)
    sections = _sections(tokens)
    main = sections["main"]
    if at and all(token.kind == Kind.EVERY for token in main):
        # `every morning`
        main.append(DAY)
    rule = rule_of(main)
    start = _start(sections[Kind.STARTING], today)
    if rule is None or (sections[Kind.STARTING] and start is None):
        return failed
    first = on or _first(bound(rule, start or today), start or today, today)
    if first is None:
        return failed
    until = _day(sections[Kind.UNTIL], first)
    span = sections[Kind.FOR]
    if span:
        until = _end_of(span, start or first)
    if (sections[Kind.UNTIL] or span) and until is None:
        return failed
    is_counted = start is None and (rule.interval > 1 or bound(rule, first) != rule)
    try:
        rule = Rule.parse(str(replace(bound(rule, first), until=until)))
        check(rule, first)
    except Invalid:
        return failed
    is_relative = bool(start) and not _is_absolute(sections[Kind.STARTING])
    return Due(first, at, rule, True, from_completion, is_relative, is_counted, bool(span))  # noqa: FBT003


def _start(tokens: Sequence[Token], today: date) -> date | None:
    """Return the day on which a rule starts; of those without a year the nearest, which may be in the past."""
    following = _day(tokens, today)
    if following and any(token.kind == Kind.MONTH for token in tokens) and not _is_absolute(tokens):
        preceding = _day(tokens, later(today, -1, "year") or today)
        return min((each for each in (following, preceding) if each), key=lambda day: abs(day - today))
    return following


def _first(rule: Rule, start: date, today: date) -> date | None:
    """Return the first day from today on. The first day from `start` on is the one from which an interval counts."""
    anchor = Schedule(replace(rule, interval=1), start).next_from(start)
    return anchor and Schedule(rule, anchor).next_from(max(anchor, today))


def _sections(tokens: Sequence[Token]) -> dict[str, list[Token]]:
    """Return the tokens of the rule, and those after each of the words for its start, its end and its length."""
    sections: dict[str, list[Token]] = {"main": [], **{kind: [] for kind in _ends}}
    current = "main"
    for token in tokens:
        if token.kind in _ends:
            current = token.kind
            continue
        if token.kind == Kind.EVERY:
            current = "main"
        sections[current].append(token)
    return sections


def _end_of(span: Sequence[Token], first: date) -> date | None:
    """Return the last day of a span such as `3 weeks`."""
    match span:
        case [Token(Kind.NUMBER, count), Token(Kind.UNIT, unit)] if unit in ("day", "week", "month", "year"):
            end = later(first, count, unit)
            return end - timedelta(days=1) if end and end > first else None
    return None


def _without_time(tokens: Sequence[Token]) -> tuple[time | None, list[Token]] | None:
    """Return the time of the tokens and the others; None if there are two times, or one that does not exist."""
    times: list[tuple[time, bool]] = []
    parts: list[str] = []
    rest: list[Token] = []
    left = list(tokens)
    while left:
        token = left.pop(0)
        if token.kind in (Kind.TIME, Kind.HOUR):
            times.append((token.value, token.kind == Kind.HOUR))
        elif token.kind == Kind.PART:
            parts.append(token.value)
        elif token.kind == Kind.AT:
            if left and left[0].kind == Kind.NUMBER:
                hour = left.pop(0).value
                if hour > 23:
                    return None
                times.append((time(hour), True))
        else:
            rest.append(token)
    if len(times) > 1 or len({*parts}) > 1:
        return None
    if not times:
        return (_times_of_parts[parts[0]] if parts else None), rest
    at, is_bare = times[0]
    if parts:
        return clock.clock(at.hour, at.minute, _parts[parts[0]]), rest
    return (clock.guess(at.hour, at.minute) if is_bare else at), rest


def _is_absolute(tokens: Sequence[Token]) -> bool:
    """Report whether a day is written with its year."""
    return any(token.kind in (Kind.DATE, Kind.YEAR) for token in tokens)


def _day(tokens: Sequence[Token], today: date) -> date | None:
    """Return the day that tokens name, the first from `today` on; None if they name none."""
    ordered = sorted(tokens, key=lambda token: token.kind not in (Kind.NEXT, Kind.THIS))
    if len(ordered) > 1 and ordered[0].kind == Kind.WEEKDAY and len(tokens) > 1:
        # `Fri 4 Dec`
        ordered = ordered[1:]
    calendar = Calendar(today, 0)
    match ordered:
        case [Token(Kind.DATE, day)]:
            return day if isinstance(day, date) else None
        case [Token(Kind.DAY, days)]:
            return later(today, 1, "day") if days == 1 else today + timedelta(days=days)
        case [Token(Kind.NUMBER | Kind.ORDINAL, day), Token(Kind.MONTH, month), *year]:
            return _of_year(month, day, year, today)
        case [Token(Kind.MONTH, month), Token(Kind.NUMBER | Kind.ORDINAL, day), *year]:
            return _of_year(month, day, year, today)
        case [Token(Kind.YEAR) as year, Token(Kind.MONTH, month), Token(Kind.NUMBER | Kind.ORDINAL, day)]:
            return _of_year(month, day, [year], today)
        case [Token(Kind.MONTH, month)]:
            return next_of_year(month, 1, today)
        case [Token(Kind.ORDINAL, -1), Token(Kind.UNIT, "day")]:
            return calendar.of_month(-1, 0)
        case [Token(Kind.ORDINAL, day)] if day > 0:
            return next_of_month(day, today)
        case [Token(Kind.IN), Token(Kind.NUMBER, count), Token(Kind.UNIT, unit)] if unit not in ("hour", "minute"):
            return later(today, count * 3, "month") if unit == "quarter" else later(today, count, unit)
    return _named(ordered, calendar)


def _named(tokens: Sequence[Token], calendar: Calendar) -> date | None:
    """Return a day by its weekday, or by `next` and a unit."""
    match tokens:
        case [Token(Kind.WEEKDAY, weekday)]:
            return next_weekday(weekday, calendar.today + timedelta(days=1))
        case [Token(Kind.NEXT | Kind.THIS as which), Token(Kind.WEEKDAY, weekday)]:
            return calendar.weekday_of_week(weekday, int(which == Kind.NEXT))
        case [Token(Kind.NEXT | Kind.THIS as which), Token(Kind.UNIT, "week"), Token(Kind.WEEKDAY, weekday)]:
            return calendar.weekday_of_week(weekday, int(which == Kind.NEXT))
        case [Token(Kind.WEEKEND)]:
            return next_weekday(5, calendar.today)
        case [Token(Kind.NEXT | Kind.THIS as which), Token(Kind.WEEKEND)]:
            return calendar.weekday_of_week(5, int(which == Kind.NEXT))
        case [Token(Kind.NEXT), Token(Kind.UNIT, "week")]:
            return calendar.first_of_week(1)
        case [Token(Kind.NEXT), Token(Kind.UNIT, "month")]:
            return calendar.of_month(1, 1)
        case [Token(Kind.NEXT), Token(Kind.UNIT, "year")]:
            return calendar.of_year(1, 1, 1)
    return None


def _of_year(month: int, day: int, year: Sequence[Token], today: date) -> date | None:
    match year:
        case []:
            return next_of_year(month, day, today) if day > 0 else None
        case [Token(Kind.YEAR, number)]:
            return Calendar(date(number, 1, 1), 0).of_year(month, day, 0) if day > 0 else None
    return None
