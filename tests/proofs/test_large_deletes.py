"""What a delete and a restore of a large branch write, and who waits meanwhile. PROVE=1: 200,000 works, else 2,000."""

import json
import os
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from categories import services as categories
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_user, make_work
from tests.proofs import racing
from tests.proofs.bulk import make_rows
from wheelbarrow.core import trash
from wheelbarrow.core.history.undo import undo_last
from works.models import Work
from works.services import lifecycle

PROVE = bool(os.environ.get("PROVE"))
CATEGORIES, WORKS = (2000, 200_000) if PROVE else (20, 2000)
# Processor time of the database for 200,000 works, in seconds: three times what it took on a busy machine of 2026.
LONGEST = 10
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not report what it writes")


def make_branch(user):
    top = make_category(user=user, name="2026")
    make_rows(user=user, categories=CATEGORIES - 1, works=WORKS, top=top)
    with connection.cursor() as cursor:
        for table in ("works_work", "categories_category"):
            cursor.execute(f"ANALYZE {table}")
    return top


class Explained:
    """Runs each UPDATE of works as EXPLAIN ANALYZE; `written` has the number of records in the log of PostgreSQL."""

    def __init__(self):
        self.written = []

    def __call__(self, execute, sql, params, many, context):
        if not sql.startswith('UPDATE "works_work"'):
            return execute(sql, params, many, context)
        result = execute(f"EXPLAIN (ANALYZE, WAL, FORMAT JSON) {sql}", params, many, context)
        found = context["cursor"].fetchone()[0]
        [plan] = json.loads(found) if isinstance(found, str) else found
        self.written.append(plan["Plan"]["WAL Records"])
        return result


def backend_seconds():
    """Return the processor time of the database until now: of its own process, or of this one on SQLite."""
    if connection.vendor == "sqlite":
        return time.process_time()
    with open(f"/proc/{connection.connection.info.backend_pid}/stat") as file:
        ticks = file.read().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@pytest.mark.django_db
class TestALargeBranch:
    @on_postgresql
    def test_is_written_once_for_each_index_that_has_deleted_works(self, ann):
        top, to_trash, back = make_branch(ann), Explained(), Explained()

        with connection.execute_wrapper(to_trash):
            deletion = categories.delete_category(user=ann, category_id=top.pk, at=NOON)
        with connection.execute_wrapper(back):
            trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)

        # Five: the row, and its entries in works_work_pkey, work_user_id_uniq, work_category_idx and work_deletion_idx.
        # Pages that had to be divided are one more. Back, instead of the last, work_updated_idx and those of open works.
        assert sum(to_trash.written) / WORKS < 6.5
        assert sum(back.written) / WORKS < 9

    @pytest.mark.prove
    @pytest.mark.skipif(
        connection.vendor == "postgresql" and not os.path.exists("/proc/self/stat"),
        reason="the processor time of others",
    )
    def test_takes_seconds_in_the_database(self, ann):
        top = make_branch(ann)
        acts = {
            "delete": lambda: categories.delete_category(user=ann, category_id=top.pk, at=timezone.now()),
            "undo of the delete": lambda: undo_last(user=ann, at=timezone.now()),
            "delete again": lambda: categories.delete_category(user=ann, category_id=top.pk, at=timezone.now()),
            "restore": lambda: trash.restore_deletion(
                user=ann, deletion_id=trash.deletions(ann)[0].pk, at=timezone.now()
            ),
            "undo of the restore": lambda: undo_last(user=ann, at=timezone.now()),
        }
        took = {}

        for name, act in acts.items():
            began = backend_seconds()
            act()
            connection.check_constraints()
            took[name] = backend_seconds() - began

        assert max(took.values()) < LONGEST, took
        assert Work.all_objects.owned_by(ann).deleted().count() == WORKS


@pytest.mark.django_db(transaction=True)
class TestOtherPeople:
    """A delete locks the rows of its person only."""

    def test_read_and_write_while_it_is_not_committed(self):
        ann, ben = make_user("ann@example.org"), make_user("ben@example.org")
        top, work = make_branch(ann), make_work(user=ben)
        make_work(user=ann, title="Elsewhere")
        api, hers = client_of(ben), client_of(ann)

        def delete():
            return categories.delete_category(user=ann, category_id=top.pk, at=NOON)

        def others():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    # Waiting for a lock would be an error.
                    cursor.execute("SET lock_timeout = 1")
                lifecycle.finish_work(user=ben, work_id=work.pk, at=NOON)
            shown = [client.get("/api/v1/works/today/") for client in (api, hers)]
            return [response.status_code for response in shown], len(shown[1].json()["results"])

        if connection.vendor == "postgresql":
            deleted, answered = racing.overtake(delete, others)
        else:
            # Readers see what was committed; a writer waits for the only one, BEGIN IMMEDIATE.
            with transaction.atomic():
                deleted = delete()
                [answered] = racing.race(others)

        assert deleted.counts["works"] == WORKS
        # What Ann sees is complete until the delete is committed.
        assert answered[0] == [200, 200]
        assert answered[1] > 1
        assert Work.objects.owned_by(ann).count() == 1
