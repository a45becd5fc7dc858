"""The common form: what readers of other tools' files return, and what the importer writes. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.exceptions import Invalid
from works.choices import Priority, Status

# Words that mean nothing here are named once each, and not all of a column of sentences.
MOST_WORDS = 100


class Unreadable(Invalid):
    """The file cannot be imported; `line` is the line or record at fault, counted from 1."""

    template = _("The file cannot be read, line {line}: {reason}")

    def __init__(self, *, line: int, reason: str) -> None:
        super().__init__(line=line, reason=reason)
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose file it is: what a reader needs to know that the file does not say.

    `answers` are those to the questions of the reader, by name: absent before the person has been asked. A reader of a
    CSV file takes its column map from there too. `file_name` is the name of the file, which some formats have in place of
    the name of a list.
    """

    zone: ZoneInfo
    today: date
    language: str = "en"
    answers: Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""

    def answer(self, name: str, choices: Collection[str], otherwise: str) -> str:
        """Return the answer to a question; `otherwise` if there is none, or one that is no choice."""
        answer = self.answers.get(name, otherwise)
        return answer if answer in choices else otherwise


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the import changes or leaves out: the line or record in the file, counted from 1, and a sentence."""

    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a file leaves open. `choices` are pairs of a value and its label; `answer` is the one that was used."""

    name: str
    text: str
    choices: tuple[tuple[str, str], ...]
    answer: str


@dataclass(slots=True)
class Container:
    """A project, list, board, section or area: it becomes a category. `key` is its id in the source; `parent` is a key."""

    key: str
    name: str
    parent: str | None = None
    content: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Repetition:
    """A rule. `rule` is an RRULE of RFC 5545 without its prefix; `starts_on` is its first day, DTSTART.

    With `from_completion` the next work is made when the last one is done.
    """

    rule: str
    starts_on: date
    from_completion: bool = False
    skipped_on: tuple[date, ...] = ()
    extra_on: tuple[date, ...] = ()


@dataclass(slots=True)
class Task:
    """A task: it becomes a work, or a recurring work if it has a repetition and is open.

    `key` is its id in the source, unique and the same in the next file; `container` is the key of its project, `parent`
    that of the task that it is a part of. Instants are aware. `labels` are names. Of closed tasks `ended_at` is the
    instant, None where the source does not have it. Tasks are in the order in which the source shows them.
    """

    key: str
    title: str
    container: str | None = None
    parent: str | None = None
    content: str = ""
    status: Status = Status.TODO
    priority: Priority = Priority.NONE
    labels: tuple[str, ...] = ()
    starts_on: date | None = None
    deadline_on: date | None = None
    deadline_time: time | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    repetition: Repetition | None = None
    line: int | None = None


@dataclass(slots=True)
class Contents:
    """What a file has, in the order of the file."""

    containers: list[Container] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    _once: set[str] = field(default_factory=set, repr=False, compare=False)

    def notice(self, line: int | None, text: str) -> None:
        """Add a notice."""
        self.notices.append(Notice(line, text))

    def notice_once(self, line: int | None, text: str) -> None:
        """Add a notice unless it is there from an earlier row: for words that a whole column can have."""
        if text not in self._once and len(self._once) < MOST_WORDS:
            self._once.add(text)
            self.notice(line, text)
