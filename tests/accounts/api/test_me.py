"""You: profile, password, the end of the account; and how tokens and sessions end with them."""

import pytest
from django.test import Client

from accounts import services
from accounts.models import User
from tests.conftest import client_of
from tests.makers import NOON, PASSWORD
from tests.wheelbarrow.core.api.problems import assert_refused

NEW_PASSWORD = "another horse battery"


def change_password(client, old=PASSWORD, new=NEW_PASSWORD):
    return client.post("/api/v1/auth/me/password/", {"old_password": old, "new_password": new})


def log_in(client, password):
    return client.post("/api/v1/auth/token/", {"email": "ann@example.org", "password": password})


class TestGet:
    def test_shows_the_caller_and_nobody_else(self, api, ann, ben):
        response = api.get("/api/v1/auth/me/")

        assert response.json() == {
            "id": ann.pk,
            "email": "ann@example.org",
            "name": "Ann",
            "time_zone": "Asia/Seoul",
            "language": "en",
            "week_starts_on": "MO",
            "today_by": "urgency",
            "shortcuts": True,
        }


class TestPatch:
    def test_changes_what_it_names_and_nothing_of_others(self, api, ann, ben):
        before = api.get("/api/v1/auth/me/").json()

        response = api.patch("/api/v1/auth/me/", {"time_zone": "America/New_York"})

        ben.refresh_from_db()
        assert response.json() == {**before, "time_zone": "America/New_York"}
        assert api.get("/api/v1/auth/me/").json() == response.json()
        assert ben.time_zone == "Europe/Berlin"

    def test_of_nothing_changes_nothing(self, api):
        before = api.get("/api/v1/auth/me/").json()

        response = api.patch("/api/v1/auth/me/", {})

        assert (response.status_code, response.json()) == (200, before)

    def test_refuses_a_value_that_is_none_and_fields_that_are_not_the_persons(self, api):
        for field, value in [
            ("time_zone", "Mars/Olympus"),
            ("time_zone", "asia/seoul"),
            ("time_zone", None),
            ("language", "xx"),
            ("week_starts_on", "MONDAY"),
            ("name", 5),
            ("name", "x" * 151),
            ("email", "other@example.org"),
            ("id", 1),
            ("is_staff", True),
            ("password", NEW_PASSWORD),
        ]:
            assert_refused(api.patch("/api/v1/auth/me/", {field: value}), 400, "invalid", {field})


class TestChangePassword:
    def test_lets_in_with_the_new_one_alone(self, api, anonymous):
        response = change_password(api)

        assert response.status_code == 204
        assert log_in(anonymous, PASSWORD).status_code == 401
        assert log_in(anonymous, NEW_PASSWORD).status_code == 200

    def test_refused_changes_nothing(self, api, anonymous):
        for old, new, code, field in [
            ("wrong horse battery", NEW_PASSWORD, "wrong_password", "old_password"),
            (PASSWORD, "password123", "weak_password", "new_password"),
            (PASSWORD, PASSWORD, "same_password", "new_password"),
            (PASSWORD, " " * 12, "weak_password", "new_password"),
            (PASSWORD, "\u200b" * 12, "weak_password", "new_password"),
            (PASSWORD, "abab" * 3, "weak_password", "new_password"),
        ]:
            assert_refused(change_password(api, old, new), 400, code, {field})
            assert api.get("/api/v1/auth/me/").status_code == 200
        assert log_in(anonymous, PASSWORD).status_code == 200


class TestDelete:
    def test_needs_the_password(self, api, ann):
        response = api.delete("/api/v1/auth/me/", {"password": "wrong horse battery"})

        ann.refresh_from_db()
        assert response.json()["code"] == "wrong_password"
        assert ann.is_active

    def test_needs_a_body(self, api):
        response = api.delete("/api/v1/auth/me/")

        assert response.status_code == 400
        assert set(response.json()["errors"]) == {"password"}

    def test_closes_the_account_and_no_other(self, api, stranger, anonymous, ann):
        response = api.delete("/api/v1/auth/me/", {"password": PASSWORD})

        ann.refresh_from_db()
        assert response.status_code == 204
        assert not ann.is_active
        assert ann.deleted_at is not None
        assert log_in(anonymous, PASSWORD).status_code == 401
        assert stranger.get("/api/v1/auth/me/").status_code == 200


ENDINGS = {
    "changes the password": lambda api, ann: change_password(api),
    "closes the account": lambda api, ann: api.delete("/api/v1/auth/me/", {"password": PASSWORD}),
    "is deactivated": lambda api, ann: services.set_permissions(user=ann, at=NOON, is_active=False),
    "is given a password": lambda api, ann: services.set_password(user=ann, password=NEW_PASSWORD),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
class TestWhenAPerson:
    def test_the_next_request_with_an_old_token_is_refused(self, ending, api, stranger, ann):
        elsewhere = client_of(ann)
        assert elsewhere.get("/api/v1/works/today/").status_code == 200

        ending(api, ann)

        assert [client.get("/api/v1/works/today/").status_code for client in (api, elsewhere)] == [401, 401]
        assert api.get("/api/v1/works/today/").json()["code"] == "invalid_token"
        assert stranger.get("/api/v1/works/today/").status_code == 200

    def test_the_old_refresh_token_is_refused(self, ending, api, anonymous, ann):
        pair = log_in(anonymous, PASSWORD).json()

        ending(api, ann)

        assert anonymous.post("/api/v1/auth/token/refresh/", {"refresh": pair["refresh"]}).status_code == 401

    def test_the_next_request_of_an_old_session_is_refused(self, ending, api, ann):
        browser = Client()
        browser.force_login(ann)
        assert browser.get("/api/v1/works/today/").status_code == 200

        ending(api, ann)

        assert browser.get("/api/v1/works/today/").status_code == 401


class TestSession:
    def test_may_read_but_not_write_without_its_csrf_token(self, ann):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(ann)

        read = browser.get("/api/v1/works/")
        write = browser.post("/api/v1/works/", {"title": "Dig"}, content_type="application/json")

        assert read.status_code == 200
        assert (write.status_code, write.json()["code"]) == (403, "permission_denied")
        assert User.objects.get(pk=ann.pk).is_active
