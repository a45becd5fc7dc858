"""Create, revoke and recognise API tokens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import tokens
from accounts.models import User
from categories.models import ApiToken, Category
from categories.services import CategoryNotFound, find_category
from wheelbarrow.core import secrets
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.limits import Limit
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.db.secret_holder import holder_of
from wheelbarrow.core.exceptions import Conflict, Invalid, NotFound
from wheelbarrow.core.grants import ADD, KIND, READ, SCOPES, WRITE, Grant
from wheelbarrow.core.text import normalize

# Live tokens of one person, and ended ones whose last use is kept.
MOST_LIVE, MOST_ENDED = 50, 50


class ApiTokenNotFound(NotFound):
    template = _("You have no such token. It may have been removed.")


class TokenNameTaken(Invalid):
    template = _("You have a token with the name “{name}”. Choose another name, or revoke that one.")


class NoScope(Invalid):
    template = _("Choose what the token may do: at least one of {scopes}.")


class BranchNotFound(Invalid):
    template = _("You have no such project. Use the id of one of your projects, or null for no limit.")


class ExpiresInThePast(Invalid):
    template = _("A token cannot expire in the past. Choose a later time, or none.")


class TooManyTokens(Conflict):
    template = _("You have {limit} tokens already. Revoke one that you no longer need.")


class Created(NamedTuple):
    """A new token, and its secret, which is not stored and cannot be shown again."""

    row: ApiToken
    secret: str


_by_prefix = Compiled[ApiToken](
    lambda prefix: ApiToken.objects.with_prefix(prefix).not_revoked().with_person().with_branch()
)


@transaction.atomic
def create_token(
    *,
    user: User,
    name: str,
    scopes: Collection[str],
    at: datetime,
    under: int | None = None,
    expires_at: datetime | None = None,
) -> Created:
    """Create a token. Raises TokenNameTaken, NoScope, BranchNotFound, ExpiresInThePast, TooManyTokens."""
    lock_and_bump(user)
    if not set(SCOPES) & set(scopes):
        raise NoScope(field="scopes", scopes=", ".join(SCOPES))
    if expires_at and expires_at <= at:
        raise ExpiresInThePast(field="expires_at")
    state = state_of(user)
    live = ApiToken.objects.owned_by(user).live_at(at, state=state)
    if live.count() >= MOST_LIVE:
        raise TooManyTokens(limit=MOST_LIVE)
    secret = secrets.make(KIND)
    row = ApiToken(
        user=user,
        name=normalize(name),
        prefix=secret.prefix,
        digest=secret.digest,
        may_read=READ in scopes,
        may_add=ADD in scopes,
        may_write=WRITE in scopes,
        under=_find_branch(user, under),
        state=state,
        created_at=at,
        expires_at=expires_at,
    )
    if live.named(row.name).exists():
        raise TokenNameTaken(field="name", name=row.name)
    row.save(force_insert=True)
    ApiToken.objects.owned_by(user).ended_at(at).keep_newest(MOST_ENDED)
    return Created(row, secret.text)


@transaction.atomic
def revoke_token(*, user: User, token_id: int, at: datetime) -> ApiToken:
    """End a token at once. Raises ApiTokenNotFound."""
    lock_and_bump(user)
    row = find_token(user, token_id)
    ApiToken.objects.owned_by(user).with_id(row.pk).revoke(at)
    return row


def tokens_of(user: User) -> list[ApiToken]:
    """Return the person's tokens that are not revoked, the newest first, with `branch_path`."""
    return list(ApiToken.objects.owned_by(user).not_revoked().with_branch().newest_first())


def find_token(user: User, token_id: int) -> ApiToken:
    """Return one that is not revoked, with `branch_path`. Raises ApiTokenNotFound."""
    row: ApiToken | None = ApiToken.objects.owned_by(user).not_revoked().with_branch().with_id(token_id).first()
    if row is None:
        raise ApiTokenNotFound
    return row


def token_called(user: User, text: str) -> ApiToken:
    """Return the live token with this name or public part. Raises ApiTokenNotFound."""
    row: ApiToken | None = ApiToken.objects.owned_by(user).not_revoked().named(text).newest_first().first()
    if row is None:
        raise ApiTokenNotFound
    return row


def state_of(user: User) -> str:
    """Return what the live tokens of a person have in common: a new password changes it."""
    return tokens.state_of(user)


def person_of(text: str) -> tuple[User, Grant]:
    """Return the person of a secret and what it allows, in one query; once an hour one more stores the use.

    Raises InvalidToken, without a hint, for a secret that is wrong, revoked or expired, that a new password has ended, or
    whose branch is in the trash.
    """
    row, at = holder_of(text, kind=KIND, by_prefix=_by_prefix), timezone.now()
    if row is None:
        raise tokens.InvalidToken
    user: User = row.user
    path = row.branch_path
    is_lost = row.under_id is not None and path is None
    if is_lost or not user.is_active or not row.is_live_at(at, state=state_of(user)):
        raise tokens.InvalidToken
    user.background = row.background  # type: ignore[attr-defined]  # as tokens.person_of() annotates it
    if row.is_use_due(at):
        ApiToken.objects.with_id(row.pk).note_use(at)
    branch = Limit(user.pk, row.under_id, path) if row.under_id and path else None
    return user, Grant(row.name, frozenset(row.scopes), branch)


def _find_branch(user: User, under: int | None) -> Category | None:
    if under is None:
        return None
    try:
        return find_category(user, under)
    except CategoryNotFound:
        raise BranchNotFound(field="under") from None
