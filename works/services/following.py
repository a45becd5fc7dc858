"""Open works follow a change of their recurring work, except where a person has changed them."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from works.choices import Status
from works.models import RecurringWork, Work
from works.recurrence.schedule import Schedule
from works.services.lifecycle import LIFECYCLE_FIELDS, apply_reopening, change_status, save_works


def follow_template(row: RecurringWork, ids: list[int], *, before: RecurringWork, at: datetime) -> None:
    """Give the open ones of these works each value of `row` of which they still have the value `before`.

    One UPDATE for each changed value, so that notes are not read.
    """
    works = Work.objects.with_ids(ids).open()
    for name in ("title", "content", "priority", "my_job"):
        old, new = getattr(before, name), getattr(row, name)
        if old != new:
            works.filter(**{name: old}).update(**{name: new, "updated_at": at})
    if before.category_id != row.category_id:
        _follow_category(row, list(works.in_category(before.category_id).order_by("occurs_on").only("pk")), at)
    _follow_deadline(row, list(works.only("occurs_on", "starts_on", "deadline_on", "deadline_time")), before, at)


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


def _follow_category(row: RecurringWork, works: list[Work], at: datetime) -> None:
    free = Work.objects.owned_by(row.user_id).next_position(row.category_id)
    for position, work in enumerate(works, start=free):
        work.category_id, work.position, work.updated_at = row.category_id, position, at
    Work.objects.bulk_update(works, ["category", "position", "updated_at"], batch_size=200)


def _follow_deadline(row: RecurringWork, works: list[Work], before: RecurringWork, at: datetime) -> None:
    changed = []
    for work in works:
        if work.occurs_on is None:
            continue
        old, new = before.deadline_of(work.occurs_on), row.deadline_of(work.occurs_on)
        is_before_start = work.starts_on and new[0] and new[0] < work.starts_on
        if (work.deadline_on, work.deadline_time) == old != new and not is_before_start:
            work.deadline_on, work.deadline_time, work.updated_at = *new, at
            changed.append(work)
    Work.objects.bulk_update(changed, ["deadline_on", "deadline_time", "updated_at"], batch_size=200)
