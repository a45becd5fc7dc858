"""manage.py restore with a database that is unreachable, damaged or in use, and killed while it runs."""

import json
import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from django.core.management import CommandError

from accounts import tokens
from tests.makers import make_work
from tests.wheelbarrow.backups.scenes import checksums, make_rows, run
from tests.wheelbarrow.backups.test_backup import program
from tests.wheelbarrow.backups.test_restore import WORKS, on_postgresql, on_sqlite
from tests.wheelbarrow.processes import started
from tests.wheelbarrow.servers import ask, free_port, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


PG_RESTORE = shutil.which("pg_restore")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "backup"


@on_postgresql
class TestUnreachableDatabase:
    @pytest.mark.parametrize("force", [[], ["--force"]])
    def test_is_reported_in_one_line(self, ann, file, force):
        run("backup", file)
        away = f"postgres://nobody:hush@127.0.0.1:{free_port()}/nothing"

        with started("restore", file, *force, DATABASE_URL=away) as refused:
            assert refused.status() == 1

        assert refused.output.startswith("CommandError: The ")
        assert "hush" not in refused.output


@on_sqlite
class TestDamagedDatabase:
    def test_is_replaced_after_it_has_been_moved_away(self, ann, file, tmp_path):
        run("backup", file)
        broken = tmp_path / "broken.sqlite3"
        broken.write_bytes(b"rubbish" * 4096)
        environment = {"DATABASE_URL": f"sqlite:///{broken}"}

        with started("restore", file, **environment) as refused:
            assert refused.status() == 1
            assert "move it away" in refused.output
        broken.unlink()
        with started("restore", file, **environment) as done:
            assert done.status() == 0
            assert "1 people, 0 categories" in done.output

        with closing(sqlite3.connect(broken)) as restored:
            assert restored.execute("PRAGMA journal_mode").fetchone() == ("wal",)


class TestKill:
    @on_postgresql
    def test_before_the_end_changes_nothing(self, ann, file, tmp_path):
        """pg_restore has written everything and psql has run it, but the COMMIT has not been sent."""
        make_rows(ann)
        run("backup", file)
        make_work(user=ann, title="Since then")
        before = checksums()
        wait = f'case "$*" in *--clean*) touch {tmp_path}/written; sleep 600;; esac'
        path = program(tmp_path, "pg_restore", f'{PG_RESTORE} "$@" || exit 1', wait)
        with started("restore", file, "--force", **path) as process:
            process.until((tmp_path / "written").exists)
            assert not process.has_ended

        assert checksums() == before

    @on_postgresql
    def test_of_pg_restore_alone_changes_nothing(self, ann, file, tmp_path, monkeypatch):
        """It exits between two statements, before the first row."""
        make_rows(ann)
        run("backup", file)
        make_work(user=ann, title="Since then")
        before = checksums()
        half = f"""case "$*" in *--clean*) {PG_RESTORE} "$@" | sed '/^COPY/,$d'; exit 9;; esac"""
        path = program(tmp_path, "pg_restore", half, f'exec {PG_RESTORE} "$@"')
        monkeypatch.setenv("PATH", path["PATH"])

        with pytest.raises(CommandError, match="The database is unchanged"):
            run("restore", file, "--force")

        assert checksums() == before

    @on_sqlite
    def test_at_any_moment_leaves_the_old_or_the_new_rows(self, ann, file):
        make_rows(ann)
        run("backup", file)
        new = checksums()
        make_work(user=ann, title="Since then")
        old = checksums()

        for kill in range(5):
            with started("restore", file, "--force"):
                time.sleep(0.4 + 0.1 * kill)

            assert checksums() in (old, new)


class TestRunningServer:
    def test_serves_the_restored_rows(self, ann, file, settings):
        """Its open connections have prepared statements and caches of the replaced tables."""
        make_work(user=ann, title="Kept")
        run("backup", file)
        make_work(user=ann, title="Lost")
        bearer = {"Authorization": f"Bearer {tokens.issue(ann)['access']}"}
        environment = {"DJANGO_SETTINGS_MODULE": "wheelbarrow.settings", "SECRET_KEY": settings.SECRET_KEY}

        with serving(WEB_CONCURRENCY="1", **environment) as (server, port):
            before = [ask(port, WORKS, **bearer) for _time in range(8)]
            run("restore", file, "--force")
            after = [ask(port, WORKS, **bearer) for _time in range(8)]

            assert server.output.count("ERROR") == 0
        assert [_titles(body) for _status, body in before] == [{"Kept", "Lost"}] * 8
        assert [_titles(body) for _status, body in after] == [{"Kept"}] * 8


def _titles(body):
    return {row["title"] for row in json.loads(body)["results"]}
