"""Backups of PostgreSQL: pg_dump's custom format, read by pg_restore and given to psql in one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import connection
from psycopg.pq import Conninfo

from wheelbarrow.backups.contents import MIGRATIONS, Contents, Refused, renewal


def write(path: Path) -> None:
    """The database as it is when this begins, into an empty file."""
    _refuse_older_than_server("pg_dump")
    with TemporaryFile() as errors:
        command = [_found("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={path}"]
        if subprocess.run(command, env=_environment(), stderr=errors, check=False).returncode:
            raise Refused(f"pg_dump failed: {_said(errors)}")


def read(path: Path) -> Contents:
    """Read to its end, each row counted. Raises Refused where the file is damaged."""
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
            raise Refused(f"{path} is damaged, or from a newer PostgreSQL than pg_restore: {_said(errors)}")
    return Contents(rows, frozenset(migrations))


def replace(path: Path) -> None:
    """In one transaction: psql gets its COMMIT when pg_restore has ended well. Without it nothing has happened."""
    # A column or table that came after the backup must not be in the way of its migration.
    names = [*connection.introspection.django_table_names(only_existing=True), MIGRATIONS]
    ours = ", ".join(connection.ops.quote_name(name) for name in names)
    command = [_found("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    with (
        TemporaryFile() as errors,
        _script(path, "--clean", "--if-exists", "--no-owner", "--no-privileges", errors=errors) as script,
        subprocess.Popen(
            command, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors
        ) as psql,
    ):
        assert script.stdout
        assert psql.stdin
        # Where psql has ended early, it has said why.
        with suppress(BrokenPipeError), psql.stdin:
            psql.stdin.write(f"BEGIN; DROP TABLE IF EXISTS {ours} CASCADE;\n".encode())
            shutil.copyfileobj(script.stdout, psql.stdin)
            if script.wait() == 0:
                ending = f"RESET search_path; {renewal('(random() * 2^62)::bigint')} ANALYZE; COMMIT;\n"
                psql.stdin.write(ending.encode())
        script.stdout.close()
        if psql.wait() or script.wait():
            raise Refused(f"The database is as it was; psql and pg_restore said: {_said(errors)}")


def _script(path: Path, *options: str, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """pg_restore, writing SQL to its standard output."""
    command = [_found("pg_restore"), *options, "--file=-", str(path.absolute())]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)


def _environment() -> dict[str, str]:
    """What libpq reads, by Django's own parameters. The password is in no argument, where every user of the machine could read it."""
    given: dict[str, Any] = connection.get_connection_params()
    known = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults()}
    return {
        **os.environ,
        **{variable.decode(): str(given[name]) for name, variable in known.items() if variable and given.get(name)},
    }


def _refuse_older_than_server(program: str) -> None:
    said = subprocess.run([_found(program), "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"\d+", said)
    connection.ensure_connection()
    server = connection.connection.info.server_version // 10_000
    if version is None or int(version[0]) < server:
        raise Refused(f"{said.strip()} is older than the server, {server}. Install postgresql-client-{server}.")


def _found(program: str) -> str:
    if found := shutil.which(program):
        return found
    raise Refused(f"{program} is not installed here. Install postgresql-client, of the server's version or newer.")


def _said(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read().decode(errors="replace").strip()
