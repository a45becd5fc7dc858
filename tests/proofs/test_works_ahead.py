"""Open works of the months to come cost Today, Upcoming and the counts nothing. PROVE=1: 50,000 of them, else 3,000."""

import json
import os
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON, make_user
from tests.proofs.bulk import make_rows, times
from tests.proofs.test_explain_scheduler import rows_read
from works import selectors
from works.agenda import overdue_works, planned_works
from works.models import Work

FEW, MANY = 60, 50_000 if os.environ.get("PROVE") else 3_000
# Works of each person that have begun: some late, some due, some without a day, and some in no category.
NOW = 60
OTHERS, OF_OTHERS = 10, 90
WEEK = timedelta(days=6)
IS_POSTGRESQL = connection.vendor == "postgresql"


def _work(user, nodes, index, day):
    return Work(
        user=user, title=f"{index}", category=nodes[index % len(nodes)], position=index, starts_on=day, **times()
    )


def _begun(user, nodes, index):
    work = _work(user, nodes, index, NOON.date() - timedelta(days=index) if index % 3 else None)
    work.deadline_on = [None, NOON.date(), NOON.date() - timedelta(days=1)][index % 3]
    work.starts_on = work.deadline_on and work.starts_on and min(work.starts_on, work.deadline_on)
    work.category = nodes[index % len(nodes)] if index % 4 else None
    return work


def _ahead(user, nodes, index):
    """They begin in a month or later; every other has a deadline."""
    work = _work(user, nodes, index, NOON.date() + timedelta(days=40 + index % 300))
    work.deadline_on = work.starts_on + timedelta(days=20) if index % 2 else None
    return work


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """Make Ann with few works ahead, Ben with many and others; yield both. Rolls back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        ann, ben = make_user(), make_user("ben@example.org", time_zone="Asia/Seoul")
        for number in range(OTHERS):
            make_rows(user=make_user(f"person{number}@example.org"), categories=10, works=OF_OTHERS)
        for user, ahead in ((ann, FEW), (ben, MANY)):
            nodes = make_rows(user=user, categories=50, works=0)
            Work.objects.bulk_create([_begun(user, nodes, index) for index in range(NOW)])
            Work.objects.bulk_create([_ahead(user, nodes, index) for index in range(ahead)], batch_size=2000)
        with connection.cursor() as cursor:
            for table in ("works_work", "categories_category"):
                cursor.execute(f"ANALYZE {table}")
        yield ann, ben
        transaction.set_rollback(True)


def today(user):
    return user.local_time(NOON).date()


# What is asked of a person's works, and the plan: of SQLite, then of PostgreSQL.
BEGUN = r"work_open_idx \(user_id=\? AND <expr><\?\)", r"work_open_idx.*Index Cond: [^\n]*COALESCE\(starts_on, [^\n]*<="
DUE = r"work_due_idx \(user_id=\? AND deadline_on<\?\)", r"work_due_idx.*Index Cond: [^\n]*deadline_on <="
BETWEEN = (
    r"work_open_idx \(user_id=\? AND <expr>>\? AND <expr><\?\).*work_due_idx \(user_id=\? AND deadline_on>\? AND",
    # Where one person has most of the deadlines, the index of all people's is as good.
    r"work_open_idx.*COALESCE\(starts_on, [^\n]*>=.*work_(due|deadline)_idx.*Index Cond: [^\n]*deadline_on >=",
)
ASKED = {
    "Today": (lambda user: Work.objects.owned_by(user).for_today(user.local_time(NOON)), BEGUN),
    "Upcoming": (lambda user: planned_works(user, today(user), today(user) + WEEK), BETWEEN),
    "a day to come": (lambda user: Work.objects.owned_by(user).planned_on(today(user) + WEEK), BETWEEN),
    "the overdue ones above Upcoming": (
        lambda user: overdue_works(user, user.local_time(NOON)),
        tuple(map("|".join, zip(BEGUN, DUE, strict=True))),
    ),
    "overdue ones listed": (lambda user: Work.objects.owned_by(user).overdue_at(user.local_time(NOON)), DUE),
}


def plan_of(rows):
    plan = rows.explain()
    return plan.replace("\n", " ") if not IS_POSTGRESQL else plan


def effort(ask):
    """Return what the database did to answer: the rows that it read, or the instructions of SQLite's machine."""
    if not IS_POSTGRESQL:
        count = 0

        def step():
            nonlocal count
            count += 1

        connection.connection.set_progress_handler(step, 1)
        try:
            ask()
        finally:
            connection.connection.set_progress_handler(None, 0)
        return count
    with CaptureQueriesContext(connection) as queries:
        ask()
    read = 0
    for sent in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sent['sql'].replace('%', '%%')}")
            found = cursor.fetchone()[0]
        plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
        read += sum(rows_read(plan, "works_work"))
    return read


@pytest.mark.django_db
class TestWorksAhead:
    @pytest.mark.parametrize("name", ASKED)
    def test_are_left_out_by_a_range_of_the_index(self, people, name):
        ask, plans = ASKED[name]

        for user in people:
            plan = plan_of(ask(user))
            assert re.search(plans[IS_POSTGRESQL], plan, re.DOTALL), plan

    @pytest.mark.parametrize("name", ASKED)
    def test_are_not_read(self, people, name):
        ask, _plans = ASKED[name]
        ann, ben = people
        assert [row.title for row in ask(ann)] == [row.title for row in ask(ben)]

        few, many = (effort(lambda user=user: list(ask(user))) for user in people)

        # PostgreSQL takes one index for few works and another for many, each up to what has begun.
        assert many <= max(1.1 * few, NOW if IS_POSTGRESQL else 0), (few, many)

    def test_are_not_read_for_the_next_deadline(self, people):
        few, many = (effort(lambda user=user: selectors.next_due(user.pk, today(user))) for user in people)

        assert many <= max(1.1 * few, OTHERS * OF_OTHERS if IS_POSTGRESQL else 0), (few, many)

    def test_are_not_counted_for_the_inbox(self, people):
        few, many = (effort(lambda user=user: selectors.beside(user.pk)) for user in people)

        assert many <= 1.1 * few, (few, many)
