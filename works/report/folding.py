"""Fold the works of one path into groups of entries, while they are read.

An entry of a series has the place of its last work. How many works a series has in a section is counted beforehand, so
that each entry goes out as soon as its last work has come. Only open works, and works that were closed under another
name of a category, are kept until all works of the path were read.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain
from typing import NamedTuple, Protocol

from categories.querysets import Link
from works.report.entries import SECTIONS, Entry, Group, Line

# Those of the categories of a work when it was closed, where that matters.
Names = tuple[str, ...]
# The parts in which works are read, in order.
FINISHED, OPEN, CANCELLED = range(3)
# Of most works. Entry.follow() makes a new one.
NO_LABELS: Counter[int] = Counter()
# Of open works; only such lists are added to it.
NO_ENDS: list[datetime] = []


class Row(NamedTuple):
    """A work as it is read: `moves` and `filed` are JSON, `ended` is an instant in ISO 8601."""

    pk: int
    title: str
    current_status: str
    priority: str
    my_job: bool
    starts_on: date | None
    deadline_on: date | None
    deadline_time: time | None
    moves: str
    ended: str | None
    part: int
    recurring_work: int | None
    series: int | None
    filed: str
    place: str | None


class Places(Protocol):
    """What a report knows of its works besides their rows."""

    def place_of(self, row: Row) -> tuple[Names, list[Link]]:
        """Return the names by which groups of one path differ, and the ancestors to show."""

    def section_of(self, row: Row) -> tuple[str, bool]:
        """Return the section, and whether the deadline was postponed into or past the period."""

    def labels_of(self, row: Row) -> tuple[int, ...]:
        """Return the ids of the labels of a work."""

    def works_of_series(self, row: Row, names: Names) -> int:
        """Return how many works the series of a closed work has in its group and section."""


class Kept:
    """Entries of one group that are in memory until all works of the path were read."""

    def __init__(self, ancestors: list[Link]) -> None:
        self.ancestors = ancestors
        self.entries: dict[str, dict[int, Entry]] = {name: {} for name in SECTIONS}

    def add(self, section: str, row: Row, entry: Entry) -> None:
        """Add the entry at the end, together with the earlier works of its series."""
        found, key = self.entries[section], row.series or -row.pk
        if before := found.pop(key, None):
            entry.follow(before)
        found[key] = entry

    def take(self) -> Iterator[Line]:
        """Yield the lines, and keep them no more."""
        for section, found in self.entries.items():
            yield from ((section, entry) for entry in found.values())
            found.clear()


def groups_of_path(rows: Iterator[Row], places: Places) -> Iterator[Group]:
    """Yield the groups of one path: one, or more if categories were renamed between two closings."""
    first = next(rows)
    names, ancestors = places.place_of(first)
    others: dict[Names, Kept] = {}
    lines = _lines(chain([first], rows), names, others, places)
    yield Group(ancestors, lines)
    # Whatever the reader of the group has left: the others are known after the last row.
    deque(lines, maxlen=0)
    for other in others.values():
        yield Group(other.ancestors, list(other.take()))


def _lines(rows: Iterator[Row], names: Names, others: dict[Names, Kept], places: Places) -> Iterator[Line]:
    """Yield the lines of the group with these names, and add those of other groups to `others`."""
    are_open, waiting = Kept([]), Kept([])
    found, ancestors, known = names, list[Link](), None
    for row in rows:
        if row.part == CANCELLED:
            yield from are_open.take()
        section, slipped = places.section_of(row)
        entry = _entry(row, places.labels_of(row), slipped=slipped)
        # Most rows of a path are of the group of the row before.
        if known != (place := (row.part == OPEN, row.filed)):
            found, ancestors = places.place_of(row)
            known = place
        if found != names:
            others.setdefault(found, Kept(ancestors)).add(section, row, entry)
        elif row.part == OPEN:
            are_open.add(section, row, entry)
        elif row.series is None:
            yield section, entry
        else:
            waiting.add(section, row, entry)
            if len(entry.works) >= places.works_of_series(row, names):
                yield section, waiting.entries[section].pop(row.series)
    yield from are_open.take()


def _entry(row: Row, labels: tuple[int, ...], *, slipped: bool) -> Entry:
    end = datetime.fromisoformat(row.ended) if row.ended else None
    return Entry(
        row.title,
        [row.pk],
        row.recurring_work,
        row.current_status,
        row.priority,
        row.my_job,
        row.starts_on,
        row.deadline_on,
        end,
        slipped,
        Counter(labels) if labels else NO_LABELS,
        not labels,
        NO_ENDS if row.part == OPEN or end is None else [end],
    )
