"""A database that is busy or away, told from a statement that is wrong."""

from __future__ import annotations

import sqlite3

from django.db import DatabaseError, InterfaceError, OperationalError, connection

# Classes of SQLSTATE: connection, rolled back for others (deadlock), out of resources, stopped by timeout or operator.
AWAY = ("08", "40", "53", "57")
# lock_timeout, idle_in_transaction_session_timeout
TIMED_OUT = ("55P03", "25P03")
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_unavailable(error: BaseException | None) -> bool:
    """May the same request go well a little later?"""
    if not isinstance(error, (DatabaseError, InterfaceError)):
        return False
    if connection.vendor == "sqlite":
        # The low byte is the kind, the rest says more of it.
        return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF in BUSY
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:
        return isinstance(error, (InterfaceError, OperationalError))
    return state.startswith(AWAY) or state in TIMED_OUT
