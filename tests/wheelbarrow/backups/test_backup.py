"""manage.py backup."""

import os
import stat
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.makers import make_user
from tests.proofs.racing import PROVE
from tests.wheelbarrow.backups.scenes import make_rows, run
from tests.wheelbarrow.processes import started
from wheelbarrow.backups.copying import KINDS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


KILLS = 40 if PROVE else 5


def program(folder, name, *lines):
    """Write a program that is found before the installed one of this name; return the environment for it."""
    file = folder / name
    file.write_text("\n".join(["#!/bin/sh", *lines]))
    file.chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


class TestTheFile:
    def test_holds_every_row_and_reports_the_counts(self, ann, ben, tmp_path):
        make_rows(ann)

        printed = run("backup", tmp_path / "today")

        contents = KINDS[connection.vendor].read(tmp_path / "today")
        assert printed.startswith(f"{tmp_path / 'today'} has 2 people, 2 categories, 4 works, in ")
        assert contents.rows["works_recurringwork"] == 1
        assert ("works", "0001_initial") in contents.migrations

    def test_is_readable_by_its_owner_only_and_leaves_no_other_file(self, ann, tmp_path):
        run("backup", tmp_path / "today")

        assert stat.S_IMODE((tmp_path / "today").stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["today"]

    def test_replaces_an_existing_file_only_with_force(self, ann, tmp_path):
        file = tmp_path / "today"
        file.write_text("yesterday")

        with pytest.raises(CommandError, match=r"already exists.*--force"):
            run("backup", file)
        kept = file.read_text()
        run("backup", file, "--force")

        assert kept == "yesterday"
        assert KINDS[connection.vendor].read(file).rows["accounts_user"] == 1

    @pytest.mark.parametrize("place", ["", "nowhere/today"])
    def test_needs_a_folder(self, db, tmp_path, place):
        with pytest.raises(CommandError, match="folder"):
            run("backup", tmp_path / place)

    def test_needs_a_writable_folder(self, ann):
        # Not even root can write there.
        with pytest.raises(CommandError, match="No backup was written"):
            run("backup", "/proc/today")

    def test_is_refused_without_tables(self, tmp_path):
        MigrationRecorder(connection).migration_qs.all().delete()
        try:
            with pytest.raises(CommandError, match=r"manage\.py migrate"):
                run("backup", tmp_path / "today")
        finally:
            call_command("migrate", fake=True, verbosity=0)

        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite files only")
    def test_is_refused_over_the_database_itself(self, ann):
        with pytest.raises(CommandError, match="the database itself"):
            run("backup", connection.settings_dict["NAME"], "--force")

        assert type(ann).objects.count() == 1


class TestAKill:
    def test_leaves_no_incomplete_file_under_the_final_name(self, tmp_path):
        for number in range(20):
            make_rows(make_user(f"{number}@example.org"))

        for kill in range(KILLS):
            folder = tmp_path / str(kill)
            folder.mkdir()
            with started("backup", folder / "today") as process:
                process.until(lambda folder=folder: any(folder.iterdir()))
                # Somewhere between the empty file and the finished one.
                time.sleep(0.005 * kill)

            if (folder / "today").exists():
                assert KINDS[connection.vendor].read(folder / "today").rows["accounts_user"] == 20

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
    def test_in_the_middle_of_a_dump_leaves_no_file(self, ann, tmp_path):
        """This pg_dump writes half a file and then waits."""
        half = 'for file; do case $file in --file=*) printf PGDMP > "${file#--file=}"; sleep 600;; esac; done'
        path = program(tmp_path, "pg_dump", 'case "$1" in --version) echo pg_dump 99;; esac', half)
        with started("backup", tmp_path / "today", **path) as process:
            process.until(lambda: any(part.read_bytes() == b"PGDMP" for part in tmp_path.glob("*today*")))
            assert not process.has_ended

        assert not (tmp_path / "today").exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
class TestPgDump:
    def test_must_be_installed(self, db, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))

        with pytest.raises(CommandError, match=r"pg_dump is not installed\. Install postgresql-client"):
            run("backup", tmp_path / "today")

        assert list(tmp_path.iterdir()) == []

    def test_must_not_be_older_than_the_server(self, db, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", program(tmp_path, "pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'")["PATH"])
        connection.ensure_connection()
        server = connection.connection.info.server_version // 10_000

        with pytest.raises(CommandError, match=rf"9\.6\.24 is older than the server.*postgresql-client-{server}"):
            run("backup", tmp_path / "today")

    def test_error_is_reported_and_no_file_is_left(self, db, tmp_path, monkeypatch):
        path = program(tmp_path, "pg_dump", "echo 'pg_dump 99'; test $1 = --version || { echo no room >&2; exit 1; }")
        monkeypatch.setenv("PATH", path["PATH"])

        with pytest.raises(CommandError, match="no room"):
            run("backup", tmp_path / "today")

        assert [file.name for file in tmp_path.iterdir()] == ["pg_dump"]

    def test_receives_the_password_in_its_environment(self, db, tmp_path, monkeypatch):
        seen = tmp_path / "seen"
        path = program(
            tmp_path,
            "pg_dump",
            f"test $1 = --version && echo pg_dump 99 && exit; echo $* > {seen}; echo $PGPASSWORD $PGDATABASE >> {seen}",
            "exit 1",
        )
        monkeypatch.setenv("PATH", path["PATH"])
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "hush")

        with pytest.raises(CommandError):
            run("backup", tmp_path / "today")

        arguments, environment = seen.read_text().splitlines()
        assert "hush" not in arguments
        assert environment == f"hush {connection.settings_dict['NAME']}"
