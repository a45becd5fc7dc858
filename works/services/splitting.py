"""Change one day of a recurring work, or all days from one on, which splits it in two."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Unpack

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core.exceptions import Conflict, Invalid
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.history.recording import insert, update
from works.choices import Scope
from works.models import RecurringWork, Work
from works.recurrence.schedule import Schedule
from works.services.cursor import is_settled, move_cursor, place_cursor, settle_days, settled_between
from works.services.editing import WorkFields, edit_work
from works.services.following import follow_template
from works.services.generation import store_works, work_of
from works.services.labelling import copy_labels, label_new
from works.services.lookup import find_recurring_work
from works.services.pausing import NotAnOccurrence, RuleIsOver
from works.services.recurring import (
    SAVED,
    RecurringWorkFields,
    edit_all_open,
    edit_recurring_work,
    has_made_works,
    make_due,
    refuse_too_many_days,
    rule_of,
    write,
)

# The fields that can differ for one day.
OF_ONE_DAY = {"title", "content", "category", "priority", "my_job", "deadline_days", "deadline_time", "labels"}


class NotOfOneDay(Invalid):
    template = _("Only these fields can change for one day: {names}. Leave out the others, or give another scope.")


class ScopeNeeded(Invalid):
    template = _(
        "occurs_on needs a scope. Give scope=this for that day only, or scope=this_and_future for it and all later days."
    )


class OccurrenceNeeded(Invalid):
    template = _("A day is needed. Give occurs_on.")


class OccurrenceSettled(Conflict):
    template = _("{day} has passed without a work, or its work was deleted. It will not be created again.")


def edit_in_scope(
    *,
    user: User,
    recurring_work_id: int,
    at: datetime,
    scope: Scope | None = None,
    occurs_on: date | None = None,
    **changes: Unpack[RecurringWorkFields],
) -> RecurringWork:
    """Change a recurring work within `scope`; without one, for works that are not created yet.

    Return the recurring work that continues, which with `this_and_future` may be a new one. Raises ScopeNeeded,
    OccurrenceNeeded, and as edit_one_day, edit_this_and_future, edit_all_open and edit_recurring_work.
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


@recorded("edited")
def edit_one_day(
    *, user: User, recurring_work_id: int, occurs_on: date, at: datetime, **changes: Unpack[RecurringWorkFields]
) -> RecurringWork:
    """Change the work of one day; create it now if its day is still to come. Return its rule.

    Raises RecurringWorkNotFound, NotOfOneDay, NotAnOccurrence, OccurrenceSettled, TooManySingleDays, and as edit_work.
    """
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
        of_work["deadline_on"] = template.deadline_of(occurs_on)[0]
        if template.deadline_days is None:
            of_work.setdefault("deadline_time", None)
    edit_work(user=user, work_id=work.pk, at=at, **of_work)
    return row


@recorded("split")
def edit_this_and_future(
    *,
    user: User,
    recurring_work_id: int,
    at: datetime,
    occurs_on: date | None = None,
    **changes: Unpack[RecurringWorkFields],
) -> RecurringWork:
    """End the rule before `occurs_on`, by default its next day, and continue it from there as a new one; return that.

    Existing works from that day on move to the new rule if it has their day, and the open ones follow the change. A rule
    that has no earlier day, and no works, is changed itself.
    Raises RecurringWorkNotFound, RuleIsOver, UnknownCategory, TooManySingleDays, and the errors of rules.
    """
    old = find_recurring_work(user, recurring_work_id)
    if not has_made_works(user, old) and not (occurs_on and old.schedule.last_until(occurs_on - timedelta(days=1))):
        if occurs_on and _has_other_days(user, old, changes, occurs_on):
            changes.setdefault("starts_on", max(occurs_on, old.starts_on))
        return edit_recurring_work(user=user, recurring_work_id=old.pk, at=at, **changes)
    old = make_due(user, old, at=at)
    split = occurs_on or old.next_occurrence_on
    has_days = {"rule", "repeats", "starts_on"} & changes.keys() or (split and old.schedule.next_from(split))
    if split is None or not has_days:
        raise RuleIsOver
    new = _begin(user, old, changes, split=split, at=at)
    _take_over(old, new, split=split)
    _end(old, split=split, today=old.today(at, user))
    return make_due(user, new, at=at)


