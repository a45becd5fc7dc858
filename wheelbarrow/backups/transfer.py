"""Copy every row to another database, of the same or of the other kind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, transaction
from django.db.models import Field, Model, QuerySet
from django.db.utils import ConnectionHandler

from wheelbarrow.backups.contents import PEOPLE, Contents, Refused, version_renewal
from wheelbarrow.backups.copying import KINDS
from wheelbarrow.environment import database_settings

BATCH = 1000


def copy_database(url: str, *, force: bool = False) -> Contents:
    """Migrate the database of the URL and replace its rows by those of this one, in one transaction. Raises Refused."""
    target = ConnectionHandler({DEFAULT_DB_ALIAS: database_settings(url)})[DEFAULT_DB_ALIAS]
    if _place_of(target) == _place_of(connection):
        raise Refused("The URL names the database of DATABASE_URL itself.")
    _migrate(url)
    models = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]
    try:
        if not force and (people := _count(target, PEOPLE)):
            raise Refused(f"The database of the URL holds {people} people. Replace them with --force.")
        with _snapshot(), _one_transaction(target):
            _empty(target, models)
            rows = {model._meta.db_table: _copy_table(target, model) for model in models}
            _copy_sequences(target, models)
            target.check_constraints()
            with target.cursor() as cursor:
                for statement in version_renewal(KINDS[target.vendor].RANDOM):
                    cursor.execute(statement)
    except Error as error:
        raise Refused(f"Nothing was copied: {error}") from None
    finally:
        target.close()
    return Contents(rows, frozenset())


def _place_of(database: Any) -> tuple[Any, ...]:
    facts = database.settings_dict
    return tuple(facts[name] for name in ("HOST", "PORT", "NAME"))


def _migrate(url: str) -> None:
    """Create the tables in a process of its own: models and migrations are bound to one kind of database."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL_FILE"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env={**environment, "DATABASE_URL": url}, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise Refused(f"The database of the URL could not be migrated. {done.stderr.strip().splitlines()[-1]}")


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read everything as it is now. On SQLite nobody can write meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _one_transaction(target: Any) -> Iterator[None]:
    """Commit at the end, if every foreign key holds by then; rows come in the order of tables, not of references."""
    target.set_autocommit(False)
    try:
        if target.vendor == "postgresql":
            with target.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        target.commit()
    except BaseException:
        target.rollback()
        raise


def _empty(target: Any, models: list[type[Model]]) -> None:
    """Delete what migrations have inserted (content types, permissions) and what was there."""
    tables = [target.ops.quote_name(model._meta.db_table) for model in models]
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")


def _copy_table(target: Any, model: type[Model]) -> int:
    """Insert every row, deleted ones too, and return how many. Values pass through the fields of both databases."""
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    quote = target.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"
    rows = QuerySet(model).order_by().values_list(*(field.attname for field in fields)).iterator(chunk_size=BATCH)
    count = 0
    with target.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            values = [[f.get_db_prep_save(v, target) for f, v in zip(fields, row, strict=True)] for row in batch]
            cursor.executemany(statement, values)
            count += len(batch)
    return count


def _copy_sequences(target: Any, models: list[type[Model]]) -> None:
    """Go on counting where this database would: the id of a purged row must not be used again."""
    for model in models:
        if field := model._meta.auto_field:
            table, column = model._meta.db_table, str(field.column)
            with connection.cursor() as cursor:
                last = _last_id(cursor, connection.vendor, table, column)
            with target.cursor() as cursor:
                _set_last_id(cursor, target.vendor, table, column, last)


def _last_id(cursor: Any, vendor: str, table: str, column: str) -> int:
    """Return the last id that was given; 0 for none."""
    if vendor == "postgresql":
        cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", [table, column])
    else:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    [given] = cursor.fetchone() or [0]
    cursor.execute(f"SELECT max({column}) FROM {table}")
    [highest] = cursor.fetchone()
    return max(given or 0, highest or 0)


def _set_last_id(cursor: Any, vendor: str, table: str, column: str, last: int) -> None:
    if vendor == "postgresql":
        sequence = "pg_get_serial_sequence(%s, %s)::regclass"
        cursor.execute(f"SELECT setval({sequence}, %s, %s)", [table, column, max(last, 1), last > 0])
    else:
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _count(database: Any, table: str) -> int:
    with database.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
