"""SQL that Django has no word for, on both engines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class NextId(models.Func):
    """The id that the next row of a model will have, taken: on SQLite the writer is alone with the table."""

    output_field = models.BigIntegerField()

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__()
        self.table = model._meta.db_table

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Any:  # type: ignore[override]
        if connection.vendor == "postgresql":
            return "nextval(pg_get_serial_sequence(%s, 'id'))", [self.table]
        return "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0) + 1", [self.table]


class CountOf(models.Subquery):
    """How many rows a subquery gives; of a slice no more than that are looked at."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


@models.BigAutoField.register_lookup
@models.ForeignKey.register_lookup
class Among(models.Lookup):
    """`pk__among=ids`: IN with one parameter, so that the SQL does not depend on how many ids there are."""

    lookup_name = "among"
    prepare_rhs = False

    # The stubs ask for a tuple of text and numbers; Django takes any list.
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", [*parameters, as_array(self.rhs)]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, as_array(self.rhs)]


def as_array(ids: Iterable[int]) -> str:
    """Ids as one parameter: psycopg would look at each of them."""
    text = ",".join(map(str, ids))
    return f"{{{text}}}" if connection.vendor == "postgresql" else f"[{text}]"
