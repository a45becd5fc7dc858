"""What the database itself refuses, asked in SQL past every service."""

import io

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from categories import services as categories
from categories.models import Category
from tests.makers import NOON, make_category, make_finished_work, make_work
from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.models import Deletion
from works.models import Work

AT = "2026-09-02 09:00:00+00:00"


def run(sql, *params):
    """Run one statement, and the deferred checks that a COMMIT would make."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        connection.check_constraints()


def update(row, **values):
    """Write columns of one row by SQL."""
    sets = ", ".join(f"{name} = %s" for name in values)
    run(f"UPDATE {row._meta.db_table} SET {sets} WHERE id = %s", *values.values(), row.pk)


def refuses(row, **values):
    """Expect that the database refuses these values of one row."""
    with pytest.raises(IntegrityError):
        update(row, **values)


def refuses_sql(sql, *params):
    with pytest.raises(IntegrityError):
        run(sql, *params)


def make_deletion(user):
    return Deletion.objects.create(user=user, deleted_at=NOON, kind="work", label="a work")


class TestIsolation:
    """No row can refer to a row of another person."""

    def test_refuses_keys_of_a_stranger(self, ann, ben):
        root, category = make_category(user=ann, name="2026"), make_category(user=ann)
        child, work = make_category(user=ann, name="child", parent=root), make_work(user=ann, category=category)
        theirs, deletion = make_category(user=ben), make_deletion(ben)

        refuses(work, category_id=theirs.pk)
        refuses(child, parent_id=theirs.pk)
        for row in (child, work):
            refuses(row, deletion_id=deletion.pk, deleted_at=AT)
        # A new owner for the child or the parent alone.
        for row in (work, category):
            refuses(row, user_id=ben.pk)
        names = [field.column for field in Work._meta.concrete_fields if not field.primary_key]
        chosen = ", ".join("%s" if name == "category_id" else name for name in names)
        refuses_sql(f"INSERT INTO works_work ({', '.join(names)}) SELECT {chosen} FROM works_work", theirs.pk)

    def test_refuses_an_update_through_the_orm(self, ann, ben):
        make_work(user=ann)

        Work.objects.owned_by(ann).update(category=make_category(user=ben))

        with pytest.raises(IntegrityError):
            connection.check_constraints()
        connection.needs_rollback = True

    def test_refuses_to_purge_a_category_that_still_holds_works(self, ann):
        category = make_category(user=ann)
        make_work(user=ann, category=category)

        refuses_sql("DELETE FROM categories_category WHERE id = %s", category.pk)

    @pytest.mark.django_db(transaction=True)
    def test_refuses_at_commit(self, ann, ben):
        work, theirs = make_work(user=ann), make_category(user=ben)

        with pytest.raises(IntegrityError), transaction.atomic():
            Work.objects.filter(pk=work.pk).update(category=theirs)

        work.refresh_from_db()
        assert work.category_id is None


class TestChecks:
    def test_of_works(self, ann):
        work = make_work(user=ann, starts_on=NOON.date())

        for name, value in [
            ("current_status", "UNKNOWN"),
            ("priority", "HUGE"),
            ("current_status", "DONE"),
            ("end_at", AT),
            ("deadline_time", "12:00:00"),
            ("deadline_on", "2026-09-01"),
            ("deleted_at", AT),
            ("deletion_id", make_deletion(ann).pk),
            ("position", -1),
        ]:
            refuses(work, **{name: value})
        refuses(make_finished_work(user=ann), end_at=None)

    def test_of_categories(self, ann):
        root, other = make_category(user=ann, name="2026", starts_on=NOON.date()), make_category(user=ann, name="2027")
        child, _sibling = (make_category(user=ann, name=name, parent=root) for name in ("one", "two"))

        for name, value in [
            ("level", 1),
            ("path", "/1/2"),
            ("path", "1"),
            ("path", other.path),
            ("level", 100),
            ("deleted_at", AT),
            ("position", -1),
            ("ends_on", "2026-09-01"),
            ("parent_id", other.pk),
            ("name", "2027"),
        ]:
            refuses(root, **{name: value})
        refuses(child, name="two")
        refuses(child, level=100, path="/1" * 101)

    def test_allow_the_name_of_a_strangers_root_and_of_a_deleted_sibling(self, ann, ben):
        make_category(user=ben, name="2026")
        gone = make_category(user=ann, name="2026")
        categories.delete_category(user=ann, category_id=gone.pk, at=NOON)

        assert make_category(user=ann, name="2026").pk

    def test_of_users(self, ann, ben):
        refuses(ann, email="Ben@Example.org")
        refuses(ann, email="ben@example.org")
        refuses(ann, deleted_at=AT)


class TestCompositeForeignKey:
    def test_is_equal_to_one_of_the_same_name_and_fields(self):
        one = CompositeForeignKey(fields=["user", "category"], name="fk")

        assert one == CompositeForeignKey(fields=("user", "category"), name="fk")
        assert hash(one) == hash(one.clone())
        assert one != CompositeForeignKey(fields=["user", "parent"], name="fk")
        assert one != object()

    def test_blames_the_key_in_forms(self, ann, ben):
        work = Work(user=ann, title="Dig", category=make_category(user=ben), created_at=NOON, updated_at=NOON)

        with pytest.raises(ValidationError) as refusal:
            work.full_clean()

        assert set(refusal.value.error_dict) == {"category"}

    def test_lets_an_empty_key_pass(self, ann):
        Work(user=ann, title="Dig", created_at=NOON, updated_at=NOON).full_clean()

    @pytest.mark.django_db(transaction=True)
    def test_is_dropped_and_added_to_a_filled_table(self, ann, ben):
        key = next(c for c in Work._meta.constraints if c.name == "work_category_fk")
        work, theirs = make_work(user=ann, category=make_category(user=ann)), make_category(user=ben)

        with without(Work, key):
            with connection.schema_editor() as editor:
                editor.remove_constraint(Work, key)
            update(work, category_id=theirs.pk)
            update(work, category_id=None)
        with connection.schema_editor() as editor:
            editor.add_constraint(Work, key)

        refuses(work, category_id=theirs.pk)


class without:
    """SQLite remakes the table by the model's list of constraints: take one out for a while."""

    def __init__(self, model, constraint):
        self.constraints, self.constraint = model._meta.constraints, constraint

    def __enter__(self):
        self.constraints.remove(self.constraint)

    def __exit__(self, *_):
        self.constraints.append(self.constraint)


class TestMigrations:
    def test_agree_with_the_models(self, db):
        loader = MigrationLoader(connection)
        changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
            graph=loader.graph
        )

        assert changes == {}

    @pytest.mark.django_db(transaction=True)
    def test_can_be_printed_for_this_engine(self):
        out = io.StringIO()

        call_command("sqlmigrate", "works", "0001", stdout=out)

        assert "DEFERRABLE INITIALLY DEFERRED" in out.getvalue()
        assert "work_category_fk" in out.getvalue()

    def test_collate_paths_by_bytes_on_postgresql_only(self, db):
        collation = Category._meta.get_field("path").db_parameters(connection).get("collation")

        assert collation == ("C" if connection.vendor == "postgresql" else None)
