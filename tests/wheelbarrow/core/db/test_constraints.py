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


def run(sql, *params):
    """One statement, and the deferred checks that a COMMIT would make."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        connection.check_constraints()


def column(row, name, value):
    """UPDATE of one column of one row."""
    run(f"UPDATE {row._meta.db_table} SET {name} = %s WHERE id = %s", value, row.pk)


class TestIsolation:
    """Nobody's row can refer to anybody else's."""

    def test_refuses_a_work_under_anothers_category(self, ann, ben):
        work, his = make_work(user=ann), make_category(user=ben)

        with pytest.raises(IntegrityError):
            column(work, "category_id", his.pk)

    def test_refuses_an_insert_under_anothers_category(self, ann, ben):
        make_work(user=ann)
        his = make_category(user=ben)
        names = [field.column for field in Work._meta.concrete_fields if not field.primary_key]
        chosen = ", ".join("%s" if name == "category_id" else name for name in names)

        with pytest.raises(IntegrityError):
            run(f"INSERT INTO works_work ({', '.join(names)}) SELECT {chosen} FROM works_work", his.pk)

    def test_refuses_a_category_under_anothers(self, ann, ben):
        root = make_category(user=ann, name="2026")
        mine, his = make_category(user=ann, parent=root), make_category(user=ben)

        with pytest.raises(IntegrityError):
            column(mine, "parent_id", his.pk)

    @pytest.mark.parametrize("make", [make_category, make_work])
    def test_refuses_anothers_deletion(self, ann, ben, make):
        mine = make(user=ann)
        his = Deletion.objects.create(user=ben, deleted_at=NOON, kind="work", label="his")

        with pytest.raises(IntegrityError):
            run(
                f"UPDATE {mine._meta.db_table} SET deletion_id = %s, deleted_at = %s WHERE id = %s",
                his.pk,
                NOON if connection.vendor == "postgresql" else NOON.isoformat(),
                mine.pk,
            )

    def test_refuses_a_new_owner_for_the_child_alone(self, ann, ben):
        work = make_work(user=ann, category=make_category(user=ann))

        with pytest.raises(IntegrityError):
            column(work, "user_id", ben.pk)

    def test_refuses_a_new_owner_for_the_parent_alone(self, ann, ben):
        category = make_category(user=ann)
        make_work(user=ann, category=category)

        with pytest.raises(IntegrityError):
            column(category, "user_id", ben.pk)

    def test_refuses_an_update_through_the_orm(self, ann, ben):
        make_work(user=ann)

        Work.objects.owned_by(ann).update(category=make_category(user=ben))

        with pytest.raises(IntegrityError):
            connection.check_constraints()
        connection.needs_rollback = True

    def test_refuses_to_purge_a_category_that_still_holds_works(self, ann):
        category = make_category(user=ann)
        make_work(user=ann, category=category)

        with pytest.raises(IntegrityError):
            run("DELETE FROM categories_category WHERE id = %s", category.pk)

    @pytest.mark.django_db(transaction=True)
    def test_refuses_at_commit(self, ann, ben):
        work, his = make_work(user=ann), make_category(user=ben)

        with pytest.raises(IntegrityError), transaction.atomic():
            Work.objects.filter(pk=work.pk).update(category=his)

        work.refresh_from_db()
        assert work.category_id is None


class TestChecksOfWorks:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("current_status", "WAITING"),
            ("priority", "HUGE"),
            ("current_status", "DONE"),
            ("end_at", "2026-09-02 09:00:00+00:00"),
            ("deadline_time", "12:00:00"),
            ("deleted_at", "2026-09-02 09:00:00+00:00"),
            ("position", -1),
        ],
    )
    def test_refuse(self, ann, name, value):
        work = make_work(user=ann)

        with pytest.raises(IntegrityError):
            column(work, name, value)

    def test_refuse_a_deadline_before_the_start(self, ann):
        work = make_work(user=ann, starts_on=NOON.date())

        with pytest.raises(IntegrityError):
            column(work, "deadline_on", "2026-09-01")

    def test_refuse_a_closed_work_without_its_end(self, ann):
        work = make_finished_work(user=ann)

        with pytest.raises(IntegrityError):
            column(work, "end_at", None)

    def test_refuse_a_deletion_without_its_instant(self, ann):
        work = make_work(user=ann)
        deletion = Deletion.objects.create(user=ann, deleted_at=NOON, kind="work", label="mine")

        with pytest.raises(IntegrityError):
            column(work, "deletion_id", deletion.pk)


class TestChecksOfCategories:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("level", 1),
            ("path", "/1/2"),
            ("path", "1"),
            ("level", 100),
            ("deleted_at", "2026-09-02 09:00:00+00:00"),
            ("position", -1),
        ],
    )
    def test_refuse(self, ann, name, value):
        with pytest.raises(IntegrityError):
            column(make_category(user=ann), name, value)

    def test_refuse_an_end_before_the_start(self, ann):
        category = make_category(user=ann, starts_on=NOON.date())

        with pytest.raises(IntegrityError):
            column(category, "ends_on", "2026-09-01")

    def test_refuse_the_hundred_and_first_level(self, ann):
        category = make_category(user=ann, parent=make_category(user=ann, name="2026"))

        with pytest.raises(IntegrityError):
            run("UPDATE categories_category SET level = 100, path = %s WHERE id = %s", "/1" * 101, category.pk)

    def test_refuse_a_parent_at_level_0(self, ann):
        root, other = make_category(user=ann, name="2026"), make_category(user=ann, name="2027")

        with pytest.raises(IntegrityError):
            column(other, "parent_id", root.pk)

    def test_refuse_a_name_twice_among_live_siblings(self, ann):
        root = make_category(user=ann, name="2026")
        one, _two = (make_category(user=ann, name=name, parent=root) for name in ("one", "two"))

        with pytest.raises(IntegrityError):
            column(one, "name", "two")

    def test_refuse_a_name_twice_among_live_roots(self, ann):
        one, _two = (make_category(user=ann, name=name) for name in ("one", "two"))

        with pytest.raises(IntegrityError):
            column(one, "name", "two")

    def test_allow_the_name_of_a_strangers_root_and_of_a_deleted_sibling(self, ann, ben):
        make_category(user=ben, name="2026")
        gone = make_category(user=ann, name="2026")
        categories.delete_category(user=ann, category_id=gone.pk, at=NOON)

        assert make_category(user=ann, name="2026").pk

    def test_refuse_a_path_twice(self, ann):
        one, two = (make_category(user=ann, name=name) for name in ("one", "two"))

        with pytest.raises(IntegrityError):
            column(one, "path", two.path)


class TestChecksOfUsers:
    @pytest.mark.parametrize("value", ["Ben@Example.org", "ben@example.org"])
    def test_refuse_an_email_in_capitals_or_twice(self, ann, ben, value):
        with pytest.raises(IntegrityError):
            column(ann, "email", value)

    def test_refuse_a_deleted_account_that_is_active(self, ann):
        with pytest.raises(IntegrityError):
            column(ann, "deleted_at", "2026-09-02 09:00:00+00:00")


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
        work, his = make_work(user=ann, category=make_category(user=ann)), make_category(user=ben)

        with without(Work, key):
            with connection.schema_editor() as editor:
                editor.remove_constraint(Work, key)
            column(work, "category_id", his.pk)
            column(work, "category_id", None)
        with connection.schema_editor() as editor:
            editor.add_constraint(Work, key)

        with pytest.raises(IntegrityError):
            column(work, "category_id", his.pk)


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
