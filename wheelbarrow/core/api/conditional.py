"""Conditional requests (RFC 9110, section 13): what a person reads is as old as the version of their rows.

Every write of their rows counts `User.version` up in its transaction, the scheduler changes `BackgroundVersion`. Both
are read with the person, before the rows: a tag may be older than its answer, and never younger. What changes with
the clock alone (Today, what is overdue) says in its tag until when it holds.
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

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def has_version(user: Any) -> bool:
    """Was it read with the person? In a session it was not."""
    return hasattr(user, "background")


def version_of(user: Any) -> str:
    """What all reads of a person depend on."""
    version = f"{user.pk}.{user.version}.{user.background or 0}"
    return f"{version}.{get_language()}.{settings.VERSION}.{settings.TRASH_DAYS}"


def tag_of(request: Request, until: datetime | None) -> str:
    """The weak ETag of an answer that holds until the instant (None: as long as its version)."""
    return f'W/"{_told(request)}.{_microseconds(until) if until else 0}"'


def tag_that_holds(request: Request) -> str | None:
    """That of the request's If-None-Match which still holds, if one does."""
    if not (tags := parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))):
        return None
    known, now = _told(request), _microseconds(timezone.now())
    for tag in tags:
        told, _, until = tag.removeprefix("W/").strip('"').rpartition(".")
        if told == known and re.fullmatch("[0-9]{1,17}", until) and (int(until) == 0 or now <= int(until)):
            return tag
    return None


def until(moment: datetime, next_change: time | None = None) -> datetime:
    """The last instant of the day of `moment`, or of its `next_change`; `moment` where the clock is set in between."""
    end = datetime.combine(moment.date(), next_change or time.max, tzinfo=moment.tzinfo)
    is_real = end.astimezone(UTC).astimezone(moment.tzinfo).time() == end.time()
    return end if is_real and end.utcoffset() == moment.utcoffset() else moment


def _told(request: Request) -> str:
    """The version, and what was asked for: a tag is of one address."""
    asked = blake2b(request.get_full_path().encode(), digest_size=8).hexdigest()
    return f"{version_of(request.user)}.{asked}"


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
