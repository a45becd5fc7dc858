"""Links of rows to other rows of their owner: many-to-many fields whose table is a model with `user`, and their changes.

A link belongs to the row that has the field. It has no version and no trash of its own: a change of the links of a row
is a change of that row, in the log a pseudo-field with the ids before and after. These functions read and write what
the database has, links of and to rows in the trash too; no query of the ORM follows those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from django.apps import apps
from django.db import connection, models

from wheelbarrow.core.db.expressions import as_array
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.db.soft_delete import SoftDeletable, soft_deletable_models
from wheelbarrow.core.history.acts import current
from wheelbarrow.core.models import Deletion

Links = dict[int, list[int]]


class Table(NamedTuple):
    """The quoted names of a table of links: itself, the column of the row, and the column of what it is linked to."""

    name: str
    row: str
    target: str


def linked(rows: Iterable[SoftDeletable], name: str) -> Links:
    """Return the sorted ids that the field `name` of each of these rows of one model links it to, by the id of the row."""
    ids = []
    for row in rows:
        ids.append(row.pk)
        model = type(row)
    return linked_ids(model, name, ids) if ids else {}


def linked_ids(model: type[models.Model], name: str, ids: Iterable[int]) -> Links:
    """Return the same for rows with these ids."""
    found: Links = {pk: [] for pk in ids}
    table = table_of(model, name)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {table.row}, {table.target} FROM {table.name} WHERE {_among(table.row)} ORDER BY 1, 2",
            [as_array(found)],
        )
        for row_id, target_id in cursor.fetchall():
            found[row_id].append(target_id)
    return found


def relink(rows: Sequence[SoftDeletable], name: str, ids: Mapping[int, Collection[int]]) -> None:
    """Link rows of one model to exactly these ids, given by the id of the row; a row that has none there stays as it is.

    At most four statements for any number of rows. The caller has looked up the ids among the rows of the same owner.
    """
    rows = [row for row in rows if row.pk in ids]
    before = linked(rows, name)
    after = {row.pk: sorted(set(ids[row.pk])) for row in rows}
    changed = [row for row in rows if before[row.pk] != after[row.pk]]
    _write(changed, name, before, after)


def link_new(rows: Sequence[SoftDeletable], name: str, ids: Mapping[int, Collection[int]]) -> None:
    """Do the same for rows that the running act has inserted, in one statement: they have no links yet."""
    changed = [row for row in rows if ids.get(row.pk)]
    _write(changed, name, {row.pk: [] for row in changed}, {row.pk: sorted(set(ids[row.pk])) for row in changed})


def link_fields() -> list[tuple[type[SoftDeletable], str]]:
    """Return each model that has links to other rows, with the name of the field."""
    return [(model, field.name) for model in soft_deletable_models() for field in model._meta.many_to_many]


def renew_linked(model: type[models.Model], deletion: Deletion, *, at: datetime, version: int) -> None:
    """Give the live rows with links to rows of a deletion a new version, since they show fewer links now, or more.

    The log needs no change of each: it has that of what was deleted or restored.
    """
    for linking, name in link_fields():
        if linking._meta.get_field(name).related_model is not model:
            continue
        table, rows, targets = table_of(linking, name), _quoted(linking._meta.db_table), _quoted(model._meta.db_table)
        of_deletion = f"{table.target} IN (SELECT id FROM {targets} WHERE deletion_id = %s)"
        linked_rows = f"SELECT {table.row} FROM {table.name} WHERE {of_deletion}"
        sql = f"UPDATE {rows} SET version = %s, updated_at = %s WHERE deleted_at IS NULL AND id IN ({linked_rows})"
        with connection.cursor() as cursor:
            cursor.execute(sql, [version, connection.ops.adapt_datetimefield_value(at), deletion.pk])


def remove_links(model: type[models.Model], ids: Collection[int]) -> None:
    """Remove the links of rows that are about to be purged, and those to them, in one statement for each table."""
    with connection.cursor() as cursor:
        for table, condition in _tables_referring_to(model):
            cursor.execute(f"DELETE FROM {table} WHERE {condition}", [as_array(ids)])


def _write(rows: Sequence[SoftDeletable], name: str, before: Links, after: Links) -> None:
    if not rows:
        return
    act, table = current(), table_of(type(rows[0]), name)
    removed = [(row.pk, pk) for row in rows for pk in before[row.pk] if pk not in after[row.pk]]
    added = [(row.user_id, row.pk, pk) for row in rows for pk in after[row.pk] if pk not in before[row.pk]]
    with connection.cursor() as cursor:
        if removed:
            pairs = f"SELECT {_columns(2)}"
            sql = f"DELETE FROM {table.name} WHERE ({table.row}, {table.target}) IN ({pairs})"
            cursor.execute(sql, _parameters(removed))
        if added:
            columns = f"user_id, {table.row}, {table.target}"
            sql = f"INSERT INTO {table.name} ({columns}) SELECT {_columns(3)} WHERE true ON CONFLICT DO NOTHING"
            cursor.execute(sql, _parameters(added))
    stale = []
    for row in rows:
        trash = {} if row.deletion_id is None else {"deletion": row.deletion_id}
        act.note(row, {name: before[row.pk], **trash}, {name: after[row.pk], **trash})
        # What the act has written already has its version.
        if row.__dict__.get("version") != act.batches[row.user_id]:
            row.version, row.updated_at = act.batches[row.user_id], act.at
            stale.append(row)
    if stale:
        type(stale[0]).all_objects.store(stale, ["version", "updated_at"])


@cache
def table_of(model: type[models.Model], name: str) -> Table:
    """Return the table of a many-to-many field."""
    field = cast("models.ManyToManyField[Any, Any]", model._meta.get_field(name))
    through: Any = cast(Any, field.remote_field).through
    if not issubclass(through, Owned):
        raise TypeError(f"The links of {model.__name__}.{name} have no owner.")
    keys = (field.m2m_field_name(), field.m2m_reverse_field_name())
    columns = [_quoted(through._meta.get_field(key).column) for key in keys]
    return Table(_quoted(through._meta.db_table), *columns)


@cache
def _tables_referring_to(model: type[models.Model]) -> list[tuple[str, str]]:
    """Return the table and the condition of each key with HIDE that refers to the model; what depends on its rows first."""
    found = []
    for link in (each for each in apps.get_models() if issubclass(each, Owned)):
        for field in link._meta.concrete_fields:
            if (
                isinstance(field, LiveForeignKey)
                and field.on_soft_delete is OnSoftDelete.HIDE
                and field.target is model
            ):
                condition = _among(_quoted(field.column))
                removed = f"SELECT id FROM {_quoted(link._meta.db_table)} WHERE {condition}"
                found += [(table, f"{column} IN ({removed})") for table, column in _dependants_of(link)]
                found.append((_quoted(link._meta.db_table), condition))
    return found


def _dependants_of(link: type[models.Model]) -> list[tuple[str, str]]:
    """Return the table and the column of each key to rows that have no trash, such as those of the labels of a feed."""
    return [
        (_quoted(each._meta.db_table), _quoted(str(field.column)))
        for each in apps.get_models()
        for field in each._meta.concrete_fields
        if field.many_to_one and field.remote_field and field.remote_field.model is link
    ]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _among(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::bigint[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"


def _columns(number: int) -> str:
    """Return the columns and the FROM clause of rows of ids, which are one parameter for each column."""
    if connection.vendor == "postgresql":
        names = ", ".join(f"c{index}" for index in range(number))
        arrays = ", ".join(["%s::bigint[]"] * number)
        return f"{names} FROM unnest({arrays}) AS given ({names})"
    columns = ", ".join(f"json_extract(value, '$[{index}]')" for index in range(number))
    return f"{columns} FROM json_each(%s)"


def _parameters(rows: Sequence[tuple[int, ...]]) -> list[Any]:
    if connection.vendor == "postgresql":
        return [as_array(column) for column in zip(*rows, strict=True)]
    return ["[" + ",".join(as_array(row) for row in rows) + "]"]
