"""Rows of every kind, and checksums to compare before and after a restore."""

import hashlib
import json
from io import StringIO

from django.core.management import call_command
from django.db import connection

from accounts import tokens
from categories import services as categories
from tests.makers import NOON, make_ancestors, make_finished_work, make_label, make_recurring_work, make_work

# A restore replaces every row of it.
# The index of the search on SQLite, and the beginning of the names of what it is made of.
GRAMS = "works_worktext_grams"
RENEWED = "accounts_backgroundversion"


def make_rows(user):
    """Make two categories, one of them in the trash, and four works, one of them recurring; with text that COPY escapes."""
    root, leaf = make_ancestors(user=user, names=["2026", "텃밭\t\\.\n정원"])
    label = make_label(user=user)
    make_work(user=user, category=root, title="a\\b\r\nc", labels=[label.pk])
    make_finished_work(user=user, category=root)
    make_work(user=user, category=leaf)
    make_recurring_work(user=user, category=root, labels=[label.pk])
    categories.delete_category(user=user, category_id=leaf.pk, at=NOON)
    tokens.revoke(tokens.issue(user)["refresh"])


def checksums():
    """Return the number of rows and the checksum of every table."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        return {table: _sum(cursor, table) for table in tables if table != RENEWED and not table.startswith(GRAMS)}


def _sum(cursor, table):
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    rows = sorted(repr(tuple(map(_plain, row))) for row in cursor.fetchall())
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _plain(value):
    """Return JSON without the spaces and the order of keys, in which the databases differ."""
    is_object = isinstance(value, str) and value.startswith("{")
    return json.dumps(json.loads(value), sort_keys=True) if is_object else value


def drop_tables():
    """Drop every table."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        tables = [connection.ops.quote_name(name) for name in names if not name.startswith(f"{GRAMS}_")]
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TABLE {', '.join(tables)} CASCADE")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            for table in tables:
                cursor.execute(f"DROP TABLE {table}")
    connection.close()


def run(*arguments):
    """Run the command and return what it prints."""
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()
