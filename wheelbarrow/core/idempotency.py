"""A POST with an Idempotency-Key takes effect once: its answer is stored with the effect and sent again to a duplicate.

The first statement of the transaction inserts the row of the key. A duplicate that comes meanwhile waits for the
unique index, and finds the answer when the first has committed; after a rollback it becomes the first. Refusals are
rolled back with their row. See draft-ietf-httpapi-idempotency-key-header-07.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.limits import limit
from wheelbarrow.core.db.prepared import run
from wheelbarrow.core.exceptions import Invalid, Unprocessable
from wheelbarrow.core.models import StoredAnswer

HEADER = "Idempotency-Key"
PATTERN = "[!-~]{1,255}"
KEPT = timedelta(hours=24)
# Of one person at most about this many, so that stored answers take a bounded space; checked once in a hundred.
MOST_KEYS, CHECKED_EVERY = 10_000, 100


class IdempotencyKeyMalformed(Invalid):
    template = _("Idempotency-Key has 1 to 255 visible ASCII characters. Use a new UUID for each request.")


class IdempotencyKeyReused(Unprocessable):
    template = _("This Idempotency-Key was sent with another request. Use a new key for each request.")


class Answer(NamedTuple):
    """What is stored of an answer."""

    status: int
    body: str
    headers: Mapping[str, str]


def key_of(request: HttpRequest) -> str | None:
    """Return the key of the request, or None without one. Raises IdempotencyKeyMalformed."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not re.fullmatch(PATTERN, key):
        raise IdempotencyKeyMalformed
    return key


def digest_of(request: HttpRequest) -> str:
    """Return the hash of the method, the address and the body, which must not have been parsed yet.

    A caller who is limited to a branch has other hashes: no such caller gets an answer that was made for another.
    """
    parts = [str(request.method).encode(), request.get_full_path().encode(), request.body]
    if branch := limit.get():
        parts.insert(0, f"branch {branch.top}".encode())
    return sha256(b"\n".join(parts)).hexdigest()


def answer_once(*, user: AbstractBaseUser, key: str, digest: str, at: datetime, answer: Callable[[], Answer]) -> Answer:
    """Return the stored answer, or call `answer` in a transaction and store what it returns.

    Raises IdempotencyKeyReused if the key was stored for another request.
    """
    with transaction.atomic():
        claimed = _claim(user, key, digest, at)
        if claimed is None:
            stored = StoredAnswer.objects.get(user_id=user.pk, key=key)
            if stored.digest != digest:
                raise IdempotencyKeyReused
            return Answer(stored.status, stored.body, stored.headers)
        made = answer()
        StoredAnswer.objects.filter(pk=claimed).update(**made._asdict())
        if claimed % CHECKED_EVERY == 0:
            StoredAnswer.objects.beyond(user, MOST_KEYS).delete()
    return made


def purge_answers(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove the answers that are no longer kept, whatever `before` is; return how many."""
    purged, _by_table = StoredAnswer.objects.filter(at__lte=at - KEPT).delete()
    if report:
        report(purged)
    return purged


def _claim(user: AbstractBaseUser, key: str, digest: str, at: datetime) -> int | None:
    """Insert the row of the key, or take over one that is no longer kept; return its id, or None if there is one."""
    table = connection.ops.quote_name(StoredAnswer._meta.db_table)
    moment, kept_since = map(connection.ops.adapt_datetimefield_value, (at, at - KEPT))
    rows = run(
        f"INSERT INTO {table} (user_id, key, digest, at, status, body, headers) VALUES (%s, %s, %s, %s, 0, '', '{{}}') "
        f"ON CONFLICT (user_id, key) DO UPDATE SET digest = excluded.digest, at = excluded.at "
        f"WHERE {table}.at <= %s RETURNING id",
        [user.pk, key, digest, moment, kept_since],
    )
    return int(rows[0][0]) if rows else None
