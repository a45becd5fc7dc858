"""Endpoints for people who are not logged in."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import override_settings

from accounts import services
from accounts.models import User
from tests.makers import NOON, PASSWORD

FORM = "application/x-www-form-urlencoded"


def register(client, **fields):
    return client.post("/api/v1/auth/register/", {"email": "ann@example.org", "password": PASSWORD, **fields})


def log_in(client, email="ann@example.org", password=PASSWORD, **extra):
    return client.post("/api/v1/auth/token/", {"email": email, "password": password}, **extra)


def grant(client, **form):
    return client.post("/api/v1/auth/token/", "&".join(f"{k}={v}" for k, v in form.items()), content_type=FORM)


def refresh(client, token):
    return client.post("/api/v1/auth/token/refresh/", {"refresh": token})


def me(client, access, scheme="Bearer"):
    return client.get("/api/v1/auth/me/", HTTP_AUTHORIZATION=f"{scheme} {access}")


class TestRegister:
    def test_opens_an_account_and_shows_no_password(self, anonymous):
        response = register(anonymous, email="Ann@Example.org", name="Ann", time_zone="Asia/Seoul", language="ko")

        assert response.status_code == 201
        assert response.json() == {
            "id": User.objects.get().pk,
            "email": "ann@example.org",
            "name": "Ann",
            "time_zone": "Asia/Seoul",
            "language": "ko",
            "week_starts_on": "MO",
            "today_by": "urgency",
            "shortcuts": True,
        }

    @pytest.mark.parametrize("email", ["ann@example.org", "ANN@EXAMPLE.ORG", " Ann@Example.Org "])
    def test_refuses_a_taken_email_in_any_case(self, email, anonymous, ann):
        response = register(anonymous, email=email)

        assert response.status_code == 400
        assert response.json()["code"] == "email_taken"
        assert set(response.json()["errors"]) == {"email"}
        assert User.objects.count() == 1

    def test_does_not_advise_to_log_in_to_a_closed_account(self, anonymous, ann):
        services.close_account(user=ann, password=PASSWORD, at=NOON)

        problem = register(anonymous, email=ann.email).json()

        assert problem["code"] == "email_taken"
        assert "Log in" not in problem["detail"]
        assert "closed account" in problem["detail"]

    @pytest.mark.parametrize(
        "email", ["ann@exam\u200bple.org", "\u017fann@example.org", "ann@ex\u00adample.org", "an\u200dn@example.org"]
    )
    def test_refuses_an_email_that_looks_like_another(self, email, anonymous):
        response = register(anonymous, email=email)

        assert (response.status_code, set(response.json()["errors"])) == (400, {"email"})

    def test_refuses_an_email_that_lower_case_makes_too_long(self, anonymous):
        labels = ".".join(["İ" * 40] * 5)

        response = register(anonymous, email=f"a@{labels}.org")

        assert response.status_code == 400
        assert set(response.json()["errors"]) == {"email"}

    @override_settings(REGISTRATION_OPEN=False)
    def test_is_refused_where_it_is_closed(self, anonymous):
        response = register(anonymous)

        assert response.status_code == 403
        assert response.json()["code"] == "registration_closed"
        assert not User.objects.exists()

    def test_refuses_a_weak_password_with_the_reasons(self, anonymous):
        response = register(anonymous, password="password1")

        assert response.json()["code"] == "weak_password"
        assert len(response.json()["errors"]["password"]) == 2

    @pytest.mark.parametrize(
        "zone", ["Mars/Olympus", "asia/seoul", "../etc/passwd", "", "UTC+9", "/usr/share/zoneinfo/UTC"]
    )
    def test_refuses_a_time_zone_that_is_none(self, zone, anonymous):
        response = register(anonymous, time_zone=zone)

        assert response.status_code == 400
        assert set(response.json()["errors"]) == {"time_zone"}

    @pytest.mark.parametrize("power", ["is_staff", "is_superuser", "is_active", "id", "token_version"])
    def test_gives_no_powers(self, power, anonymous):
        response = register(anonymous, **{power: 1})

        assert response.status_code == 400
        assert set(response.json()["errors"]) == {power}


class TestToken:
    def test_in_json_is_a_pair_that_is_not_stored(self, anonymous, ann):
        response = log_in(anonymous, email="ANN@example.org")

        assert set(response.json()) == {"access", "refresh"}
        assert response.headers["Cache-Control"] == "no-store"
        assert me(anonymous, response.json()["access"]).json()["email"] == "ann@example.org"

    def test_by_oauth2s_password_grant_is_as_in_rfc_6749(self, anonymous, ann):
        response = grant(anonymous, grant_type="password", username="ann@example.org", password=PASSWORD)

        token = response.json()
        assert set(token) == {"access_token", "refresh_token", "token_type", "expires_in"}
        assert (token["token_type"], token["expires_in"]) == ("Bearer", 900)
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Pragma"] == "no-cache"
        assert me(anonymous, token["access_token"]).status_code == 200

    def test_by_oauth2s_refresh_grant_is_a_new_pair_and_revokes_the_old_one(self, anonymous, ann):
        old = log_in(anonymous).json()["refresh"]

        response = grant(anonymous, grant_type="refresh_token", refresh_token=old)

        assert me(anonymous, response.json()["access_token"]).status_code == 200
        assert grant(anonymous, grant_type="refresh_token", refresh_token=old).json()["error"] == "invalid_grant"

    @pytest.mark.parametrize(
        ("form", "error"),
        [
            ({"grant_type": "password", "username": "ann@example.org", "password": "wrong"}, "invalid_grant"),
            ({"grant_type": "password", "username": "nobody@example.org", "password": PASSWORD}, "invalid_grant"),
            ({"grant_type": "refresh_token", "refresh_token": "x.y.z"}, "invalid_grant"),
            ({"grant_type": "password", "username": "ann@example.org"}, "invalid_request"),
            ({"grant_type": "refresh_token"}, "invalid_request"),
            ({"username": "ann@example.org", "password": PASSWORD}, "invalid_request"),
            ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ],
    )
    def test_by_oauth2_is_refused_as_in_rfc_6749(self, form, error, anonymous, ann):
        response = grant(anonymous, **form)

        assert response.status_code == 400
        assert set(response.json()) == {"error", "error_description"}
        assert response.json()["error"] == error
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Cache-Control"] == "no-store"

    def test_by_oauth2_passes_over_parameters_it_does_not_know(self, anonymous, ann):
        response = grant(
            anonymous, grant_type="password", username="ann@example.org", password=PASSWORD, scope="all", client_id="x"
        )

        assert response.status_code == 200

    def test_does_not_reveal_whether_the_email_exists(self, anonymous, ann, monkeypatch):
        hashed = []
        encode = MD5PasswordHasher.encode
        monkeypatch.setattr(
            MD5PasswordHasher, "encode", lambda self, password, salt: hashed.append(1) or encode(self, password, salt)
        )

        anonymous.credentials(HTTP_X_REQUEST_ID="one")
        answers, work = [], []
        for email in ("ann@example.org", "nobody@example.org"):
            response = log_in(anonymous, email=email, password="wrong horse battery")
            answers.append((response.status_code, response.content, sorted(response.headers.items())))
            work.append(len(hashed))
            hashed.clear()

        assert answers[0] == answers[1]
        assert answers[0][0] == 401
        assert work[0] == work[1] == 1

    @pytest.mark.parametrize("end", ["close", "deactivate"])
    def test_is_refused_to_an_account_that_has_ended_as_to_none(self, end, anonymous, ann):
        nobody = log_in(anonymous, email="nobody@example.org")
        if end == "close":
            services.close_account(user=ann, password=PASSWORD, at=NOON)
        else:
            services.set_permissions(user=ann, at=NOON, is_active=False)

        response = log_in(anonymous)

        assert response.status_code == 401
        assert response.json() == nobody.json()

    @pytest.mark.parametrize(("scheme", "status"), [("bearer", 200), ("BEARER", 200), ("Token", 401), ("", 401)])
    def test_is_read_after_the_name_of_its_scheme_in_any_case(self, scheme, status, anonymous, ann):
        access = log_in(anonymous).json()["access"]

        assert me(anonymous, access, scheme).status_code == status


class TestRefresh:
    def test_gives_a_new_pair_once_and_ends_the_family_when_the_old_token_comes_again(self, anonymous, ann):
        old = log_in(anonymous).json()["refresh"]

        first, second = refresh(anonymous, old), refresh(anonymous, old)

        assert set(first.json()) == {"access", "refresh"}
        assert first.headers["Cache-Control"] == "no-store"
        assert (second.status_code, second.json()["code"]) == (401, "invalid_token")
        assert refresh(anonymous, first.json()["refresh"]).status_code == 401


class TestVerify:
    def test_accepts_a_valid_token_and_refuses_a_revoked_one(self, anonymous, ann):
        pair = log_in(anonymous).json()
        refresh(anonymous, pair["refresh"])

        answers = {
            name: anonymous.post("/api/v1/auth/token/verify/", {"token": token}).status_code
            for name, token in {**pair, "invented": "x.y.z"}.items()
        }

        assert answers == {"access": 204, "refresh": 401, "invented": 401}

    def test_refuses_an_expired_access_token(self, anonymous, ann):
        with time_machine.travel(NOON, tick=False):
            access = log_in(anonymous).json()["access"]

        with time_machine.travel(NOON + timedelta(minutes=15, seconds=1), tick=False):
            response = anonymous.post("/api/v1/auth/token/verify/", {"token": access})

        assert response.status_code == 401


class TestLogOut:
    def test_ends_this_refresh_token_and_no_other(self, anonymous, ann):
        here, there = log_in(anonymous).json(), log_in(anonymous).json()

        response = anonymous.post("/api/v1/auth/logout/", {"refresh": here["refresh"]})

        assert response.status_code == 204
        assert refresh(anonymous, here["refresh"]).status_code == 401
        assert refresh(anonymous, there["refresh"]).status_code == 200
