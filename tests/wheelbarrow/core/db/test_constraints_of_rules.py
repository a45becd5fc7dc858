"""What the database itself refuses of recurring works, asked in SQL past every service."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from tests.makers import NOON, make_category, make_recurring_work, make_work
from tests.wheelbarrow.core.db.test_constraints import column, run
from wheelbarrow.core.models import Deletion
from works.models import RecurringWork, Work
from works.services import editing, recurring, scheduler


@pytest.fixture
def rule(ann):
    """Weekly, its first work made; the cursor stands a week later."""
    return make_recurring_work(user=ann, rule="FREQ=WEEKLY")


@pytest.fixture
def work(rule):
    return Work.objects.get(recurring_work=rule)


def columns(row, **values):
    """UPDATE of columns of one row."""
    sets = ", ".join(f"{name} = %s" for name in values)
    run(f"UPDATE {row._meta.db_table} SET {sets} WHERE id = %s", *values.values(), row.pk)


class TestIsolationOfRules:
    """Nobody's rule files in anybody else's tree, and nobody's work comes from anybody else's rule."""

    def test_refuses_a_rule_under_anothers_category(self, rule, ben):
        his = make_category(user=ben)

        with pytest.raises(IntegrityError):
            column(rule, "category_id", his.pk)

    @pytest.mark.parametrize("name", ["recurring_work_id", "recurring_work_in_trash_id"])
    def test_refuses_a_work_of_anothers_rule(self, ann, ben, name):
        mine, his = make_work(user=ann), make_recurring_work(user=ben)

        with pytest.raises(IntegrityError):
            columns(mine, occurs_on="2026-09-09", **{name: his.pk})

    def test_refuses_a_new_owner_for_the_rule_or_its_work_alone(self, rule, work, ben):
        for row in (rule, work):
            with pytest.raises(IntegrityError):
                column(row, "user_id", ben.pk)

    def test_refuses_anothers_deletion(self, rule, ben):
        his = Deletion.objects.create(user=ben, deleted_at=NOON, kind="work", label="his")

        with pytest.raises(IntegrityError):
            columns(rule, deletion_id=his.pk, deleted_at="2026-09-02 09:00:00+00:00")

    def test_refuses_to_purge_a_rule_that_works_still_point_at(self, rule):
        with pytest.raises(IntegrityError):
            run("DELETE FROM works_recurringwork WHERE id = %s", rule.pk)

    def test_refuses_to_purge_a_rule_in_the_trash_that_works_still_point_at(self, rule):
        recurring.delete_recurring_work(user=rule.user, recurring_work_id=rule.pk, at=NOON)

        with pytest.raises(IntegrityError):
            run("DELETE FROM works_recurringwork WHERE id = %s", rule.pk)

    def test_refuses_to_purge_a_category_that_a_rule_still_files_into(self, ann):
        category = make_category(user=ann)
        make_recurring_work(user=ann, category=category, is_active=False)

        with pytest.raises(IntegrityError):
            run("DELETE FROM categories_category WHERE id = %s", category.pk)

    def test_blames_the_category_in_forms(self, ann, ben, rule):
        rule.category = make_category(user=ben)

        with pytest.raises(ValidationError) as refusal:
            rule.full_clean()

        assert set(refusal.value.error_dict) == {"category"}


class TestChecksOfRules:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("priority", "HUGE"),
            ("catch_up", "hope"),
            ("deadline_time", "12:00:00"),
            ("lead_days", 367),
            ("lead_days", -1),
            ("deadline_days", 367),
            ("deadline_days", -1),
            ("paused_until", "2026-09-02"),
            ("next_occurrence_on", None),
            ("next_occurrence_on", "2026-09-01"),
            ("starts_on", "2026-09-10"),
            ("failed_at", "2026-09-02 09:00:00+00:00"),
            ("failure", "no reason"),
            ("deleted_at", "2026-09-02 09:00:00+00:00"),
            ("rule", None),
            ("starts_on", None),
            ("user_id", None),
        ],
    )
    def test_refuse(self, rule, name, value):
        with pytest.raises(IntegrityError):
            column(rule, name, value)

    def test_refuse_a_pause_that_ends_before_it_begins(self, rule):
        with pytest.raises(IntegrityError):
            columns(rule, paused_from="2026-09-03", paused_until="2026-09-02")

    def test_refuse_a_deletion_without_its_instant(self, ann, rule):
        deletion = Deletion.objects.create(user=ann, deleted_at=NOON, kind="recurring_work", label="mine")

        with pytest.raises(IntegrityError):
            column(rule, "deletion_id", deletion.pk)

    @pytest.mark.parametrize(
        "values",
        [
            {"lead_days": 366, "next_due_on": "2025-09-08"},
            {"deadline_days": 366, "deadline_time": "12:00:00"},
            {"paused_from": "2026-09-03", "paused_until": "2026-09-03"},
            {"paused_from": "2026-09-03"},
            {"next_occurrence_on": None, "next_due_on": None},
            {"next_due_on": None},
            {"next_due_on": "2026-09-10"},
            {"failed_at": "2026-09-02 09:00:00+00:00", "failure": "no reason"},
        ],
    )
    def test_allow_what_lies_just_inside(self, rule, values):
        columns(rule, **values)

        assert RecurringWork.objects.count() == 1


class TestAnOccurrence:
    def test_is_there_once(self, work):
        other = make_work(user=work.user)

        with pytest.raises(IntegrityError):
            columns(other, recurring_work_id=work.recurring_work_id, occurs_on="2026-09-02")

    def test_is_there_once_even_where_the_first_is_in_the_trash(self, work):
        rule_id, other = work.recurring_work_id, make_work(user=work.user)
        editing.delete_work(user=work.user, work_id=work.pk, at=NOON)

        with pytest.raises(IntegrityError):
            columns(other, recurring_work_id=rule_id, occurs_on="2026-09-02")

    def test_may_be_there_for_each_rule_and_for_each_day(self, rule, work):
        other = make_work(user=work.user)

        columns(other, recurring_work_id=rule.pk, occurs_on="2026-09-03")
        make_recurring_work(user=work.user)

        assert Work.objects.filter(occurs_on=work.occurs_on).count() == 2

    @pytest.mark.parametrize("name", ["recurring_work_id", "recurring_work_in_trash_id"])
    def test_has_a_day(self, rule, name):
        other = make_work(user=rule.user)

        with pytest.raises(IntegrityError):
            column(other, name, rule.pk)

    def test_has_its_rule_in_one_column(self, rule, work):
        with pytest.raises(IntegrityError):
            column(work, "recurring_work_in_trash_id", rule.pk)

    def test_keeps_its_day_when_its_rule_is_gone(self, work):
        columns(work, recurring_work_id=None)

        assert Work.objects.get().occurs_on == work.occurs_on


class TestTheHeartbeat:
    def test_is_one_row(self, db):
        scheduler.tick(NOON)

        with pytest.raises(IntegrityError):
            run("UPDATE works_scheduler SET id = 2")

    def test_is_no_second_row(self, db):
        scheduler.tick(NOON)

        with pytest.raises(IntegrityError):
            run(
                "INSERT INTO works_scheduler (id, ticked_at, took, made, failed, host)"
                " SELECT 2, ticked_at, took, made, failed, host FROM works_scheduler"
            )


def test_every_constraint_of_rules_is_in_the_database(db):
    with connection.cursor() as cursor:
        stored = {
            name
            for model in (RecurringWork, Work)
            for name in connection.introspection.get_constraints(cursor, model._meta.db_table)
        }

    # SQLite keeps no names of foreign keys.
    named = {each.name for model in (RecurringWork, Work) for each in model._meta.constraints}
    assert {name for name in named if not name.endswith("_fk")} <= stored
