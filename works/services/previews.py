"""What a rule, or a change of one, would do, without doing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import NamedTuple, Unpack

from django.db import transaction

from accounts.models import User
from works.choices import Scope
from works.models import RecurringWork, Work
from works.recurrence.sentences import warnings
from works.services.recurring import FOLLOWING, RecurringWorkFields, create_recurring_work
from works.services.splitting import edit_in_scope

DATES = 10


class ChangedWork(NamedTuple):
    """A work of a saved rule, as a change would leave it, and which of its columns that touches."""

    id: int
    title: str
    occurs_on: date
    fields: list[str]


class Preview(NamedTuple):
    """`dates` are the next ten days from today on; `made` are those that would make a work at once."""

    row: RecurringWork
    sentence: str
    dates: list[date]
    warnings: list[str]
    made: list[date]
    changed: list[ChangedWork]


def preview(
    *,
    user: User,
    at: datetime,
    recurring_work: int | None = None,
    scope: Scope | None = None,
    occurs_on: date | None = None,
    **fields: Unpack[RecurringWorkFields],
) -> Preview:
    """A rule that is not saved, or a change of the saved one. Raises as create_recurring_work and edit_in_scope."""
    if recurring_work is None:
        fields.setdefault("title", "–")
        return _try(user, at, [], lambda: create_recurring_work(user=user, at=at, **fields))
    change = partial(
        edit_in_scope,
        user=user,
        recurring_work_id=recurring_work,
        at=at,
        scope=scope,
        occurs_on=occurs_on,
        **fields,
    )
    return _try(user, at, [recurring_work], change)


def _try(user: User, at: datetime, ids: Iterable[int], change: Callable[[], RecurringWork]) -> Preview:
    """Do it, look, and take it back: what is shown is what would happen."""
    columns = [
        *(name for name in FOLLOWING if name not in ("category", "updated_at")),
        "category_id",
        "recurring_work_id",
    ]
    with transaction.atomic():
        # Another's works are not read: the change refuses before they are shown.
        before = {work.pk: work for pk in ids for work in Work.objects.owned_by(user).made_by(pk)}
        row = change()
        after = {work.pk: work for pk in {*ids, row.pk} for work in Work.objects.made_by(pk)}
        transaction.set_rollback(True)
    changed = []
    for pk, work in after.items():
        names = [name for name in columns if pk in before and getattr(work, name) != getattr(before[pk], name)]
        if names and work.occurs_on:
            fields = [name.removesuffix("_id") for name in names]
            changed.append(ChangedWork(work.pk, work.title, work.occurs_on, fields))
    schedule, today = row.schedule, row.today(at, user)
    return Preview(
        row=row,
        sentence=row.sentence,
        dates=list(islice(schedule.days_from(max(today, row.starts_on)), DATES)),
        warnings=warnings(schedule.rule, row.starts_on),
        made=sorted(work.occurs_on for pk, work in after.items() if pk not in before and work.occurs_on),
        changed=changed,
    )


class Occurrence(NamedTuple):
    """One day of a rule and what became of it."""

    occurs_on: date
    state: str
    work: Work | None


def occurrences(*, row: RecurringWork, first: date, last: date) -> list[Occurrence]:
    """The days of a rule from first to last, both included, in one query."""
    schedule = row.schedule
    made = Work.all_objects.made_by(row.pk).occurring(first, last)
    works = {work.occurs_on: work for work in made if work.occurs_on}
    days = {*schedule.days_between(first, last), *works}
    days |= {day for day in schedule.skipped if first <= day <= last}
    return [_occurrence(row, day, works.get(day)) for day in sorted(days)]


def _occurrence(row: RecurringWork, day: date, work: Work | None) -> Occurrence:
    if work:
        state = "deleted" if work.deleted_at else {"DONE": "done", "CANCELLED": "cancelled"}.get(work.status, "open")
    elif day in row.schedule.skipped:
        state = "skipped"
    elif day.isoformat() in row.missed_on:
        state = "missed"
    elif row.next_occurrence_on is None or day < row.next_occurrence_on:
        state = "passed"
    else:
        state = "paused" if row.is_paused_on(day) or not row.is_active else "planned"
    return Occurrence(day, state, None if work is None or work.deleted_at else work)
