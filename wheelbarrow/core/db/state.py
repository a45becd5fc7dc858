"""The state of the database: pending migrations and size."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def pending_migrations() -> list[str]:
    """Return the migrations that are not applied, in the order in which they would be."""
    if MigrationRecorder(connection).applied_migrations().keys() >= _known_migrations():
        return []
    executor = MigrationExecutor(connection)
    return [str(step) for step, _is_backward in executor.migration_plan(executor.loader.graph.leaf_nodes())]


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return all migrations of the code by the names of their files: to import them takes 100 ms and 3 MB."""
    known = set()
    for config in apps.get_app_configs():
        module, _is_given = MigrationLoader.migrations_module(config.label)
        spec = find_spec(module) if module else None
        found = iter_modules(spec.submodule_search_locations if spec else [])
        known |= {(config.label, name) for _finder, name, is_package in found if not is_package and name[0] not in "_~"}
    return frozenset(known)


def size_in_bytes() -> int:
    """Return the size of the database on disk; on SQLite without its write-ahead log."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        size: int = cursor.fetchone()[0]
        return size
