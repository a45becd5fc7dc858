"""Tokens that can be revoked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from threading import Barrier

import jwt
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts import tokens
from tests.makers import NOON, make_user


class TestIssue:
    def test_gives_tokens_of_the_person_only(self, ann, ben):
        pair = tokens.issue(ann)

        assert tokens.person_of(tokens.read(AccessToken, pair["access"])) == ann
        assert tokens.person_of(tokens.read(RefreshToken, pair["refresh"])) == ann

    def test_carries_nothing_of_the_password_itself(self, ann):
        pair = tokens.issue(ann)

        claims = tokens.read(AccessToken, pair["access"]).payload
        assert set(claims) == {"token_type", "exp", "iat", "jti", "user_id", "version", "password", "family"}
        assert claims["password"] not in ann.password


class TestRotate:
    def test_gives_a_valid_pair(self, ann):
        pair = tokens.rotate(tokens.issue(ann)["refresh"])

        assert tokens.person_of(tokens.read(AccessToken, pair["access"])) == ann
        assert tokens.rotate(pair["refresh"])

    @pytest.mark.parametrize("use_again", [tokens.rotate, tokens.revoke])
    def test_refuses_a_token_that_was_used_and_ends_its_family_alone(self, use_again, ann):
        used = tokens.issue(ann)["refresh"]
        other_login = tokens.issue(ann)["refresh"]
        current = tokens.rotate(tokens.rotate(used)["refresh"])

        with pytest.raises(tokens.InvalidToken):
            use_again(used)

        for check in (tokens.verify, tokens.rotate):
            with pytest.raises(tokens.InvalidToken):
                check(current["refresh"])
        assert tokens.rotate(other_login)
        assert tokens.last_issued([ann.pk])

    def test_ends_the_family_of_a_token_that_was_issued_before_there_were_families(self, ann):
        first = tokens.UncheckedRefreshToken(tokens.issue(ann)["refresh"])
        del first.payload[tokens.FAMILY_CLAIM]
        next_refresh = tokens.rotate(str(first))["refresh"]

        with pytest.raises(tokens.InvalidToken):
            tokens.rotate(str(first))

        with pytest.raises(tokens.InvalidToken):
            tokens.rotate(next_refresh)

    def test_refuses_an_expired_token(self, ann):
        with time_machine.travel(NOON, tick=False):
            refresh = tokens.issue(ann)["refresh"]

        with time_machine.travel(NOON + timedelta(days=14, seconds=1), tick=False), pytest.raises(tokens.InvalidToken):
            tokens.rotate(refresh)


@pytest.mark.django_db(transaction=True)
class TestRotateAtOnce:
    @pytest.mark.parametrize("round", range(5))
    def test_lets_one_of_many_win_and_ends_the_family(self, round):
        refresh = tokens.issue(make_user())["refresh"]
        start = Barrier(6)

        def try_it(_number):
            start.wait()
            try:
                return tokens.rotate(refresh)["refresh"]
            except tokens.InvalidToken:
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as pool:
            won = [pair for pair in pool.map(try_it, range(6)) if pair]

        assert len(won) == 1
        with pytest.raises(tokens.InvalidToken):
            tokens.rotate(won[0])


class TestVerify:
    def test_accepts_a_valid_token_of_either_type(self, ann):
        pair = tokens.issue(ann)

        claims = [tokens.verify(raw) for raw in pair.values()]

        assert {claim["token_type"] for claim in claims} == {"access", "refresh"}

    def test_refuses_claims_that_are_forged_under_the_real_key(self, ann, anonymous):
        pair = tokens.issue(ann)
        for kind, claims in product(
            ("access", "refresh"),
            [
                {"user_id": "abc"},
                {"user_id": None},
                {"user_id": [1]},
                {"user_id": 2**70},
                {"user_id": -1},
                {"user_id": 1.5},
                {"exp": "soon"},
                {"exp": 1e400},
                {"exp": 10**18},
                {"jti": 7},
                {"jti": "x" * 300},
                {"jti": "a\0b"},
                {"jti": None},
                {"family": {}},
                {"family": "x" * 300},
                {"version": []},
                {"token_type": None},
            ],
        ):
            forged = jwt.encode({**tokens.verify(pair[kind]), **claims}, settings.SECRET_KEY, algorithm="HS256")

            answers = [
                anonymous.post("/api/v1/auth/token/verify/", {"token": forged}),
                anonymous.post("/api/v1/auth/token/refresh/", {"refresh": forged}),
                anonymous.post("/api/v1/auth/logout/", {"refresh": forged}),
                anonymous.get("/api/v1/auth/me/", HTTP_AUTHORIZATION=f"Bearer {forged}"),
            ]

            assert [answer.status_code for answer in answers] == [401] * 4, claims

    def test_refuses_a_revoked_token_and_what_is_no_token(self, ann):
        pair = tokens.issue(ann)
        tokens.revoke(pair["refresh"])

        for raw in (pair["refresh"], "x.y.z"):
            with pytest.raises(tokens.InvalidToken):
                tokens.verify(raw)
        with pytest.raises(tokens.InvalidToken):
            tokens.rotate(pair["access"])

    def test_refuses_a_token_that_is_signed_otherwise_or_not_at_all(self, ann):
        claims = tokens.verify(tokens.issue(ann)["access"])
        for algorithm, key in (("none", None), ("HS384", settings.SECRET_KEY)):
            forged = jwt.encode(claims, key, algorithm=algorithm)

            with pytest.raises(tokens.InvalidToken):
                tokens.verify(forged)
            with pytest.raises(tokens.InvalidToken):
                tokens.read_access(forged.encode())
        assert tokens.verify(jwt.encode(claims, settings.SECRET_KEY, algorithm="HS256"))


class TestForget:
    def test_removes_the_records_of_one_person(self, ann, ben):
        tokens.revoke(tokens.issue(ann)["refresh"])
        tokens.issue(ben)

        tokens.forget(ann)

        assert set(OutstandingToken.objects.values_list("user", flat=True)) == {ben.pk}
