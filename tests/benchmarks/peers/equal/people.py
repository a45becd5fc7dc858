"""Who asks: the token, the account behind it, and how many requests the person has made."""

from __future__ import annotations

import hashlib
import hmac
import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import jwt
from asyncpg import Connection, Record
from starlette.requests import Request

from equal.config import MOST_REQUESTS, SECRET_KEY, SPAN
from equal.problems import Problem

# The account, as the first columns of a statement with the id of the person as $1.
COLUMNS = (
    "u.id AS person, u.password, u.token_version, u.version AS owner_version, u.language, u.time_zone, "
    "coalesce(b.version, 0) AS background"
)
SOURCE = "accounts_user u LEFT JOIN accounts_backgroundversion b ON b.user_id = u.id"
ACTIVE = "u.id = $1 AND u.is_active"
PERSON = f"SELECT {COLUMNS} FROM {SOURCE} WHERE {ACTIVE}"
# A process writes what it has counted of a person in so many steps.
STEP = max(1, MOST_REQUESTS // 20)
ADD = """
INSERT INTO wheelbarrow_ratecount AS known (key, began_at, requests) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET began_at = excluded.began_at,
    requests = excluded.requests + CASE WHEN known.began_at = excluded.began_at THEN known.requests ELSE 0 END
RETURNING requests
"""
SALT = b"django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


async def authenticate(db: Connection, request: Request, statement: str = PERSON, *arguments: Any) -> Record:
    """Return the row of the statement, which has the columns of the account and is checked here. Raises Problem."""
    claims = _claims_of(request)
    row = await db.fetchrow(statement, int(claims["user_id"]), *arguments)
    if row is None or claims["version"] != row["token_version"] or claims["password"] != _mark_of(row["password"]):
        raise _invalid()
    request.scope["person"], request.scope["language"] = row["person"], row["language"]
    await _count(db, row["person"])
    return row


def _claims_of(request: Request) -> dict[str, Any]:
    """The signature of a token is checked once for each process, its age each time."""
    scheme, _space, token = request.scope["by_name"].get(b"authorization", b"").partition(b" ")
    if not token:
        raise Problem(401, "not_authenticated", "Log in, or send an access token in the header Authorization: Bearer.")
    try:
        claims = _decoded(token)
    except jwt.PyJWTError:
        raise _invalid() from None
    if scheme.lower() != b"bearer" or claims["exp"] <= time.time() or claims["token_type"] != "access":
        raise _invalid()
    return claims


def _invalid() -> Problem:
    return Problem(401, "invalid_token", "The token is invalid, has expired or has been revoked. Log in again.")


@lru_cache(maxsize=1024)
def _decoded(token: bytes) -> dict[str, Any]:
    required = {"require": ["exp", "jti", "user_id", "version", "password", "token_type"]}
    return jwt.decode(token, SECRET_KEY, ["HS256"], options=required)


@lru_cache(maxsize=1024)
def _mark_of(password: str) -> str:
    """Django's salted_hmac() of the stored password: a new password ends all tokens."""
    key = hashlib.sha256(SALT + SECRET_KEY.encode()).digest()
    return hmac.new(key, password.encode(), hashlib.sha256).hexdigest()[:16]


_began_at = 0
# person → requests of all processes when they were last written, and those of this process since.
_counts: dict[int, list[int]] = {}


async def _count(db: Connection, person: int) -> None:
    """Raises Problem beyond MOST_REQUESTS in a minute of the clock."""
    global _began_at
    now = time.time()
    if _began_at != (began_at := int(now // SPAN * SPAN)):
        _began_at = began_at
        _counts.clear()
    counts = _counts.setdefault(person, [0, 0])
    counts[1] += 1
    if counts[1] >= STEP and sum(counts) <= MOST_REQUESTS:
        number, counts[1] = counts[1], 0
        total = await db.fetchval(ADD, f"user-{person}", datetime.fromtimestamp(began_at, UTC), number)
        counts[0] = max(counts[0], total)
    if sum(counts) > MOST_REQUESTS:
        seconds = int(SPAN - now % SPAN) + 1
        raise Problem(429, "throttled", f"Too many requests. Wait {seconds} seconds.", retry_after=seconds)
