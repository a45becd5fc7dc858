"""Works as the lists of all pages show them: templates/works/_rows.jinja reads a WorkRow and computes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from wheelbarrow.core.web.days import day_name, due_in_words
from works.choices import Priority, Status
from works.lateness import is_overdue
from works.web.navigation import side_of

# The columns of a row, as the selectors take them.
COLUMNS = {
    "title": "title",
    "has_notes": "content",
    "status": "current_status",
    "priority": "priority",
    "my_job": "my_job",
    "starts_on": "starts_on",
    "deadline_on": "deadline_on",
    "deadline_time": "deadline_time",
    "end_at": "end_at",
    "label_ids": "label_ids",
    "version": "version",
}


# Characters before and after the first hit that an excerpt of notes has.
AROUND = 60


class Anchor(NamedTuple):
    """A link: its text and its address."""

    text: str
    href: str


class LabelTag(NamedTuple):
    """A label as a row shows it."""

    name: str
    colour: str
    href: str


@dataclass(slots=True)
class WorkRow:
    """One work of a list. `due_state` is overdue, today or empty; `path` are its categories from the root down.

    `press`, `tomorrow` and `more` are the names of its buttons.
    """

    id: int
    title: str
    href: str
    status: str
    priority: str
    priority_name: str
    is_done: bool
    is_cancelled: bool
    is_mine: bool
    due: str
    due_state: str
    starts: str
    state: str
    path: list[Anchor]
    root: Anchor | None
    labels: list[LabelTag]
    rule: Anchor | None
    has_notes: bool
    version: int
    press: str
    tomorrow: str
    more: str
    # What a search looked for, and the part of the notes that has it.
    hits: tuple[str, ...] = ()
    excerpt: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether the work is done or cancelled."""
        return self.is_done or self.is_cancelled


class RowMaker:
    """Makes the rows of one page."""

    def __init__(self, user: Any, moment: datetime, hits: tuple[str, ...] = ()) -> None:
        self.user, self.moment, self.hits = user, moment, hits
        self._labels: dict[int, LabelTag] | None = None
        self._finish, self._reopen = _("Finish “{title}”"), _("Reopen “{title}”")
        self._tomorrow, self._more = _("Tomorrow: “{title}”"), _("Actions for “{title}”")
        # reverse() of each link would take most of the time of a page of 50 works.
        self._base = reverse("home")

    def rows(self, works: Iterable[Mapping[str, Any]]) -> list[WorkRow]:
        """Return rows of works that have COLUMNS, `id`, `categories` and `recurring_work`."""
        return [self.row(work) for work in works]

    def row(self, work: Mapping[str, Any]) -> WorkRow:
        """Return one row."""
        today, status = self.moment.date(), Status(work["status"])
        path = [Anchor(each["name"], f"{self._base}projects/{each['id']}/") for each in work["categories"]]
        rule, due_on, starts_on = work["recurring_work"], work["deadline_on"], work["starts_on"]
        return WorkRow(
            id=work["id"],
            title=work["title"],
            href=f"{self._base}works/{work['id']}/",
            status=status.lower(),
            priority=work["priority"].lower(),
            priority_name="" if work["priority"] == Priority.NONE else str(Priority(work["priority"]).label),
            is_done=status is Status.DONE,
            is_cancelled=status is Status.CANCELLED,
            is_mine=work["my_job"],
            due=due_in_words(due_on, work["deadline_time"], today) if due_on else "",
            due_state=self._due_state(work) if due_on and not status.is_closed else "",
            starts=_("from {day}").format(day=day_name(starts_on, today)) if starts_on and starts_on > today else "",
            state="" if status in (Status.TODO, Status.DONE) else str(status.label),
            path=path,
            root=path[0] if path else None,
            labels=[self.labels[pk] for pk in work["label_ids"] if pk in self.labels] if work["label_ids"] else [],
            rule=Anchor(rule["sentence"], f"{self._base}recurring/{rule['id']}/") if rule else None,
            has_notes=bool(work["has_notes"]),
            version=work["version"],
            press=(self._reopen if status.is_closed else self._finish).format(title=work["title"]),
            tomorrow=self._tomorrow.format(title=work["title"]),
            more=self._more.format(title=work["title"]),
            hits=self.hits,
            excerpt=excerpt(work["has_notes"], self.hits) if self.hits else "",
        )

    @property
    def labels(self) -> dict[int, LabelTag]:
        """The person's labels by id."""
        if self._labels is None:
            self._labels = {
                pk: LabelTag(name, colour, f"{self._base}labels/{pk}/")
                for pk, name, colour in side_of(self.user).labels
            }
        return self._labels

    def _due_state(self, work: Mapping[str, Any]) -> str:
        if is_overdue(work["deadline_on"], work["deadline_time"], self.moment):
            return "overdue"
        return "today" if work["deadline_on"] == self.moment.date() else ""


def excerpt(notes: str, words: tuple[str, ...]) -> str:
    """Return the notes around the first of the words in them, on one line; empty if they have none."""
    found = re.search("|".join(map(re.escape, words)), notes, re.IGNORECASE)
    if found is None:
        return ""
    first, end = max(0, found.start() - AROUND), found.end() + AROUND
    text = " ".join(notes[first:end].split())
    return f"{'…' if first else ''}{text}{'…' if end < len(notes) else ''}"
