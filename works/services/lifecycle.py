"""The one place where current_status, started_at, end_at, filed_under and filed_path change, together."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from categories.querysets import Link
from categories.selectors import ancestors_by_path
from wheelbarrow.core.db.ownership import lock_and_bump
from works.choices import Status
from works.models import Work
from works.services.generation import make_next_works
from works.services.lookup import find_work

LIFECYCLE_FIELDS = ["current_status", "started_at", "end_at", "filed_under", "filed_path"]


@transaction.atomic
def set_status(*, user: User, work_id: int, status: Status, at: datetime) -> Work:
    """Bring a work into a state; a state it has already changes nothing. Raises WorkNotFound."""
    lock_and_bump(user)
    work = find_work(user, work_id)
    changed = apply_status(user, [work], status=status, at=at)
    work.save(update_fields=[*LIFECYCLE_FIELDS, "updated_at"])
    make_next_works(user=user, works=changed, at=at)
    return work


def finish_work(*, user: User, work_id: int, at: datetime) -> Work:
    """DONE, from any state. Raises WorkNotFound."""
    return set_status(user=user, work_id=work_id, status=Status.DONE, at=at)


@transaction.atomic
def reopen_work(*, user: User, work_id: int, at: datetime) -> Work:
    """Back to where it was before it closed: IN_PROGRESS if it had been started, else TODO. Raises WorkNotFound."""
    lock_and_bump(user)
    work = find_work(user, work_id)
    apply_reopening(user, [work], at=at)
    work.save(update_fields=[*LIFECYCLE_FIELDS, "updated_at"])
    return work


def apply_status(user: User, works: list[Work], *, status: Status, at: datetime) -> list[Work]:
    """Set these fields on works in memory, one query for all their chains; returns those that changed."""
    status = Status(status)
    changed = [work for work in works if work.status is not status]
    closing = [work for work in changed if status.is_closed and work.end_at is None]
    under = ancestors_by_path(user.pk, {work.category.path for work in closing if work.category})
    for work in closing:
        work.end_at = at
        work.filed_path = work.category.path if work.category else ""
        work.filed_under = _keep(under[work.category.path]) if work.category else []
    for work in changed:
        if not status.is_closed:
            work.end_at, work.filed_under, work.filed_path = None, [], ""
        if status is Status.IN_PROGRESS and work.started_at is None:
            work.started_at = at
        work.current_status = status
        work.updated_at = at
    return changed


def apply_reopening(user: User, works: list[Work], *, at: datetime) -> list[Work]:
    """Reopen the closed ones among works in memory; returns them."""
    closed = [work for work in works if work.end_at]
    for work in closed:
        apply_status(user, [work], status=Status.IN_PROGRESS if work.started_at else Status.TODO, at=at)
    return closed


def _keep(chain: list[Link]) -> list[dict[str, int | str]]:
    return [{"id": link.id, "name": link.name} for link in chain]
