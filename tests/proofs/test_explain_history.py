"""The change log is read by index: changes since an id, the history of a row and of days, and what is pruned.

PROVE=1 uses 1,000,000 changes.
"""

import os
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON, make_user
from wheelbarrow.core.history import pruning, selectors
from wheelbarrow.core.models import Change

CHANGES = 1_000_000 if os.environ.get("PROVE") else 20_000
PEOPLE = 20
TABLE = Change._meta.db_table
# One change a minute; each person has every twentieth, and each row of a person fifty.
ROW = 7


def series(count):
    """A table expression with the numbers from 0 to before `count`, as n."""
    if connection.vendor == "postgresql":
        return f"generate_series(0, {count - 1}) AS numbers (n)"
    return (
        f"(WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count - 1})"
        " SELECT n FROM numbers)"
    )


def minutes_after(column):
    if connection.vendor == "postgresql":
        return f"timestamptz '2026-09-02 09:00:00+00' + {column} * interval '1 minute'"
    return f"datetime('2026-09-02 09:00:00', {column} || ' minutes')"


@pytest.fixture(scope="module")
def ann(django_db_setup, django_db_blocker):
    """Make the changes of many people; yield one in the middle. Rolls back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = [make_user(f"person{index}@example.org") for index in range(PEOPLE)]
        first, each = people[0].pk, CHANGES // PEOPLE
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE} (user_id, at, actor, token, request_id, action, batch, kind, row, before, after)"
                f" SELECT {first} + n % {PEOPLE}, {minutes_after('n')}, 'api', '', '', 'edited', n, 'work',"
                f' (n / {PEOPLE}) % {max(each // 50, 1)}, \'{{"title": "Dig"}}\', \'{{"title": "Plant"}}\''
                f" FROM {series(CHANGES)}"
            )
            cursor.execute(f"ANALYZE {TABLE}")
        # Deferred foreign keys of a million rows would be checked after each test.
        connection.check_constraints([TABLE])
        yield people[PEOPLE // 2]
        transaction.set_rollback(True)


def of_row(user, **more):
    return selectors.history(user, row=("work", ROW), limit=50, **more)


def middle(user):
    ids = Change.objects.owned_by(user).order_by("pk").ids()
    return ids[len(ids) // 2]


READS = {
    "since": (lambda user: selectors.changes_since(user, middle(user), limit=100), "change_user_id_uniq"),
    "since the first": (lambda user: selectors.changes_since(user, 0, limit=100), "change_user_id_uniq"),
    "newest": (lambda user: selectors.history(user, limit=100), "change_user_id_uniq"),
    "of a row": (of_row, "change_row_idx"),
    "of a row, the next page": (lambda user: of_row(user, before=middle(user)), "change_row_idx"),
    "of a day": (
        lambda user: selectors.history(user, first=NOON.date(), last=NOON.date(), limit=100),
        "change_at_idx|change_user_id_uniq",
    ),
    "of a day long ago": (
        lambda user: selectors.history(user, last=NOON.date() - timedelta(days=9), limit=100),
        "change_at_idx",
    ),
    "the mark of what is pruned": (
        lambda user: pruning._set_mark(user, before=NOON + timedelta(days=1)),
        "change_at_idx",
    ),
}


def statements_of(read, user):
    """The statements on the log that the read runs itself."""
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        read(user)
        transaction.set_rollback(True)
    found = [query["sql"] for query in captured if f'FROM "{TABLE}"' in query["sql"]]
    return [sql for sql in found if "LIMIT" in sql]


def plan_of(sql):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return "\n".join(row[-1] for row in cursor.fetchall())
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def with_names(plan):
    """Replace SQLite's name for the index of the UNIQUE constraint by the name of the constraint."""
    return re.sub(rf"sqlite_autoindex_{TABLE}_\d+", "change_user_id_uniq", plan)


@pytest.mark.django_db
class TestReads:
    @pytest.mark.parametrize("name", READS)
    def test_use_their_index(self, name, ann):
        read, index = READS[name]

        plans = [with_names(plan_of(sql)) for sql in statements_of(read, ann)]

        assert plans
        for plan in plans:
            assert not re.search(rf"Seq Scan on {TABLE}|SCAN {TABLE}\b(?! USING)", plan), plan
        assert any(re.search(index, plan) for plan in plans), plans

    def test_page_by_page_give_every_change_of_the_person_once(self, ann):
        since, read = 0, []
        while (page := selectors.changes_since(ann, since, limit=1000)).changes:
            read += [change.pk for change in page.changes]
            since = page.since
            if len(read) > 5000:
                break

        assert all(one < other for one, other in pairwise(read))
        assert len(read) == min(CHANGES // PEOPLE, 6000)
