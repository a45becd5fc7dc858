"""Backups of PostgreSQL: pg_dump writes its custom format; pg_restore and psql restore it in one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any

from django.db import connection

from wheelbarrow.backups.contents import MIGRATIONS, Contents, Refused, version_renewal

RANDOM = "(random() * 2^62)::bigint"
# What only the superuser of a database may create or drop, and what no table of ours needs.
FOREIGN_ENTRIES = re.compile(
    r"^\d+; \d+ \d+ (EXTENSION - |COMMENT - EXTENSION |SCHEMA - public |COMMENT - SCHEMA public )"
)


def write(path: Path) -> None:
    """Write the database, as it is when this begins, to an existing empty file."""
    _refuse_older_than_server("pg_dump")
    with TemporaryFile() as errors:
        command = [_found("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={path}"]
        if subprocess.run(command, env=_environment(), stderr=errors, check=False).returncode:
            raise Refused(f"pg_dump failed: {_text_of(errors)}")


def read(path: Path) -> Contents:
    """Read the whole file and count its rows. Raises Refused if the file is damaged."""
    rows: Counter[str] = Counter()
    migrations = set()
    table = ""
    with TemporaryFile() as errors, _script(path, "--data-only", errors=errors) as script:
        assert script.stdout
        for line in script.stdout:
            if line == b"\\.\n":
                table = ""
            elif table:
                rows[table] += 1
                if table == MIGRATIONS:
                    _id, app, name, _applied = line.decode().split("\t")
                    migrations.add((app, name))
            elif copy := re.match(rb'COPY \S+\."?(\w+)', line):
                table = copy[1].decode()
                rows[table] = 0
        if script.wait():
            raise Refused(f"{path} is damaged, or from a newer PostgreSQL than pg_restore: {_text_of(errors)}")
    return Contents(rows, frozenset(migrations))


def replace(path: Path, *, renew_versions: bool) -> None:
    """Replace the tables in one transaction; psql receives the COMMIT only after pg_restore has succeeded."""
    # Tables newer than the backup must go too: their migrations will create them again.
    names = [*connection.introspection.django_table_names(only_existing=True), MIGRATIONS]
    ours = ", ".join(connection.ops.quote_name(name) for name in names)
    command = [_found("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    renewal = version_renewal(RANDOM) if renew_versions else []
    with (
        TemporaryFile() as errors,
        _restorable_entries(path) as entries,
        _script(path, "--clean", "--if-exists", "--no-owner", "--no-privileges", entries, errors=errors) as script,
        subprocess.Popen(
            command, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors
        ) as psql,
    ):
        assert script.stdout
        assert psql.stdin
        # If psql has exited early, its message is in `errors`.
        with suppress(BrokenPipeError), psql.stdin:
            psql.stdin.write(f"BEGIN; DROP TABLE IF EXISTS {ours} CASCADE;\n".encode())
            shutil.copyfileobj(script.stdout, psql.stdin)
            if script.wait() == 0:
                psql.stdin.write("; ".join(["RESET search_path", *renewal, "ANALYZE", "COMMIT;\n"]).encode())
        script.stdout.close()
        if psql.wait() or script.wait():
            raise Refused(f"The database is unchanged; psql and pg_restore report: {_text_of(errors)}")


@contextmanager
def _restorable_entries(path: Path) -> Iterator[str]:
    """Yield the option that makes pg_restore leave out FOREIGN_ENTRIES, which the owner of a database may not restore."""
    with TemporaryFile() as errors, NamedTemporaryFile("w", suffix=".list") as entries:
        with _script(path, "--list", errors=errors) as listing:
            assert listing.stdout
            lines = listing.stdout.read().decode().splitlines(keepends=True)
        entries.writelines(line for line in lines if not FOREIGN_ENTRIES.match(line))
        entries.flush()
        yield f"--use-list={entries.name}"


def _script(path: Path, *options: str, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start pg_restore, which writes SQL to its standard output."""
    command = [_found("pg_restore"), *options, "--file=-", str(path.absolute())]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)


def _environment() -> dict[str, str]:
    """Return Django's connection parameters as libpq's variables: other users of the machine can read arguments."""
    # Here, because it takes 9 MB in a scheduler that has SQLite.
    from psycopg.pq import Conninfo

    parameters: dict[str, Any] = connection.get_connection_params()
    known = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults()}
    found = {
        variable.decode(): str(parameters[name])
        for name, variable in known.items()
        if variable and parameters.get(name)
    }
    return {**os.environ, **found}


def _refuse_older_than_server(program: str) -> None:
    name = subprocess.run([_found(program), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    version = re.search(r"\d+", name)
    connection.ensure_connection()
    server = connection.connection.info.server_version // 10_000
    if version is None or int(version[0]) < server:
        raise Refused(f"{name} is older than the server, {server}. Install postgresql-client-{server}.")


def _found(program: str) -> str:
    if found := shutil.which(program):
        return found
    raise Refused(f"{program} is not installed. Install postgresql-client, of the server's version or newer.")


def _text_of(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read().decode(errors="replace").strip()
