"""Acts of the change log as pages show them: one entry for each, with its changes in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wheelbarrow.core.history.headlines import headlines_of
from wheelbarrow.core.history.selectors import live_rows, undone_batches
from wheelbarrow.core.history.sentences import describe, model_of
from wheelbarrow.core.history.undo import MadeByScheduler, is_undoable
from wheelbarrow.core.models import Change

# Changes of one act that its entry lists.
MOST_LINES = 6


class Line(NamedTuple):
    """One change: the kind and the title of the row, the address of its page if it is live, and what has happened.

    Changes that read the same are one line; `times` is their number.
    """

    kind: str
    title: str
    href: str
    sentence: str
    times: int = 1


@dataclass(slots=True)
class Entry:
    """One act. `undo` is the id of the change by which it is undone; without it `why_not` says why not."""

    id: int
    batch: int
    day: date
    at: datetime
    who: str
    lines: list[Line]
    rest: int
    undo: int | None
    why_not: str

    @property
    def rest_text(self) -> str:
        """`rest` in words."""
        return ngettext("and %(rest)s more change", "and %(rest)s more changes", self.rest) % {"rest": self.rest}


def entries_of(user: Any, changes: Sequence[Change], *, complete: bool = True) -> list[Entry]:
    """Group changes, the newest first, into acts. Of the last act some changes may be missing, if not `complete`.

    Four queries, whatever the number: the operators, the names, what is live, and what is undone.
    """
    prefetch_related_objects(changes, "operator")
    words, live = describe(changes), live_rows(user, changes)
    undone = undone_batches(user, min(change.batch for change in changes)) if changes else set()
    base, lines = reverse("home"), {}
    for change, words_of in zip(changes, words, strict=True):
        model = model_of(change.kind)
        address = (
            f"{base}{model.pages}{change.row}/" if model and model.pages and (change.kind, change.row) in live else ""
        )
        kind = str(capfirst(model._meta.verbose_name)) if model else ""
        lines[change.pk] = Line(kind, words_of.title, address, words_of.sentence)
    acts = {batch: list(group)[::-1] for batch, group in groupby(changes, key=lambda change: change.batch)}
    actors: dict[str, list[int]] = {}
    for batch, of_act in acts.items():
        # The history of one row has one change of each act.
        if len(of_act) > 1:
            actors.setdefault(of_act[0].actor, []).append(batch)
    whole = headlines_of(user, actors)
    found = []
    for batch, of_act in acts.items():
        of_each = [lines[change.pk] for change in of_act]
        if headline := whole.get(batch):
            of_each = [Line("", "", f"{base}{headline.page}" if headline.page else "", headline.sentence)]
        found.append(_entry(user, of_act, of_each, is_undone=batch in undone))
    return found if complete else found[:-1] or found


def _entry(user: Any, changes: list[Change], lines: list[Line], *, is_undone: bool) -> Entry:
    lines = _folded(lines)
    first, at = changes[0], user.local_time(changes[0].at)
    why_not = _why_not(changes, is_undone=is_undone)
    return Entry(
        id=first.pk,
        batch=first.batch,
        day=at.date(),
        at=at,
        who=who_of(first),
        lines=lines[:MOST_LINES],
        rest=sum(line.times for line in lines[MOST_LINES:]),
        undo=None if why_not else first.pk,
        why_not=why_not,
    )


def _folded(lines: list[Line]) -> list[Line]:
    found: dict[tuple[str, str, str], Line] = {}
    for line in lines:
        key = line.kind, line.title, line.sentence
        found[key] = found[key]._replace(times=found[key].times + 1, href="") if key in found else line
    return list(found.values())


def _why_not(changes: list[Change], *, is_undone: bool) -> str:
    if is_undone:
        return _("Undone.")
    if changes[0].actor == Change.Actor.SCHEDULER:
        return MadeByScheduler.message()
    return "" if all(map(is_undoable, changes)) else _("Cannot be undone: this was permanent.")


def who_of(change: Change) -> str:
    """Return who made the change; empty for the person on their pages."""
    if change.actor == Change.Actor.PAGE:
        return ""
    if change.token:
        return _("by token “{name}”").format(name=change.token)
    if change.actor == Change.Actor.ADMIN:
        return _("{person}, in the admin").format(person=change.operator or "–")
    # get_actor_display() translates the name of each choice, which takes 0.1 ms.
    return str(Change.Actor(change.actor).label)
