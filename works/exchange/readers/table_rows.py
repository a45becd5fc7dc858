"""Make tasks of the rows of a table whose columns are known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time

from django.utils.translation import gettext as _

from works.choices import Priority, Status
from works.exchange import notes
from works.exchange.dialects.table import NEVER, repetition_of
from works.exchange.keys import Keys
from works.exchange.readers.table_columns import Table
from works.exchange.readers.table_questions import parts_of
from works.exchange.records import Container, Contents, Reading, Task
from works.exchange.times import Moment, read_moment, read_time
from works.exchange.words import priority_of, status_of

_labels = re.compile(r"\s*[,;|]\s*")


@dataclass
class Rows:
    """What is known while rows are read."""

    table: Table
    reading: Reading
    contents: Contents
    order: str
    separator: str
    others: list[tuple[str, int]]
    containers: dict[str, Container] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    parents: list[tuple[Task, str]] = field(default_factory=list)
    unique: Keys = field(default_factory=lambda: Keys("{key} #{number}"))

    def cell(self, row: list[str], name: str) -> str:
        """Return the cell of a field; an empty text if it has no column."""
        number = self.table.columns.get(name)
        return row[number].strip() if number is not None and number < len(row) else ""

    def add(self, number: int, row: list[str]) -> None:
        """Add the task of a row."""
        title = " ".join(self.cell(row, "title").split())
        kept: list[str] = []
        if not title:
            title = _("(no title)")
            self.contents.notice(number, _("It has no title."))
        task = Task("", title, line=number)
        task.container = self._container(row, number)
        task.key = self._key(self.cell(row, "key"), f"{task.container} > {title}" if task.container else title, number)
        self.titles.setdefault(title, task.key)
        self._set_days(task, row, kept)
        self._set_status(task, row, kept)
        self._set_priority(task, row, kept)
        task.labels = tuple(each.lstrip("#") for each in _labels.split(self.cell(row, "labels")) if each.strip("# "))
        self._set_repetition(task, row, kept)
        if parent := self.cell(row, "parent"):
            self.parents.append((task, parent))
        kept += [notes.line(name, row[column]) for name, column in self.others if column < len(row)]
        task.content = notes.paragraphs(self.cell(row, "notes"), "\n".join(filter(None, kept)))
        self.contents.tasks.append(task)

    def find_parents(self) -> None:
        """Set the parents of tasks, which are named by their number or their title."""
        for task, parent in self.parents:
            task.parent = self.keys.get(parent) or self.titles.get(parent)
            if task.parent in (None, task.key):
                task.parent = None
                notes.add(task, notes.line(_("Parent"), parent))
                self.contents.notice(task.line, _("Its parent “{name}” is not in the file.").format(name=parent[:100]))

    def _key(self, given: str, otherwise: str, number: int) -> str:
        key = self.unique.unique(given or otherwise)
        if given and key != given:
            self.contents.notice(number, _("The number {id} occurs twice.").format(id=given[:100]))
        if given:
            self.keys.setdefault(given, key)
        return key

    def _container(self, row: list[str], number: int) -> str | None:
        names = [*parts_of(self.cell(row, "project"), self.separator), self.cell(row, "section")]
        key: str | None = None
        for name in filter(None, names):
            parent, key = key, f"{key} > {name}" if key else name
            self.containers.setdefault(key, Container(key, name, parent, line=number))
        return key

    def _moment(self, row: list[str], name: str, label: str, kept: list[str], number: int | None) -> Moment | None:
        cell = self.cell(row, name)
        moment = read_moment(cell, self.order) if cell else None
        if cell and not moment:
            kept.append(notes.line(label, cell))
            self.contents.notice(number, _("“{text}” is not a day; it is kept in the notes.").format(text=cell[:80]))
        return moment

    def _set_days(self, task: Task, row: list[str], kept: list[str]) -> None:
        zone = self.reading.zone
        start = self._moment(row, "start", _("Start"), kept, task.line)
        due = self._moment(row, "deadline", _("Deadline"), kept, task.line)
        task.starts_on = start and start.local(zone)[0]
        if due:
            task.deadline_on, task.deadline_time = due.local(zone)
            task.deadline_time = self._time(row, kept, task.line) or task.deadline_time
        elif cell := self.cell(row, "deadline_time"):
            kept.append(notes.line(_("Deadline time"), cell))
        if task.starts_on and task.deadline_on and task.starts_on > task.deadline_on:
            kept.append(notes.line(_("Start"), task.starts_on.isoformat()))
            self.contents.notice(task.line, _("It starts after it is due: the start is kept in the notes."))
            task.starts_on = None
        created = self._moment(row, "created", _("Created at"), kept, task.line)
        task.created_at = created and created.instant(zone)

    def _time(self, row: list[str], kept: list[str], number: int | None) -> time | None:
        cell = self.cell(row, "deadline_time")
        found = read_time(cell) if cell else None
        if cell and not found:
            kept.append(notes.line(_("Deadline time"), cell))
            self.contents.notice(number, _("“{text}” is not a time; it is kept in the notes.").format(text=cell[:80]))
        return found[0].replace(second=0) if found else None

    def _set_status(self, task: Task, row: list[str], kept: list[str]) -> None:
        word = self.cell(row, "status")
        status = status_of(word)
        completed = self._moment(row, "completed", _("Completed at"), kept, task.line)
        if status is None and read_moment(word, self.order):
            status, completed = Status.DONE, completed or read_moment(word, self.order)
        if status is None:
            kept.append(notes.line(_("Status"), word))
            reason = _("The status “{word}” is none of ours; it is kept in the notes.")
            self.contents.notice_once(task.line, reason.format(word=word[:80]))
        task.status = status or Status.TODO
        if completed and not task.status.is_closed:
            task.status = Status.DONE
        task.ended_at = completed.instant(self.reading.zone) if completed and task.status.is_closed else None

    def _set_priority(self, task: Task, row: list[str], kept: list[str]) -> None:
        word = self.cell(row, "priority")
        priority = priority_of(word)
        if priority is None:
            kept.append(notes.line(_("Priority"), word))
            reason = _("The priority “{word}” is none of ours; it is kept in the notes.")
            self.contents.notice_once(task.line, reason.format(word=word[:80]))
        task.priority = priority or Priority.NONE

    def _set_repetition(self, task: Task, row: list[str], kept: list[str]) -> None:
        phrase = self.cell(row, "repeat")
        if not phrase or (phrase.casefold() in NEVER):
            return
        first: date = task.starts_on or task.deadline_on or self.reading.today
        task.repetition = repetition_of(phrase, first, self.reading.zone)
        if task.repetition is None:
            kept.append(notes.line(_("Repeats"), phrase))
            reason = _("“{word}” is no rule that works can have; it is kept in the notes.")
            self.contents.notice_once(task.line, reason.format(word=phrase[:80]))
