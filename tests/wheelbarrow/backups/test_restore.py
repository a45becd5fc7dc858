"""manage.py restore: everything or nothing, from any released version, with every older ETag invalid."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.models import BackgroundVersion, User
from categories.models import Category
from categories.repair import find_problems
from tests.conftest import client_of
from tests.makers import make_user, make_work
from tests.wheelbarrow.backups.scenes import checksums, drop_tables, make_rows, run
from wheelbarrow.backups.copying import KINDS
from works.models import Work
from works.models.label import WorkLabel

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
WORKS = "/api/v1/works/"
# A backup of each released version, by what was new in it.
DUMPS = Path(__file__).parent / "dumps"
SUFFIX = {"sqlite": "sqlite", "postgresql": "pgdump"}[connection.vendor]
VERSIONS = sorted(path.name.split(".")[0] for path in DUMPS.glob(f"*.{SUFFIX}.gz"))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "backup"


class TestRows:
    def test_are_the_same_in_every_table_of_an_empty_database(self, ann, ben, file):
        make_rows(ann)
        make_rows(ben)
        before = checksums()
        run("backup", file)
        drop_tables()

        printed = run("restore", file)

        assert printed.startswith("Restored 2 people, 4 categories, 8 works.")
        assert checksums() == before
        connection.check_constraints()
        assert before["works_work"][0] == 8

    def test_replace_all_others(self, ann, ben, file):
        make_rows(ann)
        before = checksums()
        run("backup", file)
        WorkLabel.objects.all().delete()
        Work.all_objects.all().delete()
        make_rows(ben)

        run("restore", file, "--force")

        assert checksums() == before

    def test_can_be_added_to(self, ann, file):
        """Sequences and constraints are restored as well."""
        make_rows(ann)
        run("backup", file)
        drop_tables()
        run("restore", file)

        work = make_work(user=ann, title="Sow")

        assert Work.objects.get(title="Sow") == work
        call_command("migrate", check_unapplied=True, verbosity=0)

    def test_of_newer_tables_are_removed(self, ann, file):
        """The migration that creates such a table runs again."""
        call_command("migrate", "token_blacklist", "zero", verbosity=0)
        run("backup", file)
        call_command("migrate", verbosity=0)
        make_rows(ann)

        run("restore", file, "--force")

        assert OutstandingToken.objects.count() == 0
        assert client_of(ann).get(WORKS).json()["count"] == 0


class TestReleasedVersions:
    @pytest.mark.parametrize("version", VERSIONS)
    def test_are_restored_and_migrated(self, version, file, transactional_db):
        """The dumps hold two people with three categories and three works each, one of both in the trash."""
        file.write_bytes(gzip.decompress((DUMPS / f"{version}.{SUFFIX}.gz").read_bytes()))

        run("restore", file)

        call_command("migrate", check_unapplied=True, verbosity=0)
        connection.check_constraints()
        assert User.objects.count() == BackgroundVersion.objects.count() == 2
        assert (Category.objects.count(), Category.all_objects.count()) == (4, 6)
        works = Work.all_objects.filter(occurs_on=None)
        assert sorted(works.values_list("title", flat=True)) == ["Dig"] * 2 + ["Mend"] * 2 + ["Sow\t\\."] * 2
        ann = User.objects.get(email="ann@example.org")
        assert find_problems(user=ann) == []
        api = client_of(ann)
        added = api.post(WORKS, {"title": "Weed", "category": Category.objects.owned_by(ann).first().pk})
        assert added.status_code == 201
        [deletion] = api.get("/api/v1/trash/").json()["results"]
        assert api.post(f"/api/v1/trash/{deletion['id']}/restore/").status_code == 200

    @on_postgresql
    def test_are_restored_without_extensions(self, file, transactional_db):
        """The owner of a database cannot create or drop what its superuser has installed; this dump holds citext."""
        file.write_bytes(gzip.decompress((DUMPS / "4-admin.pgdump.gz").read_bytes()))

        run("restore", file)

        with connection.cursor() as cursor:
            cursor.execute("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'")
            assert cursor.fetchall() == []


class TestPeople:
    def test_are_replaced_only_with_force(self, ann, file):
        run("backup", file)
        make_user("new@example.org")

        with pytest.raises(CommandError, match=r"holds 2 people.*--force"):
            run("restore", file)

        assert User.objects.count() == 2

    def test_get_no_stale_304(self, ann, file):
        """The person and the counted version are the same, the rows are not: the old ETag must not match."""
        run("backup", file)
        make_work(user=ann, title="Lost")
        lost = client_of(ann).get(WORKS)
        run("restore", file, "--force")
        make_work(user=ann, title="Made")
        ann.refresh_from_db()

        answer = client_of(ann).get(WORKS, headers={"if-none-match": lost.headers["ETag"]})

        assert answer.status_code == 200
        assert [row["title"] for row in answer.json()["results"]] == ["Made"]

    def test_get_new_versions_at_each_restore(self, ann, ben, file):
        run("backup", file)

        seen = set()
        for _time in range(3):
            run("restore", file, "--force")
            seen |= set(BackgroundVersion.objects.values_list("version", flat=True))

        assert len(seen) == 6
        assert min(seen) > 2**20


class TestFile:
    def test_that_is_not_a_backup_of_this_kind_is_refused(self, ann, file):
        for content in (None, b"", b"hello", b"PGDM"):
            if content is not None:
                file.write_bytes(content)
            with pytest.raises(CommandError, match=r"cannot be read|is not a backup"):
                run("restore", file, "--force")
        file.write_bytes(b"PGDMP\x01" if connection.vendor == "sqlite" else b"SQLite format 3\x00")
        with pytest.raises(CommandError, match=r"is a backup of (PostgreSQL|SQLite), but DATABASE_URL names"):
            run("restore", file, "--force")

        assert User.objects.get() == ann

    def test_that_is_truncated_is_refused(self, ann, file):
        make_rows(ann)
        run("backup", file)
        whole, before = file.read_bytes(), checksums()

        for part in (0.2, 0.5, 0.9):
            file.write_bytes(whole[: int(len(whole) * part)])
            with pytest.raises(CommandError, match="is damaged"):
                run("restore", file, "--force")
            assert checksums() == before

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
            run("restore", file, "--force")

    @on_sqlite
    def test_of_another_program_is_refused(self, ann, file):
        with closing(sqlite3.connect(file)) as other:
            other.executescript("CREATE TABLE song (id integer)")

        with pytest.raises(CommandError, match="does not hold Wheelbarrow's tables"):
            run("restore", file, "--force")