def _work_on(row: RecurringWork, day: date, *, at: datetime) -> Work:
    """Return the live work of the day, created now if its day is still to come."""
    works = Work.objects.made_by(row.pk).occurring(day, day)
    existing: Work | None = works.first()
    if existing:
        return existing
    if not row.schedule.has(day):
        raise NotAnOccurrence(field="occurs_on", day=day, next_on=row.next_occurrence_on or "–")
    if is_settled(row, day) or Work.all_objects.made_by(row.pk).occurring(day, day).exists():
        raise OccurrenceSettled(day=day)
    settle_days(row, [day])
    refuse_too_many_days(row)
    update([row], SAVED)
    free = Work.objects.owned_by(row.user_id).next_position(row.category_id)
    store_works([work_of(row, day, position=free, at=at)])
    created: Work = works.get()
    return created


def _begin(user: User, old: RecurringWork, changes: RecurringWorkFields, *, split: date, at: datetime) -> RecurringWork:
    """Create the new rule. With the same days it keeps the first day, so that the interval and COUNT go on."""
    new, today = copy(old), old.today(at, user)
    new.pk, new.series, new.split_on = None, old.series or old.pk, split
    new.created_at, new.updated_at = at, at
    new.missed_on, new.failed_at, new.failure = [], None, ""
    starts_on = changes.get("starts_on", old.starts_on)
    if _has_other_days(user, old, changes, split):
        starts_on = max(split, starts_on)
    new.rule = str(rule_of(user, old, {**changes, "starts_on": starts_on}))
    new.starts_on = starts_on
    new.skipped_on = [day for day in old.skipped_on if day >= split.isoformat()]
    new.extra_on = [day for day in old.extra_on if day >= max(split, starts_on).isoformat()]
    new.settled_on = [day for day in old.settled_on if day >= split.isoformat()]
    write(user, new, changes)
    # The old rule has created all that was due; past days that only the new one has create no works.
    move_cursor(new, new.schedule.next_from(max(split, starts_on, today)))
    if new.next_occurrence_on:
        settle_days(new, settled_between(old, old.schedule, new.next_occurrence_on, today=today))
    place_cursor(new, today=today)
    refuse_too_many_days(new)
    insert(new)
    if "labels" in changes:
        label_new(user, new, changes["labels"])
    else:
        copy_labels(old, new)
    return new


def _has_other_days(user: User, old: RecurringWork, changes: RecurringWorkFields, split: date) -> bool:
    """Report whether the new rule is another one, or the same one given again after its end."""
    if str(rule_of(user, old, changes)) != old.rule:
        return True
    return bool({"rule", "repeats"} & changes.keys()) and not _continues_after(old, split)


def _continues_after(row: RecurringWork, split: date) -> bool:
    """Report whether the rule itself, without single days, has a day from `split` on."""
    return Schedule(row.schedule.rule, row.starts_on).next_from(split) is not None


def _take_over(old: RecurringWork, new: RecurringWork, *, split: date) -> None:
    made = Work.all_objects.made_by(old.pk).from_day(split).only("occurs_on", "recurring_work", "user", "deletion")
    works = [work for work in made if work.occurs_on and new.schedule.has(work.occurs_on)]
    for work in works:
        work.recurring_work_id = new.pk
    update(works, ["recurring_work"])
    follow_template(new, [work.pk for work in works], before=old)


def _end(old: RecurringWork, *, split: date, today: date) -> None:
    """End the old rule on the day before; if it had no day before, switch it off."""
    last = split - timedelta(days=1)
    if old.schedule.last_until(last) is None:
        old.is_active = False
    else:
        if _continues_after(old, split):
            rule = old.schedule.rule
            old.rule = str(replace(rule, count=None, until=min(last, rule.until or last)))
        old.extra_on = [day for day in old.extra_on if day < split.isoformat()]
    old.settled_on = [day for day in old.settled_on if day < split.isoformat()]
    if old.next_occurrence_on and old.next_occurrence_on >= split:
        move_cursor(old, None)
    else:
        place_cursor(old, today=today)
    update([old], SAVED)
