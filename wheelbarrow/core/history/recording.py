"""Writes to owned rows, each with its change. Services write rows with these functions only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import models

from wheelbarrow.core.db.searching import store_texts
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.db.tallies import TallyField
from wheelbarrow.core.db.texts import Normalized
from wheelbarrow.core.history.acts import current

# Columns that no change has: the key, the owner, and what every write sets.
LEFT_OUT = frozenset({"id", "user", "updated_at", "version", "deleted_at", "deletion"})
CHUNK = 1000


def insert(row: SoftDeletable, *, action: str = "created") -> None:
    """Insert one row."""
    act = current()
    _stamp(row)
    row.save(force_insert=True)
    row.stored = _values(row)
    store_texts([row])
    act.note(row, {}, _by_name(row), action=action)


def insert_all(rows: Sequence[SoftDeletable], *, action: str = "created", unique: Collection[str] = ()) -> None:
    """Insert many rows. One that has the same values of the fields `unique` as an existing row is left out.

    Not ignore_conflicts: on SQLite it silently drops rows that violate any other constraint too. This ignores exactly
    one conflict and raises on all others, on both engines. An existing row keeps its version, which the database
    returns.
    """
    if not rows:
        return
    act = current()
    for row in rows:
        _stamp(row)
    conflicts: Any = (
        {"update_conflicts": True, "unique_fields": unique, "update_fields": list(unique)[-1:]} if unique else {}
    )
    type(rows[0]).all_objects.bulk_create(rows, batch_size=CHUNK, **conflicts)
    new = [row for row in rows if row.version == act.batches[row.user_id]]
    store_texts(new)
    for row in new:
        row.stored = _values(row)
        act.note(row, {}, _by_name(row), action=action)


def update(rows: Iterable[SoftDeletable], names: Collection[str], *, action: str | None = None) -> None:
    """Store these fields of rows of one model. Rows of which nothing has changed are left as they are."""
    act = current()
    changed: list[SoftDeletable] = []
    columns: set[str] = set()
    for row in rows:
        before, after = _difference(row, names)
        if after:
            columns |= after.keys()
            if row.deletion_id is not None:
                before["deletion"] = after["deletion"] = row.deletion_id
            act.note(row, before, after, action=action)
            row.version, row.updated_at = act.batches[row.user_id], act.at
            changed.append(row)
    if changed:
        type(changed[0]).all_objects.store(changed, [*sorted(columns), "version", "updated_at"])
        store_texts(changed, changed=columns)
        for row in changed:
            written = {
                attribute: getattr(row, attribute) for name, attribute, _ in fields_of(type(row)) if name in columns
            }
            row.stored = {**row.stored, **written}


def remove(rows: Sequence[SoftDeletable]) -> None:
    """Remove rows permanently that nothing refers to; the log keeps their values, so that this can be undone."""
    act = current()
    for row in rows:
        act.note(row, _by_name(row), {}, action="removed")
    type(rows[0]).all_objects.among([row.pk for row in rows]).delete()


def _stamp(row: SoftDeletable) -> None:
    row.version = current().batches[row.user_id]
    for name in _numbers_of(type(row)):
        # A copy of a row has none of what the other one counts.
        setattr(row, name, 0)


@cache
def _numbers_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, TallyField)]


def _difference(row: SoftDeletable, names: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = {}, {}
    for name, attribute, field in fields_of(type(row)):
        if name in names:
            old, new = row.stored[attribute], _value(row, attribute, field)
            if old != new:
                before[name], after[name] = old, new
    return before, after


@cache
def fields_of(model: type[models.Model]) -> list[tuple[str, str, Any]]:
    """Return the name, the attribute and the field of each recorded column."""
    return [
        (field.name, field.attname, field)
        for field in model._meta.concrete_fields
        if field.name not in LEFT_OUT and not isinstance(field, TallyField)
    ]


def _values(row: SoftDeletable) -> dict[str, Any]:
    return {attribute: getattr(row, attribute) for _name, attribute, _field in fields_of(type(row))}


def _by_name(row: SoftDeletable) -> dict[str, Any]:
    return {name: _value(row, attribute, field) for name, attribute, field in fields_of(type(row))}


def _value(row: SoftDeletable, attribute: str, field: Any) -> Any:
    """Return the value as it is stored: text in NFC."""
    value = getattr(row, attribute)
    return field.get_prep_value(value) if isinstance(field, Normalized) else value
