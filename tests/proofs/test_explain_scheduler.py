"""The scheduler, and what looks at rules, use their index, with the rules of many people in the table. PROVE=1 takes 100,000."""

import os
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.makers import NOON, make_category, make_user
from tests.proofs.test_explain import with_names
from works.models import RecurringWork, Work
from works.services.generation import move_cursor

RULES = 100_000 if os.environ.get("PROVE") else 20_000
PEOPLE = 50
# One rule in so many is due.
DUE = 500


@pytest.fixture(scope="module")
def rules(django_db_setup, django_db_blocker):
    """Rules that file weekly, most of them not due for months, each with a work that it has made. Taken back in the end."""
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
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE works_recurringwork")
            cursor.execute("ANALYZE works_work")
        yield rows
        transaction.set_rollback(True)


SENTENCES = {
    "due": ("recurringwork_due_idx", lambda rules: RecurringWork.objects.due_at(NOON)[:1000]),
    "set aside": ("recurringwork_failed_idx", lambda rules: RecurringWork.objects.set_aside()),
    "works of a rule": ("work_occurrence_uniq", lambda rules: Work.objects.made_by(rules[0].pk).order_by("occurs_on")),
    "works of a rule in the trash": (
        "work_recurring_in_trash_idx",
        lambda rules: Work.all_objects.filter(recurring_work_in_trash__in=[rules[0].pk]),
    ),
}


@pytest.mark.django_db
class TestSentences:
    @pytest.mark.parametrize("name", SENTENCES)
    def test_use_their_index(self, rules, name):
        index, sentence = SENTENCES[name]

        plan = with_names(sentence(rules).explain())

        assert re.search(index, plan), plan
        assert not re.search(r"Seq Scan on works_|SCAN works_(?!\w+ USING)", plan), plan

    def test_find_what_is_due_and_no_more(self, rules):
        found = RecurringWork.objects.due_at(NOON).ids()

        assert found == [row.pk for row in rules[::DUE]]
