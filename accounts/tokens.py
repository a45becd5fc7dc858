"""JSON Web Tokens that can be revoked at once. Lifetimes, signing and the blacklist are those of simplejwt."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token, UntypedToken
from rest_framework_simplejwt.utils import aware_utcnow, datetime_from_epoch

from accounts.models import User
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.exceptions import Unauthenticated

USER_CLAIM = "user_id"
VERSION_CLAIM = "version"
PASSWORD_CLAIM = "password"
# The tokens that follow one log-in by rotation: one family, named by the id of its first refresh token.
FAMILY_CLAIM = "family"
# Begins the id of the row by which a family is on the blacklist; the id of a token has no space.
FAMILY_MARK = "family "
# What forged claims raise in simplejwt: an instant beyond the calendar, a text where a number should be.
UNREADABLE = (TokenError, ArithmeticError, LookupError, OSError, TypeError, ValueError)

AnyToken = TypeVar("AnyToken", bound=Token)

_active_person = Compiled[User](lambda pk: User.objects.active().with_background_version().with_id(pk))


class InvalidCredentials(Unauthenticated):
    template = _("The email or the password is wrong, or the account is deactivated. Check both and try again.")


class InvalidToken(Unauthenticated):
    template = _("The token is invalid, has expired or has been revoked. Log in again.")


class UncheckedRefreshToken(RefreshToken):
    """A refresh token that may be revoked, to recognise one that is used again."""

    def check_blacklist(self) -> None:
        """Leave the check to the caller."""


def issue(user: User, *, family: str | None = None) -> dict[str, str]:
    """A new pair `{access, refresh}`, the first of its family unless one is named; both have the same claims.

    The record of the refresh token has the claims by which `ended_among` finds its state, not the token itself: who
    reads the database cannot log in with it.
    """
    refresh = RefreshToken()
    refresh[USER_CLAIM] = str(user.pk)
    refresh[FAMILY_CLAIM] = family or refresh["jti"]
    refresh[VERSION_CLAIM] = user.token_version
    refresh[PASSWORD_CLAIM] = _mark_of_password(user)
    OutstandingToken.objects.create(
        user=user,
        jti=refresh["jti"],
        token=f"{refresh[FAMILY_CLAIM]} {state_of(user)}",
        created_at=refresh.current_time,
        expires_at=datetime_from_epoch(refresh["exp"]),
    )
    return {"access": str(refresh.access_token), "refresh": str(refresh)}


def read(kind: type[AnyToken], raw: str | bytes) -> AnyToken:
    """Return the token after a check of its kind, signature, age, claims and revocation. Raises InvalidToken."""
    try:
        # simplejwt takes text here; its annotation asks for a Token.
        token = kind(raw)  # type: ignore[arg-type]
    except UNREADABLE:
        raise InvalidToken from None
    ids = [token.get("jti"), token.get(FAMILY_CLAIM, "")]
    if not all(isinstance(value, str) and len(value) <= 200 and "\0" not in value for value in ids):
        raise InvalidToken
    return token


def read_access(raw: bytes) -> AccessToken:
    """Return the access token; its signature is checked once per process, its age each time. Raises InvalidToken."""
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
    """Return the person of the token. Raises InvalidToken when the account is inactive or the token was revoked."""
    user_id = str(token.get(USER_CLAIM))
    is_id = user_id.isascii() and user_id.isdigit() and len(user_id) < 19
    user = _active_person.first(int(user_id)) if is_id else None
    if user is None or token.get(VERSION_CLAIM) != user.token_version:
        raise InvalidToken
    if token.get(PASSWORD_CLAIM) != _mark_of_password(user):
        raise InvalidToken
    return user


def rotate(raw_refresh: str) -> dict[str, str]:
    """Exchange a refresh token for a new pair. Raises InvalidToken.

    A token that is used again may have been stolen, so its whole family ends (RFC 9700, section 4.14.2). Of two
    requests at once the unique key of the blacklist lets one win; the other is the second use.
    """
    with transaction.atomic():
        refresh = read(UncheckedRefreshToken, raw_refresh)
        user = person_of(refresh)
        family = refresh.get(FAMILY_CLAIM, refresh["jti"])
        if not _is_revoked(_mark_of_family(family)) and _blacklist(refresh):
            return issue(user, family=family)
        _end_family(family, user)
    raise InvalidToken


def revoke(raw_refresh: str) -> None:
    """Log out: revoke the refresh token; the access token lives to its own end. Raises InvalidToken."""
    with transaction.atomic():
        refresh = read(UncheckedRefreshToken, raw_refresh)
        user = person_of(refresh)
        if _blacklist(refresh):
            return
        _end_family(refresh.get(FAMILY_CLAIM, refresh["jti"]), user)
    raise InvalidToken


def verify(raw: str) -> dict[str, Any]:
    """The claims of a valid token of either type; raises InvalidToken."""
    token = read(UntypedToken, raw)
    person_of(token)
    marks = [token["jti"]]
    match token.get("token_type"):
        case RefreshToken.token_type:
            marks.append(_mark_of_family(token.get(FAMILY_CLAIM, token["jti"])))
        case AccessToken.token_type:
            pass
        case _:
            raise InvalidToken
    if _is_revoked(*marks):
        raise InvalidToken
    return token.payload


def _blacklist(refresh: RefreshToken) -> bool:
    """Revoke the token; return whether it was valid until now."""
    # What get_or_create() returns; the annotation names its first half alone.
    _row, is_first = cast(tuple[BlacklistedToken, bool], refresh.blacklist())
    return is_first


def _is_revoked(*marks: str) -> bool:
    return BlacklistedToken.objects.filter(token__jti__in=marks).exists()


def _end_family(family: str, user: User) -> None:
    """Put the family on the blacklist, in a row of its own that outlives every token of it."""
    mark, _is_new = OutstandingToken.objects.get_or_create(
        jti=_mark_of_family(family),
        defaults={"user": user, "token": "", "expires_at": aware_utcnow() + RefreshToken.lifetime},
    )
    BlacklistedToken.objects.get_or_create(token=mark)


def _mark_of_family(family: str) -> str:
    return f"{FAMILY_MARK}{family}"


def _mark_of_password(user: User) -> str:
    """A mark that differs for each password, however it was set: manage.py changepassword does not bump the version."""
    return _mark_of(user.password, settings.SECRET_KEY)


@lru_cache(maxsize=1024)
def _mark_of(password: str, _secret_key: str) -> str:
    return User(password=password).get_session_auth_hash()[:16]


def last_issued(user_ids: Collection[int]) -> dict[int, datetime]:
    """The last instant at which each of these people was given a token; people without a token are left out."""
    rows = OutstandingToken.objects.filter(user__in=user_ids, created_at__isnull=False).order_by().values_list("user")
    return dict(rows.annotate(Max("created_at")))


def without_marks(rows: QuerySet[OutstandingToken]) -> QuerySet[OutstandingToken]:
    """The records of tokens that were given to somebody, without the marks of families that ended."""
    return rows.exclude(jti__startswith=FAMILY_MARK)


def ended_among(records: Collection[OutstandingToken]) -> set[int]:
    """The ids of the records whose token was revoked: by itself, with its family, or with all tokens of its person.

    Of a record that was made before records had these claims, only the first is known.
    """
    claims = {record.pk: record.token.partition(" ") for record in records}
    marks = {pk: _mark_of_family(family) for pk, (family, _space, state) in claims.items() if state}
    asked = [record.jti for record in records] + list(marks.values())
    revoked = set(BlacklistedToken.objects.filter(token__jti__in=asked).values_list("token__jti", flat=True))
    return {
        record.pk
        for record in records
        if {record.jti, marks.get(record.pk)} & revoked
        or not (record.user and record.user.is_active)
        or claims[record.pk][2] not in ("", state_of(record.user))
    }


def state_of(user: User) -> str:
    """What all valid tokens of the person have in common."""
    return f"{user.token_version} {_mark_of_password(user)}"


def forget(user: User) -> None:
    """Remove the records of a person's tokens, when the account is purged."""
    OutstandingToken.objects.filter(user=user).delete()


def purge_tokens(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove the records of tokens that have expired, whatever `before` is; return how many."""
    purged, _by_table = OutstandingToken.objects.filter(expires_at__lte=at).delete()
    if report:
        report(purged)
    return purged
