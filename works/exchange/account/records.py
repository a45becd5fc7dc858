"""The rows of a person as lines of JSON, a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson

from accounts.models import User
from wheelbarrow.core.db.soft_delete import SoftDeletable, keeping_keys, soft_deletable_models
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.history.links import linked_ids
from wheelbarrow.core.models import Change, Deletion
from works.exchange.account.layout import FORMAT, ROWS, SETTINGS, Table, account_of, columns_of, links_of
from works.models import ImportedRow

# Rows that are in memory at a time.
CHUNK = 1000
OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


def profile(user: User) -> bytes:
    """Return the line of the account: whose rows these are, and the settings."""
    facts = {"account": account_of(user), "email": user.email, "created_at": user.created_at}
    return orjson.dumps({**facts, **{name: getattr(user, name) for name in SETTINGS}}, option=OPTIONS)


def lines_of(user: User, table: Table, *, with_trash: bool) -> Iterator[list[bytes]]:
    """Yield the lines of a table, a chunk at a time. Without the trash nothing refers to a row in it."""
    model, fields = table.model, columns_of(table.model)
    names = [field.name for field in fields]
    hidden = set() if with_trash else _of_trash(model)
    rows = _rows_of(user, table, with_trash=with_trash).values_list(*(field.attname for field in fields))
    found = rows.iterator(chunk_size=CHUNK)
    key = names.index("id")
    while chunk := list(islice(found, CHUNK)):
        lines = [dict(zip(names, row, strict=True)) for row in chunk]
        for name in links_of(model):
            ids = linked_ids(model, name, [row[key] for row in chunk])
            live = None if with_trash else _live_targets(user, model, name)
            for line in lines:
                line[name] = [pk for pk in ids[line["id"]] if live is None or pk in live]
        yield [orjson.dumps(line | dict.fromkeys(hidden), option=OPTIONS) for line in lines]


def count_of(user: User, table: Table, *, with_trash: bool) -> int:
    """Return the number of lines."""
    count: int = _rows_of(user, table, with_trash=with_trash).order_by().count()
    return count


def _rows_of(user: User, table: Table, *, with_trash: bool) -> Any:
    """Return the rows of a table, those that others refer to first."""
    if table.model is Deletion:
        deletions = Deletion.objects.owned_by(user).restorable()
        return (deletions if with_trash else deletions.none()).order_by("pk")
    if table.model is Change:
        changes = Change.objects.owned_by(user).contents()
        if not with_trash:
            for kept in soft_deletable_models():
                gone = kept.all_objects.owned_by(user).deleted().order_by().values("pk")
                changes = changes.exclude(kind=kind_of(kept), row__in=gone)
        return changes.order_by("pk")
    if table.model is ImportedRow:
        return _imported_rows(user, with_trash=with_trash)
    model: Any = table.model
    rows = model.all_objects.owned_by(user).restorable() if with_trash else model.objects.owned_by(user)
    return rows.order_by("level", "pk") if "level" in model.derived else rows.order_by("pk")


def _imported_rows(user: User, *, with_trash: bool) -> Any:
    """Return which rows of the export came from files of other programs. What exports have become names acts of this server."""
    kept = {}
    for table in ROWS:
        model: Any = table.model
        rows = model.all_objects.owned_by(user).restorable() if with_trash else model.objects.owned_by(user)
        kept[kind_of(model)] = rows.order_by().values("pk")
    return ImportedRow.objects.owned_by(user).of_other_sources(FORMAT).of_rows(kept).order_by("pk")


def _of_trash(model: Any) -> set[str]:
    """Return the names of the keys that refer to rows in the trash."""
    if not issubclass(model, SoftDeletable):
        return set()
    return {str(key.kept_in) for key in keeping_keys(model)}


def _live_targets(user: User, model: Any, name: str) -> set[int]:
    """Return the ids of the live rows that a row can be linked to: few, as the labels of a person."""
    target: Any = model._meta.get_field(name).related_model
    return set(target.objects.owned_by(user).ids())
