"""The cells of the calendar: what a day, or an hour of it, shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wheelbarrow.core.web.days import clock, short_day
from works.agenda import Ghost
from works.web.days import DayOfWorks, Row

# Entries of a day that a month shows.
MOST_OF_A_DAY = 4


@dataclass(slots=True)
class Entry:
    """One line of a cell. `kind` is work, due, done or ghost; `what` describes the kind, `more` the link to the actions."""

    kind: str
    key: str
    title: str
    href: str
    time: time | None
    clock: str
    priority: str
    what: str
    more: str


@dataclass(slots=True)
class Cell:
    """One day of a month, or one hour of a day. `more` is the number of entries that are left out."""

    day: date
    name: str
    href: str
    is_today: bool
    is_beside: bool
    entries: list[Entry]
    more: int = 0


@dataclass(slots=True)
class Line:
    """One line of the table: a week of a month, or an hour of a week."""

    name: str
    href: str
    cells: list[Cell]


class CellMaker:
    """Makes the cells of one page."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._base = reverse("home")
        self._more = _("Actions for “{title}”")
        self._kinds = {"work": "", "due": _("deadline"), "done": _("done"), "ghost": _("repeats")}

    def day(self, day: DayOfWorks, *, month: int | None = None) -> Cell:
        """Return a cell with all entries of the day, those with a time first; with `month` other months are marked."""
        entries = [
            *(self._work("work", work) for work in day.planned),
            *(self._work("due", work) for work in day.due),
            *(self._ghost(ghost) for ghost in day.ghosts),
            *(self._work("done", work) for work in day.finished),
        ]
        return Cell(
            day=day.day,
            name=short_day(day.day, self.today),
            href=f"{self._base}today/?date={day.day.isoformat()}",
            is_today=day.day == self.today,
            is_beside=month is not None and day.day.month != month,
            entries=sorted(entries, key=lambda entry: (entry.time is None, entry.time or time.min)),
        )

    def _work(self, kind: str, work: Row) -> Entry:
        at = work["deadline_time"] if kind != "done" and self._is_due(kind, work) else None
        return Entry(
            kind=kind,
            key=f"{kind}-{work['id']}",
            title=work["title"],
            href=f"{self._base}works/{work['id']}/",
            time=at,
            clock=clock(at),
            priority=work["priority"].lower(),
            what=self._kinds[kind],
            more=self._more.format(title=work["title"]),
        )

    def _is_due(self, kind: str, work: Row) -> bool:
        """Report whether the time of the deadline is a time of the day on which the work is shown."""
        return kind == "due" or work["starts_on"] is None or work["starts_on"] == work["deadline_on"]

    def _ghost(self, ghost: Ghost) -> Entry:
        return Entry(
            kind="ghost",
            key=f"ghost-{ghost.rule}-{ghost.day.isoformat()}",
            title=ghost.title,
            href=f"{self._base}recurring/{ghost.rule}/",
            time=ghost.time,
            clock=clock(ghost.time),
            priority="none",
            what=self._kinds["ghost"],
            more="",
        )


def cut(cell: Cell) -> Cell:
    """Return the cell with as many entries as a month has room for."""
    if len(cell.entries) <= MOST_OF_A_DAY:
        return cell
    return replace(cell, entries=cell.entries[:MOST_OF_A_DAY], more=len(cell.entries) - MOST_OF_A_DAY)


def hours(cells: list[Cell]) -> list[Line]:
    """Return a line of what has no time, and a line for each hour in which something is due."""
    found = sorted({entry.time.hour for cell in cells for entry in cell.entries if entry.time})
    named: list[tuple[int | None, Any]] = [(None, ""), *((hour, f"{hour:02}:00") for hour in found)]
    return [Line(name, "", [_of_hour(cell, hour) for cell in cells]) for hour, name in named]


def _of_hour(cell: Cell, hour: int | None) -> Cell:
    return replace(cell, entries=[each for each in cell.entries if (each.time and each.time.hour) == hour])
