"""Weak passwords are refused by every interface that sets one, and a request for a new one does not reveal who has an account."""

import io
import re
import sys

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.conftest import client_of
from tests.makers import PASSWORD, make_operator
from wheelbarrow.core import jobs

# One for each validator: like the account, short, common, digits alone.
WEAK = {"like the account": "wheelwright", "short": "x7!kQ2", "common": "password123", "digits": "73920184657"}
STRONG = "another horse battery"
NAME = "wheelwright"
EMAIL = f"{NAME}@example.org"


@pytest.fixture
def user(db):
    user = make_operator(EMAIL)
    mail.outbox.clear()
    return user


def session_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def link(user):
    """Path, uid and token of a mailed link."""
    Client().post("/password/reset/", {"email": user.email})
    jobs.run_waiting()
    return re.search(r"https?://[^/]+(/password/reset/([^/]+)/([^/]+)/)", mail.outbox[-1].body).groups()


def post(address, **body):
    return Client().post(address, body, content_type="application/json")


def register(user, password):
    User.objects.filter(pk=user.pk).delete()
    return post("/api/v1/auth/register/", email=EMAIL, password=password, name=NAME).status_code == 201


def change(user, password):
    body = {"old_password": PASSWORD, "new_password": password}
    return client_of(user).post("/api/v1/auth/me/password/", body).status_code == 204


def reset_by_the_api(user, password):
    _path, uid, token = link(user)
    answer = post("/api/v1/auth/password/reset/confirm/", uid=uid, token=token, new_password=password)
    return answer.status_code == 204


def reset_by_a_page(user, password):
    browser = Client()
    page = browser.get(link(user)[0], follow=True)
    form = {"new_password1": password, "new_password2": password}
    return browser.post(page.request["PATH_INFO"], form).status_code == 302


def open_in_the_admin(user, password):
    operator_client = session_of(make_operator("root@example.org"))
    User.objects.filter(pk=user.pk).delete()
    form = {"email": EMAIL, "new_password": password, "name": NAME, "time_zone": "UTC", "language": "en"}
    return (
        operator_client.post(
            "/admin/accounts/user/add/", {**form, "week_starts_on": "MO", "today_by": "urgency"}
        ).status_code
        == 302
    )


def set_in_the_admin(user, password):
    operator_client = session_of(make_operator("root@example.org"))
    form = {"password1": password, "password2": password}
    return operator_client.post(f"/admin/accounts/user/{user.pk}/password/", form).status_code == 302


def change_ones_own_in_the_admin(user, password):
    form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    return session_of(user).post("/admin/password_change/", form).status_code == 302


def changepassword(user, password, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda *_args, **_kwargs: password)
    try:
        call_command("changepassword", EMAIL, stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError:
        return False
    return True


def createsuperuser(user, password, monkeypatch):
    User.objects.filter(pk=user.pk).delete()
    answers = iter([EMAIL, "n"])
    monkeypatch.setattr("getpass.getpass", lambda *_args, **_kwargs: password)
    monkeypatch.setattr("builtins.input", lambda *_args: next(answers))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    try:
        call_command("createsuperuser", stdout=io.StringIO(), stderr=io.StringIO(), stdin=sys.stdin)
    except StopIteration:
        return False
    return True


WAYS_TO_SET_ONE = [
    register,
    change,
    reset_by_the_api,
    reset_by_a_page,
    open_in_the_admin,
    set_in_the_admin,
    change_ones_own_in_the_admin,
]
COMMANDS = [changepassword, createsuperuser]


@pytest.mark.alike
@pytest.mark.parametrize("set_password", WAYS_TO_SET_ONE, ids=lambda set_password: set_password.__name__)
class TestEveryWayToSetOne:
    @pytest.mark.parametrize("password", WEAK.values(), ids=WEAK)
    def test_refuses_a_weak_password(self, set_password, password, user):
        assert not set_password(user, password)
        assert not any(row.check_password(password) for row in User.objects.all())

    @pytest.mark.parametrize(
        "password", [STRONG, "긴 비밀번호 하나 🌱", "x7!" * 80], ids=["words", "any script", "long"]
    )
    def test_takes_a_strong_one(self, set_password, password, user):
        assert set_password(user, password)
        assert User.objects.get(email=EMAIL).check_password(password)


@pytest.mark.alike
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
class TestEveryCommand:
    @pytest.mark.parametrize("password", WEAK.values(), ids=WEAK)
    def test_refuses_a_weak_password(self, command, password, user, monkeypatch):
        assert not command(user, password, monkeypatch)
        assert not any(row.check_password(password) for row in User.objects.all())

    def test_takes_a_strong_one(self, command, user, monkeypatch):
        assert command(user, STRONG, monkeypatch)
        assert User.objects.get(email=EMAIL).check_password(STRONG)


def ask_the_api(email):
    return post("/api/v1/auth/password/reset/", email=email)


def ask_the_page(email):
    return Client().post("/password/reset/", {"email": email})


@pytest.mark.parametrize("ask", [ask_the_api, ask_the_page], ids=lambda ask: ask.__name__)
class TestAskingForANewPassword:
    def test_has_the_same_statements_and_answer_for_every_address(self, ask, user):
        answers, statements = [], []
        for email in (EMAIL, "nobody@example.org"):
            with CaptureQueriesContext(connection) as queries:
                answer = ask(email)
            answers.append((answer.status_code, answer.content, answer.headers.get("Location")))
            statements.append([re.sub(r"'[^']*'|[0-9]+", "…", query["sql"]) for query in queries])
        jobs.run_waiting()

        assert answers[0] == answers[1]
        assert statements[0] == statements[1]
        assert [statement.split()[0] for statement in statements[0]] == [
            "SAVEPOINT",
            "SELECT",
            "INSERT",
            "DELETE",
            "RELEASE",
        ]
        assert len(mail.outbox) == 1
