"""Run compiled statements. On PostgreSQL each connection prepares a statement once.

This uses the libpq interface of psycopg: a statement takes 30 µs there, and 75 µs with psycopg's cursor.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.backends.utils import CursorDebugWrapper

IS_POSTGRESQL = connection.vendor == "postgresql"
if IS_POSTGRESQL:
    import psycopg
    from psycopg.adapt import PyFormat, Transformer
    from psycopg.pq import ExecStatus, Format, TransactionStatus
    from psycopg.types.json import JsonbBinaryLoader
    from psycopg.types.numeric import Int8

    class FastJson(JsonbBinaryLoader):
        """Reads jsonb by orjson. Only in binary: Django reads the text of it itself."""

        _loads = staticmethod(orjson.loads)


MOST_STATEMENTS = 500


class Prepared:
    """The prepared statements of one connection."""

    def __init__(self, link: Any) -> None:
        link.adapters.register_loader("jsonb", FastJson)
        self.link, self.server, self.transformer = link, link.pgconn, Transformer(link)
        self.names: dict[Any, bytes] = {}

    def run(self, sql: str, parameters: list[Any], *, replan: bool) -> list[Any]:
        """Return the rows, read in binary. With `replan` the statement is planned for these values and not prepared."""
        if not self.link.autocommit and self.server.transaction_status == TransactionStatus.IDLE:
            self._checked(self.server.exec_(b"BEGIN"))
        # Send all integers with one width: psycopg's type depends on the value, and each type needs its own statement.
        wide = [Int8(value) if type(value) is int else value for value in parameters]
        values = self.transformer.dump_sequence(wide, [PyFormat.AUTO] * len(wide))
        types, formats = self.transformer.types, self.transformer.formats
        if replan:
            result = self._checked(self.server.exec_params(_numbered(sql), values, types, formats, Format.BINARY))
        else:
            name = self.names.get((sql, types)) or self._prepare(sql, types)
            result = self._checked(self.server.exec_prepared(name, values, formats, Format.BINARY))
        self.transformer.set_pgresult(result)
        return self.transformer.load_rows(0, result.ntuples, tuple)

    def _prepare(self, sql: str, types: Any) -> bytes:
        if len(self.names) >= MOST_STATEMENTS:
            self._checked(self.server.exec_(b"DEALLOCATE ALL"))
            self.names.clear()
        # A hash of the SQL, not a counter: before pgbouncer 1.22, clients share a server connection and thus the names.
        name = f"wheelbarrow_{blake2b(f'{types}{sql}'.encode(), digest_size=12).hexdigest()}".encode()
        self._checked(self.server.prepare(name, _numbered(sql), types))
        self.names[sql, types] = name
        return name

    def _checked(self, result: Any) -> Any:
        if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            if self.link.closed:
                raise psycopg.OperationalError(result.error_message.decode(errors="replace"))
            raise psycopg.errors.error_from_result(result, encoding=self.link.info.encoding)
        return result


@lru_cache(maxsize=MOST_STATEMENTS)
def _numbered(sql: str) -> bytes:
    """Return the SQL with $1, $2, … in place of each %s."""
    pieces = sql.split("%s")
    numbered = "".join(f"{piece}${number}" for number, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]
    return numbered.replace("%%", "%").encode()


def run(sql: str, parameters: list[Any], *, replan: bool = False) -> list[Any]:
    """Return the rows of the database; run the statement again on a new connection if this one was lost between requests."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if not IS_POSTGRESQL:
        with database.cursor() as cursor:
            rows: list[Any] = cursor.execute(sql, parameters).fetchall()
            return rows
    database.ensure_connection()
    database.validate_no_broken_transaction()
    known = database.__dict__.get("prepared")
    if known is None or known.link is not database.connection:
        known = database.prepared = Prepared(database.connection)
    watched = (
        CursorDebugWrapper(None, database).debug_sql(sql, parameters) if database.queries_logged else nullcontext()
    )
    try:
        with watched, database.wrap_database_errors:
            rows = known.run(sql, parameters, replan=replan)
    except OperationalError:
        if database.in_atomic_block or not database.connection.closed:
            raise
        database.close()
        return run(sql, parameters, replan=replan)
    database.health_check_done = True  # the statement has shown that the connection works
    return rows


def literal(constant: Any) -> str:
    """Return the constant as an SQL literal."""
    connection.ensure_connection()
    return psycopg.sql.Literal(constant).as_string(connection.connection)
