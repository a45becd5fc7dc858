"""manage.py copy_database."""

import sqlite3
from contextlib import closing

import pytest
from django.core.management import CommandError
from django.db import connection

from tests.makers import make_work
from tests.proofs.test_processes import database_url
from tests.wheelbarrow.backups.scenes import checksums, make_rows, run
from tests.wheelbarrow.processes import started
from works.models import Work

RESTART = {
    "sqlite": "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'works_work'",
    "postgresql": "ALTER TABLE works_work ALTER COLUMN id RESTART",
}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


def test_rows_are_the_same_after_a_copy_to_sqlite_and_back_and_replaced_only_with_force(ann, ben, tmp_path):
    make_rows(ann)
    make_rows(ben)
    purged = make_work(user=ann).pk
    Work.all_objects.filter(pk=purged).delete()
    before = checksums()
    copy = tmp_path / "copy.sqlite3"

    printed = run("copy_database", f"sqlite:///{copy}")
    with pytest.raises(CommandError, match=r"holds 2 people\. Replace them with --force"):
        run("copy_database", f"sqlite:///{copy}")
    with connection.cursor() as cursor:
        # Counted from the start, as in an empty database.
        cursor.execute(RESTART[connection.vendor])
    connection.close()
    with started("copy_database", database_url(), "--force", DATABASE_URL=f"sqlite:///{copy}") as back:
        assert back.status() == 0, back.output

    assert printed.startswith("Copied 2 people, 4 categories, 8 works.")
    assert "Copied 2 people, 4 categories, 8 works." in back.output
    with closing(sqlite3.connect(copy)) as file:
        assert file.execute("SELECT count(*) FROM works_work").fetchone() == (8,)
        assert file.execute("SELECT seq FROM sqlite_sequence WHERE name = 'works_work'").fetchone() == (purged,)
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    assert checksums() == before
    connection.check_constraints()
    assert make_work(user=ann).pk > purged


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("{own}", "names the database of DATABASE_URL itself"),
        ("sqlite:////nowhere/copy.sqlite3", "could not be migrated. CommandError: The database cannot be reached"),
        ("mysql://host/name", "must be like postgres://"),
    ],
)
def test_impossible_targets_are_refused(db, url, message):
    with pytest.raises(CommandError, match=message):
        run("copy_database", url.format(own=database_url()))
