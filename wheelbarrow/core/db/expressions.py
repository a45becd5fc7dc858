"""SQL expressions that Django does not have, for both engines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class NextId(models.Func):
    """Reserve the id of the next row of a model. On SQLite nothing is reserved: there is one writer at a time."""

    output_field = models.BigIntegerField()

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__()
        self.table = model._meta.db_table

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Any:  # type: ignore[override]
        if connection.vendor == "postgresql":
            return "nextval(pg_get_serial_sequence(%s, 'id'))", [self.table]
        return "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0) + 1", [self.table]


class CountOf(models.Subquery):
    """The number of rows of a subquery. For a slice the database stops at its limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


class PairsOf(models.Subquery):
    """The rows of a subquery of two columns, as a JSON list of pairs."""

    output_field = models.JSONField()

    def __init__(self, queryset: models.QuerySet[Any], first: str, second: str) -> None:
        super().__init__(queryset.order_by().values(first, second), pair=f"{first}, {second}")

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:  # type: ignore[override]
        array, group = (
            ("jsonb_build_array", "jsonb_agg")
            if connection.vendor == "postgresql"
            else ("json_array", "json_group_array")
        )
        template = f"(SELECT COALESCE({group}({array}(%(pair)s)), '[]') FROM (%(subquery)s) AS pairs)"
        return super().as_sql(compiler, connection, template=template, **extra)


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Return ids for that many new rows. On SQLite nothing is reserved: there is one writer at a time."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table])
        last: int = cursor.fetchone()[0]
        return list(range(last + 1, last + 1 + count))


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Return the same, and make sure that no later row gets one of them, whether or not a row is inserted with it."""
    ids = reserve_ids(model, count)
    if ids and connection.vendor == "sqlite":
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [ids[-1], table])
            if not cursor.rowcount:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, ids[-1]])
    return ids


class InstantText(models.Func):
    """An instant as text with its offset, which datetime.fromisoformat() reads."""

    arity = 1
    output_field = models.TextField()
    template = "%(expressions)s::text"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """Return the stored text, which is in UTC, with the offset."""
        return self.as_sql(compiler, connection, template="%(expressions)s || '+00'", **extra)


class IdsField(models.Field):  # type: ignore[type-arg]  # Django's has no arguments when it runs
    """A sorted list of ids, as IdsOf reads it: an array of PostgreSQL, JSON text of SQLite."""

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> list[int]:
        """Return the list, sorted: no engine promises the order of a subquery."""
        return sorted(json.loads(value) if isinstance(value, str) else value)


class IdsOf(models.Subquery):
    """The ids that a subquery of one column gives, as a sorted list, without a query of its own."""

    output_field = IdsField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """Return an array."""
        return self.as_sql(compiler, connection, template="ARRAY(%(subquery)s)", **extra)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """Return JSON text."""
        template = "(WITH listed (id) AS (%(subquery)s) SELECT json_group_array(id) FROM listed)"
        return self.as_sql(compiler, connection, template=template, **extra)


@models.BigAutoField.register_lookup
@models.ForeignKey.register_lookup
@models.PositiveBigIntegerField.register_lookup
class Among(models.Lookup):
    """The lookup `pk__among=ids`: IN with one parameter, so that the SQL does not depend on the number of ids."""

    lookup_name = "among"
    prepare_rhs = False

    # The stubs require a tuple of str and int; Django accepts any list.
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", [*parameters, as_array(self.rhs)]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, as_array(self.rhs)]


@models.BigAutoField.register_lookup
class OnPath(models.Lookup):
    """The lookup `pk__on_path=path`: the ids that a path such as `/1/15/23` consists of, each found by its index."""

    lookup_name = "on_path"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        path, more = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(string_to_array(substr({path}, 2), '/')::bigint[])", [*parameters, *more]
        ids = f"'[' || replace(substr({path}, 2), '/', ',') || ']'"
        return f"{column} IN (SELECT value FROM json_each({ids}))", [*parameters, *more]


def as_array(ids: Iterable[int]) -> str:
    """Return the ids as one string parameter: psycopg would adapt each element of a list."""
    text = ",".join(map(str, ids))
    return f"{{{text}}}" if connection.vendor == "postgresql" else f"[{text}]"
