"""Read Google Tasks as Google Takeout exports them: Tasks.json, or the zip that has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from works.choices import Status
from works.exchange import notes, times, values
from works.exchange.consistency import settle
from works.exchange.files import is_zip, json_of, members_of, refuse_too_many, start_of
from works.exchange.keys import key_of
from works.exchange.records import Container, Contents, Reading, Task, Unreadable
from works.exchange.values import Json

NAME = "google"
LABEL = "Google Tasks"

MATCHING = re.compile(rb'"kind"\s*:\s*"tasks#(taskLists|taskList|tasks|task)"')
FILE = "Tasks.json"


def matches(name: str, data: bytes) -> bool:
    """Report whether the file has the kinds of Google's Tasks API, or is a zip with Tasks.json."""
    return FILE.encode() in data if is_zip(data) else bool(MATCHING.search(start_of(data)))


def read(data: bytes, reading: Reading) -> Contents:
    """Return what the file has. Raises Unreadable if it has no task lists."""
    contents = Contents()
    done = 0
    for task_list in _lists(_value(data)):
        name = values.line(task_list.get("title"))
        container = None
        if name:
            container = key_of(task_list.get("id")) or key_of(name, len(contents.containers))
            contents.containers.append(Container(container, name, line=len(contents.containers) + 1))
        rows = values.records(task_list.get("items"))
        refuse_too_many(done + len(rows))
        for number, item in enumerate(rows, done + 1):
            _add(item, number, container, contents)
        done += len(rows)
    settle(contents)
    return contents


def _value(data: bytes) -> Any:
    if not is_zip(data):
        return json_of(data)
    members = members_of(data)
    for name, member in members.items():
        if name.endswith(FILE):
            return json_of(member)
    raise Unreadable(line=1, reason=_("the zip has no file {name}.").format(name=FILE))


def _lists(value: Any) -> Iterator[Json]:
    """Yield the task lists of a file that has all lists, one list, or the tasks of one list."""
    outer = values.record(value)
    kind = values.text(outer.get("kind"))
    inner = values.records(value) if isinstance(value, list) else values.records(outer.get("items"))
    is_one = kind in ("tasks#taskList", "tasks#tasks") or any(
        item.get("kind") == "tasks#task" or "status" in item for item in inner
    )
    if is_one:
        yield outer or {"items": inner}
    elif kind == "tasks#taskLists" or any(isinstance(item.get("items"), list) for item in inner):
        yield from inner
    else:
        raise Unreadable(line=1, reason=_("it has no task lists. Is it Tasks.json of Google Takeout?"))


def _add(item: Json, number: int, container: str | None, contents: Contents) -> None:
    title, notes = values.line(item.get("title")), _content(item)
    if item.get("deleted") is True:
        contents.notice(number, _("“{title}” is deleted, and left out.").format(title=title[:100]))
        return
    if not title and not notes and not item.get("due"):
        contents.notice(number, _("A task without a title, notes and a date is left out."))
        return
    task = Task(
        key=key_of(item.get("id")) or key_of(container or "", title),
        title=title or _("Untitled"),
        container=container,
        parent=key_of(item.get("parent")) or None,
        content=notes,
        # The due date is a day, written as midnight in UTC whatever the zone is.
        deadline_on=times.day_of(item.get("due")),
        created_at=times.instant_of(item.get("created")),
        line=number,
    )
    if item.get("status") == "completed":
        task.status = Status.DONE
        task.ended_at = times.instant_of(item.get("completed"))
    contents.tasks.append(task)


def _content(item: Json) -> str:
    links = []
    for link in values.records(item.get("links")):
        texts = [values.line(link.get(name)) for name in ("description", "link")]
        links.append(" ".join(part for part in texts if part))
    return notes.paragraphs(values.text(item.get("notes")), "\n".join(filter(None, links)))
