"""A connection that the server has ended: reopened between two requests, an error inside a transaction."""

from time import sleep

import pytest
from django.db import OperationalError, connection, transaction

from tests.makers import NOON, make_user, make_work
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.ownership import lock_and_bump
from works.models import Work

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server"),
]
TIMES = {"created_at": NOON, "updated_at": NOON}
mine = Compiled(lambda user: Work.objects.owned_by(user))
mine_replanned = Compiled(lambda user: Work.objects.owned_by(user), replan=True)


@pytest.fixture(autouse=True)
def _left_usable(transactional_db):
    """However a test ends, the next has a connection."""
    yield
    connection.close()


def end_the_connection():
    """As a restart of the server would; gives the number of the backend that is gone."""
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        while True:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid])
            if not cursor.fetchall():
                break
            sleep(0.01)
    other.close()
    return pid


class TestALostConnection:
    @pytest.mark.parametrize("rows", [mine, mine_replanned], ids=["prepared", "replanned"])
    def test_is_reopened_between_two_requests(self, rows):
        work = make_work(user=make_user())
        assert rows(work.user_id) == [work]
        gone = end_the_connection()

        assert rows(work.user_id) == [work]

        assert connection.connection.info.backend_pid != gone
        assert rows(work.user_id) == [work]

    def test_is_an_error_inside_a_transaction(self):
        ann = make_user()

        with pytest.raises(OperationalError), transaction.atomic():
            _write_and_lose(ann)

        assert not Work.objects.exists()
        Work(user=ann, title="Sow", **TIMES).save()
        assert Work.objects.get().title == "Sow"


def _write_and_lose(user):
    lock_and_bump(user)
    Work(user=user, title="Lost", **TIMES).save()
    end_the_connection()
    Work(user=user, title="Dig", **TIMES).save()
