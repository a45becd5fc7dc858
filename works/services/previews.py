"""What a rule, or a change of one, would do, without storing it; and what became of the days of a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, Unpack

from django.db import transaction
from django.db.models.functions import MD5
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from works.choices import Scope
from works.models import RecurringWork, Work
from works.recurrence.catch_up import MAX_WORKS
from works.recurrence.sentences import warnings
from works.services.cursor import is_settled
from works.services.recurring import RecurringWorkFields, create_recurring_work
from works.services.splitting import edit_in_scope

DATES = 10
# What a change of a rule can change of a work, in the order of the answer; notes are compared by their digest.
COMPARED = [
    "title",
    "content",
    "priority",
    "my_job",
    "deadline_on",
    "deadline_time",
    "position",
    "category",
    "recurring_work",
    "labels",
]
# Where the value of one has another name in the query.
READ_AS = {"content": "digest", "labels": "label_ids"}


class ChangedWork(NamedTuple):
    """A work of a stored rule, as a change would leave it, and which of its fields would change."""

    id: int
    title: str
    occurs_on: date
    fields: list[str]


class Preview(NamedTuple):
    """`dates` are the next ten days from today on; `made` are the days whose works would be created at once."""

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
    """Preview a new rule, or a change of a stored one. Raises as create_recurring_work and edit_in_scope."""
    if recurring_work is None:
        # The days do not depend on the notes, which would be copied into each work.
        new: RecurringWorkFields = {"title": "–", **fields, "content": ""}
        return _try(user, at, None, partial(create_recurring_work, user=user, at=at, **new))
    change = partial(
        edit_in_scope,
        user=user,
        recurring_work_id=recurring_work,
        at=at,
        scope=scope,
        occurs_on=occurs_on,
        **fields,
    )
    return _try(user, at, recurring_work, change)


def _try(user: User, at: datetime, pk: int | None, change: Callable[[], RecurringWork]) -> Preview:
    """Make the change in a transaction, compare, and roll it back: the preview shows what would happen."""
    with transaction.atomic():
        before, rules = _works(user, pk), RecurringWork.objects.owned_by(user).with_ids([pk] if pk else [])
        missed = {day for days in rules.values_list("missed_on", flat=True) for day in days}
        row = change()
        after = _works(user, pk, row.pk)
        transaction.set_rollback(True)
    changed = []
    for number, work in after.items():
        names = [name for name in COMPARED if number in before and before[number][name] != work[name]]
        if names:
            changed.append(ChangedWork(number, work["title"], work["occurs_on"], names))
    made = sorted(work["occurs_on"] for number, work in after.items() if number not in before)
    dates = list(islice(row.schedule.days_from(max(row.today(at, user), row.starts_on)), DATES))
    return Preview(
        row=row,
        sentence=row.sentence,
        dates=dates,
        warnings=[
            *warnings(row.schedule.rule, row.starts_on),
            *_of_days(row, dates, made),
            *_of_missed_days(set(row.missed_on) - missed if row.pk == pk else set()),
            *_of_category(row, dates),
        ],
        made=made,
        changed=changed,
    )


def _works(user: User, *rules: int | None) -> dict[int, dict[str, Any]]:
    """Return what is compared of the live works of these rules, by id."""
    columns = ["pk", "occurs_on", *(READ_AS.get(name, name) for name in COMPARED)]
    rows = Work.objects.owned_by(user).made_by_any([pk for pk in rules if pk]).with_label_ids()
    works = rows.annotate(digest=MD5("content")).values(*columns)
    return {work["pk"]: {**work, **{name: work[read] for name, read in READ_AS.items()}} for work in works}


def _of_days(row: RecurringWork, dates: list[date], made: list[date]) -> list[str]:
    found = []
    if not dates and not made:
        found.append(_("There is no day left: the rule creates no work."))
    if len(made) >= MAX_WORKS and (first := row.schedule.next_from(row.starts_on)) and first < made[0]:
        found.append(_("Works are created for the latest {limit} days only.").format(limit=MAX_WORKS))
    return found


def _of_missed_days(days: set[str]) -> list[str]:
    if not days:
        return []
    message = ngettext("%d past day counts as missed.", "%d past days count as missed.", len(days))
    return [message % len(days)]


def _of_category(row: RecurringWork, dates: list[date]) -> list[str]:
    category = row.category
    if category is None or category.ends_on is None or not any(day > category.ends_on for day in dates):
        return []
    message = _("“{category}” ends on {day}. Works of later days are filed in it all the same.")
    return [message.format(category=category.name, day=category.ends_on)]


class Occurrence(NamedTuple):
    """A day of a rule and its state."""

    occurs_on: date
    state: str
    work: Work | None


def occurrences(*, row: RecurringWork, first: date, last: date) -> list[Occurrence]:
    """Return the days of a rule from first to last, both included, with one query."""
    schedule = row.schedule
    made = Work.all_objects.made_by(row.pk).occurring(first, last)
    works = {work.occurs_on: work for work in made if work.occurs_on}
    begins_on = max(first, row.starts_on, row.split_on or row.starts_on)
    skipped = {day for day in schedule.skipped if begins_on <= day <= last}
    days = {*schedule.days_between(first, last), *works, *skipped}
    return [_occurrence(row, day, works.get(day)) for day in sorted(days)]


def _occurrence(row: RecurringWork, day: date, work: Work | None) -> Occurrence:
    cursor = row.next_occurrence_on
    if work:
        state = "deleted" if work.deleted_at else {"DONE": "done", "CANCELLED": "cancelled"}.get(work.status, "open")
    elif day in row.schedule.skipped:
        state = "skipped"
    elif day.isoformat() in row.missed_on:
        state = "missed"
    elif not row.is_active and (cursor is None or day >= cursor):
        state = "ended"
    elif is_settled(row, day):
        state = "passed"
    else:
        state = "paused" if row.is_off_on(day) else "planned"
    return Occurrence(day, state, None if work is None or work.deleted_at else work)
