"""What the page of one work shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from categories.selectors import ancestors_by_path
from wheelbarrow.core.history.selectors import history_of_row
from wheelbarrow.core.web.acts import Entry, entries_of
from wheelbarrow.core.web.days import day_name, short_day
from wheelbarrow.core.web.markdown import Note, render
from works.choices import Priority, Status
from works.models import Label, Work
from works.web.filing import places_of
from works.web.rows import RowMaker, WorkRow

# Changes of the work that its page lists; all of them are in the history.
MOST_CHANGES = 20


class Fact(NamedTuple):
    """A date that is only read."""

    name: str
    text: str
    at: datetime | date


class Move(NamedTuple):
    """One postponement."""

    text: str
    when: str


@dataclass(slots=True)
class WorkPage:
    """A work with everything about it."""

    work: Work
    row: WorkRow
    href: str
    status: str
    priority: str
    starts: str
    deadline: str
    note: Note
    moves: list[Move]
    facts: list[Fact]
    entries: list[Entry]
    has_more: bool
    history: str


def work_page(user: Any, moment: datetime, work: Work) -> WorkPage:
    """Return the page of a work that find_work() has read; `moment` is now in the person's time zone."""
    href, today = f"{reverse('home')}{Work.pages}{work.pk}/", moment.date()
    page = history_of_row(work, limit=MOST_CHANGES)
    return WorkPage(
        work=work,
        row=row_of(user, moment, work),
        href=href,
        status=str(work.status.label),
        priority=str(Priority(work.priority).label),
        starts=day_name(work.starts_on, today) if work.starts_on else "",
        deadline=_deadline(work, today),
        note=render(work.content, checklist=f"{href}checklist/"),
        moves=[_move(each, user, today) for each in reversed(work.deadline_moves)],
        facts=_facts(user, work),
        entries=entries_of(user, page.changes),
        has_more=page.more,
        history=f"{reverse('history')}?row=work:{work.pk}",
    )


def row_of(user: Any, moment: datetime, work: Work) -> WorkRow:
    """Return the work as lists show it."""
    path = work.category.path if work.category else ""
    links = ancestors_by_path(user.pk, {path})[path] if path else []
    rule = work.recurring_work
    return RowMaker(user, moment).row(
        {
            "id": work.pk,
            "title": work.title,
            "has_notes": work.content,
            "status": work.current_status,
            "categories": [{"id": link.id, "name": link.name} for link in links],
            "recurring_work": rule and {"id": rule.pk, "sentence": rule.sentence},
            **{name: getattr(work, name) for name in FROM_WORK},
        }
    )


# Values that a row takes from a work by the same name.
FROM_WORK = ("priority", "my_job", "starts_on", "deadline_on", "deadline_time", "label_ids", "version")


def choices_of(user: Any, work: Work, q: str) -> dict[str, Any]:
    """Return what may be chosen for a work: statuses, priorities, labels, and categories with the words of `q`."""
    href = f"{reverse('home')}{Work.pages}{work.pk}/"
    return {
        "work": work,
        "href": href,
        "statuses": Status.choices,
        "priorities": Priority.choices[::-1],
        "labels": Label.objects.owned_by(user).in_order(),
        "targets": places_of(user, work, q, narrow=f"{href}actions/"),
    }


def _deadline(work: Work, today: date) -> str:
    if work.deadline_on is None:
        return ""
    at = date_format(work.deadline_time, "H:i") if work.deadline_time else ""  # type: ignore[arg-type]
    return f"{day_name(work.deadline_on, today)} {at}".strip()


def _move(move: dict[str, str], user: Any, today: date) -> Move:
    """Return a postponement as text: from which day to which, and when it was done."""
    old, new = (short_day(date.fromisoformat(move[name]), today) for name in ("from", "to"))
    at = user.local_time(datetime.fromisoformat(move["at"])).date()
    return Move(f"{old} → {new}", day_name(at, today))


def _facts(user: Any, work: Work) -> list[Fact]:
    closed = _("Cancelled") if work.status is Status.CANCELLED else _("Finished")
    named = [(_("Created"), work.created_at), (_("Started"), work.started_at), (closed, work.end_at)]
    found: list[Fact] = []
    for name, at in named:
        if at:
            local = user.local_time(at)
            found.append(
                Fact(name, f"{short_day(local.date(), user.local_time(work.updated_at).date())} {local:%H:%M}", local)
            )
    if work.occurs_on:
        found.append(Fact(_("Occurrence"), date_format(work.occurs_on, "DATE_FORMAT"), work.occurs_on))
    return found
