"""A database that is busy or unreachable: 503 with Retry-After in every interface, never 500."""

import os
import subprocess
import sys
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test import Client

from accounts.models import User
from tests.architecture.source import ROOT
from tests.conftest import client_of
from tests.makers import make_work
from tests.proofs.test_processes import database_url
from tests.wheelbarrow.core.api.problems import assert_problem
from wheelbarrow.core.db.availability import problem_of
from wheelbarrow.core.db.ownership import lock_and_bump
from works.models import Work

pytestmark = pytest.mark.django_db(transaction=True)
IS_POSTGRESQL = connection.vendor == "postgresql"
on_postgresql = pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has no server")


@contextmanager
def somebody_writing(user):
    """Hold the lock of the person on another connection."""
    holds, may_go = Event(), Event()

    def hold():
        try:
            with transaction.atomic():
                lock_and_bump(user)
                holds.set()
                may_go.wait(timeout=30)
        finally:
            connection.close()

    thread = Thread(target=hold)
    thread.start()
    assert holds.wait(timeout=30)
    try:
        yield
    finally:
        may_go.set()
        thread.join(timeout=30)


@pytest.fixture(params=["lock_timeout", "statement_timeout"] if IS_POSTGRESQL else ["busy_timeout"])
def short_timeouts(request):
    """Let the connection of the test wait a tenth of a second."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET {request.param} = 100" if IS_POSTGRESQL else "PRAGMA busy_timeout = 100")
    yield
    connection.close()


def error_of(sql):
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return caught.value


class TestAWaitThatWasTooLong:
    def test_is_503_to_the_api_and_nothing_is_done(self, ann, short_timeouts):
        api, work = client_of(ann), make_work(user=ann)

        with somebody_writing(ann):
            answers = [
                api.post("/api/v1/works/", {"title": "Sow"}),
                api.patch(f"/api/v1/works/{work.pk}/", {"title": "Sow"}),
                api.delete(f"/api/v1/works/{work.pk}/"),
            ]
        User.objects.update(language="ko")
        with somebody_writing(ann):
            in_korean = api.post("/api/v1/works/", {"title": "Sow"}).json()["detail"]

        for answer in answers:
            assert_problem(answer, 503, "unavailable")
            assert answer.headers["Retry-After"] == "5"
        assert any("가" <= letter <= "힣" for letter in in_korean)
        assert [row.title for row in Work.objects.all()] == ["Dig"]
        assert api.post("/api/v1/works/", {"title": "Sow"}).status_code == 201

    def test_is_503_to_a_form_of_the_admin(self, operator, short_timeouts):
        operator_client = Client(raise_request_exception=False)
        operator_client.force_login(operator)
        form = {"user": operator.pk, "title": "Sow", "current_status": "TODO", "priority": "NONE", "position": 0}

        with somebody_writing(operator):
            answer = operator_client.post("/admin/works/work/add/", form)

        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Traceback" not in answer.content.decode()
        assert not Work.objects.exists()
        assert operator_client.post("/admin/works/work/add/", form).status_code == 302


class TestFullDisk:
    @pytest.mark.skipif(IS_POSTGRESQL, reason="PostgreSQL reports its own disk: 53100 below")
    def test_is_503_and_the_connection_goes_on(self, ann):
        api = client_of(ann)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # or pages that earlier tests left free would take the works
            cursor.execute("PRAGMA max_page_count = 1")  # the present size: the file may not grow
        answers = [api.post("/api/v1/works/", {"title": "Sow", "content": "x" * 9_000}) for _work in range(30)]
        refused = [answer for answer in answers if answer.status_code != 201]
        connection.close()

        assert refused
        assert_problem(refused[0], 503, "unavailable")
        assert refused[0].headers["Retry-After"] == "5"
        assert api.post("/api/v1/works/", {"title": "Sow"}).status_code == 201


class TestProblemOf:
    @on_postgresql
    def test_separates_what_is_busy_or_unreachable_from_bugs(self):
        busy = ["08006", "40001", "40P01", "53300", "53100", "55P03", "57014", "57P01", "57P03", "25P03", "25006"]
        bugs = ["22P02", "23505", "23503", "25P02", "42P01", "42601", "XX000", "P0001"]

        found = [
            state for state in busy + bugs if problem_of(error_of(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
        ]

        assert found == busy
        assert problem_of(OperationalError("connection refused"))

    def test_is_none_for_wrong_statements_and_other_errors(self):
        wrong = ["SELECT nothing FROM nowhere", "SELEKT", "SELECT 1 FROM works_work WHERE nothing"]
        for error in [
            *map(error_of, wrong),
            None,
            ValueError(),
            ImproperlyConfigured(),
            IntegrityError(),
            DatabaseError(),
        ]:
            assert not problem_of(error), error


SHOW = """
import wheelbarrow.{start}
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute(f"SHOW {{name}}")
        print(*cursor.fetchone())
"""


@on_postgresql
class TestTheTimeouts:
    def show(self, start, **environment):
        environment = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "x" * 60,
            "DJANGO_SETTINGS_MODULE": "wheelbarrow.settings",
            "DATABASE_URL": database_url(),
            **environment,
        }
        command = [sys.executable, "-c", SHOW.format(start=start)]
        shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return shown.stdout.split()

    def test_are_in_force_where_requests_are_served(self, ann):
        assert self.show("wsgi") == ["20s", "10s", "30s"]

    def test_are_those_of_the_environment(self, ann):
        chosen = {"STATEMENT_TIMEOUT_SECONDS": "90", "LOCK_TIMEOUT_SECONDS": "7"}

        assert self.show("wsgi", IDLE_TRANSACTION_TIMEOUT_SECONDS="0", **chosen) == ["90s", "7s", "0"]

    def test_give_way_to_those_of_the_address(self, ann):
        url = f"{database_url()}?options=-c%20lock_timeout%3D3s"

        assert self.show("wsgi", DATABASE_URL=url) == ["20s", "3s", "30s"]

    def test_are_none_of_a_command(self, ann):
        assert self.show("settings") == ["0", "0", "0"]
