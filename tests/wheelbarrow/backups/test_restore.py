"""restore: all of it or nothing, and no answer from before it passes for a new one."""

import json
import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import tokens
from accounts.models import BackgroundVersion, User
from tests.conftest import client_of
from tests.makers import make_user, make_work
from tests.wheelbarrow.backups.scenes import destroy, plant, say, sums
from tests.wheelbarrow.backups.test_backup import program
from tests.wheelbarrow.processes import started
from tests.wheelbarrow.test_start import ask, free_port, serving
from wheelbarrow.backups.copying import KINDS
from works.models import Work

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL's programs")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite's files")
WORKS = "/api/v1/works/"
PG_RESTORE = shutil.which("pg_restore")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "backup"


class TestTheRows:
    def test_are_the_same_in_every_table_of_a_destroyed_database(self, ann, ben, file):
        plant(ann)
        plant(ben)
        before = sums()
        say("backup", file)
        destroy()

        said = say("restore", file)

        assert said.startswith("2 people, 4 categories, 8 works came back.")
        assert sums() == before
        connection.check_constraints()
        assert before["works_work"][0] == 8

    def test_are_the_same_over_others(self, ann, ben, file):
        plant(ann)
        before = sums()
        say("backup", file)
        Work.all_objects.all().delete()
        plant(ben)

        say("restore", file, "--force")

        assert sums() == before

    def test_are_followed_by_new_ones(self, ann, file):
        """Sequences and constraints came back, too."""
        plant(ann)
        say("backup", file)
        destroy()
        say("restore", file)

        work = make_work(user=ann, title="Sow")

        assert Work.objects.get(title="Sow") == work
        call_command("migrate", check_unapplied=True, verbosity=0)

    def test_leave_no_table_that_came_after_the_backup(self, ann, file):
        """It would be in the way of the migration that makes it."""
        call_command("migrate", "token_blacklist", "zero", verbosity=0)
        say("backup", file)
        call_command("migrate", verbosity=0)

        say("restore", file, "--force")
        there = "token_blacklist_outstandingtoken" in connection.introspection.table_names()
        call_command("migrate", verbosity=0)

        assert not there
        assert client_of(ann).get(WORKS).status_code == 200


class TestThePeople:
    def test_are_not_replaced_unasked(self, ann, file):
        say("backup", file)
        make_user("new@example.org")

        with pytest.raises(CommandError, match=r"holds 2 people.*--force"):
            say("restore", file)

        assert User.objects.count() == 2

    def test_get_no_answer_from_before(self, ann, file):
        """The same person, the same version, other rows: without a renewal the tag would say that nothing has changed."""
        say("backup", file)
        make_work(user=ann, title="Lost")
        lost = client_of(ann).get(WORKS)
        say("restore", file, "--force")
        make_work(user=ann, title="Made")
        ann.refresh_from_db()

        answer = client_of(ann).get(WORKS, headers={"if-none-match": lost.headers["ETag"]})

        assert answer.status_code == 200
        assert [row["title"] for row in answer.json()["results"]] == ["Made"]

    def test_get_versions_that_differ_each_time(self, ann, ben, file):
        say("backup", file)

        seen = set()
        for _time in range(3):
            say("restore", file, "--force")
            seen |= set(BackgroundVersion.objects.values_list("version", flat=True))

        assert len(seen) == 6
        assert min(seen) > 2**20


class TestAFile:
    @pytest.mark.parametrize("content", [None, b"", b"hello", b"PGDM"])
    def test_that_is_no_backup_is_refused(self, ann, file, content):
        if content is not None:
            file.write_bytes(content)

        with pytest.raises(CommandError, match=r"cannot be read|is no backup"):
            say("restore", file, "--force")

        assert User.objects.get() == ann

    def test_of_another_kind_of_database_is_refused(self, ann, file):
        file.write_bytes(b"PGDMP\x01" if connection.vendor == "sqlite" else b"SQLite format 3\x00")

        with pytest.raises(CommandError, match=r"is a backup of (PostgreSQL|SQLite); DATABASE_URL names"):
            say("restore", file, "--force")

    @pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
    def test_that_is_cut_off_is_refused(self, ann, file, part):
        plant(ann)
        say("backup", file)
        whole = file.read_bytes()
        file.write_bytes(whole[: int(len(whole) * part)])
        before = sums()

        with pytest.raises(CommandError, match="is damaged"):
            say("restore", file, "--force")

        assert sums() == before

    def test_of_a_newer_version_is_refused(self, ann, file):
        with connection.cursor() as cursor:
            row = "(app, name, applied) VALUES ('works', '9999_flying_cars', '2026-09-02T09:00:00Z')"
            cursor.execute(f"INSERT INTO django_migrations {row}")
        # The command would not even write it.
        file.touch()
        KINDS[connection.vendor].write(file)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_flying_cars'")

        with pytest.raises(CommandError, match=r"newer version, with works\.9999_flying_cars\. Upgrade"):
            say("restore", file, "--force")

    @on_sqlite
    def test_of_another_program_is_refused(self, ann, file):
        with closing(sqlite3.connect(file)) as other:
            other.executescript("CREATE TABLE song (id integer)")

        with pytest.raises(CommandError, match="holds no Wheelbarrow"):
            say("restore", file, "--force")


