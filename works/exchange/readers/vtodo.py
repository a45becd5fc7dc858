"""iCalendar: the VTODO of calendars, as CalDAV clients and servers export them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from works.choices import Priority, Status
from works.exchange import notes
from works.exchange.files import refuse_too_many, start_of
from works.exchange.keys import Keys, digest_of
from works.exchange.readers.vtodo_lines import Component, Property, components
from works.exchange.readers.vtodo_remarks import relation, remarks
from works.exchange.readers.vtodo_times import Times, set_repetition, set_times
from works.exchange.records import Container, Contents, Reading, Task, Unreadable
from works.exchange.times import noon, zone_named

NAME = "vtodo"
LABEL = "iCalendar (VTODO)"

STATUSES = {
    "NEEDS-ACTION": Status.TODO,
    "IN-PROCESS": Status.IN_PROGRESS,
    "COMPLETED": Status.DONE,
    "CANCELLED": Status.CANCELLED,
}
# Of 1, the highest, to 9. Clients with three priorities write 1, 5 and 9.
PRIORITIES = {"1": Priority.URGENT, **dict.fromkeys("234", Priority.HIGH), "5": Priority.MEDIUM}
PRIORITIES |= dict.fromkeys("6789", Priority.LOW)


@dataclass(slots=True)
class _File:
    times: Times
    contents: Contents
    keys: Keys = field(default_factory=Keys)
    calendars: dict[str, str] = field(default_factory=dict)
    # By UID: the key of its task, and the RECURRENCE-ID of its occurrences that have a VTODO of their own.
    uids: dict[str, str] = field(default_factory=dict)
    moved: dict[str, list[Property]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)


def matches(name: str, data: bytes) -> bool:
    """Report whether it begins as a calendar does."""
    return start_of(data)[:15].upper() == b"BEGIN:VCALENDAR"


def read(data: bytes, reading: Reading) -> Contents:
    """Return what the file has. Raises Unreadable."""
    contents = Contents()
    file = _File(Times(reading.zone, contents), contents)
    refuse_too_many(data.count(b"BEGIN:VTODO"), line=1)
    calendars = components(data)
    if not any(calendar.name == "VCALENDAR" for calendar in calendars):
        raise Unreadable(line=1, reason=_("it has no VCALENDAR."))
    todos: list[tuple[Component, Component]] = []
    others: Counter[str] = Counter()
    for calendar in calendars:
        for child in calendar.children if calendar.name == "VCALENDAR" else ():
            if child.name == "VTODO":
                refuse_too_many(len(todos) + 1, line=child.line)
                todos.append((calendar, child))
            elif child.name == "VTIMEZONE":
                _add_zone(file, child)
            else:
                others[child.name] += 1
    for _calendar, todo in todos:
        file.titles.setdefault(todo.text("UID"), todo.text("SUMMARY"))
        if found := todo.first("RECURRENCE-ID"):
            file.moved.setdefault(todo.text("UID"), []).append(found)
    contents.tasks = [_task(file, _container(file, calendar), todo) for calendar, todo in todos]
    _relate(file, [todo for _calendar, todo in todos])
    for name, count in others.items():
        message = ngettext(
            "{count} {name} is no task. It is left out.", "{count} {name} are no tasks. They are left out.", count
        )
        contents.notice(None, message.format(count=count, name=name[:40]))
    return contents


def _add_zone(file: _File, component: Component) -> None:
    zone = zone_named(component.text("X-LIC-LOCATION"))
    if zone:
        file.times.named[component.text("TZID")] = zone


def _container(file: _File, calendar: Component) -> str | None:
    """Return the key of the container of a calendar; calendars of one name have one."""
    name = calendar.text("X-WR-CALNAME") or calendar.text("NAME")
    if not name:
        return None
    if name not in file.calendars:
        file.calendars[name] = file.keys.unique(digest_of("calendar", name))
        content = calendar.text("X-WR-CALDESC") or calendar.text("DESCRIPTION")
        container = Container(key=file.calendars[name], name=name, content=content, line=calendar.line)
        file.contents.containers.append(container)
    return file.calendars[name]


def _task(file: _File, container: str | None, todo: Component) -> Task:
    uid, title, occurrence = todo.text("UID"), todo.text("SUMMARY"), todo.text("RECURRENCE-ID")
    own = f"{uid}/{occurrence}" if occurrence else uid
    status = _status(todo)
    priority = todo.text("PRIORITY")
    task = Task(
        key=file.keys.unique(own) if uid else file.keys.unique(digest_of(container, title)),
        title=title or _("Untitled"),
        container=container,
        status=status,
        priority=PRIORITIES.get(priority, Priority.NONE),
        labels=tuple(dict.fromkeys(name for found in todo.all("CATEGORIES") for name in found.items)),
        content=notes.paragraphs(todo.text("DESCRIPTION"), notes.lines(remarks(file.times, file.titles, todo))),
        line=todo.line,
    )
    if uid and not occurrence:
        file.uids.setdefault(uid, task.key)
    task.created_at = _instant(file, todo, "CREATED")
    if status.is_closed:
        task.ended_at = _instant(file, todo, "COMPLETED")
    begin = set_times(file.times, task, todo)
    if todo.all("RRULE") and (status.is_closed or occurrence):
        notes.add(task, notes.line(gettext_lazy("Repeats"), ", ".join(rule.value for rule in todo.all("RRULE"))))
    else:
        set_repetition(file.times, task, todo, begin, file.moved.get(uid, []))
    notes.keep_start(task, gettext_lazy("Starts"))
    return task


def _status(todo: Component) -> Status:
    if found := STATUSES.get(todo.text("STATUS").upper()):
        return found
    progress = todo.text("PERCENT-COMPLETE")
    if todo.first("COMPLETED") or progress == "100":
        return Status.DONE
    return Status.IN_PROGRESS if progress.strip("0") else Status.TODO


def _instant(file: _File, todo: Component, name: str) -> datetime | None:
    found = todo.first(name)
    value = file.times.read(found, todo.line) if found else None
    if value is None or isinstance(value, datetime):
        return value
    return noon(value, file.times.zone)


def _relate(file: _File, todos: list[Component]) -> None:
    """Give each task its parent: it names it, or its parent names it as a child."""
    tasks = {task.key: task for task in file.contents.tasks}
    for task, todo in zip(file.contents.tasks, todos, strict=True):
        for found in todo.all("RELATED-TO"):
            other = file.uids.get(found.text.strip())
            if relation(found) == "PARENT":
                if other and other != task.key:
                    task.parent = task.parent or other
                else:
                    message = _("The task above {title} is not in the file. It is imported without it.")
                    file.contents.notice(task.line, message.format(title=notes.quoted(task.title)))
            elif relation(found) == "CHILD" and other and other != task.key:
                tasks[other].parent = tasks[other].parent or task.key
