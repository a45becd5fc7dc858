"""Queries for rules use their index, with the rules of many people in the table. PROVE=1 uses 100,000."""

import json
import os
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.makers import NOON, make_category, make_user
from tests.proofs.test_explain import with_names
from works.models import RecurringWork, Work
from works.services import recurring
from works.services.cursor import move_cursor

RULES = 100_000 if os.environ.get("PROVE") else 5_000
PEOPLE = 50
# Of a group of rules that are due on the same day, a batch takes some.
BATCH = RULES // 100
# One of 500 rules is due.
DUE = 500


@pytest.fixture(scope="module")
def rules(django_db_setup, django_db_blocker):
    """Make weekly rules, most of them not due for months, each with one work. Rolls back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        places = [make_category(user=make_user(f"person{index}@example.org")) for index in range(PEOPLE)]
        rows = []
        for index in range(RULES):
            place = places[index % PEOPLE]
            row = RecurringWork(
                user_id=place.user_id,
                category=place,
                title=f"{index}",
                rule="FREQ=WEEKLY",
                starts_on=NOON.date() - timedelta(days=7),
                catch_up="latest_only",
                created_at=NOON,
                updated_at=NOON,
            )
            move_cursor(row, NOON.date() + timedelta(days=7 * (index % 40 + 1) if index % DUE else 0))
            rows.append(row)
        RecurringWork.objects.bulk_create(rows, batch_size=2000)
        works = [
            Work(
                user_id=row.user_id,
                recurring_work=row,
                occurs_on=row.starts_on,
                title="x",
                created_at=NOON,
                updated_at=NOON,
            )
            for row in rows
        ]
        Work.objects.bulk_create(works, batch_size=2000)
        deletion = recurring.delete_recurring_work(user=rows[1].user, recurring_work_id=rows[1].pk, at=NOON)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE works_recurringwork")
            cursor.execute("ANALYZE works_work")
        yield rows, deletion
        transaction.set_rollback(True)


def claimed(rules):
    """Return the ids of a batch that is small compared with the table."""
    return [row.pk for row in rules[2 : 2 + RULES // 200]]


# Each with its index and the condition on it: a range of it is read, not all of it.
SENTENCES = {
    "due": (
        r"recurringwork_due_idx.*next_due_on\s*<",
        lambda rules, deletion: RecurringWork.objects.due_at(NOON)[:1000],
    ),
    "set aside": ("recurringwork_failed_idx", lambda rules, deletion: RecurringWork.objects.set_aside()),
    "works of a rule": (
        r"work_occurrence_uniq.*recurring_work_id\s*=",
        lambda rules, deletion: Work.objects.made_by(rules[0].pk).order_by("occurs_on"),
    ),
    "works that hold a batch": (
        r"work_occurrence_uniq.*recurring_work_id\s*=",
        lambda rules, deletion: Work.objects.holding_back(claimed(rules)),
    ),
    "works that a restore gives back": (
        r"work_recurring_in_trash_idx.*recurring_work_in_trash_id\s*=",
        lambda rules, deletion: Work.all_objects.filter(
            recurring_work_in_trash__in=RecurringWork.all_objects.taken_by(deletion).values("pk"), user=deletion.user_id
        ),
    ),
}


def rows_read(node, table):
    """Yield the number of rows of the table that each node of a plan has read."""
    if node.get("Relation Name") == table:
        fetched = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"]
        yield sum(node.get(name, 0) for name in fetched) * node["Actual Loops"]
    for inner in node.get("Plans", []):
        yield from rows_read(inner, table)


reports_rows = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite does not report how many rows it has read"
)


@pytest.mark.django_db
class TestSentences:
    @pytest.mark.parametrize("name", SENTENCES)
    def test_use_their_index(self, rules, name):
        index, sentence = SENTENCES[name]

        plan = with_names(sentence(*rules).explain())

        assert re.search(index, plan, re.DOTALL), plan
        assert not re.search(r"Seq Scan on works_|SCAN works_(?!\w+ USING)", plan), plan

    def test_find_exactly_the_due_rules(self, rules):
        found = RecurringWork.objects.due_at(NOON).ids()

        assert found == [row.pk for row in rules[0][::DUE]]

    @reports_rows
    def test_read_no_rule_that_is_not_due(self, rules):
        plan = json.loads(RecurringWork.objects.due_at(NOON)[:1000].explain(analyze=True, format="json"))

        assert sum(rows_read(plan[0]["Plan"], "works_recurringwork")) == RULES // DUE, plan

    @reports_rows
    def test_read_few_of_many_that_are_due(self, rules):
        """A scheduler claims them in batches."""
        due = RecurringWork.objects.due_at(NOON + timedelta(days=400))
        plan = json.loads(due[:BATCH].explain(analyze=True, format="json"))

        assert due.count() == RULES - 1
        assert sum(rows_read(plan[0]["Plan"], "works_recurringwork")) <= BATCH, plan
