"""The trash of an export: its deletions, and what has been deleted or restored there since the last import."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from categories.models import Category
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.history.importing import insert_deletions
from wheelbarrow.core.models import Deletion
from works.exchange.account.layout import ROWS, TABLES
from works.exchange.account.memory import DELETION, Known
from works.exchange.account.rows import Writing, chunks_of


def restore_gone(writing: Writing) -> None:
    """Restore what was restored there; what would not fit the rows here stays in the trash."""
    for pk in sorted(writing.fates.restored):
        with suppress(DomainError):
            trash.restore_deletion(user=writing.user, deletion_id=pk, at=writing.at, as_before=True)


def write_deletions(writing: Writing) -> None:
    """Insert the deletions, but those that are made when their rows are there."""
    wanted = writing.fates.create[DELETION] - writing.pending
    records = (record for record in writing.package.records(TABLES[0]) if record.id in wanted)
    for chunk in chunks_of(records):
        insert_deletions(
            [
                Deletion(
                    pk=writing.numbers(DELETION, record.id),
                    user_id=writing.user.pk,
                    **{name: record.values[name] for name in ("deleted_at", "kind", "label", "counts")},
                )
                for record in chunk
            ]
        )
        _remember(writing, [record.id for record in chunk])


def move_deleted(writing: Writing) -> None:
    """Move to the trash what is live here and was deleted there."""
    if not writing.pending:
        return
    for record in writing.package.records(TABLES[0]):
        if record.id in writing.pending:
            _move(writing, record.id, record.values)


def _move(writing: Writing, pk: int, facts: dict[str, Any]) -> None:
    kind = facts["kind"]
    model: Any = next(table.model for table in ROWS if kind_of(table.model) == kind)
    ids = [writing.numbers(each, row) for each, row in writing.fates.moved[pk] if each == kind]
    rows = list(model.objects.owned_by(writing.user).among(ids))
    if not rows:
        return
    trash.move_to_trash(
        model.all_objects.branches(rows) if model is Category else model.objects.among([row.pk for row in rows]),
        user=writing.user,
        tops=_tops(rows),
        label=facts["label"],
        at=facts["deleted_at"],
        again=writing.numbers(DELETION, pk),
    )
    _remember(writing, [pk])


def _tops(rows: Collection[Any]) -> list[Any]:
    """Return the rows whose parent is not among them."""
    ids = {row.pk for row in rows}
    return [row for row in rows if getattr(row, "parent_id", None) not in ids]


def _remember(writing: Writing, ids: list[int]) -> None:
    known = ((pk, Known(writing.numbers(DELETION, pk), "deletion", writing.batch)) for pk in ids)
    writing.memory.remember(DELETION, known)
