"""The timestamps of org: `<2026-09-02 Wed 10:00 +1w -3d>`. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from works.exchange import notes
from works.exchange.dialects.org import repetition
from works.exchange.readers.org_sections import Section
from works.exchange.records import Contents, Task
from works.exchange.times import day_of, noon

_clock = re.compile(r"([0-9]{1,2}):([0-9]{2})(?:-[0-9]{1,2}:[0-9]{2})?")
_warning = re.compile(r"--?[0-9]{1,6}[hdwmy]")
_repeater = re.compile(r"(?:\+\+|\.\+|\+)[0-9]{1,6}[hdwmy](?:/[0-9]{1,6}[hdwmy])?")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A day, with what the timestamp has besides."""

    day: date
    clock: time | None = None
    repeater: str = ""
    warning: str = ""

    @property
    def written(self) -> str:
        """Return the day, and the time if there is one."""
        return f"{self.day} {self.clock:%H:%M}" if self.clock else str(self.day)


def parse(text: str) -> Stamp | None:
    """Read the first timestamp of a text; None if it has no day."""
    words = re.split(r"[>\]]", text, maxsplit=1)[0].lstrip("<[").split()
    day = day_of(words[0]) if words else None
    if not day:
        return None
    clock = next((found for word in words if (found := _clock.fullmatch(word))), None)
    try:
        at = time(int(clock[1]), int(clock[2])) if clock else None
    except ValueError:
        return None
    repeater = next((word for word in words if _repeater.fullmatch(word)), "")
    warning = next((word for word in words if _warning.fullmatch(word)), "")
    return Stamp(day, at, repeater, warning)


def set_times(contents: Contents, task: Task, section: Section, zone: ZoneInfo) -> None:
    """Give a task its deadline, first day, end and repetition."""
    found: dict[str, Stamp | None] = {}
    for name in ("DEADLINE", "SCHEDULED", "CLOSED"):
        text = section.planning.get(name, "")
        found[name] = parse(text) if text else None
        if text and not found[name]:
            notes.keep_date(contents, task, name.capitalize(), text)
    deadline, scheduled, closed = found.values()
    if deadline:
        task.deadline_on, task.deadline_time = deadline.day, deadline.clock
    if scheduled:
        task.starts_on = scheduled.day
    if closed and task.status.is_closed:
        at = closed.clock
        task.ended_at = datetime.combine(closed.day, at, zone) if at else noon(closed.day, zone)
    _add_remarks(task, deadline, scheduled)
    if not task.status.is_closed:
        _set_repetition(contents, task, deadline, scheduled)
    notes.keep_start(task, gettext_lazy("Scheduled"))


def _add_remarks(task: Task, deadline: Stamp | None, scheduled: Stamp | None) -> None:
    remarks = [
        (gettext_lazy("Scheduled"), scheduled.written if scheduled and scheduled.clock else ""),
        (gettext_lazy("Reminder"), deadline.warning if deadline else ""),
        (gettext_lazy("Delay"), scheduled.warning if scheduled else ""),
    ]
    notes.add(task, notes.lines(remarks))


def _set_repetition(contents: Contents, task: Task, deadline: Stamp | None, scheduled: Stamp | None) -> None:
    """Give a task the repetition of its deadline, else that of its first day."""
    stamp = next((stamp for stamp in (deadline, scheduled) if stamp and stamp.repeater), None)
    if not stamp:
        return
    task.repetition = repetition(stamp.repeater, stamp.day)
    if not task.repetition:
        notes.keep_repetition(contents, task, stamp.repeater)
        return
    if scheduled and scheduled.repeater not in ("", stamp.repeater):
        notes.add(task, notes.line(gettext_lazy("Scheduled"), f"{scheduled.written} {scheduled.repeater}"))
    if stamp is scheduled and deadline:
        # A deadline that does not move is none of each work.
        notes.add(task, notes.line(gettext_lazy("Deadline"), deadline.written))
        task.deadline_on = task.deadline_time = None
