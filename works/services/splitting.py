"""Change a recurring work for one of its days, or from one of its days on."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Unpack

from django.db import transaction

from accounts.models import User
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.exceptions import Conflict, Invalid
from works.choices import Scope
from works.models import RecurringWork, Work
from works.models.recurring_work import MAX_LEAD_DAYS
from works.services.editing import WorkFields, edit_work
from works.services.generation import deadline_of, move_cursor, store_works, work_of
from works.services.lookup import find_recurring_work
from works.services.pausing import NotAnOccurrence, RuleIsOver
from works.services.recurring import (
    SAVED,
    RecurringWorkFields,
    edit_all_open,
    edit_recurring_work,
    follow,
    has_made_works,
    make_due,
    rule_of,
    write,
)

# What one day can have of its own.
OF_ONE_DAY = {"title", "content", "category", "priority", "my_job", "deadline_days", "deadline_time"}


class NotOfOneDay(Invalid):
    """With scope=this only these can change: {names}. Leave the others out, or choose another scope."""


class ScopeNeeded(Invalid):
    """A day is named, so say whether it is this one day, scope=this, or this day and all to come, scope=this_and_future."""


class OccurrenceNeeded(Invalid):
    """Say which day: give occurs_on."""


class OccurrenceSettled(Conflict):
    """No work was made for {day}, or it was deleted; it will not be made again."""


def edit_in_scope(
    *,
    user: User,
    recurring_work_id: int,
    at: datetime,
    scope: Scope | None = None,
    occurs_on: date | None = None,
    **changes: Unpack[RecurringWorkFields],
) -> RecurringWork:
    """Change a recurring work as far as `scope` says; without one, for the works to come.

    Returns the rule that goes on: with `this_and_future` that can be a new one. Raises ScopeNeeded, OccurrenceNeeded, and as
    edit_one_day, edit_this_and_future, edit_all_open and edit_recurring_work.
    """
    if occurs_on and scope is None:
        raise ScopeNeeded(field="scope")
    match scope:
        case None:
            return edit_recurring_work(user=user, recurring_work_id=recurring_work_id, at=at, **changes)
        case Scope.ALL_OPEN:
            return edit_all_open(user=user, recurring_work_id=recurring_work_id, at=at, **changes)
        case Scope.THIS_AND_FUTURE:
            return edit_this_and_future(
                user=user, recurring_work_id=recurring_work_id, occurs_on=occurs_on, at=at, **changes
            )
        case Scope.THIS:
            if occurs_on is None:
                raise OccurrenceNeeded(field="occurs_on")
            return edit_one_day(user=user, recurring_work_id=recurring_work_id, occurs_on=occurs_on, at=at, **changes)


@transaction.atomic
def edit_one_day(
    *, user: User, recurring_work_id: int, occurs_on: date, at: datetime, **changes: Unpack[RecurringWorkFields]
) -> RecurringWork:
    """Change the work of one day; one that is still to come is made now, with the changes. Returns its rule.

    Raises RecurringWorkNotFound, NotOfOneDay, NotAnOccurrence, OccurrenceSettled, and as edit_work.
    """
    lock_and_bump(user)
    row = find_recurring_work(user, recurring_work_id)
    if other := set(changes) - OF_ONE_DAY:
        names = ", ".join(sorted(OF_ONE_DAY))
        message = NotOfOneDay.message(names=names)
        raise NotOfOneDay(names=names, errors={name: [message] for name in sorted(other)})
    work = _work_on(row, occurs_on, at=at)
    template = copy(row)
    template.deadline_days = changes.get("deadline_days", row.deadline_days)
    of_work: WorkFields = {name: changes[name] for name in changes if name != "deadline_days"}  # type: ignore[assignment, literal-required]
    if "deadline_days" in changes:
        of_work["deadline_on"] = deadline_of(template, occurs_on)
        if template.deadline_days is None:
            of_work.setdefault("deadline_time", None)
    edit_work(user=user, work_id=work.pk, at=at, **of_work)
    return row


@transaction.atomic
def edit_this_and_future(
    *,
    user: User,
    recurring_work_id: int,
    at: datetime,
    occurs_on: date | None = None,
    **changes: Unpack[RecurringWorkFields],
) -> RecurringWork:
    """End the rule before `occurs_on`, its next day unless said, and begin a linked one there; returns that one.

    Works that were made from that day on go over to the new rule where it has their day: the open ones take the
    changes, closed and deleted ones only see to it that their day is not made twice. The others stay.
    Raises RecurringWorkNotFound, RuleIsOver, UnknownCategory, and what a rule is refused for.
    """
    lock_and_bump(user)
    old = find_recurring_work(user, recurring_work_id)
    if not has_made_works(user, old):
        return edit_recurring_work(user=user, recurring_work_id=old.pk, at=at, **changes)
    old = make_due(user, old, at=at)
    split = occurs_on or old.next_occurrence_on
    if split is None:
        raise RuleIsOver
    new = _begin(user, old, changes, split=split, at=at)
    _take_over(old, new, split=split, at=at)
    _end(old, split=split, at=at)
    return make_due(user, new, at=at)


def _work_on(row: RecurringWork, day: date, *, at: datetime) -> Work:
    """The live work of the day, made now if its day is still to come."""
    works = Work.objects.made_by(row.pk).occurring(day, day)
    if work := works.first():
        return work
    if not row.schedule.has(day):
        raise NotAnOccurrence(field="occurs_on", day=day, next_on=row.next_occurrence_on or "–")
    is_to_come = row.next_occurrence_on is not None and day >= row.next_occurrence_on
    if not is_to_come or Work.all_objects.made_by(row.pk).occurring(day, day).exists():
        raise OccurrenceSettled(day=day)
    free = Work.objects.owned_by(row.user_id).next_position(row.category_id)
    store_works([work_of(row, day, position=free, at=at)])
    return works.get()


def _begin(user: User, old: RecurringWork, changes: RecurringWorkFields, *, split: date, at: datetime) -> RecurringWork:
    """The new rule. With the same days it keeps the old start, so that cadence and COUNT go on."""
    new = copy(old)
    new.pk, new.series, new.created_at, new.updated_at = None, old.series or old.pk, at, at
    new.missed_on, new.failed_at, new.failure = [], None, ""
    starts_on = changes.get("starts_on", old.starts_on)
    if str(rule_of(user, old, changes)) != old.rule:
        starts_on = max(split, starts_on)
    new.rule = str(rule_of(user, old, {**changes, "starts_on": starts_on}))
    new.starts_on = starts_on
    new.skipped_on = [day for day in old.skipped_on if day >= split.isoformat()]
    new.extra_on = [day for day in old.extra_on if day >= max(split, starts_on).isoformat()]
    write(user, new, changes)
    made = {work.occurs_on for work in Work.all_objects.made_by(old.pk).from_day(split)}
    # A rule that was ended has no cursor, and may have no end either: no tick has looked further ahead than this.
    behind = old.next_occurrence_on or old.today(at, user) + timedelta(days=MAX_LEAD_DAYS + 1)
    settled = old.schedule.days_between(split, behind - timedelta(days=1))
    gone = {day.isoformat() for day in settled if day not in made}
    new.skipped_on = sorted({*new.skipped_on, *gone})
    # All that was due has been made by the old rule; new days that lie in the past are not made up for.
    move_cursor(new, new.schedule.next_from(max(split, starts_on, new.today(at, user))))
    new.save(force_insert=True)
    return new


def _take_over(old: RecurringWork, new: RecurringWork, *, split: date, at: datetime) -> None:
    made = Work.all_objects.made_by(old.pk).from_day(split).order_by("occurs_on")
    works = [work for work in made if work.occurs_on and new.schedule.has(work.occurs_on)]
    Work.all_objects.with_ids([work.pk for work in works]).reassign(new.pk, at=at)
    follow(new, [work for work in works if work.deleted_at is None and work.end_at is None], before=old, at=at)


def _end(old: RecurringWork, *, split: date, at: datetime) -> None:
    """The old rule up to the day before; if it had no day before, it is switched off."""
    last = split - timedelta(days=1)
    if old.schedule.last_until(last) is None:
        old.is_active = False
    else:
        rule = old.schedule.rule
        old.rule = str(replace(rule, count=None, until=min(last, rule.until or last)))
        old.extra_on = [day for day in old.extra_on if day < split.isoformat()]
    if old.next_occurrence_on and old.next_occurrence_on >= split:
        move_cursor(old, None)
    old.updated_at = at
    old.save(update_fields=SAVED)
