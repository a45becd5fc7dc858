"""Too many wrong passwords for one account from one address lock that pair, in every interface."""

from itertools import product

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON, PASSWORD, make_operator
from tests.wheelbarrow.core.api.problems import assert_problem
from wheelbarrow.core.api.throttles import AddressThrottle

LIMIT = 3
FORM = "application/x-www-form-urlencoded"


def by_json(email, password, **extra):
    body = {"email": email, "password": password}
    return Client().post("/api/v1/auth/token/", body, content_type="application/json", **extra)


def by_grant(email, password, **extra):
    form = f"grant_type=password&username={email}&password={password}"
    return Client().post("/api/v1/auth/token/", form, content_type=FORM, **extra)


def by_admin(email, password, **extra):
    return Client().post("/admin/login/", {"username": email, "password": password}, **extra)


def by_browsable_api(email, password, **extra):
    return Client().post("/api/session/login/", {"username": email, "password": password}, **extra)


def by_page(email, password, **extra):
    return Client().post("/login/", {"login": email, "password": password}, **extra)


# login → what it answers to a wrong password and to the right one
LOGINS = {
    by_json: (401, 200),
    by_grant: (400, 200),
    by_admin: (200, 302),
    by_browsable_api: (200, 302),
    by_page: (422, 302),
}
ROOT = "root@example.org"


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


def fail(times=LIMIT, login=by_json, email=ROOT, **extra):
    return [login(email, "wrong", **extra).status_code for _time in range(times)]


def statements(login, email, password):
    with CaptureQueriesContext(connection) as queries:
        login(email, password)
    return [query["sql"].split()[0] for query in queries]


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.__name__)
class TestEveryLogin:
    def test_is_closed_after_so_many_failures_to_the_right_password_too(self, login, clock):
        wrong, right = LOGINS[login]

        assert fail(LIMIT - 1, login) == [wrong] * (LIMIT - 1)
        assert login(ROOT, PASSWORD).status_code == right
        assert fail(LIMIT, login) == [wrong] * LIMIT
        assert login(ROOT, "wrong").status_code == 429
        assert login(ROOT, PASSWORD).status_code == 429

    def test_has_the_time_to_wait_and_opens_then_whatever_was_tried_meanwhile(self, login, clock):
        fail(login=login)
        clock.shift(60)
        assert login(ROOT, PASSWORD).headers["Retry-After"] == "840"
        clock.shift(839)
        assert login(ROOT, PASSWORD).status_code == 429

        clock.shift(1)

        assert login(ROOT, PASSWORD).status_code == LOGINS[login][1]

    def test_is_closed_by_the_failures_at_every_other(self, login, clock):
        for other in (by_page, by_grant, by_browsable_api):
            fail(1, other)

        assert login(ROOT, PASSWORD).status_code == 429

    def test_closes_to_an_account_that_is_none_alike(self, login, clock):
        wrong, _right = LOGINS[login]

        for email in (ROOT, "nobody@example.org"):
            assert fail(LIMIT + 1, login, email) == [wrong] * LIMIT + [429]
        one = {"HTTP_X_REQUEST_ID": "one"}
        known, unknown = login(ROOT, "wrong", **one), login("nobody@example.org", "wrong", **one)
        assert known.content == unknown.content
        assert {**known.headers} == {**unknown.headers}

    def test_costs_the_same_for_an_account_that_is_none(self, login):
        login(ROOT, "wrong")
        login("nobody@example.org", "wrong")

        assert statements(login, ROOT, "wrong") == statements(login, "nobody@example.org", "wrong")

    def test_stays_open_to_others_and_from_elsewhere(self, login, clock):
        make_operator("ben@example.org")
        fail(login=login)

        assert login("ben@example.org", PASSWORD).status_code == LOGINS[login][1]
        assert login(ROOT, PASSWORD, REMOTE_ADDR="192.0.2.9").status_code == LOGINS[login][1]

    @pytest.mark.parametrize("spelling", ["ROOT@example.org", " Root@Example.Org "])
    def test_knows_an_account_in_any_spelling(self, login, spelling, clock):
        fail(login=login, email=spelling)

        assert login(ROOT, PASSWORD).status_code == 429

    def test_takes_no_other_browser_for_another_address(self, login, clock):
        for number in range(LIMIT):
            login(ROOT, "wrong", HTTP_USER_AGENT=f"browser {number}")

        assert login(ROOT, PASSWORD, HTTP_USER_AGENT="another").status_code == 429
        assert AccessAttempt.objects.get().failures_since_start == LIMIT

    def test_forgets_failures_that_are_older_than_the_lock_is_long(self, login, clock):
        fail(LIMIT - 1, login)
        clock.shift(900)

        assert fail(LIMIT + 1, login) == [LOGINS[login][0]] * LIMIT + [429]

    def test_survives_any_email(self, login):
        for email in ["x" * 5000, "İ" * 240 + "@e.org", "a\0b@example.org", "한@example.org"]:
            assert login(email, "wrong").status_code < 500, email