@on_postgresql
class TestADatabaseThatIsAway:
    @pytest.mark.parametrize("force", [[], ["--force"]])
    def test_is_told_without_a_traceback(self, ann, file, force):
        say("backup", file)
        away = f"postgres://nobody:hush@127.0.0.1:{free_port()}/nothing"

        with started("restore", file, *force, DATABASE_URL=away) as refused:
            assert refused.status() == 1

        assert refused.said.startswith("CommandError: The ")
        assert "hush" not in refused.said


@on_sqlite
class TestADamagedDatabase:
    def test_is_told_what_to_do(self, ann, file, tmp_path):
        say("backup", file)
        broken = tmp_path / "broken.sqlite3"
        broken.write_bytes(b"rubbish" * 4096)
        environment = {"DATABASE_URL": f"sqlite:///{broken}"}

        with started("restore", file, **environment) as refused:
            assert refused.status() == 1
            assert "move it away" in refused.said
        broken.unlink()
        with started("restore", file, **environment) as done:
            assert done.status() == 0
            assert "1 people, 0 categories" in done.said

        with closing(sqlite3.connect(broken)) as restored:
            assert restored.execute("PRAGMA journal_mode").fetchone() == ("wal",)


class TestAKill:
    @on_postgresql
    def test_before_the_end_changes_nothing(self, ann, file, tmp_path):
        """pg_restore has said everything, psql has run it, and the COMMIT has not been given."""
        plant(ann)
        say("backup", file)
        make_work(user=ann, title="Since then")
        before = sums()
        wait = f'case "$*" in *--clean*) touch {tmp_path}/said; sleep 600;; esac'
        path = program(tmp_path, "pg_restore", f'{PG_RESTORE} "$@" || exit 1', wait)
        with started("restore", file, "--force", **path) as process:
            process.until((tmp_path / "said").exists)
            assert not process.has_ended

        assert sums() == before

    @on_postgresql
    def test_of_pg_restore_alone_changes_nothing(self, ann, file, tmp_path, monkeypatch):
        """It ends between two statements, before the first row."""
        plant(ann)
        say("backup", file)
        make_work(user=ann, title="Since then")
        before = sums()
        half = f"""case "$*" in *--clean*) {PG_RESTORE} "$@" | sed '/^COPY/,$d'; exit 9;; esac"""
        path = program(tmp_path, "pg_restore", half, f'exec {PG_RESTORE} "$@"')
        monkeypatch.setenv("PATH", path["PATH"])

        with pytest.raises(CommandError, match="The database is as it was"):
            say("restore", file, "--force")

        assert sums() == before

    @on_sqlite
    def test_at_any_moment_leaves_the_old_or_the_new(self, ann, file):
        plant(ann)
        say("backup", file)
        new = sums()
        make_work(user=ann, title="Since then")
        old = sums()

        for kill in range(5):
            with started("restore", file, "--force"):
                time.sleep(0.4 + 0.1 * kill)

            assert sums() in (old, new)


class TestARunningServer:
    def test_gives_the_old_rows_from_then_on(self, ann, file, settings):
        """Its connections stay: what they have prepared and cached is of tables that are gone."""
        make_work(user=ann, title="Kept")
        say("backup", file)
        make_work(user=ann, title="Lost")
        bearer = {"Authorization": f"Bearer {tokens.issue(ann)['access']}"}
        environment = {"DJANGO_SETTINGS_MODULE": "wheelbarrow.settings", "SECRET_KEY": settings.SECRET_KEY}

        with serving(WEB_CONCURRENCY="1", **environment) as (server, port):
            before = [ask(port, WORKS, **bearer) for _time in range(8)]
            say("restore", file, "--force")
            after = [ask(port, WORKS, **bearer) for _time in range(8)]

            assert server.said.count("ERROR") == 0
        assert [_titles(body) for _status, body in before] == [{"Kept", "Lost"}] * 8
        assert [_titles(body) for _status, body in after] == [{"Kept"}] * 8


def _titles(body):
    return {row["title"] for row in json.loads(body)["results"]}
