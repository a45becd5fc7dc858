"""What a lock costs and keeps, and what the admin shows of it."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.test_lockout import LIMIT, ROOT, by_admin, by_json, fail, statements
from tests.makers import NOON, PASSWORD, make_operator


@pytest.fixture(autouse=True)
def three_failures(settings):
    settings.AXES_FAILURE_LIMIT = LIMIT


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def root(db):
    return make_operator(ROOT)


class TestTheCost:
    def test_of_a_login_without_failures_is_two_questions(self):
        by_json(ROOT, PASSWORD)

        asked = statements(by_json, ROOT, PASSWORD)

        # Is it locked, who is it, is it locked by now; then the refresh token is written down.
        assert asked == ["SELECT", "SELECT", "SELECT", "INSERT"]

    def test_of_a_locked_login_is_one_question(self):
        fail()

        assert statements(by_json, ROOT, PASSWORD) == ["SELECT"]

    def test_of_a_login_does_not_grow_with_the_failures_of_others(self, clock):
        before = statements(by_json, ROOT, "wrong")
        for number in range(20):
            by_json(f"{number}@example.org", "wrong")
        clock.shift(1000)
        AccessAttempt.objects.filter(username=ROOT).delete()

        assert statements(by_json, ROOT, "wrong") == before


class TestWhatIsKept:
    def test_is_no_password_and_nothing_that_was_typed_besides(self):
        by_admin(ROOT, "a secret horse", HTTP_USER_AGENT="Mozilla")

        row = AccessAttempt.objects.values().get()
        assert row["username"] == ROOT
        assert "horse" not in str(row)
        assert (row["user_agent"], row["get_data"], row["post_data"]) == ("", "", "")

    def test_is_removed_with_the_trash_when_it_has_grown_old(self, clock):
        fail(1, email="old@example.org")
        clock.shift(timedelta(days=20))
        fail(1, email="new@example.org")
        clock.shift(timedelta(days=11))

        call_command("purge_deleted")

        assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["new@example.org"]

    def test_is_never_a_lock_that_is_lifted_by_the_purge(self, clock):
        fail()
        clock.shift(60)

        call_command("purge_deleted", days=0)

        assert by_json(ROOT, PASSWORD).status_code == 429

    def test_is_lifted_by_the_operators_command(self):
        fail()

        call_command("axes_reset_username", ROOT)

        assert by_json(ROOT, PASSWORD).status_code == 200

    def test_is_logged_without_the_account(self, caplog):
        by_json("hush hush", "wrong")

        messages = [record.getMessage() for record in caplog.records]
        assert "Failed login from 127.0.0.1: failure 1" in messages
        assert not any("hush" in message for message in messages)


class TestTheAdmin:
    def test_shows_failures_and_changes_none(self, client, root):
        fail(1)
        client.force_login(root)
        attempt = AccessAttempt.objects.get()
        page = f"/admin/axes/accessattempt/{attempt.pk}/"

        assert ROOT in client.get("/admin/axes/accessattempt/").content.decode()
        assert client.get(f"{page}change/").status_code == 200
        assert client.post(f"{page}change/", {"failures_since_start": 0}).status_code == 403
        assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
        assert client.get("/admin/axes/accessattempt/add/").status_code == 403


class TestTheHotPath:
    def test_passes_over_axes(self, root):
        pair = by_json(ROOT, PASSWORD).json()

        with CaptureQueriesContext(connection) as queries:
            answer = Client().get("/api/v1/works/", headers={"authorization": f"Bearer {pair['access']}"})

        assert answer.status_code == 200
        assert not any("axes" in query["sql"] for query in queries)
        assert not hasattr(answer.wsgi_request, "axes_updated")
