"""Read Microsoft To Do as Microsoft Graph answers: task lists with their tasks, in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from works.choices import Priority, Status
from works.exchange import notes, times, values
from works.exchange.consistency import settle
from works.exchange.dialects import microsoft
from works.exchange.files import json_of, refuse_too_many, start_of
from works.exchange.html import markdown
from works.exchange.keys import key_of
from works.exchange.records import Container, Contents, Reading, Task, Unreadable
from works.exchange.repetitions import Repetitions
from works.exchange.values import Json

NAME = "microsoft"
LABEL = "Microsoft To Do"

MATCHING = re.compile(rb'"(wellknownListName|dueDateTime|checklistItems|bodyLastModifiedDateTime)"\s*:|todo/lists')
# The names under which a file can have its lists, and a list its tasks. Graph answers `value`.
LISTS, TASKS = ("value", "lists"), ("tasks", "value")

STATUSES = {"inProgress": Status.IN_PROGRESS, "completed": Status.DONE}
PRIORITIES = {"low": Priority.LOW, "high": Priority.HIGH}


def matches(name: str, data: bytes) -> bool:
    """Report whether the file begins as JSON with the names of Microsoft Graph."""
    start = start_of(data)
    return start.startswith((b"[", b"{")) and bool(MATCHING.search(start))


def read(data: bytes, reading: Reading) -> Contents:
    """Return what the file has. Raises Unreadable if it has neither task lists nor tasks."""
    contents = Contents()
    repetitions = Repetitions(contents)
    done = 0
    for task_list in _lists(json_of(data)):
        name = values.line(task_list.get("displayName"))
        container = None
        if name:
            container = key_of(task_list.get("id")) or key_of(name, len(contents.containers))
            contents.containers.append(Container(container, name, line=len(contents.containers) + 1))
        rows = _first(task_list, TASKS)
        refuse_too_many(done + len(rows))
        for number, item in enumerate(rows, done + 1):
            task = _task(item, number, container, reading, contents)
            if recurrence := values.record(item.get("recurrence")):
                repetitions.attach(task, partial(microsoft.parse, recurrence), text=microsoft.describe(recurrence))
            contents.tasks.append(task)
        done += len(rows)
    settle(contents)
    return contents


def _lists(value: Any) -> Iterator[Json]:
    """Yield the lists of a file with many lists, with one, or with tasks alone."""
    outer = values.record(value)
    inner = values.records(value) or _first(outer, LISTS)
    if "displayName" in outer or "tasks" in outer:
        yield outer
    elif any("displayName" in item for item in inner):
        yield from inner
    elif any("title" in item for item in inner):
        yield {"tasks": inner}
    else:
        raise Unreadable(line=1, reason=_("it has no task lists. Is it what Microsoft Graph answers?"))


def _first(item: Json, names: tuple[str, ...]) -> list[Json]:
    return next((found for name in names if (found := values.records(item.get(name)))), [])


def _task(item: Json, number: int, container: str | None, reading: Reading, contents: Contents) -> Task:
    title = values.line(item.get("title")) or _("Untitled")
    limits = values.record(values.record(item.get("recurrence")).get("range"))
    zones = (reading.zone, times.zone_named(limits.get("recurrenceTimeZone")))
    task = Task(
        key=key_of(item.get("id")) or key_of(container or "", title),
        title=title,
        container=container,
        status=STATUSES.get(values.text(item.get("status")), Status.TODO),
        priority=PRIORITIES.get(values.text(item.get("importance")), Priority.NONE),
        labels=tuple(dict.fromkeys(filter(None, map(values.line, values.items(item.get("categories")))))),
        content=_content(item, reading.zone),
        starts_on=_day(item.get("startDateTime"), zones),
        deadline_on=_day(item.get("dueDateTime"), zones),
        created_at=times.instant_of(item.get("createdDateTime")),
        line=number,
    )
    if task.status is Status.DONE:
        done_on = _day(item.get("completedDateTime"), zones)
        task.ended_at = times.noon(done_on, reading.zone) if done_on else None
    if item.get("hasAttachments") is True and not values.records(item.get("attachments")):
        contents.notice(number, _("The attachments of “{title}” are not in the file.").format(title=title[:100]))
    return task


def _content(item: Json, zone: tzinfo) -> str:
    body = values.record(item.get("body"))
    text = values.text(body.get("content"))
    steps = values.records(item.get("checklistItems"))
    links = [
        _("Link: {text}").format(text=" ".join(filter(None, texts)))
        for link in values.records(item.get("linkedResources"))
        if any(texts := [values.line(link.get(name)) for name in ("applicationName", "displayName", "webUrl")])
    ]
    names = ", ".join(filter(None, (values.line(one.get("name")) for one in values.records(item.get("attachments")))))
    return notes.paragraphs(
        markdown(text) if values.text(body.get("contentType")).lower() == "html" else text,
        notes.checklist([(values.text(step.get("displayName")), step.get("isChecked") is True) for step in steps]),
        "\n".join(links),
        _("Attachments, not imported: {names}").format(names=names) if names else "",
        *_remarks(item, zone),
    )


def _remarks(item: Json, zone: tzinfo) -> Iterator[str]:
    """Yield what has no place of its own: the reminder, and a status that works do not have."""
    reminder = _instant(item.get("reminderDateTime"))
    if reminder and item.get("isReminderOn") is not False:
        yield _("Reminder: {text}").format(text=f"{reminder.astimezone(zone):%Y-%m-%d %H:%M}")
    if item.get("status") == "waitingOnOthers":
        yield _("Waiting on others")
    if item.get("status") == "deferred":
        yield _("Deferred")


def _instant(value: Any) -> datetime | None:
    """Return the instant of `{dateTime, timeZone}`; an unknown zone counts as UTC."""
    given = values.record(value)
    return times.instant_of(given.get("dateTime"), times.zone_named(given.get("timeZone")) or UTC)


def _day(value: Any, zones: tuple[tzinfo | None, ...]) -> date | None:
    """Return the day that an instant means: To Do has days without a time, and writes midnight of the mailbox's zone.

    The file does not name that zone: it is the one, of those given, in which the instant is midnight, else that in
    which it is written; failing these, the nearest midnight in UTC is meant.
    """
    at = _instant(value)
    if at is None:
        return None
    for zone in (at.tzinfo, *zones):
        local = at.astimezone(zone)
        if zone and not (local.hour or local.minute):
            return local.date()
    return (at.astimezone(UTC) + timedelta(hours=12)).date()
