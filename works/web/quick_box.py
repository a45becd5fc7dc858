"""What the box of quick add shows: the marks in the text, what was read in words, what a refusal offers, and paths to choose."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from categories.selectors import ancestors_by_path, matching_paths, paths_of
from works.models import Work
from works.quick_add.reading import Reading
from works.quick_add.words import in_words
from works.services.quick import MOST_LINES, lines_of
from works.services.quick_places import Plan, plan_line

# Lines that a preview shows, paths that the list offers, and the latest works whose categories come first in it.
MOST_SHOWN, MOST_PATHS, LATEST = 10, 12, 60


class Segment(NamedTuple):
    """A part of the text; `kind` is that of its mark, `plain` for what the person has un-read, else empty."""

    text: str
    kind: str


@dataclass(slots=True)
class Box:
    """The box as it is shown again after a refusal; empty on every other page."""

    text: str = ""
    lines: str = ""
    plain: Sequence[str] = ()
    message: str = ""
    offer: str = ""
    next: str = ""


@dataclass(slots=True)
class Preview:
    """What was understood of the text in the box."""

    segments: list[Segment] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
    more: int = 0
    button: str = ""


def preview_of(user: Any, text: str, plain: Collection[str], at: datetime) -> Preview:
    """Return the preview of one line."""
    if not text.strip():
        return Preview()
    plan = plan_line(user, text, at=at, plain=plain)
    today = user.local_time(at).date()
    return Preview(segments=[*_segments(text, plan.reading, plain)], words=words_of(plan, today))


def preview_of_lines(user: Any, text: str, at: datetime) -> Preview:
    """Return the preview of several lines."""
    lines, today = lines_of(text), user.local_time(at).date()
    plans = [plan_line(user, line, at=at) for line in lines[:MOST_SHOWN]]
    rows = [(plan.reading.title, " · ".join(words_of(plan, today))) for plan in plans]
    button = ngettext("Add %(count)d work", "Add %(count)d works", len(lines)) % {"count": len(lines)} if lines else ""
    return Preview(rows=rows, more=max(len(lines) - MOST_SHOWN, 0), button=button)


def offer_of(user: Any, lines: Collection[str], plain: Collection[str], at: datetime) -> str:
    """Return what the lines name that does not exist, as a list to read; empty if all of it exists or is unclear."""
    found: list[str] = []
    for line in list(lines)[:MOST_LINES]:
        if "#" in line or "@" in line:
            plan = plan_line(user, line, at=at, plain=plain)
            if plan.candidates:
                return ""
            found += [plan.new_path] if plan.new_path else []
            found += [f"@{name}" for name in plan.new_labels]
    return ", ".join(dict.fromkeys(found))


def paths_like(user: Any, text: str) -> list[str]:
    """Return paths of categories that have each word of the text in some part: those that were used last come first."""
    words = text.replace("/", " ").replace('"', " ").split()
    latest = Work.objects.owned_by(user.pk).order_by("-pk").values_list("category_id", flat=True)[:LATEST]
    recent = list(dict.fromkeys(pk for pk in latest if pk))
    places = paths_of(user.pk, recent)
    ancestors = ancestors_by_path(user.pk, set(places.values()))
    used = ["/".join(link.name for link in ancestors[places[pk]]) for pk in recent if pk in places]
    used = [path for path in used if all(word.casefold() in path.casefold() for word in words)]
    found = [
        "/".join(link.name for link in links)
        for _pk, links in matching_paths(user.pk, " ".join(words), limit=MOST_PATHS)
    ]
    return list(dict.fromkeys([*used, *found]))[:MOST_PATHS]


def words_of(plan: Plan, today: date) -> list[str]:
    """Return what was read in words, with the category and labels that are meant, and what would be new."""
    new = _("new: {name}")
    if plan.candidates:
        place = _("which one? {paths}").format(paths=", ".join(plan.candidates))
    elif plan.new_path:
        place = new.format(name=plan.new_path.replace("/", " › "))
    else:
        place = plan.category_path.replace("/", " › ")
    labels = [new.format(name=f"@{name}") if name in plan.new_labels else f"@{name}" for name in plan.reading.labels]
    return in_words(plan.reading, today=today, places=[place, *labels])


def _segments(text: str, reading: Reading, plain: Collection[str]) -> Iterator[Segment]:
    """Yield the text in parts: marks, what was un-read, and the rest."""
    position = 0
    for span in reading.spans:
        yield from _unread(text[position : span.start], plain)
        yield Segment(text[span.start : span.end], span.kind)
        position = span.end
    yield from _unread(text[position:], plain)


def _unread(text: str, plain: Collection[str]) -> Iterator[Segment]:
    """Yield a part without marks, and in it what was un-read."""
    if not text:
        return
    for each in plain:
        if each and each in text:
            before, _same, behind = text.partition(each)
            yield from _unread(before, plain)
            yield Segment(each, "plain")
            yield from _unread(behind, plain)
            return
    yield Segment(text, "")
