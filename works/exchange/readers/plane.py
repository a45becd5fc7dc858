"""Read the CSV or JSON file that Plane exports, or the zip that has one for each project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from works.choices import Priority, Status
from works.exchange.files import (
    heads,
    is_zip,
    json_of,
    members_of,
    named_rows,
    refuse_too_many,
    start_of,
    starts_of_members,
)
from works.exchange.readers.plane_texts import content_of, moment_of, names_of
from works.exchange.records import Container, Contents, Reading, Task, Unreadable
from works.exchange.times import Moment, read_moment
from works.exchange.values import Json, records, text
from works.exchange.words import priority_of, status_of

NAME, LABEL = "plane", "Plane"

# Versions of Plane name a column in different ways: by its label, or by its field.
_names = {"project": "project_name", "state": "state_name", "identifier": "project_identifier"}


def matches(name: str, data: bytes) -> bool:
    """Report whether it is a table, a list of objects or a zip of them with the columns of Plane."""
    return any(map(_matches, starts_of_members(data, ".csv", ".json") if is_zip(data) else [start_of(data)]))


def _matches(head: bytes) -> bool:
    if head.startswith(b"["):
        return any(b'"%s"' % name in head for name in (b"Sequence ID", b"sequence_id")) and b"riority" in head
    columns = {_name(each) for each in heads(head)}
    return {"name", "state_name", "priority", "target_date"} <= columns and bool(
        columns & {"sequence_id", "project_identifier", "module_name"}
    )


@dataclass
class _State:
    """What is known while rows are read."""

    contents: Contents
    reading: Reading
    containers: dict[str, Container] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    parents: list[tuple[Task, str]] = field(default_factory=list)


def read(data: bytes, reading: Reading) -> Contents:
    """Return projects as containers with their modules below them, work items as tasks."""
    state = _State(Contents(), reading)
    for number, row in _rows(data):
        refuse_too_many(len(state.contents.tasks) + 1, line=number)
        _add(state, number, row)
    for task, parent in state.parents:
        task.parent = state.keys.get(parent)
        if task.parent in (None, task.key):
            task.parent = None
            state.contents.notice(task.line, _("Its parent {id} is not in the file.").format(id=parent))
    state.contents.containers = list(state.containers.values())
    return state.contents


def _rows(data: bytes) -> Iterator[tuple[int, Json]]:
    if is_zip(data):
        members = {name: each for name, each in sorted(members_of(data).items()) if name.endswith((".csv", ".json"))}
        if not members:
            raise Unreadable(line=1, reason=_("the zip has neither a CSV nor a JSON file."))
        for each in members.values():
            yield from _rows(each)
    elif start_of(data).startswith(b"["):
        found = records(json_of(data))
        refuse_too_many(len(found))
        for number, row in enumerate(found, 1):
            yield number, {_name(name): value for name, value in row.items()}
    elif data.strip():
        for number, cells in named_rows(data, needed=("name", "priority")):
            yield number, {_name(name): value for name, value in cells.items()}


@lru_cache(maxsize=1000)
def _name(name: str) -> str:
    key = name.strip().casefold().replace(" ", "_")
    return _names.get(key, key)


def _add(state: _State, number: int, row: Json) -> None:
    project = text(row.get("project_identifier")).strip()
    sequence = text(row.get("sequence_id")).strip()
    shown = text(row.get("id")).strip() or (f"{project}-{sequence}" if project and sequence else "")
    key = shown or f"row {number}"
    if key in state.keys:
        state.contents.notice(number, _("The work item {id} occurs twice; its first row is imported.").format(id=key))
        return
    state.keys[key] = key
    title = text(row.get("name")).strip()
    if not title:
        title = shown or _("(no title)")
        state.contents.notice(number, _("It has no title."))
    task = Task(key, title, line=number, labels=tuple(names_of(row.get("labels"))))
    _set_status(state, task, row)
    start, due = moment_of(row, "start_date"), moment_of(row, "target_date")
    task.starts_on, task.deadline_on = start and start.day, due and due.day
    if task.starts_on and task.deadline_on and task.starts_on > task.deadline_on:
        state.contents.notice(number, _("It starts after it is due: the start is left out."))
        task.starts_on = None
    task.created_at = _instant(state, moment_of(row, "created_at"), text(row.get("created_at")))
    task.container = _container(state, row, number)
    task.content = content_of(row, task.key)
    if text(row.get("comments")).strip():
        state.contents.notice_once(number, _("A table has comments without their form: export JSON to keep it."))
    if text(row.get("archived_at")).strip():
        state.contents.notice(number, _("It is archived in Plane, and is imported like the others."))
    if parent := text(row.get("parent")).strip():
        state.parents.append((task, parent))
    state.contents.tasks.append(task)


def _set_status(state: _State, task: Task, row: Json) -> None:
    known, written = status_of(text(row.get("state_name"))), text(row.get("completed_at"))
    completed = read_moment(written)
    if known is None and not completed:
        sentence = _("The status “{word}” is none of ours; it is kept in the notes.")
        state.contents.notice_once(task.line or 0, sentence.format(word=text(row.get("state_name"))))
    task.status = known if known and (known.is_closed or not completed) else Status.DONE if completed else Status.TODO
    task.ended_at = _instant(state, completed, written) if task.status.is_closed else None
    task.priority = priority_of(text(row.get("priority"))) or Priority.NONE


def _instant(state: _State, moment: Moment | None, written: str) -> datetime | None:
    """Return the instant. Plane writes hours from 1 to 12 without a.m. or p.m. after the name of a month: the day is known."""
    if moment and "," in written:
        moment = Moment(moment.day)
    return moment and moment.instant(state.reading.zone)


def _container(state: _State, row: Json, number: int) -> str | None:
    name = text(row.get("project_name")).strip() or text(row.get("project_identifier")).strip()
    if not name:
        return None
    key = f"project {text(row.get('project_id')).strip() or text(row.get('project_identifier')).strip() or name}"
    state.containers.setdefault(key, Container(key, name, line=number))
    modules = names_of(row.get("module_name"))
    if not modules:
        return key
    module = f"{key} module {modules[0]}"
    state.containers.setdefault(module, Container(module, modules[0], key, line=number))
    return module
