"""Taskwarrior: the JSON of `task export`, an array or an object on each line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from works.choices import Priority, Status
from works.exchange import notes
from works.exchange.files import json_of, refuse_too_many, start_of, text_of
from works.exchange.keys import Keys, digest_of
from works.exchange.readers.taskwarrior_series import Instance, Series, settle
from works.exchange.records import Container, Contents, Reading, Task, Unreadable
from works.exchange.times import day_and_time, instant_of_compact, written
from works.exchange.values import Json, items, record, text

NAME = "taskwarrior"
LABEL = "Taskwarrior"

STATUSES = {"completed": Status.DONE, "pending": Status.TODO, "waiting": Status.TODO, "recurring": Status.TODO}
PRIORITIES = {"H": Priority.HIGH, "M": Priority.MEDIUM, "L": Priority.LOW, "": Priority.NONE}
# Computed by Taskwarrior, or read below. All other keys are attributes of the user.
# fmt: off
KNOWN = frozenset({
    "id", "uuid", "description", "status", "entry", "modified", "start", "end", "due", "wait", "scheduled", "until",
    "project", "priority", "tags", "annotations", "depends", "recur", "mask", "imask", "parent", "rtype", "template",
    "last", "urgency",
})
# fmt: on

_sure = re.compile(rb'"(?:entry|modified)"\s*:\s*"\d{8}T\d{6}Z"')


@dataclass(slots=True)
class _File:
    reading: Reading
    contents: Contents = field(default_factory=Contents)
    keys: Keys = field(default_factory=Keys)
    titles: dict[str, str] = field(default_factory=dict)
    containers: dict[tuple[str | None, str], str] = field(default_factory=dict)


def matches(name: str, data: bytes) -> bool:
    """Report whether it is JSON with an instant that Taskwarrior writes."""
    return start_of(data).startswith((b"[", b"{")) and bool(_sure.search(data, 0, 65536)) and b"uuid" in data[:65536]


def read(data: bytes, reading: Reading) -> Contents:
    """Return what the file has. Raises Unreadable."""
    file = _File(reading)
    entries = list(_entries(data, file.contents))
    file.titles = {text(entry.get("uuid")): text(entry.get("description")) for _line, entry in entries}
    series: dict[str, Series] = {}
    instances: list[Instance] = []
    for line, entry in entries:
        task, parent = _task(file, line, entry), text(entry.get("parent"))
        if entry.get("status") == "recurring":
            until = instant_of_compact(text(entry.get("until")), reading.zone)
            last = day_and_time(until, reading.zone)[0] if until else None
            series[text(entry.get("uuid"))] = Series(task, text(entry.get("recur")), last, len(text(entry.get("mask"))))
        instances.append(Instance(task, parent, text(entry.get("recur")), entry.get("status") == "deleted"))
    file.contents.tasks = settle(file.contents, series, instances)
    deleted = sum(instance.is_deleted for instance in instances)
    if deleted:
        message = ngettext("{count} deleted task is left out.", "{count} deleted tasks are left out.", deleted)
        file.contents.notice(None, message.format(count=deleted))
    return file.contents


def _entries(data: bytes, contents: Contents) -> Iterator[tuple[int, Json]]:
    """Yield the number of each object, or its line, and the object."""
    source = text_of(data)
    is_array = source.lstrip().startswith("[")
    rows: Iterable[tuple[int, Any]] = enumerate(items(json_of(data)), 1) if is_array else _objects(source)
    for count, (line, value) in enumerate(rows, 1):
        refuse_too_many(count, line=line)
        if isinstance(value, dict):
            yield line, value
        else:
            contents.notice(line, _("This is not a task. It is left out."))


def _objects(source: str) -> Iterator[tuple[int, Any]]:
    """Yield the objects of lines; the oldest versions end a line with a comma."""
    for line, row in enumerate(source.split("\n"), 1):
        row = row.strip().removesuffix(",")
        if row:
            try:
                yield line, json.loads(row)
            except (ValueError, RecursionError):
                raise Unreadable(line=line, reason=_("it is not JSON. Is the file complete?")) from None


def _task(file: _File, line: int, entry: Json) -> Task:
    title, uuid = text(entry.get("description")).strip(), text(entry.get("uuid"))
    project = _project(file, line, text(entry.get("project")))
    task = Task(
        key=file.keys.unique(uuid) if uuid else file.keys.unique(digest_of(project, title)),
        title=title or _("Untitled"),
        container=project,
        status=STATUSES.get(text(entry.get("status")), Status.TODO),
        priority=PRIORITIES.get(text(entry.get("priority")), Priority.NONE),
        labels=tuple(dict.fromkeys(tag for value in items(entry.get("tags")) if (tag := text(value).strip()))),
        content=_annotations(file, entry),
        line=line,
    )
    _set_dates(file, task, entry)
    notes.add(task, notes.lines(_remarks(file, entry)))
    notes.keep_start(task, gettext_lazy("Scheduled"))
    return task


def _set_dates(file: _File, task: Task, entry: Json) -> None:
    zone = file.reading.zone
    found: dict[str, datetime | None] = {}
    for name in ("entry", "start", "end", "due", "scheduled", "wait"):
        value = text(entry.get(name))
        found[name] = instant_of_compact(value, zone)
        if value and not found[name]:
            notes.keep_date(file.contents, task, name, value)
    task.created_at = found["entry"]
    if due := found["due"]:
        task.deadline_on, task.deadline_time = day_and_time(due, zone, last_second=True)
    begins = found["scheduled"] or found["wait"]
    task.starts_on = day_and_time(begins, zone)[0] if begins else None
    if task.status is Status.DONE:
        task.started_at, task.ended_at = found["start"], found["end"]
    elif found["start"]:
        task.status, task.started_at = Status.IN_PROGRESS, found["start"]


def _project(file: _File, line: int, path: str) -> str | None:
    """Return the key of the container of `a.b.c`, made with those above it."""
    parent: str | None = None
    for name in path.split("."):
        name = name.strip()
        place = (parent, name)
        if name and place not in file.containers:
            refuse_too_many(len(file.containers) + 1, line=line)
            file.containers[place] = file.keys.unique(digest_of("project", parent, name))
            container = Container(key=file.containers[place], name=name, parent=parent, line=line)
            file.contents.containers.append(container)
        parent = file.containers[place] if name else parent
    return parent


def _annotations(file: _File, entry: Json) -> str:
    found = []
    for annotation in map(record, items(entry.get("annotations"))):
        at, body = (
            instant_of_compact(text(annotation.get("entry")), file.reading.zone),
            text(annotation.get("description")),
        )
        if body.strip():
            found.append(f"- {written(at, file.reading.zone)}: {body}" if at else f"- {body}")
    return "\n".join(found)


def _remarks(file: _File, entry: Json) -> Iterator[tuple[object, str]]:
    """Yield what a work has no field for."""
    zone = file.reading.zone
    scheduled = instant_of_compact(text(entry.get("scheduled")), zone)
    if scheduled and day_and_time(scheduled, zone, last_second=True)[1]:
        yield gettext_lazy("Scheduled"), written(scheduled, zone)
    if scheduled and entry.get("wait") != entry.get("scheduled"):
        yield gettext_lazy("Hidden until"), _written(file, entry.get("wait"))
    if entry.get("status") != "recurring" and not entry.get("parent"):
        yield gettext_lazy("Expires"), _written(file, entry.get("until"))
    depends = entry.get("depends")
    others = text(depends).split(",") if isinstance(depends, str) else [text(value) for value in items(depends)]
    yield gettext_lazy("Depends on"), ", ".join(notes.quoted(file.titles.get(uuid) or uuid) for uuid in others if uuid)
    if text(entry.get("priority")) not in PRIORITIES:
        yield gettext_lazy("Priority"), text(entry.get("priority"))
    for name, value in entry.items():
        if name not in KNOWN:
            yield text(name), _written(file, value)


def _written(file: _File, value: Any) -> str:
    """Return a value as text, an instant in the person's zone."""
    if isinstance(value, (dict, list, bool)):
        return text(json.dumps(value, ensure_ascii=False))
    instant = instant_of_compact(text(value), file.reading.zone)
    return written(instant, file.reading.zone) if instant else text(value)
