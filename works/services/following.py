"""Open works follow a change of their recurring work, except where a person has changed them."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from wheelbarrow.core.history.recording import update
from works.choices import Status
from works.models import RecurringWork, Work
from works.recurrence.schedule import Schedule
from works.services.labelling import follow_labels
from works.services.lifecycle import LIFECYCLE_FIELDS, apply_reopening, change_status, save_works

FOLLOWING = ["title", "priority", "my_job"]
OTHERS = ["category", "position", "deadline_on", "deadline_time"]


def follow_template(row: RecurringWork, ids: list[int], *, before: RecurringWork) -> None:
    """Give the open ones of these works each value of `row` of which they still have the value `before`.

    Notes are compared by the database and not read.
    """
    changed = [name for name in FOLLOWING if getattr(before, name) != getattr(row, name)]
    read = {*changed, *OTHERS, "user", "deletion", "occurs_on", "starts_on", "current_status"}
    works = list(Work.objects.with_ids(ids).open().order_by("occurs_on").only(*read))
    for work in works:
        for name in changed:
            if getattr(work, name) == getattr(before, name):
                setattr(work, name, getattr(row, name))
        _follow_deadline(work, row, before)
    if before.category_id != row.category_id:
        arriving = [work for work in works if work.category_id == before.category_id]
        free = Work.objects.owned_by(row.user_id).next_position(row.category_id)
        for position, work in enumerate(arriving, start=free):
            work.category_id, work.position = row.category_id, position
    update(works, [*changed, *OTHERS])
    if before.content != row.content:
        same = set(Work.objects.with_ids(ids).with_content(before.content).ids())
        following = [work for work in works if work.pk in same]
        for work in following:
            work.stored, work.content = {**work.stored, "content": before.content}, row.content
        update(following, ["content"])
    follow_labels(works, before=before.label_ids, after=row.label_ids, user_id=row.user_id)


def follow_skips(user: User, row: RecurringWork, before: Schedule, *, at: datetime) -> None:
    """Cancel the open works of days that are skipped now, and reopen the cancelled ones of days that no longer are."""
    skipped, put_back = row.schedule.skipped - before.skipped, before.skipped - row.schedule.skipped
    if not skipped and not put_back:
        return
    works = list(Work.objects.made_by(row.pk).occurring_on(skipped | put_back).with_category())
    change_status(
        user,
        [work for work in works if work.occurs_on in skipped and work.end_at is None],
        status=Status.CANCELLED,
        at=at,
    )
    cancelled = [work for work in works if work.occurs_on in put_back and work.status is Status.CANCELLED]
    save_works(user, apply_reopening(user, cancelled, at=at), LIFECYCLE_FIELDS, at=at)


def _follow_deadline(work: Work, row: RecurringWork, before: RecurringWork) -> None:
    if work.occurs_on is None:
        return
    old, new = before.deadline_of(work.occurs_on), row.deadline_of(work.occurs_on)
    is_before_start = work.starts_on and new[0] and new[0] < work.starts_on
    if (work.deadline_on, work.deadline_time) == old != new and not is_before_start:
        work.deadline_on, work.deadline_time = new
