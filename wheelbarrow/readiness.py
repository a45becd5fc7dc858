"""What a starting server waits for: the database, and other servers that are migrating it."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from wheelbarrow.core.db.state import pending_migrations

logger = logging.getLogger(__name__)

# Any number that nobody else uses for an advisory lock in this database.
LOCK = 0x776865656C  # "wheel"
# Seconds between two attempts to reach a database that is not ready.
RETRY_SECONDS = 1.0
WAITING = "Another server is migrating; waiting for it."


def await_database(*, seconds: float, report: Callable[[str], object]) -> None:
    """Return as soon as the database answers. Raises its last OperationalError when the time is over."""
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


def await_tables(stopping: Event) -> None:
    """Wait for the server that is starting beside this process, which creates or migrates the tables, or for `stopping`."""
    while not stopping.is_set():
        close_old_connections()
        try:
            pending = pending_migrations()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("Waiting for the database: %s", error)
            connection.close()
        else:
            if not pending:
                return
            logger.info("Waiting for %d migrations.", len(pending))
        stopping.wait(RETRY_SECONDS)


def migration_lock(*, report: Callable[[str], object]) -> AbstractContextManager[None]:
    """Hold the one lock for migrations of this database; wait for a server that holds it."""
    return _advisory_lock(report) if connection.vendor == "postgresql" else _folder_lock(report)


@contextmanager
def _folder_lock(report: Callable[[str], object]) -> Iterator[None]:
    """Lock the folder of the SQLite file.

    Not the file: closing a descriptor of it would end SQLite's own locks in this process (fcntl(2)).
    """
    descriptor = os.open(Path(connection.settings_dict["NAME"]).parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report(WAITING)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _advisory_lock(report: Callable[[str], object]) -> Iterator[None]:
    # A connection and a transaction of its own: migrations have theirs, and pgbouncer keeps a transaction on one server.
    other = connection.copy()
    try:
        other.set_autocommit(False)
        if not _has_locked(other):
            report(WAITING)
            # Polled: a statement that waits for the lock would block CREATE INDEX CONCURRENTLY.
            while not _has_locked(other):
                time.sleep(0.2)
        yield
    finally:
        other.close()


def _has_locked(other: BaseDatabaseWrapper) -> bool:
    with other.cursor() as cursor:
        # The transaction is idle for as long as migrations take; the operator may have set a limit.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        [has_locked] = cursor.fetchone()
    if not has_locked:
        other.rollback()
    return bool(has_locked)
