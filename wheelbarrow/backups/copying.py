"""Write a backup file and restore one; check everything that can be checked before anything is written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import ModuleType

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from wheelbarrow.backups import postgresql, sqlite
from wheelbarrow.backups.contents import PEOPLE, VERSIONS, Contents, Refused, version_renewal

KINDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
MAGIC = {b"SQLite format 3\x00": "SQLite", b"PGDMP": "PostgreSQL"}


def backup(path: Path, *, force: bool = False) -> Contents:
    """Write the database to `path`.

    The file has a temporary name in the same folder until it has been read back and synced to disk. Raises Refused.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise Refused(f"{path} is not a file name in an existing folder.")
    if path.exists() and not force:
        raise Refused(f"{path} already exists. Choose another name, or replace it with --force.")
    if connection.vendor == "sqlite" and path.resolve() == Path(connection.settings_dict["NAME"]).resolve():
        raise Refused(f"{path} is the database itself. Choose another name.")
    try:
        return _write(path)
    except (DatabaseError, OSError) as error:
        raise Refused(f"No backup was written: {error}") from None


def _write(path: Path) -> Contents:
    # mkstemp creates the file with mode 0600: it holds everybody's data.
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
    """Replace the whole database by the backup in one transaction, then migrate it to this version. Raises Refused."""
    kind = _kind_of(path)
    if kind != connection.display_name:
        raise Refused(f"{path} is a backup of {kind}, but DATABASE_URL names a {connection.display_name} database.")
    contents: Contents = KINDS[connection.vendor].read(path)
    _refuse_unknown(contents, path)
    if not force and (people := _count_people()):
        raise Refused(f"The database holds {people} people. Replace them with --force.")
    has_versions = VERSIONS in contents.rows
    try:
        KINDS[connection.vendor].replace(path, renew_versions=has_versions)
    except DatabaseError as error:
        raise Refused(f"The database is unchanged: {error}") from None
    # The connection has cached facts about the old tables.
    connection.close()
    call_command("migrate", interactive=False, verbosity=0)
    if not has_versions:
        with connection.cursor() as cursor:
            for statement in version_renewal(KINDS[connection.vendor].RANDOM):
                cursor.execute(statement)
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
    raise Refused(f"{path} is not a backup. manage.py backup writes one.")


def _refuse_unknown(contents: Contents, path: Path) -> None:
    """Refuse a file without Wheelbarrow's tables, and one whose migrations this version does not have."""
    if PEOPLE not in contents.rows or not contents.migrations:
        raise Refused(f"{path} does not hold Wheelbarrow's tables. Create them first: manage.py migrate.")
    known = MigrationLoader(None).disk_migrations
    ours = {app for app, _name in known}
    if newer := sorted(f"{app}.{name}" for app, name in contents.migrations - set(known) if app in ours):
        raise Refused(f"{path} is from a newer version, with {', '.join(newer)}. Upgrade first.")


def _count_people() -> int:
    try:
        with connection.cursor() as cursor:
            if PEOPLE not in connection.introspection.table_names(cursor):
                return 0
            cursor.execute(f"SELECT count(*) FROM {PEOPLE}")
            return int(cursor.fetchone()[0])
    except DatabaseError as error:
        raise Refused(f"The present database cannot be read: {error}. Repair it, or move it away.") from None


def _sync_folder(folder: Path) -> None:
    """Sync the new directory entry to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
