"""How the database itself is doing."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def pending_migrations() -> list[str]:
    """Those that are not applied, in the order in which they would be."""
    executor = MigrationExecutor(connection)
    return [str(step) for step, _is_backward in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def size_in_bytes() -> int:
    """What the database takes on its disk; on SQLite without what waits in its write-ahead log."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return cursor.fetchone()[0]
