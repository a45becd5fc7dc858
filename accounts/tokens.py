"""JSON Web Tokens that can be ended at once. Lifetimes, signing and the blacklist are simplejwt's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token, UntypedToken
from rest_framework_simplejwt.utils import aware_utcnow

from accounts.models import User
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.exceptions import Unauthenticated

VERSION_CLAIM = "version"
PASSWORD_CLAIM = "password"

AnyToken = TypeVar("AnyToken", bound=Token)

_active_person = Compiled[User](lambda pk: User.objects.active().with_background_version().with_id(pk))


class InvalidCredentials(Unauthenticated):
    """No active account has this email and password."""


class InvalidToken(Unauthenticated):
    """The token is invalid, expired or has been ended. Log in again."""


def issue(user: User) -> dict[str, str]:
    """A new pair `{access, refresh}`; the access token takes over the refresh token's claims."""
    refresh = RefreshToken.for_user(user)
    refresh[VERSION_CLAIM] = user.token_version
    refresh[PASSWORD_CLAIM] = _mark_of_password(user)
    return {"access": str(refresh.access_token), "refresh": str(refresh)}


def read(kind: type[AnyToken], raw: str | bytes) -> AnyToken:
    """The token, of this kind, its signature, age and place on the blacklist checked. Raises InvalidToken."""
    try:
        # simplejwt takes text here; its annotation asks for a Token.
        return kind(raw)  # type: ignore[arg-type]
    except TokenError:
        raise InvalidToken from None


def read_access(raw: bytes) -> AccessToken:
    """The access token, its signature checked at its first use in this process, its age each time. Raises InvalidToken."""
    token = _decoded(raw)
    try:
        token.check_exp(current_time=aware_utcnow())
    except TokenError:
        raise InvalidToken from None
    return token


@lru_cache(maxsize=1024)
def _decoded(raw: bytes) -> AccessToken:
    return read(AccessToken, raw)


def person_of(token: Token) -> User:
    """Whom the token speaks for; raises InvalidToken when the account or this generation of tokens has ended."""
    user = _active_person.first(int(token.get("user_id", 0)))
    if user is None or token.get(VERSION_CLAIM) != user.token_version:
        raise InvalidToken
    if token.get(PASSWORD_CLAIM) != _mark_of_password(user):
        raise InvalidToken
    return user


@transaction.atomic
def rotate(raw_refresh: str) -> dict[str, str]:
    """Trade a refresh token for a new pair. Of two who come with the same one, the blacklist's unique key lets one win."""
    refresh = read(RefreshToken, raw_refresh)
    user = person_of(refresh)
    # What get_or_create() gives; the annotation names its first half alone.
    _blacklisted, is_first = cast(tuple[BlacklistedToken, bool], refresh.blacklist())
    if not is_first:
        raise InvalidToken
    return issue(user)


@transaction.atomic
def revoke(raw_refresh: str) -> None:
    """Log out: the refresh token is dead, its access token lives to its own end. Raises InvalidToken."""
    read(RefreshToken, raw_refresh).blacklist()


def verify(raw: str) -> dict[str, Any]:
    """The claims of a living token of either type; raises InvalidToken."""
    token = read(UntypedToken, raw)
    person_of(token)
    if BlacklistedToken.objects.filter(token__jti=token["jti"]).exists():
        raise InvalidToken
    return token.payload


def _mark_of_password(user: User) -> str:
    """Another for every password, however it was set (manage.py changepassword knows no version), as in a session."""
    return _mark_of(user.password, settings.SECRET_KEY)


@lru_cache(maxsize=1024)
def _mark_of(password: str, _secret_key: str) -> str:
    return User(password=password).get_session_auth_hash()[:16]


def last_issued(user_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these people last came for a token; those who never did are not there."""
    rows = OutstandingToken.objects.filter(user__in=user_ids).order_by().values_list("user")
    return dict(rows.annotate(Max("created_at")))


def forget(user: User) -> None:
    """Remove the records of a person's tokens: for an account that is purged."""
    OutstandingToken.objects.filter(user=user).delete()
