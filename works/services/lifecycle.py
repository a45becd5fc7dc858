"""The status of works, with the columns and the works that depend on it.

`current_status`, `started_at`, `end_at`, `filed_under` and `filed_path` are set in this module only, together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from accounts.models import User
from categories import paths
from categories.selectors import ancestors_by_path
from wheelbarrow.core.db.limits import whole_account
from wheelbarrow.core.history.acts import acting, recorded
from wheelbarrow.core.history.recording import update
from works.choices import Status
from works.models import Work
from works.services.generation import make_next_works
from works.services.lookup import find_work

LIFECYCLE_FIELDS = ["current_status", "started_at", "end_at", "filed_under", "filed_path"]


class Past(NamedTuple):
    """The status of a work in another tool, and since when."""

    status: Status
    started_at: datetime | None
    end_at: datetime | None


def set_status(*, user: User, work_id: int, status: Status, at: datetime) -> Work:
    """Set the status of a work; the status that it has already changes nothing. Raises WorkNotFound."""
    with acting(action_of(status), user=user, at=at):
        work = find_work(user, work_id, to_close=Status(status).is_closed)
        change_status(user, [work], status=status, at=at)
    return work


def finish_work(*, user: User, work_id: int, at: datetime) -> Work:
    """Set DONE, from any status. Raises WorkNotFound."""
    return set_status(user=user, work_id=work_id, status=Status.DONE, at=at)


@recorded("reopened")
def reopen_work(*, user: User, work_id: int, at: datetime) -> Work:
    """Set the status from before it closed: IN_PROGRESS if it had been started, else TODO. Raises WorkNotFound."""
    work = find_work(user, work_id)
    save_works(user, apply_reopening(user, [work], at=at), LIFECYCLE_FIELDS, at=at)
    return work


def action_of(status: Status) -> str:
    """Return the name of the act that sets the status."""
    return {Status.DONE: "finished", Status.CANCELLED: "cancelled"}.get(Status(status), "edited")


def change_status(user: User, works: list[Work], *, status: Status, at: datetime) -> None:
    """Set and store the status of locked works, and create what waited for those that close."""
    save_works(user, apply_status(user, works, status=status, at=at), LIFECYCLE_FIELDS, at=at)


def save_works(user: User, works: Sequence[Work], columns: Sequence[str], *, at: datetime) -> None:
    """Store these columns of works, then create the works that waited for those that are closed.

    Every service that may close a work stores it here.
    """
    update(works, columns)
    make_next_works(user=user, works=works, at=at)


def apply_status(user: User, works: Sequence[Work], *, status: Status, at: datetime) -> list[Work]:
    """Set the status of works in memory, with one query for the ancestors of all; return those that changed."""
    status = Status(status)
    changed = [work for work in works if work.status is not status]
    closing = [work for work in changed if status.is_closed and work.end_at is None]
    with whole_account():
        # They are stored whole, whatever the caller sees of them.
        filed = {work.category.path for work in closing if work.category and work.ancestors is None}
        under = ancestors_by_path(user.pk, filed)
    for work in closing:
        work.end_at = at
        work.filed_path = work.category.path if work.category else ""
        names = dict(work.ancestors or [(link.id, link.name) for link in under.get(work.filed_path, [])])
        work.filed_under = [{"id": pk, "name": names[pk]} for pk in paths.parse(work.filed_path) if pk in names]
    for work in changed:
        if not status.is_closed:
            work.end_at, work.filed_under, work.filed_path = None, [], ""
        if status is Status.IN_PROGRESS and work.started_at is None:
            work.started_at = at
        work.current_status = status
    return changed


def apply_past(user: User, works: Sequence[tuple[Work, Past]], *, at: datetime) -> None:
    """Set the statuses of works in memory with the instants at which that happened elsewhere, none of them after `at`."""
    for status in {past.status for _work, past in works}:
        apply_status(user, [work for work, past in works if past.status is status], status=status, at=at)
    for work, past in works:
        if past.started_at:
            work.started_at = min(past.started_at, at)
        if work.end_at and past.end_at:
            work.end_at = min(past.end_at, at)


def apply_reopening(user: User, works: Sequence[Work], *, at: datetime) -> list[Work]:
    """Reopen the closed ones among works in memory; return them."""
    closed = [work for work in works if work.end_at]
    for work in closed:
        apply_status(user, [work], status=Status.IN_PROGRESS if work.started_at else Status.TODO, at=at)
    return closed