class TestAGuess:
    @pytest.mark.parametrize("password", [PASSWORD, "wrong"])
    def test_is_not_answered_when_others_have_failed_while_it_was_looked_at(self, password, monkeypatch):
        verify = MD5PasswordHasher.verify

        def verify_slowly(self, *args):
            monkeypatch.setattr(MD5PasswordHasher, "verify", verify)
            fail()
            return verify(self, *args)

        monkeypatch.setattr(MD5PasswordHasher, "verify", verify_slowly)

        assert by_json(ROOT, password).status_code == 429
        assert AccessAttempt.objects.get().failures_since_start == LIMIT


class TestTheAnswer:
    def test_of_the_api_is_a_problem(self, clock):
        fail()

        for login in (by_json, by_grant):
            problem = assert_problem(login(ROOT, PASSWORD), 429, "locked_out")
            assert "15 min" in problem["detail"]

    def test_of_a_login_is_a_page(self, clock):
        fail()

        for login in (by_admin, by_browsable_api, by_page):
            page = login(ROOT, PASSWORD)
            assert page.headers["Content-Type"].startswith("text/html")
            assert "15 min" in page.content.decode()
            assert "sessionid" not in page.cookies

    def test_is_translated(self, clock):
        fail()

        page = by_admin(ROOT, PASSWORD, headers={"accept-language": "ko"})

        assert any("가" <= letter <= "힣" for letter in page.content.decode().split("<main>")[1])

    def test_comes_with_a_token_in_the_header_too(self, clock):
        fail()

        assert_problem(by_json(ROOT, PASSWORD, headers={"authorization": "Bearer x.y.z"}), 429, "locked_out")


class TestTheAddress:
    @pytest.mark.parametrize(
        ("proxies", "attempts", "right", "status"),
        [
            # Without a proxy nobody chooses an address by a header.
            (0, ["198.51.100.1", "198.51.100.2", "198.51.100.3"], "198.51.100.9", 429),
            (
                1,
                ["203.0.113.1, 198.51.100.7", "203.0.113.2, 198.51.100.7", "198.51.100.7"],
                "9.9.9.9, 198.51.100.7",
                429,
            ),
            (1, ["198.51.100.7", "198.51.100.7", "198.51.100.7"], "198.51.100.8", 200),
            # Nor by a port, or by another address of one network.
            (1, ["198.51.100.7:1", "198.51.100.7:2", "::ffff:198.51.100.7"], "198.51.100.7:4", 429),
            (1, ["2001:db8::1", "2001:db8::2", "[2001:db8::3]:5"], "2001:db8::4", 429),
            (1, ["2001:db8::1", "2001:db8::2", "2001:db8::3"], "2001:db8:0:1::1", 200),
        ],
    )
    def test_of_a_lock_is_that_of_the_client(self, settings, proxies, attempts, right, status):
        settings.TRUSTED_PROXIES = proxies

        assert [by_json(ROOT, "wrong", HTTP_X_FORWARDED_FOR=entry).status_code for entry in attempts] == [401] * 3
        assert by_json(ROOT, PASSWORD, HTTP_X_FORWARDED_FOR=right).status_code == status


class TestAnAttackFromElsewhere:
    """Many bad logins for an account never refuse its owner, whatever rates and locks they meet."""

    @pytest.mark.parametrize(("login", "addresses"), [*product(LOGINS, (1, 45)), (by_json, 9)])
    def test_lets_the_owner_log_in(self, login, addresses, clock, monkeypatch):
        monkeypatch.setattr(AddressThrottle, "THROTTLE_RATES", {"auth": "20/min"})
        owner, attacker = [], []

        for number in range(45):
            attacker.append(login(ROOT, "wrong", REMOTE_ADDR=f"203.0.113.{number % addresses}").status_code)
            if number % 8 == 7:
                owner.append(login(ROOT, PASSWORD, REMOTE_ADDR="192.0.2.1").status_code)

        assert owner == [LOGINS[login][1]] * 5
        assert attacker.count(LOGINS[login][0]) == min(LIMIT * addresses, 45)
