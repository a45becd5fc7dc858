"""Counts of the dashboard read an index only, on both engines, with rows of many people in the table."""

import re

import pytest
from django.db import connection, transaction

from tests.makers import NOON, make_user
from tests.proofs.bulk import make_rows
from works.models import Work

PEOPLE, WORKS = 50, 100

COUNTS = {
    "by status": ("work_open_(category_)?idx", lambda: Work.objects.open_by("current_status", NOON)),
    "by project": ("work_open_(category_)?idx", lambda: Work.objects.with_root().open_by("root", NOON)[:10]),
    "by person": ("work_open_(category_)?idx", lambda: Work.objects.open_by("user", NOON)[:10]),
    "finished by day": ("work_finished_idx", lambda: Work.objects.finished_by_day()),
    "cancelled": ("work_cancelled_idx", lambda: Work.objects.cancelled().values("end_at").order_by()),
}


@pytest.fixture(scope="module")
def _works(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        for index in range(PEOPLE):
            make_rows(user=make_user(f"person{index}@example.org"), categories=20, works=WORKS)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE works_work")
            if connection.vendor == "postgresql":
                # What VACUUM would set, which cannot run in a transaction.
                cursor.execute("UPDATE pg_class SET relallvisible = relpages WHERE relname = 'works_work'")
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.usefixtures("_works")
class TestCounts:
    @pytest.mark.parametrize("name", COUNTS)
    def test_read_their_index_only(self, name):
        index, count = COUNTS[name]
        if connection.vendor == "postgresql":
            # Rows without content are hardly larger than their entries in the index.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")

        plan = count().explain()

        # SQLite reads the rows that the index lists, and no others.
        only = f"Index Only Scan using {index}" if connection.vendor == "postgresql" else f"works_work USING .*{index}"
        assert re.search(only, plan), plan
        assert "Seq Scan on works_work" not in plan
