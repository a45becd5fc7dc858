"""Django's database backend for SQLite, with files that only their owner can read (DATABASES["default"]["ENGINE"])."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base

PRIVATE = 0o600


class DatabaseWrapper(base.DatabaseWrapper):
    """Creates the database file with mode 0600, which SQLite then gives to its -wal and -shm files."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        path = str(conn_params["database"])
        # Never opened here once it exists: closing a descriptor ends SQLite's locks in this process (fcntl(2)).
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, PRIVATE))
        for name in (path, f"{path}-wal", f"{path}-shm"):
            with suppress(OSError):
                if os.stat(name).st_mode & 0o077:
                    os.chmod(name, PRIVATE)
        return super().get_new_connection(conn_params)
