"""Plan works for a day."""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import User
from wheelbarrow.core.history.acts import recorded
from works.models import Work
from works.services.editing import WorkFields, edit_work
from works.services.lookup import find_work


@recorded("edited")
def plan_work(*, user: User, work_id: int, day: date | None, at: datetime) -> Work:
    """Let a work start on the day; None removes its start and its deadline.

    A deadline that would be before the day, or that was the day for which the work was planned, moves with it.
    Raises WorkNotFound.
    """
    work = find_work(user, work_id)
    changes: WorkFields = {"starts_on": day}
    if day is None:
        changes |= {"deadline_on": None, "deadline_time": None}
    elif work.deadline_on and (work.deadline_on < day or work.deadline_on == work.starts_on):
        changes["deadline_on"] = day
    return edit_work(user=user, work_id=work_id, at=at, **changes)
