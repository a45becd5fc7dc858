"""To a file and back, with what is refused before anything is written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import ModuleType

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from accounts.models import User
from wheelbarrow.backups import postgresql, sqlite
from wheelbarrow.backups.contents import Contents, Refused

KINDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
MAGIC = {b"SQLite format 3\x00": "SQLite", b"PGDMP": "PostgreSQL"}


def backup(path: Path, *, force: bool = False) -> Contents:
    """Write the database to `path`: under another name in its folder, until all of it has been read back and is on the disk.

    Raises Refused.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise Refused(f"{path} is no file in a folder that exists.")
    if path.exists() and not force:
        raise Refused(f"{path} exists already. Give another name, or --force to replace it.")
    if connection.vendor == "sqlite" and path.resolve() == Path(connection.settings_dict["NAME"]).resolve():
        raise Refused(f"{path} is the database itself. Give another name.")
    try:
        return _copy(path)
    except (DatabaseError, OSError) as error:
        raise Refused(f"No backup was written: {error}") from None


def _copy(path: Path) -> Contents:
    # mkstemp lets nobody else read it: it holds what everybody has written.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    partial = Path(name)
    try:
        KINDS[connection.vendor].write(partial)
        contents: Contents = KINDS[connection.vendor].read(partial)
        _refuse_unknown(contents, partial)
        os.fsync(descriptor)
        partial.replace(path)
    finally:
        os.close(descriptor)
        partial.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return contents


def restore(path: Path, *, force: bool = False) -> Contents:
    """Put what `path` holds in the place of the whole database, or change nothing. Raises Refused."""
    kind = _kind_of(path)
    if kind != connection.display_name:
        raise Refused(f"{path} is a backup of {kind}; DATABASE_URL names a database of {connection.display_name}.")
    contents: Contents = KINDS[connection.vendor].read(path)
    _refuse_unknown(contents, path)
    if not force and (people := _people()):
        raise Refused(f"The database holds {people} people, who would be lost. Give --force to replace them.")
    try:
        KINDS[connection.vendor].replace(path)
    except DatabaseError as error:
        raise Refused(f"The database is as it was: {error}") from None
    # What the connection knew of the old tables is gone.
    connection.close()
    return contents


def _kind_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            beginning = file.read(max(map(len, MAGIC)))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    for magic, kind in MAGIC.items():
        if beginning.startswith(magic):
            return kind
    raise Refused(f"{path} is no backup. One is written by manage.py backup.")


def _refuse_unknown(contents: Contents, path: Path) -> None:
    """Rows that this code does not know how to read."""
    if User._meta.db_table not in contents.rows or not contents.migrations:
        raise Refused(f"{path} holds no Wheelbarrow. Apply the migrations first: manage.py migrate.")
    known = MigrationLoader(None).disk_migrations
    ours = {app for app, _name in known}
    if newer := sorted(f"{app}.{name}" for app, name in contents.migrations - set(known) if app in ours):
        raise Refused(f"{path} is from a newer version, with {', '.join(newer)}. Upgrade first.")


def _people() -> int:
    """How many would be lost."""
    try:
        with connection.cursor() as cursor:
            if User._meta.db_table not in connection.introspection.table_names(cursor):
                return 0
            cursor.execute(f"SELECT count(*) FROM {User._meta.db_table}")
            return int(cursor.fetchone()[0])
    except DatabaseError as error:
        raise Refused(f"The present database cannot be read: {error}. See that it can be, or move it away.") from None


def _sync_folder(folder: Path) -> None:
    """The new name, too, is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
