"""Todoist's JSON, as its API gives it: projects, sections, items and notes, and the finished items of another request.

A file may have one answer, a list of answers, or one answer with those for finished items in `completed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from works.choices import Priority, Status
from works.exchange import notes
from works.exchange.dialects import todoist as dialect
from works.exchange.files import json_of, start_of
from works.exchange.readers import todoist_tasks as shared
from works.exchange.readers.todoist_answers import (
    Answers,
    Item,
    identity,
    instant_or_noon,
    moment_of,
    reminder_of,
)
from works.exchange.records import Container, Contents, Reading, Task
from works.exchange.times import day_and_time, day_of, zone_named
from works.exchange.values import Json, record, records, text, texts, whole

NAME = "todoist"
LABEL = "Todoist (JSON)"


def matches(name: str, data: bytes) -> bool:
    """Report whether it is JSON with items of projects."""
    return start_of(data).startswith((b"{", b"[")) and all(
        name in data for name in (b'"items"', b'"project_id"', b'"content"')
    )


def read(data: bytes, reading: Reading) -> Contents:
    """Return the projects, sections and items. Raises Unreadable."""
    return _Reader(Answers.of(json_of(data)), reading).read()


class _Reader:
    def __init__(self, answers: Answers, reading: Reading) -> None:
        self.answers, self.reading = answers, reading
        self.contents = Contents()
        self.inboxes: set[str] = set()
        self.containers: dict[str, Container] = {}
        self.unknown: set[str] = set()
        self.notes = answers.grouped("notes", by=("item_id", "task_id"))
        self.reminders = answers.grouped("reminders", by=("item_id", "task_id"))
        self.people = {
            identity(each.get("id")): text(each.get("full_name")) for each in answers.of_kind("collaborators")
        }

    def read(self) -> Contents:
        """Return the contents."""
        self._add_projects()
        self._add_sections()
        items = self.answers.items()
        known = {item.key for item in items}
        for item in items:
            self._add_item(item, known)
        for number in self.answers.strange():
            self.contents.notice(number, _("The item is no task and is left out."))
        return self.contents

    def _comment(self, note: Json) -> str:
        file = record(note.get("file_attachment"))
        name = text(file.get("file_name")) or text(file.get("title")) or (_("a file") if file else "")
        posted = instant_or_noon(note.get("posted_at"))
        day = day_and_time(posted, self.reading.zone)[0] if posted else None
        return shared.comment(text(note.get("content")), name, day)

    def _add_projects(self) -> None:
        comments = self.answers.grouped("project_notes", by=("project_id",))
        projects = self.answers.of_kind("projects", order="child_order")
        for each in projects:
            key, name = identity(each.get("id")), text(each.get("name"))
            if each.get("inbox_project") is True or each.get("is_inbox_project") is True:
                self.inboxes.add(key)
            elif key:
                content = notes.paragraphs(text(each.get("description")), *map(self._comment, comments.get(key, ())))
                self.containers[key] = Container(key, name, identity(each.get("parent_id")) or None, content)
                if each.get("is_archived") in (True, 1):
                    reason = _("The project “{name}” is archived in Todoist. It becomes an ordinary one.")
                    self.contents.notice(None, reason.format(name=notes.shortened(name)))
        for container in self.containers.values():
            if container.parent and container.parent not in self.containers:
                if container.parent not in self.inboxes:
                    reason = _("The project that “{name}” was a part of is not in the file.")
                    self.contents.notice(None, reason.format(name=notes.shortened(container.name)))
                container.parent = None
        self.contents.containers += self.containers.values()

    def _add_sections(self) -> None:
        for each in self.answers.of_kind("sections", order="section_order"):
            key, project = identity(each.get("id")), identity(each.get("project_id"))
            if key:
                # The ids of old files are numbers, those of projects and of sections apart.
                section = Container(f"section-{key}", text(each.get("name")), self._project(project, None))
                self.containers[section.key] = section
                self.contents.containers.append(section)

    def _project(self, key: str, number: int | None) -> str | None:
        """Return the key if there is such a container."""
        if key in self.containers:
            return key
        if key and key not in self.inboxes and key not in self.unknown:
            self.unknown.add(key)
            reason = _("The project {id} is not in the file. Its works are imported into the inbox.")
            self.contents.notice(number, reason.format(id=notes.shortened(key)))
        return None

    def _add_item(self, item: Item, known: set[str]) -> None:
        number, value = item.number, item.value
        section, parent = f"section-{identity(value.get('section_id'))}", identity(value.get("parent_id"))
        if parent and parent not in known:
            self.contents.notice(number, _("The task that it was a part of is not in the file."))
        ended_at = instant_or_noon(value.get("completed_at"))
        is_done = bool(ended_at) or value.get("checked") in (True, 1)
        project = self._project(identity(value.get("project_id")), number)
        task = Task(
            key=item.key,
            title=shared.title_of(text(value.get("content")).strip(), number, self.contents),
            container=section if section in self.containers else project,
            parent=parent if parent in known else None,
            content=text(value.get("description")).strip(),
            status=Status.DONE if is_done else Status.TODO,
            priority=shared.PRIORITIES.get(whole(value.get("priority")), Priority.NONE),
            labels=tuple(dict.fromkeys(texts(value.get("labels")))),
            created_at=instant_or_noon(value.get("added_at")),
            ended_at=ended_at,
            line=number,
        )
        self._set_days(task, record(value.get("due")), value.get("deadline"))
        notes.add(task, *self._details(item))
        self.contents.tasks.append(task)

    def _details(self, item: Item) -> Iterator[str]:
        """Yield what has no field of its own, as paragraphs for the notes."""
        value = item.value
        span = record(value.get("duration"))
        yield shared.duration(identity(span.get("amount")), text(span.get("unit")))
        if who := identity(value.get("responsible_uid")):
            yield _("Assigned to: {name}").format(name=self.people.get(who) or who)
        for reminder in self.reminders.get(item.own, []):
            yield _("Reminder: {text}").format(text=reminder_of(reminder))
        comments = self.notes.get(item.own, []) if item.key == item.own else []
        yield from map(self._comment, [*comments, *records(value.get("notes"))])

    def _set_days(self, task: Task, due: Json, deadline: Any) -> None:
        last_day = day_of(record(deadline).get("date"))
        if deadline and last_day is None:
            shared.keep(
                task, _("Deadline: {text}"), text(record(deadline).get("date")) or text(deadline), self.contents
            )
        written, found = text(due.get("string")).strip(), moment_of(due)
        if due and found is None:
            shared.keep(task, _("Date: {text}"), text(due.get("date")) or written, self.contents)
        recurs = due.get("is_recurring") is True and bool(written)
        if not recurs or task.status.is_closed:
            shared.place(task, found and shared.moved(found, self.reading.zone), last_day, self.contents)
            notes.add(task, _("Repeats: {text}").format(text=written) if recurs else "")
        else:
            # The rule is of days where it was written.
            found = found and shared.moved(found, zone_named(due.get("timezone")) or self.reading.zone)
            shared.place(task, found, last_day, self.contents)
            on = found.day if found else None
            rule = dialect.read(written, text(due.get("lang")), today=self.reading.today, on=on)
            shared.repeat(task, written, rule, found, self.contents)
            if found:
                shared.notice_zone(task, found, self.reading, self.contents)
