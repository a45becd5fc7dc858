"""A database with a bit of everything, and what must be the same after it came back."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from accounts import tokens
from categories import services as categories
from tests.makers import NOON, make_chain, make_finished_work, make_recurring_work, make_work
from tests.proofs.test_processes import database_url

ROOT = Path(__file__).resolve().parents[3]
# A restore changes it for everybody.
RENEWED = "accounts_backgroundversion"


def plant(user):
    """Two categories, one of them in the trash, and four works, one of a rule. Text that COPY must escape."""
    root, leaf = make_chain(user=user, names=["2026", "텃밭\t\\.\n정원"])
    make_work(user=user, category=root, title="a\\b\r\nc")
    make_finished_work(user=user, category=root)
    make_work(user=user, category=leaf)
    make_recurring_work(user=user, category=root)
    categories.delete_category(user=user, category_id=leaf.pk, at=NOON)
    tokens.revoke(tokens.issue(user)["refresh"])


def sums():
    """Rows and checksum of every table."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        return {table: _sum(cursor, table) for table in tables if table != RENEWED}


def _sum(cursor, table):
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    rows = sorted(map(repr, cursor.fetchall()))
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()


def destroy():
    """Every table is gone."""
    with connection.cursor() as cursor:
        tables = [connection.ops.quote_name(name) for name in connection.introspection.table_names(cursor)]
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TABLE {', '.join(tables)} CASCADE")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            for table in tables:
                cursor.execute(f"DROP TABLE {table}")
    connection.close()


def say(*arguments):
    """What the command prints."""
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


@contextmanager
def started(*arguments, **environment):
    """The command on the same database, in a process group of its own, which is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def until(condition, process):
    """Wait for it, or for the end of the process."""
    deadline = time.monotonic() + 60
    while not condition() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.001)
