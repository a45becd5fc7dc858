"""What the database itself refuses of recurring works, asked in SQL past every service."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tests.makers import NOON, make_category, make_recurring_work, make_work
from tests.wheelbarrow.core.db.test_constraints import AT, make_deletion, refuses, refuses_sql, update
from works.models import RecurringWork, Work
from works.services import editing, recurring, scheduler


@pytest.fixture
def rule(ann):
    """Weekly, its first work made; the cursor stands a week later."""
    return make_recurring_work(user=ann, rule="FREQ=WEEKLY")


@pytest.fixture
def work(rule):
    return Work.objects.get(recurring_work=rule)


class TestIsolation:
    """No rule files in a stranger's tree, and no work is made by a stranger's rule."""

    def test_refuses_keys_of_a_stranger(self, rule, work, ann, ben):
        mine, theirs = make_work(user=ann), make_recurring_work(user=ben)

        refuses(rule, category_id=make_category(user=ben).pk)
        refuses(rule, deletion_id=make_deletion(ben).pk, deleted_at=AT)
        for name in ("recurring_work_id", "recurring_work_in_trash_id"):
            refuses(mine, occurs_on="2026-09-09", **{name: theirs.pk})
        # A new owner for the rule or its work alone.
        for row in (rule, work):
            refuses(row, user_id=ben.pk)

    def test_refuses_to_purge_what_rows_still_point_at(self, ann, rule):
        category = make_category(user=ann)
        make_recurring_work(user=ann, category=category, is_active=False)

        refuses_sql("DELETE FROM works_recurringwork WHERE id = %s", rule.pk)
        recurring.delete_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON)
        refuses_sql("DELETE FROM works_recurringwork WHERE id = %s", rule.pk)
        refuses_sql("DELETE FROM categories_category WHERE id = %s", category.pk)

    def test_names_the_category_in_forms(self, ben, rule):
        rule.category = make_category(user=ben)

        with pytest.raises(ValidationError) as refusal:
            rule.full_clean()

        assert set(refusal.value.error_dict) == {"category"}


class TestChecks:
    def test_of_rules(self, ann, rule):
        for name, value in [
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
            ("failed_at", AT),
            ("failure", "no reason"),
            ("deleted_at", AT),
            ("deletion_id", make_deletion(ann).pk),
            ("rule", None),
            ("starts_on", None),
            ("user_id", None),
        ]:
            refuses(rule, **{name: value})
        refuses(rule, paused_from="2026-09-03", paused_until="2026-09-02")

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
            {"failed_at": AT, "failure": "no reason"},
        ],
    )
    def test_allow_what_is_just_inside(self, rule, values):
        update(rule, **values)

        assert RecurringWork.objects.count() == 1


class TestOccurrence:
    def test_exists_once_even_if_the_first_is_in_the_trash(self, work):
        rule_id, other = work.recurring_work_id, make_work(user=work.user)

        refuses(other, recurring_work_id=rule_id, occurs_on="2026-09-02")
        editing.delete_work(user=work.user, work_id=work.pk, at=NOON)
        refuses(other, recurring_work_id=rule_id, occurs_on="2026-09-02")

    def test_may_exist_for_each_rule_and_for_each_day(self, rule, work):
        update(make_work(user=work.user), recurring_work_id=rule.pk, occurs_on="2026-09-03")
        make_recurring_work(user=work.user)

        assert Work.objects.filter(occurs_on=work.occurs_on).count() == 2

    def test_has_a_day_and_its_rule_in_one_column(self, rule, work):
        other = make_work(user=rule.user)

        for name in ("recurring_work_id", "recurring_work_in_trash_id"):
            refuses(other, **{name: rule.pk})
        refuses(work, recurring_work_in_trash_id=rule.pk)

    def test_keeps_its_day_when_its_rule_is_gone(self, work):
        update(work, recurring_work_id=None)

        assert Work.objects.get().occurs_on == work.occurs_on


def test_heartbeat_is_the_only_row(db):
    scheduler.tick(NOON)

    refuses_sql("UPDATE works_scheduler SET id = 2")
    refuses_sql(
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
