"""Django's database backend for SQLite, with files that only their owner can read (DATABASES["default"]["ENGINE"])."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base, features

from wheelbarrow.core.db.sqlite3.grams import FUNCTION, grams

PRIVATE = 0o600


class DatabaseFeatures(features.DatabaseFeatures):
    """Django's features without a query for JSON, which each SQLite of 3.38 or newer has."""

    # Django 6.1 asks during the system checks, and takes a file that cannot be opened for a SQLite without JSON.
    supports_json_field = True


class DatabaseWrapper(base.DatabaseWrapper):
    """Creates the database file with mode 0600, which SQLite then gives to its -wal and -shm files."""

    features_class = DatabaseFeatures

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        path = str(conn_params["database"])
        # Never opened here once it exists: closing a descriptor ends SQLite's locks in this process (fcntl(2)).
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, PRIVATE))
        for name in (path, f"{path}-wal", f"{path}-shm"):
            with suppress(OSError):
                if os.stat(name).st_mode & 0o077:
                    os.chmod(name, PRIVATE)
        link = super().get_new_connection(conn_params)
        link.create_function(FUNCTION, 2, grams, deterministic=True)
        return link
