"""Read the backup of TickTick: a CSV file with a few lines before its header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, tzinfo
from functools import partial

from django.utils.translation import gettext as _

from works.choices import Priority, Status
from works.exchange import notes, times, values
from works.exchange.consistency import settle
from works.exchange.dialects import ticktick
from works.exchange.files import rows_of, start_of, text_of
from works.exchange.keys import key_of
from works.exchange.records import Container, Contents, Reading, Task, Unreadable
from works.exchange.repetitions import Repetitions

NAME = "ticktick"
LABEL = "TickTick"

# How far into the file the header can be, in rows.
HEADER_WITHIN = 20
FIRST_CELL = "Folder Name"
NEEDED = ("List Name", "Title")
MATCHING = re.compile(rb'^"?Folder Name"?,"?List Name"?,"?Title"?', re.MULTILINE)

STATUSES = {"1": Status.DONE, "2": Status.DONE, "-1": Status.CANCELLED}
PRIORITIES = {"1": Priority.LOW, "3": Priority.MEDIUM, "5": Priority.HIGH}
# Backups of lists that came from elsewhere have these, the first of which is the highest.
NAMED_PRIORITIES = {"p1": Priority.HIGH, "p2": Priority.MEDIUM, "p3": Priority.LOW, "p4": Priority.NONE}
OPEN_ITEM, TICKED_ITEM = "▫", "▪"

Row = dict[str, str]


def matches(name: str, data: bytes) -> bool:
    """Report whether the file has the header of a backup."""
    return bool(MATCHING.search(start_of(data)))


def read(data: bytes, reading: Reading) -> Contents:
    """Return what the backup has. Raises Unreadable if it has no header, or is not CSV."""
    contents = Contents()
    repetitions = Repetitions(contents)
    lists: dict[tuple[str, ...], str] = {}
    for line, row in _rows(text_of(data), contents):
        task = _task(row, line, reading, contents)
        task.container = _container(row, line, lists, contents)
        task.key = key_of(row["taskId"]) or key_of(row["Folder Name"], row["List Name"], task.title)
        task.parent = key_of(row["parentId"]) or None
        if ticktick.is_rule(row["Repeat"]):
            parse = partial(ticktick.parse, row["Repeat"], repeat_from=row["repeatFrom"].strip())
            repetitions.attach(task, parse, text=row["Repeat"].strip())
        contents.tasks.append(task)
    settle(contents)
    return contents


def _rows(text: str, contents: Contents) -> Iterator[tuple[int, Row]]:
    """Yield the line and the cells by name of each row below the header; cells that are missing are empty."""
    names: list[str] = []
    for number, (line, cells) in enumerate(rows_of(text)):
        if names:
            if any(cells):
                if len(cells) < len(names):
                    message = _("A row has {count} cells, and the header {wanted}: the others count as empty.")
                    contents.notice(line, message.format(count=len(cells), wanted=len(names)))
                yield line, _Row(zip(names, cells, strict=False))
        elif cells[:1] == [FIRST_CELL]:
            names = [cell.strip() for cell in cells]
            if missing := [name for name in NEEDED if name not in names]:
                raise Unreadable(line=line, reason=_("the column {name} is missing.").format(name=missing[0]))
        elif number == HEADER_WITHIN:
            break
    if not names:
        raise Unreadable(line=1, reason=_("it has no line that begins with “Folder Name”. Is it a backup of TickTick?"))


class _Row(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""


def _task(row: Row, line: int, reading: Reading, contents: Contents) -> Task:
    task = Task("", values.line(row["Title"]) or _("Untitled"), line=line, content=_content(row))
    zone = times.zone_named(row["Timezone"]) or reading.zone
    task.status = STATUSES.get(row["Status"].strip(), Status.TODO)
    task.priority = _priority(row["Priority"].strip(), task, contents)
    task.labels = tuple(dict.fromkeys(tag for part in row["Tags"].split(",") if (tag := part.strip().lstrip("#"))))
    task.created_at = _instant(row["Created Time"], task, zone, contents)
    _set_days(task, row, zone, reading.zone, contents)
    if task.status.is_closed:
        task.ended_at = _instant(row["Completed Time"], task, zone, contents)
    if "NOTE" in (row["Kind"].strip(), row["projectKind"].strip()):
        contents.notice(line, _("“{title}” is a note: it becomes a work.").format(title=task.title[:100]))
    return task


def _content(row: Row) -> str:
    lines = []
    for text in row["Content"].replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if text.startswith((OPEN_ITEM, TICKED_ITEM)):
            lines.append(notes.checklist([(text[1:], text.startswith(TICKED_ITEM))]))
        else:
            lines.append(text)
    reminders = ", ".join(row["Reminder"].split())
    return notes.paragraphs("\n".join(lines), _("Reminder: {text}").format(text=reminders) if reminders else "")


def _priority(text: str, task: Task, contents: Contents) -> Priority:
    if text in PRIORITIES or text in ("", "0"):
        return PRIORITIES.get(text, Priority.NONE)
    priority = NAMED_PRIORITIES.get(text.lower(), Priority.NONE)
    contents.notice(
        task.line,
        _("The priority “{text}” of “{title}” is read as: {priority}.").format(
            text=text[:20], title=task.title[:100], priority=priority.label
        ),
    )
    return priority


def _instant(text: str, task: Task, zone: tzinfo, contents: Contents) -> datetime | None:
    """Return the instant, in the zone of the row if the text has no offset; a text that is none is named in a notice."""
    at = times.instant_of(text, zone)
    if at is None and text.strip():
        contents.notice(
            task.line, _("“{text}” of “{title}” is not a date.").format(text=text[:40], title=task.title[:100])
        )
    return at


def _set_days(task: Task, row: Row, zone: tzinfo, own_zone: tzinfo, contents: Contents) -> None:
    """Set the start and the deadline: a whole day is that of the row's zone, and a floating time stays as it is there."""
    starts_at = _instant(row["Start Date"], task, zone, contents)
    due_at = _instant(row["Due Date"], task, zone, contents)
    is_whole_day = row["Is All Day"].strip().lower() == "true"
    is_floating = is_whole_day or row["Is Floating"].strip().lower() == "true"

    def day_and_time(at: datetime) -> tuple[date, time | None]:
        on, moment = times.day_and_time(at, zone)
        # Where the column does not have it, midnight is how a whole day is written.
        if is_whole_day or (moment is None and not row["Is All Day"].strip()):
            return on, None
        on, moment = (on, moment) if is_floating else times.day_and_time(at, own_zone)
        return on, moment or time(0)

    if due_at:
        task.deadline_on, task.deadline_time = day_and_time(due_at)
    # A task with one date has it in both columns.
    if starts_at and starts_at != due_at:
        task.starts_on = day_and_time(starts_at)[0]


def _container(row: Row, line: int, lists: dict[tuple[str, ...], str], contents: Contents) -> str | None:
    """Return the key of the column, list or folder of a row; make those that are new."""
    path: tuple[str, ...] = ()
    parent = None
    for part in ("Folder Name", "List Name", "Column Name"):
        name = values.line(row[part])
        path = (*path, name)
        if not name:
            continue
        if path not in lists:
            lists[path] = key_of(*path)
            contents.containers.append(Container(lists[path], name, parent=parent, line=line))
        parent = lists[path]
    return parent
