"""Make tasks of the rows of a table whose columns are known."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time

from django.utils.translation import gettext as _

from works.choices import Priority, Status
from works.exchange.columns import Table
from works.exchange.days import Moment, read_moment, read_time
from works.exchange.dialects.phrases import NEVER, repetition_of
from works.exchange.readers.table_questions import parts_of
from works.exchange.records import Container, Contents, Reading, Task
from works.exchange.tables import line, paragraphs
from works.exchange.words import priority_of, status_of

# Words that are no status are named once each, and not all of a column of sentences.
MOST_WORDS = 100

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
    equals: Counter[str] = field(default_factory=Counter)
    noticed: set[str] = field(default_factory=set)

    def cell(self, row: list[str], name: str) -> str:
        """Return the cell of a field; an empty text if it has no column."""
        number = self.table.columns.get(name)
        return row[number].strip() if number is not None and number < len(row) else ""

    def add(self, number: int, row: list[str]) -> None:
        """Add the task of a row."""
        title = " ".join(self.cell(row, "title").split())
        notes: list[str] = []
        if not title:
            title = _("(no title)")
            self.contents.notice(number, _("It has no title."))
        task = Task("", title, line=number)
        task.container = self._container(row, number)
        task.key = self._key(self.cell(row, "key"), f"{task.container} > {title}" if task.container else title, number)
        self.titles.setdefault(title, task.key)
        self._set_days(task, row, notes)
        self._set_status(task, row, notes)
        self._set_priority(task, row, notes)
        task.labels = tuple(each.lstrip("#") for each in _labels.split(self.cell(row, "labels")) if each.strip("# "))
        self._set_repetition(task, row, notes)
        if parent := self.cell(row, "parent"):
            self.parents.append((task, parent))
        notes += [line(name, row[column]) for name, column in self.others if column < len(row)]
        task.content = paragraphs([self.cell(row, "notes"), "\n".join(filter(None, notes))])
        self.contents.tasks.append(task)

    def find_parents(self) -> None:
        """Set the parents of tasks, which are named by their number or their title."""
        for task, parent in self.parents:
            task.parent = self.keys.get(parent) or self.titles.get(parent)
            if task.parent in (None, task.key):
                task.parent = None
                task.content = paragraphs([task.content, line(_("Parent"), parent)])
                self.contents.notice(task.line, _("Its parent “{name}” is not in the file.").format(name=parent[:100]))

    def _key(self, given: str, otherwise: str, number: int) -> str:
        key = given or otherwise
        self.equals[key] += 1
        if self.equals[key] > 1:
            if given:
                self.contents.notice(number, _("The number {id} occurs twice.").format(id=given[:100]))
            key = f"{key} #{self.equals[key]}"
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

    def _moment(self, row: list[str], name: str, label: str, notes: list[str], number: int | None) -> Moment | None:
        cell = self.cell(row, name)
        moment = read_moment(cell, self.order) if cell else None
        if cell and not moment:
            notes.append(line(label, cell))
            self.contents.notice(number, _("“{text}” is not a day; it is kept in the notes.").format(text=cell[:80]))
        return moment

    def _set_days(self, task: Task, row: list[str], notes: list[str]) -> None:
        zone = self.reading.zone
        start = self._moment(row, "start", _("Start"), notes, task.line)
        due = self._moment(row, "deadline", _("Deadline"), notes, task.line)
        task.starts_on = start and start.local(zone)[0]
        if due:
            task.deadline_on, task.deadline_time = due.local(zone)
            task.deadline_time = self._time(row, notes, task.line) or task.deadline_time
        elif cell := self.cell(row, "deadline_time"):
            notes.append(line(_("Deadline time"), cell))
        if task.starts_on and task.deadline_on and task.starts_on > task.deadline_on:
            notes.append(line(_("Start"), task.starts_on.isoformat()))
            self.contents.notice(task.line, _("It starts after it is due: the start is kept in the notes."))
            task.starts_on = None
        created = self._moment(row, "created", _("Created at"), notes, task.line)
        task.created_at = created and created.instant(zone)

    def _time(self, row: list[str], notes: list[str], number: int | None) -> time | None:
        cell = self.cell(row, "deadline_time")
        found = read_time(cell) if cell else None
        if cell and not found:
            notes.append(line(_("Deadline time"), cell))
            self.contents.notice(number, _("“{text}” is not a time; it is kept in the notes.").format(text=cell[:80]))
        return found[0].replace(second=0) if found else None

    def _set_status(self, task: Task, row: list[str], notes: list[str]) -> None:
        word = self.cell(row, "status")
        status = status_of(word)
        completed = self._moment(row, "completed", _("Completed at"), notes, task.line)
        if status is None and read_moment(word, self.order):
            status, completed = Status.DONE, completed or read_moment(word, self.order)
        if status is None:
            notes.append(line(_("Status"), word))
            self._notice_once(task.line, _("The status “{word}” is none of ours; it is kept in the notes."), word)
        task.status = status or Status.TODO
        if completed and not task.status.is_closed:
            task.status = Status.DONE
        task.ended_at = completed.instant(self.reading.zone) if completed and task.status.is_closed else None

    def _set_priority(self, task: Task, row: list[str], notes: list[str]) -> None:
        word = self.cell(row, "priority")
        priority = priority_of(word)
        if priority is None:
            notes.append(line(_("Priority"), word))
            self._notice_once(task.line, _("The priority “{word}” is none of ours; it is kept in the notes."), word)
        task.priority = priority or Priority.NONE

    def _set_repetition(self, task: Task, row: list[str], notes: list[str]) -> None:
        phrase = self.cell(row, "repeat")
        if not phrase or (phrase.casefold() in NEVER):
            return
        first: date = task.starts_on or task.deadline_on or self.reading.today
        task.repetition = repetition_of(phrase, first, self.reading.zone)
        if task.repetition is None:
            notes.append(line(_("Repeats"), phrase))
            sentence = _("“{word}” is no rule that works can have; it is kept in the notes.")
            self._notice_once(task.line, sentence, phrase)

    def _notice_once(self, number: int | None, sentence: str, word: str) -> None:
        """Add a notice for a word at its first row only."""
        text = sentence.format(word=word[:80])
        if text not in self.noticed and len(self.noticed) < MOST_WORDS:
            self.noticed.add(text)
            self.contents.notice(number, text)
