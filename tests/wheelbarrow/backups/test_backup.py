"""backup, as cron and its operator meet it."""

import os
import stat
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.makers import make_user
from tests.proofs.racing import PROVE
from tests.wheelbarrow.backups.scenes import plant, say
from tests.wheelbarrow.processes import started
from wheelbarrow.backups.copying import KINDS

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 40 if PROVE else 5


def program(folder, name, *lines):
    """A program of this name, found before the one of the machine; gives the environment that finds it."""
    file = folder / name
    file.write_text("\n".join(["#!/bin/sh", *lines]))
    file.chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


class TestTheFile:
    def test_holds_every_row_and_says_how_many(self, ann, ben, tmp_path):
        plant(ann)

        said = say("backup", tmp_path / "today")

        contents = KINDS[connection.vendor].read(tmp_path / "today")
        assert said.startswith(f"{tmp_path / 'today'} has 2 people, 2 categories, 4 works, in ")
        assert contents.rows["works_recurringwork"] == 1
        assert ("works", "0001_initial") in contents.migrations

    def test_is_read_by_nobody_else_and_is_alone(self, ann, tmp_path):
        say("backup", tmp_path / "today")

        assert stat.S_IMODE((tmp_path / "today").stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["today"]

    def test_replaces_another_only_when_it_is_told_to(self, ann, tmp_path):
        file = tmp_path / "today"
        file.write_text("yesterday")

        with pytest.raises(CommandError, match=r"exists already.*--force"):
            say("backup", file)
        kept = file.read_text()
        say("backup", file, "--force")

        assert kept == "yesterday"
        assert KINDS[connection.vendor].read(file).rows["accounts_user"] == 1

    @pytest.mark.parametrize("place", ["", "nowhere/today"])
    def test_needs_a_folder(self, db, tmp_path, place):
        with pytest.raises(CommandError, match="folder"):
            say("backup", tmp_path / place)

    def test_needs_a_folder_that_takes_it(self, ann):
        # In which not even root can write.
        with pytest.raises(CommandError, match="No backup was written"):
            say("backup", "/proc/today")

    def test_is_not_written_of_a_database_without_tables(self, tmp_path):
        MigrationRecorder(connection).migration_qs.all().delete()
        try:
            with pytest.raises(CommandError, match=r"manage\.py migrate"):
                say("backup", tmp_path / "today")
        finally:
            call_command("migrate", fake=True, verbosity=0)

        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no file")
    def test_is_never_the_database(self, ann):
        with pytest.raises(CommandError, match="the database itself"):
            say("backup", connection.settings_dict["NAME"], "--force")

        assert type(ann).objects.count() == 1


class TestAKill:
    def test_leaves_nothing_that_looks_whole(self, tmp_path):
        for number in range(20):
            plant(make_user(f"{number}@example.org"))

        for kill in range(KILLS):
            folder = tmp_path / str(kill)
            folder.mkdir()
            with started("backup", folder / "today") as process:
                process.until(lambda folder=folder: any(folder.iterdir()))
                # Somewhere between the empty file and the finished one.
                time.sleep(0.005 * kill)

            if (folder / "today").exists():
                assert KINDS[connection.vendor].read(folder / "today").rows["accounts_user"] == 20

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no program to wait for")
    def test_of_half_a_dump_leaves_no_file(self, ann, tmp_path):
        """The middle of it, for certain: a pg_dump that writes half and waits."""
        half = 'for file; do case $file in --file=*) printf PGDMP > "${file#--file=}"; sleep 600;; esac; done'
        path = program(tmp_path, "pg_dump", 'case "$1" in --version) echo pg_dump 99;; esac', half)
        with started("backup", tmp_path / "today", **path) as process:
            process.until(lambda: any(part.read_bytes() == b"PGDMP" for part in tmp_path.glob("*today*")))
            assert not process.has_ended

        assert not (tmp_path / "today").exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no program")
class TestPgDump:
    def test_that_is_missing_is_asked_for(self, db, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))

        with pytest.raises(CommandError, match=r"pg_dump is not installed here\. Install postgresql-client"):
            say("backup", tmp_path / "today")

        assert list(tmp_path.iterdir()) == []

    def test_older_than_the_server_is_refused(self, db, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", program(tmp_path, "pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'")["PATH"])
        connection.ensure_connection()
        server = connection.connection.info.server_version // 10_000

        with pytest.raises(CommandError, match=rf"9\.6\.24 is older than the server.*postgresql-client-{server}"):
            say("backup", tmp_path / "today")

    def test_that_fails_is_quoted_and_leaves_nothing(self, db, tmp_path, monkeypatch):
        path = program(tmp_path, "pg_dump", "echo 'pg_dump 99'; test $1 = --version || { echo no room >&2; exit 1; }")
        monkeypatch.setenv("PATH", path["PATH"])

        with pytest.raises(CommandError, match="no room"):
            say("backup", tmp_path / "today")

        assert [file.name for file in tmp_path.iterdir()] == ["pg_dump"]

    def test_gets_the_password_where_no_other_user_can_read_it(self, db, tmp_path, monkeypatch):
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
            say("backup", tmp_path / "today")

        arguments, environment = seen.read_text().splitlines()
        assert "hush" not in arguments
        assert environment == f"hush {connection.settings_dict['NAME']}"
