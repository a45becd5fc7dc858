"""Decide which of the phrases in a line are meant, and what they mean together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import pairwise

from works.quick_add.clock import clock
from works.quick_add.days import Calendar, after
from works.quick_add.phrases import (
    ANYWHERE,
    BY,
    CLAUSE,
    EDGE,
    FROM,
    ON,
    SPAN,
    DayPhrase,
    Phrase,
    RulePhrase,
    TimePhrase,
)
from works.recurrence.rule import WEEKDAYS, Rule
from works.recurrence.schedule import Schedule

_to = re.compile(r"\s?(?:[-–—~]|\b(?:to|until|till|through)\b)\s?")
_beside = re.compile(r"\s*,?\s*")
_joined_before, _joined_after = re.compile(r"\w[-–—~]\Z"), re.compile(r"[-–—~]\w")
_new_part = re.compile(
    r"\s*(?:[,;(]|\b(?:with|for|to|in|at|on|about|and|or|from|by|re|via|then|if|when|as|so|but|until|till)\b)",
    re.IGNORECASE,
)
_end_of_line = re.compile(r"[\s.!?~)]*\Z")

Chain = list[Phrase]


@dataclass
class Choice:
    """What the phrases of a line mean, and those that were used."""

    starts_on: date | None = None
    deadline_on: date | None = None
    deadline_time: time | None = None
    rule: Rule | None = None
    used: list[Phrase] = field(default_factory=list)


def choose(found: Iterable[Phrase], text: str, now: datetime, calendar: Calendar) -> Choice:
    """Return the meaning of the phrases of the line; `now` is in the person's time zone."""
    phrases = _spans(_apart(found, len(text)), text)
    chains = [_agreeing(chain) for chain in _chains(phrases, text) if chain]
    counted = [_counted(chain, text) for chain in chains]
    chains = [chain for chain in counted if chain]
    rules = [phrase for chain in chains for phrase in chain if isinstance(phrase, RulePhrase)]
    choice = Choice()
    if rules:
        _choose_rule(choice, rules[-1], chains, calendar)
    else:
        _choose_days(choice, [phrase for chain in chains for phrase in chain if isinstance(phrase, DayPhrase)])
    _choose_time(choice, chains, now)
    return choice


def _apart(found: Iterable[Phrase], length: int) -> list[Phrase]:
    """Return phrases that do not overlap: of two the longer one, the earlier of equal ones."""
    taken = bytearray(length)
    kept: list[Phrase] = []
    for phrase in sorted(found, key=lambda phrase: (phrase.start - phrase.end, phrase.start)):
        if not any(taken[phrase.start : phrase.end]):
            taken[phrase.start : phrase.end] = b"\1" * (phrase.end - phrase.start)
            kept.append(phrase)
    return sorted(kept, key=lambda phrase: phrase.start)


def _spans(phrases: list[Phrase], text: str) -> list[Phrase]:
    """Join two days with `to` or a dash between them, and leave out phrases that a dash joins to other words."""
    joined: list[Phrase] = []
    for phrase in phrases:
        last = joined[-1] if joined else None
        if (
            isinstance(phrase, DayPhrase)
            and isinstance(last, DayPhrase)
            and last.role in (ON, FROM)
            and phrase.role in (ON, BY)
            and _to.fullmatch(text, last.end, phrase.start)
        ):
            end = phrase.day if phrase.from_on is None else phrase.from_on(last.day)
            if end and end >= last.day:
                where = ANYWHERE if last.role == FROM or phrase.role == BY else last.where
                joined[-1] = replace(last, end=phrase.end, role=SPAN, last=end, where=where, weekday=None)
                continue
        joined.append(phrase)
    return [phrase for phrase in joined if not _is_joined(phrase, text)]


def _is_joined(phrase: Phrase, text: str) -> bool:
    before = text[max(phrase.start - 2, 0) : phrase.start]
    return bool(_joined_before.search(before) or _joined_after.match(text, phrase.end))


def _chains(phrases: Sequence[Phrase], text: str) -> list[Chain]:
    """Return the phrases in groups that stand side by side."""
    chains: list[Chain] = [[*phrases[:1]]]
    for last, phrase in pairwise(phrases):
        if _beside.fullmatch(text, last.end, phrase.start):
            chains[-1].append(phrase)
        else:
            chains.append([phrase])
    return chains


