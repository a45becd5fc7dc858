"""Remove changes that are older than HISTORY_DAYS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef

from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.models import Change

# Rows removed per statement: few enough that other writes hardly wait.
PRUNE_BATCH = 1000


def prune_changes(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove changes older than HISTORY_DAYS, whatever `before` is; return their number. It can be interrupted and repeated.

    Of each person the newest of them stays without its contents, as a mark: who asks for the changes since an earlier
    id has missed some. The mark is set first and the oldest changes are removed first, so that this holds meanwhile.
    """
    if not settings.HISTORY_DAYS:
        return 0
    pruned, limit = 0, at - timedelta(days=settings.HISTORY_DAYS)
    for person in _people_with_changes(before=limit):
        mark = _set_mark(person, before=limit)
        while ids := Change.objects.owned_by(person).older_than(mark).order_by("pk")[:PRUNE_BATCH].ids():
            Change.objects.with_ids(ids).delete()
            pruned += len(ids)
            if report:
                report(len(ids))
    return pruned


def _people_with_changes(*, before: datetime) -> list[Any]:
    """Return the people who have changes before the instant; an interrupted run has left some before its mark."""
    old = Change.objects.filter(user=OuterRef("pk")).before(before).contents()
    return list(get_user_model().objects.filter(Exists(old)).order_by("pk").only("pk"))


def _set_mark(person: Any, *, before: datetime) -> int:
    """Turn the last change before the instant into the mark; return its id. The lock excludes an undo of that change."""
    with transaction.atomic():
        lock_and_bump(person)
        mark: int = Change.objects.owned_by(person).before(before).latest_first()[:1].ids()[0]
        Change.objects.with_ids([mark]).mark_as_pruned()
    return mark
