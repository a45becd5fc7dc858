"""The databases: that of A and B by their load.sh, Wheelbarrow's by its migrations and seed.sql. Both hold the same content."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from tests.benchmarks.http.kinds import Kind

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SCRATCH = ROOT / ".bench"
# The commands of this virtual environment; the peer `equal` has one of its own.
BIN, EQUAL = Path(sys.executable).parent, SCRATCH / "equal"
# host:port of a PostgreSQL that lets `postgres` in without a password.
POSTGRES = os.environ.get("BENCH_POSTGRES", "127.0.0.1:5432")
# The peers' name stands in their load.sh.
OURS, THEIRS = os.environ.get("BENCH_DATABASE", "wheelbarrow_bench"), "wb_peer"
# Both databases are planned for a disk without moving parts. With PostgreSQL's default of 4 the peers' Today of 48 rows
# hashes the categories of all 203 people: 27 ms measured instead of 0.5, which would flatter Wheelbarrow.
PLANNER = "random_page_cost = 1.1"
# That the pools of A (80), B (64) and equal (32) and the threads of Wheelbarrow (16) keep open, and some for the tool.
MOST_CONNECTIONS = 200

ISSUE_TOKENS = """
import json
from django.contrib.auth import get_user_model
from django.db import transaction
from accounts import tokens
people = get_user_model().objects.filter(pk__lte=PEOPLE)
with transaction.atomic():
    print(json.dumps({person.pk: tokens.issue(person)["access"] for person in people}))
"""
# Django keeps defaults in Python. In the tables too, a column that came after seed.sql was written needs no word there.
KEEP_DEFAULTS = """
from django.apps import apps
from django.db import connection
for model in apps.get_models():
    for field in model._meta.local_concrete_fields:
        default = None if field.null or field.primary_key else field.get_default()
        if default is not None:
            value = field.get_db_prep_save(default, connection)
            sql = f'ALTER TABLE "{model._meta.db_table}" ALTER COLUMN "{field.column}" SET DEFAULT %s'
            connection.cursor().execute(sql, [value])
