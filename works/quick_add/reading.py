"""Read one line of quick add."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from works.choices import Priority
from works.quick_add import english, korean
from works.quick_add.choosing import Choice, choose
from works.quick_add.days import Calendar
from works.quick_add.marks import LABEL, NOTES, PATH, PRIORITY, Mark, find_marks, quoted_whole
from works.quick_add.phrases import DayPhrase, Phrase, RulePhrase

# Characters of a line; a title has at most 300, notes come on top.
LONGEST_LINE = 500

_closes = re.compile(r"[.,;:!?)]+(?:\s|\Z)")
# What is left alone when a day is taken out: `Friday: call Bob`, `Call Bob (Friday)`, `Call Bob, Friday`.
_empty_brackets = re.compile(r"\s*\(\s*\)")
_first_stop, _last_stop = re.compile(r"\A(?:[:,;]|[-–—](?=\s))\s*"), re.compile(r"\s*(?:[:,;]|(?<=\s)[-–—])\Z")


@dataclass(frozen=True)
class Span:
    """What was read from `start` to `end` of the text: a day, time, rule, path, label, priority or notes."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Reading:
    """What one line means. `rule` is the text of an RRULE, `path` names of categories with `/` between them."""

    title: str
    content: str = ""
    starts_on: date | None = None
    deadline_on: date | None = None
    deadline_time: time | None = None
    rule: str | None = None
    path: str | None = None
    labels: tuple[str, ...] = ()
    priority: Priority = Priority.NONE
    spans: tuple[Span, ...] = ()


def read(text: str, *, now: datetime, zone: tzinfo, week_starts_on: str = "MO", plain: Iterable[str] = ()) -> Reading:
    """Read a line in NFC. `plain` has texts that are not to be read; of a longer line only LONGEST_LINE characters are.

    The title is empty if the line has only marks.
    """
    if title := quoted_whole(text):
        return Reading(title)
    marks, words = find_marks(text, plain)
    now = now.astimezone(zone)
    calendar = Calendar.of(now.date(), week_starts_on)
    words = words[:LONGEST_LINE]
    found = [*english.find_phrases(words, calendar), *korean.find_phrases(words, calendar)]
    choice = choose(found, words, now, calendar) if found else Choice()
    spans = _all_spans(text, marks, choice.used)
    title = _title(text, spans)
    if not title and choice.used:
        # The day is all there is.
        choice, spans = Choice(), _all_spans(text, marks, [])
        title = _title(text, spans)
    value = {mark.kind: mark.value for mark in marks}
    notes = next((mark for mark in marks if mark.kind == NOTES), None)
    return Reading(
        title=title,
        content=text[notes.start + 2 :].strip() if notes else "",
        starts_on=choice.starts_on,
        deadline_on=choice.deadline_on,
        deadline_time=choice.deadline_time,
        rule=str(choice.rule) if choice.rule else None,
        path=value.get(PATH),
        labels=tuple({mark.value.casefold(): mark.value for mark in reversed(marks) if mark.kind == LABEL}.values())[
            ::-1
        ],
        priority=Priority(value.get(PRIORITY, Priority.NONE)),
        spans=spans,
    )


def _all_spans(text: str, marks: Iterable[Mark], used: Iterable[Phrase]) -> tuple[Span, ...]:
    spans = [Span(mark.start, mark.end, mark.kind) for mark in marks]
    spans += [Span(phrase.start, phrase.end, _kind(phrase)) for phrase in used]
    return tuple(sorted(spans, key=lambda span: span.start))


def _kind(phrase: Phrase) -> str:
    if isinstance(phrase, RulePhrase):
        return "rule"
    return "day" if isinstance(phrase, DayPhrase) else "time"


def _title(text: str, spans: Sequence[Span]) -> str:
    """Return what is left, with one space in place of what was taken out, and without the stops that belong to it."""
    pieces, position = [], 0
    for span in spans:
        pieces.append(text[position : span.start].strip())
        position = span.end
    pieces.append(text[position:].strip())
    title = ""
    for piece in pieces:
        if piece:
            title += piece if not title or _closes.match(piece) else f" {piece}"
    if len(pieces) > 1:
        title = _empty_brackets.sub("", title).strip()
        title = _first_stop.sub("", title) if not pieces[0] else title
        title = _last_stop.sub("", title) if not pieces[-1] else title
    return title
