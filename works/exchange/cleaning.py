"""Make what a reader returned fit the columns: texts, lengths, days and rules. Pure.

What is changed or left out is a notice; the whole of a title that is cut is in the notes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.text import LONGEST_NOTE, as_line, as_note, validate_note
from works.exchange.keys import Keys
from works.exchange.records import Container, Contents, Repetition, Task
from works.recurrence.rule import Rule
from works.recurrence.schedule import check

LONGEST_TITLE, LONGEST_NAME, LONGEST_LABEL = 300, 200, 60
MOST_LABELS = 50
# The days that every interface takes.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
MOST_SINGLE_DAYS = 366


def clean(contents: Contents, *, zone: ZoneInfo) -> Contents:
    """Change the records so that each can be stored, and add the notices; return the contents."""
    Cleaner(contents, zone).run()
    return contents


class Cleaner:
    """Cleans the records of one file in place."""

    def __init__(self, contents: Contents, zone: ZoneInfo) -> None:
        self.contents, self.zone = contents, zone

    def run(self) -> None:
        """Clean each record, and give those with the key of an earlier one a key of their own."""
        self._unique(self.contents.containers)
        self._unique(self.contents.tasks)
        for container in self.contents.containers:
            container.name = self._title(container, container.name, LONGEST_NAME)
            container.content = self._note(container, container.content)
        for task in self.contents.tasks:
            task.title = self._title(task, task.title, LONGEST_TITLE)
            task.content = self._note(task, task.content)
            if task.labels:
                task.labels = tuple(self._labels(task))
            self._days(task)
            self._instants(task)
            if task.repetition:
                task.repetition = self._repetition(task, task.repetition)

    def _unique(self, records: Iterable[Container] | Iterable[Task]) -> None:
        keys = Keys("{key} #{number}")
        for record in records:
            key, record.key = record.key, keys.unique(record.key)
            if record.key != key:
                text = _("It has the same id as another record, “{key}”: imported as one more.")
                self.contents.notice(record.line, text.format(key=as_line(key)[:LONGEST_LABEL]))

    def _title(self, record: Container | Task, text: str, limit: int) -> str:
        line = as_line(text)
        if not line:
            self.contents.notice(record.line, _("It has no name: imported as “Untitled”."))
            return _("Untitled")
        if len(line) <= limit:
            return line
        record.content = f"{text}\n\n{record.content}".strip()
        reason = _("The name has more than {limit} characters: it is cut, and the whole of it is in the notes.")
        self.contents.notice(record.line, reason.format(limit=limit))
        return f"{line[: limit - 1].rstrip()}…"

    def _note(self, record: Container | Task, text: str) -> str:
        if not text:
            return ""
        note = as_note(text)
        try:
            validate_note(text)
        except ValidationError:
            self.contents.notice(record.line, _("Control characters were removed from the notes."))
        if len(note) <= LONGEST_NOTE:
            return note
        reason = _("The notes have {length} characters. They are cut after {limit}.")
        self.contents.notice(record.line, reason.format(length=f"{len(note):,}", limit=f"{LONGEST_NOTE:,}"))
        return f"{note[: LONGEST_NOTE - 2].rstrip()}\n…"

    def _labels(self, task: Task) -> Iterable[str]:
        names = list(dict.fromkeys(filter(None, map(as_line, task.labels))))
        if len(names) > MOST_LABELS:
            reason = _("It has {number} labels. The first {limit} are imported.")
            self.contents.notice(task.line, reason.format(number=len(names), limit=MOST_LABELS))
        for name in names[:MOST_LABELS]:
            if len(name) > LONGEST_LABEL:
                reason = _("The label “{name}” is cut: it has more than {limit} characters.")
                self.contents.notice(task.line, reason.format(name=name[:LONGEST_LABEL], limit=LONGEST_LABEL))
            yield name[:LONGEST_LABEL].rstrip()

    def _days(self, task: Task) -> None:
        for name in ("starts_on", "deadline_on"):
            day: date | None = getattr(task, name)
            if day and not FIRST_DAY <= day <= LAST_DAY:
                reason = _("The day {day} is left out: use 1900-01-01 to 2999-12-31.")
                self.contents.notice(task.line, reason.format(day=day.isoformat()))
                setattr(task, name, None)
        if task.deadline_time and task.deadline_on is None:
            self.contents.notice(task.line, _("A time without a day is left out."))
            task.deadline_time = None
        if task.deadline_time and task.deadline_time.tzinfo:
            task.deadline_time = task.deadline_time.replace(tzinfo=None)
        if task.starts_on and task.deadline_on and task.starts_on > task.deadline_on:
            reason = _("The start, {start}, is after the deadline and is left out.")
            self.contents.notice(task.line, reason.format(start=task.starts_on.isoformat()))
            task.starts_on = None

    def _instants(self, task: Task) -> None:
        for name in ("created_at", "started_at", "ended_at"):
            instant: datetime | None = getattr(task, name)
            if instant and not FIRST_DAY < instant.date() < LAST_DAY:
                reason = _("The instant {instant} is left out: it is too far away.")
                self.contents.notice(task.line, reason.format(instant=instant.date().isoformat()))
                setattr(task, name, None)
            elif instant:
                setattr(task, name, instant.astimezone(UTC))

    def _repetition(self, task: Task, given: Repetition) -> Repetition | None:
        """Return the repetition with its rule in canonical form; None, with a notice, if it cannot be stored."""
        if task.status.is_closed:
            return None
        try:
            rule = Rule.parse(given.rule, zone=self.zone)
            check(rule, given.starts_on)
        except DomainError as refusal:
            self._not_repeated(task, given, refusal.detail)
            return None
        if not FIRST_DAY <= given.starts_on <= LAST_DAY:
            self._not_repeated(task, given, _("It starts too far away."))
            return None
        extra = tuple(day for day in sorted(set(given.extra_on)) if given.starts_on <= day <= LAST_DAY)
        skipped = tuple(sorted(set(given.skipped_on)))
        if len(extra) > MOST_SINGLE_DAYS or len(skipped) > MOST_SINGLE_DAYS:
            self.contents.notice(task.line, _("It has more than 366 single days. The last ones are imported."))
        return Repetition(
            str(rule), given.starts_on, given.from_completion, skipped[-MOST_SINGLE_DAYS:], extra[-MOST_SINGLE_DAYS:]
        )

    def _not_repeated(self, task: Task, given: Repetition, why: str) -> None:
        reason = _("It does not repeat: {why}")
        self.contents.notice(task.line, reason.format(why=why))
        line = as_line(_("Repeats: {rule}").format(rule=given.rule[:LONGEST_TITLE]))
        task.content = as_note(f"{task.content}\n\n{line}".strip())[:LONGEST_NOTE]