def _agreeing(chain: Chain) -> Chain:
    """Join a weekday and the date of that weekday: `Fri 4 Dec`."""
    joined: Chain = chain[:1]
    for phrase in chain[1:]:
        last = joined[-1]
        if isinstance(phrase, DayPhrase) and isinstance(last, DayPhrase) and (day := _common_day(last, phrase)):
            role = last.role if last.role != ON else phrase.role
            joined[-1] = replace(
                day,
                start=last.start,
                end=phrase.end,
                role=role,
                where=EDGE if day.where == EDGE else ANYWHERE,
                weekday=None,
            )
        else:
            joined.append(phrase)
    return joined


def _common_day(one: DayPhrase, other: DayPhrase) -> DayPhrase | None:
    if (one.weekday is None) == (other.weekday is None) or SPAN in (one.role, other.role):
        return None
    weekday, day = (one, other) if one.weekday is not None else (other, one)
    return day if day.day.weekday() == weekday.weekday else None


def _counted(chain: Chain, text: str) -> Chain:
    """Return the phrases that count where they stand."""
    if len(chain) > 1 or chain[0].where == ANYWHERE:
        return chain
    is_first = not text[: chain[0].start].strip()
    if _end_of_line.match(text, chain[-1].end) or (is_first and chain[0].where in (EDGE, CLAUSE)):
        return chain
    return chain if chain[0].where == CLAUSE and _new_part.match(text, chain[-1].end) else []


def _choose_days(choice: Choice, days: list[DayPhrase]) -> None:
    """Take the last day of the line, and one of the other end if it is the first or the last day of something."""
    if not days:
        return
    top = days[-1]
    other_role = {FROM: BY, BY: FROM}.get(top.role)
    others = [phrase for phrase in days[:-1] if phrase.role == other_role]
    chosen = [*others[-1:], top]
    choice.used = [*chosen]
    for phrase in chosen:
        match phrase.role:
            case "span":
                choice.starts_on, choice.deadline_on = phrase.day, phrase.last
            case "from":
                choice.starts_on = phrase.day
            case "by":
                choice.deadline_on = phrase.day
            case _:
                choice.starts_on = choice.deadline_on = phrase.day
        choice.deadline_time = phrase.time or choice.deadline_time
    by = next((phrase for phrase in chosen if phrase.role == BY), None)
    choice.deadline_on = _not_before(choice.starts_on, by) if by else choice.deadline_on


def _not_before(start: date | None, end: DayPhrase) -> date:
    """Return the last day; the next one of its name if it would be before the first."""
    if start and end.day < start and end.from_on:
        return end.from_on(start) or end.day
    return end.day


def _choose_rule(choice: Choice, phrase: RulePhrase, chains: list[Chain], calendar: Calendar) -> None:
    """Take the rule with its first and last day; a day beside it is its first one, or its weekday."""
    rule, start, until = phrase.rule, calendar.today, phrase.rule.until
    choice.used = [phrase]
    for chain in chains:
        for day in chain:
            if not isinstance(day, DayPhrase) or (day.role == ON and phrase not in chain):
                continue
            choice.used.append(day)
            if day.role == ON and day.weekday is not None and phrase.takes_weekday:
                rule = replace(rule, days=((WEEKDAYS[day.weekday], 0),))
            elif day.role == BY:
                until = _not_before(start, day)
            else:
                start, until = day.day, day.last or until
            choice.deadline_time = day.time or choice.deadline_time
    choice.rule = replace(rule, until=until)
    # Every other week begins with the first week that has the day.
    choice.starts_on = Schedule(replace(rule, until=None, interval=1), start).next_from(start) or start


def _choose_time(choice: Choice, chains: list[Chain], now: datetime) -> None:
    """Take the time beside the day or rule, else the last one; without a day it is that of today, or of tomorrow if it has passed."""
    times = [(phrase, chain) for chain in chains for phrase in chain if isinstance(phrase, TimePhrase)]
    if not times:
        _complete(choice)
        return
    beside = [phrase for phrase, chain in times if any(used in chain for used in choice.used)]
    chosen = beside[-1] if beside else times[-1][0]
    part = next((used.part for used in choice.used if isinstance(used, DayPhrase) and used.part), None)
    choice.deadline_time = chosen.time
    if part and chosen.hour:
        choice.deadline_time = clock(chosen.hour, chosen.minute, part)
    if not choice.used:
        today = now.date()
        day = today if chosen.time >= now.time() else after(today, 1) or today
        choice.starts_on = choice.deadline_on = day
    if chosen.role == BY and choice.rule is None and choice.starts_on == choice.deadline_on:
        choice.starts_on = None
    choice.used.append(chosen)
    _complete(choice)


def _complete(choice: Choice) -> None:
    """Give a time that has a first day only that day as its deadline."""
    if choice.deadline_time and choice.rule is None and choice.deadline_on is None:
        choice.deadline_on = choice.starts_on
