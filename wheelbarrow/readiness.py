"""What a server that starts waits for: the database, and other servers that migrate."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

# Any number, as long as nobody else in this database locks it.
LOCK = 0x776865656C  # "wheel"


def await_database(*, seconds: float, report: Callable[[str], object]) -> None:
    """Return as soon as it answers. Raises OperationalError, the last one, when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            left = deadline - time.monotonic()
            if left <= 0:
                raise
            report(f"The database does not answer yet, {left:.0f} s left: {' '.join(str(error).split())}")
            time.sleep(min(left, 1))
        else:
            return


@contextmanager
def alone(*, report: Callable[[str], object]) -> Iterator[None]:
    """Of the servers that start at once on one PostgreSQL, one is in here at a time. A SQLite file has one server."""
    if connection.vendor != "postgresql":
        yield
        return
    # Its own connection and transaction: migrations have theirs, and a pgbouncer keeps a transaction on one connection.
    other = connection.copy()
    try:
        other.set_autocommit(False)
        if not _has_locked(other):
            report("Another server migrates; waiting for it.")
            # Asked again and again: whoever waits inside a statement is in the way of CREATE INDEX CONCURRENTLY.
            while not _has_locked(other):
                time.sleep(0.2)
        yield
    finally:
        other.close()


def _has_locked(other: BaseDatabaseWrapper) -> bool:
    with other.cursor() as cursor:
        # Where the operator has set an end to that: it rests in its transaction for as long as migrations take.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        [has_locked] = cursor.fetchone()
    if not has_locked:
        other.rollback()
    return bool(has_locked)
