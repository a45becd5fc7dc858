"""Attempts on many accounts from one address are throttled at every page that takes them, as at the API."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from tests.makers import PASSWORD
from wheelbarrow.core import jobs

# page → what is sent, and the answer to it
PAGES = {
    "/admin/login/": ({"username": "{}@example.org", "password": "wrong"}, 200),
    "/api/session/login/": ({"username": "{}@example.org", "password": "wrong"}, 200),
    "/login/": ({"login": "{}@example.org", "password": "wrong"}, 422),
    "/signup/": ({"email": "{}@example.org", "password": "short"}, 422),
    "/password/reset/": ({"email": "{}@example.org"}, 302),
}
API = "/api/v1/auth/token/"


@pytest.fixture(autouse=True)
def two_a_minute(monkeypatch):
    """And a clock that stands."""
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": None, "auth": "2/min"})
    with time_machine.travel(datetime(2026, 9, 2, 9, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


def attempt(path, number, **extra):
    form = {name: text.format(number) for name, text in PAGES[path][0].items()}
    return Client().post(path, form, **extra)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
class TestAPage:
    def test_is_closed_after_so_many_attempts_whatever_the_account(self, path):
        answers = [attempt(path, number).status_code for number in range(4)]

        assert answers == [PAGES[path][1]] * 2 + [429] * 2

    def test_has_the_time_to_wait(self, path, two_a_minute):
        for number in range(2):
            attempt(path, number)
        two_a_minute.shift(20)

        refused = attempt(path, 3)

        assert refused.headers["Retry-After"] == "40"
        assert "Too many attempts" in refused.content.decode()

    def test_counts_together_with_the_api(self, path):
        for number in range(2):
            body = {"email": f"{number}@example.org", "password": "wrong"}
            Client().post(API, body, content_type="application/json")

        assert attempt(path, 3).status_code == 429

    def test_is_open_to_another_address(self, path):
        for number in range(3):
            attempt(path, number)

        assert attempt(path, 4, REMOTE_ADDR="192.0.2.7").status_code == PAGES[path][1]

    def test_can_be_looked_at(self, path):
        for number in range(3):
            attempt(path, number)

        assert Client().get(path).status_code == 200


class TestWhatIsRefused:
    def test_is_not_done(self, operator):
        for number in range(2):
            attempt("/admin/login/", number)

        Client().post("/password/reset/", {"email": operator.email})
        jobs.run_waiting()
        answer = Client().post("/admin/login/", {"username": operator.email, "password": PASSWORD})

        assert answer.status_code == 429
        assert mail.outbox == []


class TestThePasswordOfAPersonWithASession:
    @pytest.mark.parametrize("path", ["/settings/email/", "/settings/password/", "/settings/account/"])
    def test_can_be_guessed_as_seldom(self, ann, path):
        browser = Client()
        browser.force_login(ann)

        answers = [browser.post(path, {"password": "wrong", "old_password": "wrong"}).status_code for _ in range(3)]

        assert answers == [422, 422, 429]
        assert browser.get(path).status_code == 200
