"""Read the change log: what has changed since an id, in a row, or on some days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.soft_delete import SoftDeletable, soft_deletable_models
from wheelbarrow.core.exceptions import Gone, NotFound
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.history.sentences import names_of, title_of
from wheelbarrow.core.models import Change

# The action of the row that stands for the changes before it, which were pruned.
PRUNED = "pruned"
# Undos that a page of history looks at to mark what is undone.
MOST_UNDONE = 1000


class HistoryPruned(Gone):
    template = _("The changes since {since} are no longer kept. Read the lists again and start from the newest change.")


class Page(NamedTuple):
    """Some changes; `since` is the id to ask after for what comes next, `more` whether there are more in this order."""

    changes: list[Change]
    since: int
    more: bool


def changes_since(user: Any, since: int, *, limit: int) -> Page:
    """Return the changes after the one with the id `since`, the oldest first; 0 begins with the first one.

    The owner's lock gives out the ids in the order of commits, so that nothing can appear before an id that was read.
    Raises HistoryPruned if a change after `since` has been pruned, or if there is no change with that id: the client
    would miss changes.
    """
    found = list(Change.objects.owned_by(user).starting_at(since)[: limit + 2])
    rest = [change for change in found if change.pk != since]
    is_missing = bool(since) and len(rest) == len(found)
    if is_missing or any(change.action == PRUNED for change in rest):
        raise HistoryPruned(since=since)
    changes = rest[:limit]
    return Page(changes, changes[-1].pk if changes else since, len(rest) > limit)


def history(
    user: Any,
    *,
    row: tuple[str, int] | None = None,
    first: date | None = None,
    last: date | None = None,
    before: int | None = None,
    limit: int,
) -> Page:
    """Return changes, the newest first: of a row, of the days from `first` to `last` in the person's time zone, or all.

    `before` is the id of the last change of the page before. `since` of the answer is the id of the person's newest
    change, from which a copy of the rows that are read now goes on.
    """
    changes = Change.objects.owned_by(user).contents().newest_first()
    if row:
        changes = changes.of_row(*row)
    if first or last:
        changes = changes.between(*_instants(user, first, last))
    if before is not None:
        changes = changes.older_than(before)
    newest = Change.objects.owned_by(user).newest_first().values_list("pk", flat=True).first()
    found = list(changes[: limit + 1])
    return Page(found[:limit], newest or 0, len(found) > limit)


def history_of_row(row: SoftDeletable, *, before: int | None = None, limit: int) -> Page:
    """Return the changes of one row, the newest first, for its own page."""
    return history(row.user_id, row=(kind_of(type(row)), row.pk), before=before, limit=limit)


def change_of(user: Any, pk: int) -> Change:
    """Return one change. Raises NotFound."""
    change: Change | None = Change.objects.owned_by(user).contents().with_id(pk).first()
    if change is None:
        raise NotFound
    return change


def first_change_of(user: Any, batch: int) -> int | None:
    """Return the id of the first change of a batch; None if the act has changed nothing."""
    found: int | None = Change.objects.owned_by(user).of_batch(batch).values_list("pk", flat=True).first()
    return found


def undone_batches(user: Any, since: int) -> set[int]:
    """Return the batches from `since` on that are undone at present: an undo can itself be undone."""
    undone: set[int] = set()
    acts = (
        Change.objects.owned_by(user).undoing_since(since).order_by("-batch").values_list("batch", "undoes").distinct()
    )
    for batch, undoes in acts[:MOST_UNDONE]:
        if batch not in undone:
            undone.add(undoes)
    return undone


def row_named(user: Any, kind: str, pk: int) -> str:
    """Return the name of a row of the person, also of one in the trash; empty if there is none."""
    change: Change | None = Change.objects.owned_by(user).of_row(kind, pk).newest_first().first()
    return title_of(change, names_of([change])) if change else ""


def live_rows(user: Any, changes: Iterable[Change]) -> set[tuple[str, int]]:
    """Return the kind and the id of each row of these changes that is live, in one query."""
    wanted = {(change.kind, change.row) for change in changes}
    queries = [
        model.objects.owned_by(user)
        .among(sorted(row for kind, row in wanted if kind == kind_of(model)))
        .order_by()
        .values_list(Value(kind_of(model)), "pk")
        for model in soft_deletable_models()
        if any(kind == kind_of(model) for kind, _row in wanted)
    ]
    return set(queries[0].union(*queries[1:], all=True)) if queries else set()


def _instants(user: Any, first: date | None, last: date | None) -> Iterator[datetime]:
    """Yield the beginning of the first day, and the end of the last one."""
    yield datetime.combine(first or date(1900, 1, 1), time.min, tzinfo=user.zone)
    yield datetime.combine((last or date(2999, 12, 31)) + timedelta(days=1), time.min, tzinfo=user.zone)
