"""The rows of one CSV file of Todoist, one after the other, become tasks. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from works.choices import Priority
from works.exchange import notes, values
from works.exchange.dialects import todoist
from works.exchange.keys import Keys, digest_of
from works.exchange.readers import todoist_tasks as shared
from works.exchange.records import Container, Contents, Reading, Task
from works.exchange.times import Moment, zone_named

Row = tuple[int, dict[str, str]]

_inboxes = {"inbox", "관리함", "eingang", "boîte de réception", "bandeja de entrada", "インボックス", "受信箱"}
_label = re.compile(r"(?<!\S)@([^\s@]+)")


class Project:
    """The project of one file: `add` takes its rows in their order."""

    def __init__(self, name: str, reading: Reading, *, most_urgent: str) -> None:
        """`name` is that of the file without its ending; without one, or with that of the inbox, there is no container."""
        self.reading, self.most_urgent = reading, most_urgent
        self.contents = Contents()
        name, number = _name_and_id(name.strip())
        self.project: Container | None = None
        if any(map(str.isalnum, name)) and name.lower() not in _inboxes:
            self.project = Container(number or digest_of("project", name), name)
            self.contents.containers.append(self.project)
        self.root = self.project.key if self.project else digest_of("project", "")
        self.container = self.project
        self.task: Task | None = None
        # The tasks that a subtask can be in, with how far each is indented.
        self.open: list[tuple[int, Task]] = []
        self.comments: list[str] = []
        self.keys = Keys()

    def read(self, rows: Iterable[Row]) -> Contents:
        """Return what the rows have."""
        for line, cells in rows:
            content = cells.get("content", "")
            match cells.get("type", "").strip().lower():
                case "task":
                    self._end_comments()
                    self._add_task(line, content, cells)
                case "section":
                    self._end_comments()
                    self._add_section(line, content)
                case "note":
                    self._add_comment(line, content)
                case "meta":
                    pass  # how the project is shown: as a list or a board
                case kind:
                    reason = _("The row has the type “{type}” and is left out.")
                    self.contents.notice(line, reason.format(type=notes.shortened(kind)))
        self._end_comments()
        return self.contents

    def _add_section(self, line: int, name: str) -> None:
        parent = self.project.key if self.project else None
        self.container = Container(
            self.keys.unique(digest_of("section", self.root, name)), name.strip(), parent, line=line
        )
        self.contents.containers.append(self.container)
        self.task, self.open = None, []

    def _add_task(self, line: int, content: str, cells: dict[str, str]) -> None:
        def cell(name: str) -> str:
            return cells.get(name, "").strip()

        indent = self._indent(line, cell("indent"))
        while self.open and self.open[-1][0] >= indent:
            self.open.pop()
        parent = self.open[-1][1] if self.open else None
        text = shared.title_of(content.strip(), line, self.contents)
        title = " ".join(_label.sub(" ", text).split())
        place_key = parent.key if parent else self.container.key if self.container else self.root
        task = Task(
            key=self.keys.unique(digest_of("task", place_key, title or text)),
            title=title or text,
            container=self.container.key if self.container else None,
            parent=parent.key if parent else None,
            content=cells.get("description", "").strip(),
            priority=self._priority(line, cell("priority")),
            labels=tuple(dict.fromkeys(_label.findall(text))) if title else (),
            line=line,
        )
        self._set_days(task, cell("date"), cell("date_lang"), cell("timezone"), self._deadline(task, cells))
        notes.add(task, shared.duration(cell("duration"), cell("duration_unit").lower()))
        if cell("responsible"):
            notes.add(task, _("Assigned to: {name}").format(name=cell("responsible")))
        self.contents.tasks.append(task)
        self.task = task
        self.open.append((indent, task))

    def _add_comment(self, line: int, content: str) -> None:
        """Keep the comment for the task above it; without one it is of the section or the project."""
        text = shared.comment(*_without_files(content))
        if self.task or self.container:
            self.comments.append(text)
        else:
            reason = _("The comment is on no task and is left out: “{text}”")
            self.contents.notice(line, reason.format(text=notes.shortened(text)))

    def _end_comments(self) -> None:
        if record := self.task or self.container:
            notes.add(record, *self.comments)
        self.comments = []

    def _set_days(self, task: Task, text: str, language: str, zone: str, deadline: date | None) -> None:
        if not text:
            return shared.place(task, None, deadline, self.contents)
        due = todoist.read(text, language, today=self.reading.today)
        moment = Moment(due.day, due.at, zone_named(zone)) if due and due.day else None
        if due and due.recurs:
            shared.place(task, moment, deadline, self.contents)
            shared.repeat(task, text, due, moment, self.contents)
            if moment and due.rule:
                shared.notice_zone(task, moment, self.reading, self.contents)
                if due.is_relative or due.is_counted:
                    reason = _("“{text}” is counted from {day}.")
                    self.contents.notice(
                        task.line, reason.format(text=notes.shortened(text), day=moment.day.isoformat())
                    )
            return None
        if moment is None:
            if due is None:
                shared.keep(task, _("Date: {text}"), text, self.contents)
            return shared.place(task, None, deadline, self.contents)
        if due and due.is_relative:
            reason = _("“{text}” was read as {day}.")
            self.contents.notice(task.line, reason.format(text=notes.shortened(text), day=moment.day.isoformat()))
        return shared.place(task, shared.moved(moment, self.reading.zone), deadline, self.contents)

    def _deadline(self, task: Task, cells: dict[str, str]) -> date | None:
        text = cells.get("deadline", "").strip()
        if not text:
            return None
        due = todoist.read(text, cells.get("deadline_lang", "").strip(), today=self.reading.today)
        if due and due.day and not due.recurs:
            return due.day
        shared.keep(task, _("Deadline: {text}"), text, self.contents)
        return None

    def _indent(self, line: int, text: str) -> int:
        if re.fullmatch(r"[0-9]{1,4}", text):
            return int(text)
        if text:
            self.contents.notice(line, _("INDENT is not a number: the task is imported as the part of no other."))
        return 1

    def _priority(self, line: int, text: str) -> Priority:
        if not text:
            return Priority.NONE
        if text not in ("1", "2", "3", "4"):
            self.contents.notice(line, _("PRIORITY is not a number from 1 to 4, and is left out."))
            return Priority.NONE
        return shared.PRIORITIES[int(text) if self.most_urgent == "4" else 5 - int(text)]


def _name_and_id(name: str) -> tuple[str, str]:
    """Return the parts of the name of a file in a backup: `Work [2203306141]`."""
    head, _bracket, number = name.removesuffix("]").rpartition("[")
    if name.endswith("]") and head.strip() and re.fullmatch(r"\w{1,40}", number):
        return head.strip(), number
    return name, ""


def _without_files(content: str) -> tuple[str, str]:
    """Return the text of a comment without the files in it, and their names."""
    text, *files = content.split("[[file ")
    names = []
    for each in files:
        file, _end, rest = each.partition("]]")
        names.append(_file_name(file))
        text += rest
    return text.strip(), ", ".join(names)


def _file_name(text: str) -> str:
    """Return the name of an attached file."""
    try:
        return values.text(values.record(json.loads(text)).get("file_name")) or _("a file")
    except (ValueError, RecursionError):
        return _("a file")
