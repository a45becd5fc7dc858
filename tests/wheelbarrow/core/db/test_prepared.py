"""Finished statements run as Django would run them."""

import pytest
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from categories.models import Category
from tests.makers import NOON, make_category, make_user, make_work
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.db.prepared import MOST_STATEMENTS, literal, run
from works.models import Work

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite prepares nothing")
TIMES = {"created_at": NOON, "updated_at": NOON}


@pytest.fixture
def place(ann, ben):
    make_category(user=ben)
    return make_category(user=ann)


@pytest.mark.django_db
class TestRun:
    def test_gives_tuples_of_what_was_asked(self):
        assert [tuple(row) for row in run("SELECT 1, NULL, 'a' UNION SELECT 2, NULL, '50%%' ORDER BY 1", [])] == [
            (1, None, "a"),
            (2, None, "50%"),
        ]

    def test_takes_numbers_of_every_width(self, ann):
        make_work(user=ann, position=0)

        for number in (0, -1, 2**15, 2**31, 2**63 - 1, -(2**63)):
            assert len(run("SELECT id FROM works_work WHERE position < %s", [number])) == int(number > 0)

    def test_raises_what_django_raises(self):
        with pytest.raises((ProgrammingError, OperationalError)), transaction.atomic():
            run("SELECT nothing FROM nowhere WHERE id = %s", [1])

        assert Work.objects.count() == 0

    @on_postgresql
    def test_raises_what_django_raises_for_a_statement_that_was_right_before(self):
        assert run("SELECT 1 / %s", [1])[0][0] == 1

        with pytest.raises(DataError), transaction.atomic():
            run("SELECT 1 / %s", [0])

        assert run("SELECT 1 / %s", [1])[0][0] == 1

    def test_runs_nothing_in_a_transaction_that_is_broken(self, place):
        with transaction.atomic():
            with pytest.raises(IntegrityError), transaction.atomic(savepoint=False):
                Work(pk=make_work(user=place.user).pk, user=place.user, title="Dig", **TIMES).save(force_insert=True)

            with pytest.raises(TransactionManagementError):
                run("SELECT 1", [])

    @on_postgresql
    def test_lets_old_statements_go(self):
        for number in range(MOST_STATEMENTS + 20):
            assert run(f"SELECT {number} + %s", [1])[0][0] == number + 1

        assert run("SELECT 0 + %s", [5])[0][0] == 5
        assert run("SELECT count(*) FROM pg_prepared_statements", [])[0][0] <= MOST_STATEMENTS
        assert Category.objects.count() == 0

    @on_postgresql
    def test_prepares_a_statement_once(self):
        for number in (1, 2**40, -7):
            run("SELECT 12345 + %s", [number])

        ready = run("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 12345%%'", [])
        assert ready[0][0] == 1

    @on_postgresql
    def test_names_a_statement_by_its_sql(self):
        """The same name on every connection: behind a pooler another client's statement must not run instead."""
        names = []
        for _connection in range(2):
            run("SELECT 777 + %s", [1])
            run("SELECT 778 + %s", [1])
            ready = run("SELECT statement, name FROM pg_prepared_statements WHERE statement LIKE 'SELECT 77%%'", [])
            names.append(dict(map(tuple, ready)))
            connection.connection.execute("DEALLOCATE ALL")
            connection.prepared.names.clear()
            run("SELECT 778 + %s", [1])

        assert names[0] == names[1]
        assert len(set(names[0].values())) == 2

    @on_postgresql
    def test_prepares_nothing_with_replan(self):
        assert run("SELECT 54321 + %s", [1], replan=True)[0][0] == 54322

        ready = run("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 54321%%'", [])
        assert ready[0][0] == 0

    def test_is_seen_by_who_counts_queries(self, ann):
        with CaptureQueriesContext(connection) as queries:
            lock_and_bump(ann)
            run("SELECT 1", [])

        assert [query["sql"][:6] for query in queries] == ["UPDATE", "SELECT"]


@pytest.mark.django_db(transaction=True)
class TestRunOutsideOfATransaction:
    def test_begins_the_transaction_that_it_is_the_first_statement_of(self):
        ann = make_user()
        before = ann.version
        for undone in (True, False, True):
            with transaction.atomic():
                lock_and_bump(ann)
                transaction.set_rollback(undone)

        ann.refresh_from_db()
        assert ann.version == before + 1

    @on_postgresql
    def test_leaves_the_connection_usable_after_an_error(self):
        with pytest.raises(DataError):
            run("SELECT 1 / %s", [0])

        assert run("SELECT 1 / %s", [1])[0][0] == 1
        assert connection.connection.info.transaction_status.name == "IDLE"


@pytest.mark.django_db
class TestLiteral:
    @on_postgresql
    @pytest.mark.parametrize("text", ["it's", "50 $1", "\\", "“정원”"])
    def test_is_read_as_the_same(self, text):
        assert run(f"SELECT {literal(text)}", [])[0][0] == text
