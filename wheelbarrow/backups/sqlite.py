"""Backups of SQLite: an ordinary database file, written by VACUUM INTO while the server runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DatabaseError, connection

from wheelbarrow.backups.contents import MIGRATIONS, Contents, Refused, version_renewal

RANDOM = "abs(random() >> 2)"


def write(path: Path) -> None:
    """Write everything committed so far to an existing empty file."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])


def read(path: Path) -> Contents:
    """Check every page and count the rows. Raises Refused if the file is damaged."""
    try:
        with closing(_open(path)) as file:
            [(found,)] = file.execute("PRAGMA integrity_check(1)")
            if found != "ok":
                raise Refused(f"{path} is damaged: {found}")
            rows = {name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in _tables(file)}
            applied = file.execute(f"SELECT app, name FROM {MIGRATIONS}") if MIGRATIONS in rows else ()
            return Contents(rows, frozenset(applied))
    except sqlite3.Error as error:
        raise Refused(f"{path} is damaged: {error}") from None


def replace(path: Path, *, renew_versions: bool) -> None:
    """Replace the contents of the database file in one transaction: a running server sees all of it or nothing."""
    live = Path(connection.settings_dict["NAME"])
    try:
        connection.ensure_connection()
        with (
            TemporaryDirectory(dir=live.parent, prefix=f".{live.name}.") as folder,
            closing(_open(path)) as source,
            closing(sqlite3.connect(Path(folder) / "copy")) as copy,
        ):
            source.backup(copy)
            if renew_versions:
                copy.executescript("; ".join(version_renewal(RANDOM)))
            copy.backup(connection.connection)
    except (sqlite3.Error, DatabaseError) as error:
        raise Refused(
            f"{live} is unchanged: {error}. If it is damaged, move it away with its -wal and -shm files."
        ) from None


def _tables(file: sqlite3.Connection) -> list[str]:
    """Return the names of tables but the index of the search (FTS5), which cannot be counted, and what it is made of."""
    found = file.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
    virtual = tuple(name for name, sql in found if sql.startswith("CREATE VIRTUAL TABLE"))
    return [name for name, _sql in found if not name.startswith(virtual)]


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
