"""Plan works for a day."""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import User
from wheelbarrow.core.history.acts import recorded
from works.models import Work
from works.services.editing import WorkFields, edit_work, edit_works
from works.services.lookup import find_work


@recorded("edited")
def plan_work(*, user: User, work_id: int, day: date | None, at: datetime) -> Work:
    """Let a work start on the day; None removes its start and its deadline.

    A deadline that would be before the day, or that was the day for which the work was planned, moves with it.
    Raises WorkNotFound.
    """
    work = find_work(user, work_id)
    return edit_work(user=user, work_id=work_id, at=at, **_changes(day, moves=_moves(work, day)))


@recorded("edited")
def plan_works(*, user: User, ids: list[int], day: date | None, at: datetime) -> list[Work]:
    """Plan all works for the day or none, as plan_work does. Raises BulkRefused."""
    rows = Work.objects.owned_by(user).with_ids(ids).only("starts_on", "deadline_on", "user", "deletion")
    moving = {work.pk for work in rows if _moves(work, day)}
    # Ids that are not found are among those that stay, and refused there.
    groups = {True: [pk for pk in ids if pk in moving], False: [pk for pk in ids if pk not in moving]}
    return [
        work
        for moves, group in groups.items()
        if group
        for work in edit_works(user=user, ids=group, at=at, **_changes(day, moves=moves))
    ]


def _moves(work: Work, day: date | None) -> bool:
    """Report whether the deadline moves to the day."""
    if day is None or work.deadline_on is None:
        return False
    return work.deadline_on < day or work.deadline_on == work.starts_on


def _changes(day: date | None, *, moves: bool) -> WorkFields:
    if day is None:
        return {"starts_on": None, "deadline_on": None, "deadline_time": None}
    return {"starts_on": day, "deadline_on": day} if moves else {"starts_on": day}
