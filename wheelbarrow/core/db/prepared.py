"""How a compiled statement runs. On PostgreSQL each is prepared once a connection.

psycopg's cursor costs three times what its own libpq interface does (75 against 30 µs a statement): this asks that.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.backends.utils import CursorDebugWrapper

IS_POSTGRESQL = connection.vendor == "postgresql"
if IS_POSTGRESQL:
    import psycopg
    from psycopg.adapt import PyFormat, Transformer
    from psycopg.pq import ExecStatus, Format, TransactionStatus
    from psycopg.types.numeric import Int8

MOST_STATEMENTS = 500


class Prepared:
    """What one connection has prepared."""

    def __init__(self, link: Any) -> None:
        self.link, self.server, self.transformer = link, link.pgconn, Transformer(link)
        self.names: dict[Any, bytes] = {}

    def run(self, sql: str, parameters: list[Any], *, anew: bool) -> list[Any]:
        """The rows, read in binary; `anew`: planned for these values."""
        if not self.link.autocommit and self.server.transaction_status == TransactionStatus.IDLE:
            self._checked(self.server.exec_(b"BEGIN"))
        # One width for all ids, or each would be another statement.
        wide = [Int8(value) if type(value) is int else value for value in parameters]
        values = self.transformer.dump_sequence(wide, [PyFormat.AUTO] * len(wide))
        types, formats = self.transformer.types, self.transformer.formats
        if anew:
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
        # Of the SQL, not counted: below pgbouncer 1.22 another client's statement of that number would run.
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
    """With $1, $2 for each %s."""
    pieces = sql.split("%s")
    numbered = "".join(f"{piece}${number}" for number, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]
    return numbered.replace("%%", "%").encode()


def run(sql: str, parameters: list[Any], *, anew: bool = False) -> list[Any]:
    """The rows as the database gives them. Of a connection that was lost between two requests, a new one asks again."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if not IS_POSTGRESQL:
        with database.cursor() as cursor:
            return cursor.execute(sql, parameters).fetchall()
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
            rows = known.run(sql, parameters, anew=anew)
    except OperationalError:
        if database.in_atomic_block or not database.connection.closed:
            raise
        database.close()
        return run(sql, parameters, anew=anew)
    database.health_check_done = True  # Django would ask once a request if it lives: this was the question
    return rows


def literal(constant: Any) -> str:
    """The constant as it stands in SQL."""
    connection.ensure_connection()
    return psycopg.sql.Literal(constant).as_string(connection.connection)
