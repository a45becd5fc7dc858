"""The marks of a line (`#path`, `@label`, `!priority`, ` // notes`, quotes), and the line with these made unreadable as words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from works.choices import Priority

PATH, LABEL, PRIORITY, NOTES = "path", "label", "priority", "notes"

PRIORITIES = {
    **dict.fromkeys(("1", "urgent", "긴급"), Priority.URGENT),
    **dict.fromkeys(("2", "high", "높음"), Priority.HIGH),
    **dict.fromkeys(("3", "medium", "보통"), Priority.MEDIUM),
    **dict.fromkeys(("4", "low", "낮음"), Priority.LOW),
}

# A letter that no table has: words of the title that are not to be read.
HIDDEN = "ꙮ"

_mark = re.compile(
    r"""
      (?P<notes>(?<!\S)//(?!\S))
    | (?P<path>(?<!\S)\#(?:"[^"]*"|[^\s"])+)
    | (?P<label>(?<!\S)@(?:"[^"]*"|[^\s"])+)
    | (?P<priority>(?<!\S)!\w+(?!\S))
    | (?P<quoted>"[^"]*"|“[^“”]*”)
    """,
    re.VERBOSE,
)
_end_of_sentence = re.compile(r"[.,;:!?)\]]+\Z")
# `issue #13` names no category, and `@3pm` no label.
_number = re.compile(r"\d{1,3}")
_time = re.compile(r"\d{1,2}(?::\d\d)?\s?(?:[ap]m)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark, with what it sets."""

    start: int
    end: int
    kind: str
    value: str


def quoted_whole(text: str) -> str | None:
    """Return what is between the quotes if they enclose the whole line."""
    line = text.strip()
    for opening, closing in ('""', "“”"):
        inner = line[1:-1]
        if line[:1] == opening and line[-1:] == closing and inner.strip() and not {opening, closing} & {*inner}:
            return inner.strip()
    return None


def find_marks(text: str, plain: Iterable[str]) -> tuple[list[Mark], str]:
    """Return the marks, and the line with blanks in their places and HIDDEN in those of plain and quoted text."""
    for each in plain:
        if each:
            text = text.replace(each, HIDDEN * len(each))
    marks: list[Mark] = []
    letters = [*text]
    for found in _mark.finditer(text):
        start, end = found.span()
        kind = str(found.lastgroup)
        if kind == "quoted":
            letters[start:end] = HIDDEN * (end - start)
            continue
        if kind == NOTES:
            marks.append(Mark(start, len(text), NOTES, ""))
            letters[start:] = " " * (len(text) - start)
            break
        mark = _read(kind, found[0], start)
        if mark:
            marks.append(mark)
    kept = _last_of_each(marks)
    for mark in marks:
        letters[mark.start : mark.end] = (" " if mark in kept else HIDDEN) * (mark.end - mark.start)
    return kept, "".join(letters)


def _read(kind: str, text: str, start: int) -> Mark | None:
    if kind == PRIORITY:
        priority = PRIORITIES.get(text[1:].lower())
        return Mark(start, start + len(text), kind, priority) if priority else None
    if not text.endswith('"'):
        text = _end_of_sentence.sub("", text)
    value = text[1:].replace('"', "")
    if kind == PATH:
        names = [" ".join(name.split()) for name in value.split("/")]
        value = "/".join(name for name in names if name)
        is_meant = not _number.fullmatch(value)
    else:
        value = " ".join(value.split())
        is_meant = not _time.fullmatch(value)
    return Mark(start, start + len(text), kind, value) if value and is_meant else None


def _last_of_each(marks: list[Mark]) -> list[Mark]:
    """Leave out all paths and priorities but the last."""
    last = {mark.kind: mark for mark in marks}
    return [mark for mark in marks if mark.kind == LABEL or last[mark.kind] is mark]
