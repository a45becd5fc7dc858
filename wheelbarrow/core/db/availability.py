"""Distinguish a database that is temporarily unavailable from a faulty statement."""

from __future__ import annotations

import os
import shutil
import sqlite3
from enum import Enum
from pathlib import Path

from django.db import DatabaseError, InterfaceError, OperationalError, connection

# The minimum of free space for SQLite: its write-ahead log grows to 4 MB before a checkpoint.
LEAST_FREE = 8 * 2**20


class Problem(Enum):
    """Why a database cannot be used. The value is what /readyz shows."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read_only"


# By the low byte of the error code, which is the kind of error.
SQLITE_PROBLEMS = {
    sqlite3.SQLITE_BUSY: Problem.BUSY,
    sqlite3.SQLITE_LOCKED: Problem.BUSY,
    sqlite3.SQLITE_FULL: Problem.FULL,
    # A write that reached the disk only in part.
    sqlite3.SQLITE_IOERR: Problem.FULL,
    sqlite3.SQLITE_READONLY: Problem.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Problem.UNREACHABLE,
}
# By SQLSTATE or its prefix; longer ones first.
SQLSTATE_PROBLEMS = {
    "53100": Problem.FULL,  # disk_full
    "25006": Problem.READ_ONLY,  # a standby, or a server that its operator has made read-only
    "55P03": Problem.BUSY,  # lock_timeout
    "25P03": Problem.BUSY,  # idle_in_transaction_session_timeout
    "08": Problem.UNREACHABLE,
    "40": Problem.BUSY,  # deadlock, serialization failure
    "53": Problem.BUSY,  # out of connections or memory
    "57": Problem.UNREACHABLE,  # stopped by a timeout or the operator
}


def problem_of(error: BaseException | None) -> Problem | None:
    """Return why the database failed, if the same statement can succeed later; None for a bug."""
    if not isinstance(error, (DatabaseError, InterfaceError)):
        return None
    if connection.vendor == "sqlite":
        return SQLITE_PROBLEMS.get(getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:
        return Problem.UNREACHABLE if isinstance(error, (InterfaceError, OperationalError)) else None
    return next((problem for prefix, problem in SQLSTATE_PROBLEMS.items() if state.startswith(prefix)), None)


def write_problem() -> Problem | None:
    """Return why a database that can be read would refuse a write. Writes nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_read_only')")
            return Problem.READ_ONLY if cursor.fetchone() == ("on",) else None
    path = Path(connection.settings_dict["NAME"])
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return Problem.READ_ONLY
    return Problem.FULL if shutil.disk_usage(path.parent).free < LEAST_FREE else None