"""
HASH_PASSWORD = "from django.contrib.auth.hashers import make_password; print(make_password('pw'))"
ISSUE_PEER_TOKENS = """
import json
from common.security import create_token
print(json.dumps({pk: create_token(pk) for pk in range(1, 201)}))
"""
# The works that runs change the status of: (id - 1) / 203 is j of the seed. Some are there to be finished, some to be reopened.
SEEDED = "user_id BETWEEN 101 AND 200 AND id <= 406000 AND deleted_at IS NULL AND"
TO_FINISH, TO_REOPEN = (
    f"{SEEDED} (id - 1) / 203 % 10 IN (6, 7, 8)",
    f"{SEEDED} (id - 1) / 203 % 10 < 6 AND id > 48 * 203",
)
AGAIN = {
    OURS: [
        f"""UPDATE works_work SET current_status = 'TODO', started_at = NULL, end_at = NULL, filed_under = '[]', filed_path = ''
            WHERE {TO_FINISH} AND current_status <> 'TODO'""",
        f"UPDATE works_work SET current_status = 'DONE', end_at = updated_at WHERE {TO_REOPEN} AND current_status <> 'DONE'",
        """UPDATE categories_category c SET finished_works = (
            SELECT count(*) FROM works_work w
            WHERE w.category_id = c.id AND w.deleted_at IS NULL AND w.current_status = 'DONE'
        ) WHERE user_id BETWEEN 101 AND 200""",
        "VACUUM (ANALYZE) works_work",
    ],
    THEIRS: [f"UPDATE works SET end_at = NULL WHERE {TO_FINISH} AND end_at IS NOT NULL", "VACUUM (ANALYZE) works"],
}


def name_of(kind: Kind) -> str:
    """The database of a server."""
    return OURS if kind.is_ours else THEIRS


def dsn(name: str, *, host: str = POSTGRES) -> str:
    """The address of a database; `host` may be that of the counting proxy."""
    return f"postgresql://postgres@{host}/{name}"


def our_environment(*, host: str = POSTGRES) -> dict[str, str]:
    """What Wheelbarrow's settings read: production's values but for the throttles, which would measure themselves."""
    return {
        **os.environ,
        "DEBUG": "0",
        "SECRET_KEY": "bench-secret-bench-secret-bench-secret-0123456789",
        "DATABASE_URL": dsn(OURS, host=host).replace("postgresql:", "postgres:"),
        "THROTTLE_USER": "100000000/min",
        "THROTTLE_AUTH": "100000000/min",
        "ACCESS_TOKEN_MINUTES": "1440",
    }


def manage(*arguments: str) -> str:
    """What `manage.py` prints, run against the database of the benchmark."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=our_environment(), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def prepare_peers(folder: Path) -> Path:
    """The folder with a `.venv` in it: the given one, or a copy of it in `.bench/` where one is made."""
    if (folder / ".venv/bin/uvicorn").exists():
        return folder
    copy = SCRATCH / "peers"
    shutil.copytree(folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", ".venv"))
    if not (copy / ".venv/bin/uvicorn").exists():
        subprocess.run([sys.executable, "-m", "venv", copy / ".venv"], check=True)
        subprocess.run([copy / ".venv/bin/pip", "install", "--quiet", "-r", copy / "requirements.txt"], check=True)
    return copy


def prepare_equal() -> None:
    """Make the virtual environment of the peer `equal`, and renew it when its requirements have changed."""
    wanted, made = HERE.parent / "peers/equal/requirements.txt", EQUAL / "requirements.txt"
    if made.exists() and made.read_text() == wanted.read_text():
        return
    subprocess.run([sys.executable, "-m", "venv", EQUAL / ".venv"], check=True)
    subprocess.run([EQUAL / ".venv/bin/pip", "install", "--quiet", "-r", wanted], check=True)
    shutil.copy(wanted, made)


def load_peers(folder: Path) -> None:
    """Make and fill `wb_peer`; about 45 s. Exits where PostgreSQL would refuse connections to the servers later."""
    allowed = int(_value("postgres", "SHOW max_connections"))
    if allowed < MOST_CONNECTIONS:
        sys.exit(
            f"With peers the servers keep up to {MOST_CONNECTIONS} connections, and PostgreSQL allows {allowed}. Set "
            "max_connections = 250 in postgresql.conf, restart it and try again."
        )
    subprocess.run([folder / "load.sh", f"postgresql://postgres@{POSTGRES}"], check=True)
    _plan(THEIRS)


def load_ours(*, like_peers: bool) -> None:
    """Make, migrate and fill `wheelbarrow_bench`, about 4 minutes; with the instants of the peers' rows, or as of now."""
    fill(HERE / "seed.sql", at=_filled_at() if like_peers else datetime.now(UTC))


def fill(seed: Path, *, at: datetime, **values: object) -> None:
    """Make, migrate and fill the database anew; the SQL of the seed reads the instant, a password and these values as `bench.…`."""
    with psycopg.connect(dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {OURS} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {OURS}")
    migrate()
    manage("shell", "--no-imports", "-c", KEEP_DEFAULTS)
    password = manage("shell", "--no-imports", "-c", HASH_PASSWORD).strip()
    values |= {"at": at.isoformat(), "password": password}
    with psycopg.connect(dsn(OURS)) as connection:
        for name, value in values.items():
            connection.execute("SELECT set_config(%s, %s, false)", [f"bench.{name}", str(value)])
        for script in (HERE / "set_aside.sql", seed, HERE / "make_again.sql"):
            connection.execute(script.read_text())
    with psycopg.connect(dsn(OURS), autocommit=True) as connection:
        connection.execute("VACUUM (FREEZE, ANALYZE)")
    _plan(OURS)


def migrate() -> None:
    """For a database of an earlier day: the schema of the checkout."""
    manage("migrate", "--verbosity", "0")


def collect_static() -> None:
    """Once for DEBUG=0: the manifest of hashed names must be there before a page is rendered."""
    manage("collectstatic", "--noinput", "--verbosity", "0")


def set_again(name: str) -> None:
    """Open again what was finished, and finish what was reopened: the stock of such works must not run out."""
    with psycopg.connect(dsn(name), autocommit=True) as connection:
        for statement in AGAIN[name]:
            connection.execute(statement)


def issue_tokens(name: str, peers: Path | None, people: int = 200) -> dict[int, str]:
    """An access token for each of the first people, good for a day, made by the server's own code."""
    if name == OURS:
        text = manage("shell", "--no-imports", "-c", ISSUE_TOKENS.replace("PEOPLE", str(people)))
    else:
        assert peers is not None
        command = [str(peers / ".venv/bin/python"), "-c", ISSUE_PEER_TOKENS]
        text = subprocess.run(command, cwd=peers, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {int(pk): token for pk, token in json.loads(text).items()}


def server_version() -> str:
    """Of PostgreSQL, such as 15.20."""
    return str(_value("postgres", "SHOW server_version")).split()[0]


def _plan(name: str) -> None:
    with psycopg.connect(dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET {PLANNER}")


def _filled_at() -> datetime:
    """The clock of the peers' seed, which writes 400 days before it as created_at."""
    filled_at: datetime = _value(THEIRS, "SELECT created_at + interval '400 days' FROM works LIMIT 1")
    return filled_at


def _value(database: str, query: LiteralString) -> Any:
    with psycopg.connect(dsn(database)) as connection:
        [value] = connection.execute(query).fetchone() or [None]
    return value
