"""Conditional requests (RFC 9110, section 13): an ETag depends on the version of the person's rows.

Every write to the rows increases `User.version` in its transaction; restoring a backup renews `BackgroundVersion`. Both
are read with the person, before the rows, so a tag may be older than its answer but never newer. The tag of an answer
that changes with time (Today, what is overdue) contains the instant until which it is valid.

The tag of one row is strong, `"12.<state>.<hash of the answer>"`: it begins with the version of the row, which If-Match
compares; the state answers 304 without reading the row; the hash makes it differ wherever the bytes do.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import get_language
from rest_framework.request import Request

from wheelbarrow.core.db.limits import limit

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def has_version(user: Any) -> bool:
    """Report whether the version was read with the person: with a token it was, in a session not."""
    return hasattr(user, "background")


def version_of(user: Any) -> str:
    """Return all that the answers to a person depend on besides the address."""
    version = f"{user.pk}.{user.version}.{user.background or 0}"
    if branch := limit.get():
        # What a caller sees who is limited to a branch has tags of its own.
        version = f"{version}.b{branch.top}"
    return f"{version}.{get_language()}.{settings.VERSION}.{settings.TRASH_DAYS}"


def tag_of(request: Request, until: datetime | None) -> str:
    """Return the weak ETag of an answer that is valid until the instant, or with None until the version changes."""
    return f'W/"{_state_of(request.user, request.get_full_path())}.{_microseconds(until) if until else 0}"'


def strong_tag(user: Any, address: str, version: int, content: bytes) -> str:
    """Return the strong ETag of one row, as `content` shows it to the person at the address."""
    return f'"{version}.{_state_of(user, address)}.{_hash(content)}"'


def tag_that_holds(request: Request) -> str | None:
    """Return the tag of the request's If-None-Match that is still valid, or None."""
    if not (tags := parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))):
        return None
    known, now = _state_of(request.user, request.get_full_path()), _microseconds(timezone.now())
    for tag in tags:
        text = tag.removeprefix("W/").strip('"')
        state, _, until = text.rpartition(".")
        if state == known and re.fullmatch("[0-9]{1,17}", until) and (int(until) == 0 or now <= int(until)):
            return tag
        if re.fullmatch(rf"[0-9]{{1,19}}\.{re.escape(known)}\.[0-9a-f]{{16}}", text):
            return tag
    return None


def until(moment: datetime, next_change: time | None = None) -> datetime:
    """Return the end of the day of `moment`, or its `next_change`; `moment` itself if a clock change lies between."""
    end = datetime.combine(moment.date(), next_change or time.max, tzinfo=moment.tzinfo)
    is_real = end.astimezone(UTC).astimezone(moment.tzinfo).time() == end.time()
    return end if is_real and end.utcoffset() == moment.utcoffset() else moment


def _state_of(user: Any, address: str) -> str:
    """Return the version and a hash of the address: a tag belongs to one address."""
    return f"{version_of(user)}.{_hash(address.encode())}"


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
