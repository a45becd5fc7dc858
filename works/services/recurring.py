"""Make, change and delete recurring works."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, time
from typing import TypedDict, Unpack

from django.db import transaction

from accounts.models import User
from wheelbarrow.core import trash
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.exceptions import Conflict, Invalid
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.quotas import reserve
from works.choices import CatchUp, Priority
from works.models import RecurringWork, Work
from works.recurrence.catch_up import MAX_WORKS
from works.recurrence.repeats import Repeats, from_rule, to_rule
from works.recurrence.rule import DAILY, WEEKLY, Rule
from works.recurrence.schedule import Schedule, check
from works.services.generation import CURSOR, deadline_of, move_cursor, settle, store_works, work_of
from works.services.lookup import find_category, find_recurring_work

# What a work takes over from its rule.
TEMPLATE = ["title", "content", "category", "priority", "my_job", "deadline_days", "deadline_time"]
OTHERS = ["time_zone", "lead_days", "catch_up", "is_active"]
SCHEDULE = ["rule", "starts_on", "skipped_on", "extra_on"]
SAVED = [*TEMPLATE, *OTHERS, *SCHEDULE, *CURSOR, "resumed_at", "paused_from", "paused_until"]
# Of the works that follow a change of their rule.
FOLLOWING = [
    "title",
    "content",
    "category",
    "priority",
    "my_job",
    "deadline_on",
    "deadline_time",
    "position",
    "updated_at",
]


class RuleMissing(Invalid):
    """Say when it recurs: give rule, such as FREQ=WEEKLY;BYDAY=FR, or repeats."""


class RuleAndRepeats(Invalid):
    """`rule` and `repeats` say different things. Give one of them."""


class TimeWithoutDeadlineDays(Invalid):
    """A time needs a day: give deadline_days too, or set deadline_time to null."""


class ExtraDayBeforeStart(Invalid):
    """An extra day cannot lie before the start, {starts_on}."""


class WorksMadeAlready(Conflict):
    """Works have been made by this rule already. Give scope=this_and_future and the day from which the new days hold."""


class RecurringWorkFields(TypedDict, total=False):
    """What a person says of a recurring work; `category` is an id; `rule` or `repeats`."""

    title: str
    content: str
    category: int | None
    priority: Priority
    my_job: bool
    rule: str
    repeats: Repeats | None
    starts_on: date
    skipped_on: list[date]
    extra_on: list[date]
    time_zone: str | None
    deadline_days: int | None
    deadline_time: time | None
    lead_days: int
    catch_up: CatchUp
    is_active: bool


@transaction.atomic
def create_recurring_work(
    *, user: User, at: datetime, series: int | None = None, **fields: Unpack[RecurringWorkFields]
) -> RecurringWork:
    """Make the rule, and the works that are due today already.

    Of days before today only `create_all` makes works; the others begin with the latest, or with today.
    Raises UnknownCategory, what the rule is refused for, and as edit_recurring_work.
    """
    lock_and_bump(user)
    row = RecurringWork(user=user, series=series, created_at=at, updated_at=at)
    row.starts_on = fields.get("starts_on") or row.today(at, user)
    row.rule = str(rule_of(user, row, fields))
    row.catch_up = fields.get("catch_up") or usual_catch_up(row.schedule.rule)
    write(user, row, fields)
    move_cursor(row, _first_day(row, row.today(at, user)))
    row.save(force_insert=True)
    reserve(user, rows=1 + MAX_WORKS)
    return make_due(user, row, at=at)


@transaction.atomic
def edit_recurring_work(
    *, user: User, recurring_work_id: int, at: datetime, **changes: Unpack[RecurringWorkFields]
) -> RecurringWork:
    """Change what is named, for the works to come. Other days are only possible while no work has been made.

    Raises RecurringWorkNotFound, UnknownCategory, WorksMadeAlready, what the rule is refused for,
    RuleAndRepeats, TimeWithoutDeadlineDays, ExtraDayBeforeStart.
    """
    lock_and_bump(user)
    return _edit(user, find_recurring_work(user, recurring_work_id), changes, at)


@transaction.atomic
def edit_all_open(
    *, user: User, recurring_work_id: int, at: datetime, **changes: Unpack[RecurringWorkFields]
) -> RecurringWork:
    """The same for the open works too; where one was changed by hand, that stays. Raises as edit_recurring_work."""
    lock_and_bump(user)
    row = find_recurring_work(user, recurring_work_id)
    before, works = copy(row), list(Work.objects.made_by(row.pk).open().order_by("occurs_on"))
    row = _edit(user, row, changes, at)
    follow(row, works, before=before, at=at)
    return row


@transaction.atomic
def delete_recurring_work(*, user: User, recurring_work_id: int, at: datetime) -> Deletion:
    """Trash the rule; its works stay, and show it again when it is restored. Raises RecurringWorkNotFound."""
    lock_and_bump(user)
    row = find_recurring_work(user, recurring_work_id)
    return trash.move_to_trash(RecurringWork.objects.with_ids([row.pk]), user=user, label=row.title, at=at)


def rule_of(user: User, row: RecurringWork, fields: RecurringWorkFields) -> Rule:
    """The rule that `fields` name, checked from `starts_on` on; the row's own if they name none."""
    starts_on, repeats = fields.get("starts_on", row.starts_on), fields.get("repeats")
    said = [Rule.parse(fields["rule"], zone=user.zone)] if "rule" in fields else []
    if repeats:
        said.append(to_rule(repeats, starts_on=starts_on, week_start=user.week_starts_on))
    # A PUT sends back both, as a GET gave them; where the week begins is not in `repeats`.
    if len(set(said)) > 1 and from_rule(said[0], starts_on) != from_rule(said[1], starts_on):
        raise RuleAndRepeats(field="repeats")
    if not said and not row.rule:
        raise RuleMissing(field="rule")
    rule = said[0] if said else Rule.stored(row.rule)
    check(rule, starts_on)
    return rule


def usual_catch_up(rule: Rule) -> CatchUp:
    """Rent must not vanish and habits must not pile up."""
    return CatchUp.LATEST_ONLY if rule.frequency in (DAILY, WEEKLY) else CatchUp.CREATE_ALL


def write(user: User, row: RecurringWork, fields: RecurringWorkFields) -> None:
    """Set what is named and has no rule of its own."""
    if fields.get("content"):
        # For the rule and the works that follow it.
        reserve(user, notes=fields["content"], times=1 + MAX_WORKS)
    if "category" in fields:
        row.category = find_category(user, fields["category"])
    for name in [*TEMPLATE, *OTHERS]:
        if name in fields and name != "category":
            setattr(row, name, fields[name])  # type: ignore[literal-required]
    for name in ("skipped_on", "extra_on"):
        if name in fields:
            setattr(row, name, [day.isoformat() for day in sorted(set(fields[name]))])  # type: ignore[literal-required]
    if row.deadline_time and row.deadline_days is None:
        raise TimeWithoutDeadlineDays(field="deadline_time")
    if any(date.fromisoformat(day) < row.starts_on for day in row.extra_on):
        raise ExtraDayBeforeStart(field="extra_on", starts_on=row.starts_on)


def make_due(user: User, row: RecurringWork, *, at: datetime) -> RecurringWork:
    """Settle one rule now; returns it as it is then."""
    row = find_recurring_work(user, row.pk)
    if row.is_active and row.failed_at is None:
        settle([row], at=at)
    return row


def follow(row: RecurringWork, works: list[Work], *, before: RecurringWork, at: datetime) -> None:
    """Give works the template of `row` where they still have what it said `before`."""
    free = Work.objects.owned_by(row.user_id).next_position(row.category_id)
    changed = []
    for work in works:
        if _follow(row, work, before):
            if row.category_id != before.category_id and work.category_id == row.category_id:
                work.position, free = free, free + 1
            work.updated_at = at
            changed.append(work)
    Work.objects.bulk_update(changed, FOLLOWING, batch_size=200)


def _follow(row: RecurringWork, work: Work, before: RecurringWork) -> bool:
    """Did the work take anything over?"""
    took = False
    for name in ("title", "content", "category_id", "priority", "my_job"):
        if getattr(work, name) == getattr(before, name) != getattr(row, name):
            setattr(work, name, getattr(row, name))
            took = True
    then, now = _deadline(before, work), _deadline(row, work)
    starts_in_time = not (work.starts_on and now[0] and now[0] < work.starts_on)
    if (work.deadline_on, work.deadline_time) == then != now and starts_in_time:
        work.deadline_on, work.deadline_time = now
        took = True
    return took


def _deadline(row: RecurringWork, work: Work) -> tuple[date | None, time | None]:
    """What the rule says of the deadline of one of its works."""
    return work.occurs_on and deadline_of(row, work.occurs_on), row.deadline_time


def _edit(user: User, row: RecurringWork, changes: RecurringWorkFields, at: datetime) -> RecurringWork:
    rule = rule_of(user, row, changes)
    starts_on = changes.get("starts_on", row.starts_on)
    if not row.is_readable:
        # Nobody knows what its days were: the new ones hold from the cursor on.
        row.rule = str(rule)
    before, was_active = row.schedule, row.is_active
    if (str(rule), starts_on) != (row.rule, row.starts_on):
        if has_made_works(user, row):
            raise WorksMadeAlready
        row.rule, row.starts_on = str(rule), starts_on
        move_cursor(row, _first_day(row, row.today(at, user)))
    write(user, row, changes)
    move_cursor(row, row.next_occurrence_on and row.schedule.next_from(row.next_occurrence_on))
    if row.is_active and not was_active:
        row.resumed_at = at
    row.failed_at, row.failure, row.updated_at = None, "", at
    row.save(update_fields=SAVED)
    make_added_days(row, before, at=at)
    return make_due(user, row, at=at)


def has_made_works(user: User, row: RecurringWork) -> bool:
    """Has a day of the rule been settled since it was made? A work that was purged counts: its day is behind the cursor."""
    began_at = _first_day(row, row.today(row.created_at, user))
    return row.next_occurrence_on != began_at or Work.all_objects.made_by(row.pk).exists()


def make_added_days(row: RecurringWork, before: Schedule, *, at: datetime) -> None:
    """Days that a person added behind the cursor make their work at once: the cursor does not go back for them."""
    added = sorted((row.schedule.extra - before.extra) | (before.skipped - row.schedule.skipped))
    passed = [
        day
        for day in added
        if (row.next_occurrence_on is None or day < row.next_occurrence_on)
        and row.schedule.has(day)
        and not before.has(day)
    ]
    free = Work.objects.owned_by(row.user_id).next_position(row.category_id)
    store_works([work_of(row, day, position=free + index, at=at) for index, day in enumerate(passed)])


def _first_day(row: RecurringWork, today: date) -> date | None:
    """Where the cursor of a new rule stands: the days before it are nobody's fault."""
    schedule = row.schedule
    match CatchUp(row.catch_up):
        case CatchUp.CREATE_ALL:
            return schedule.next_from(row.starts_on)
        case CatchUp.SKIP:
            return schedule.next_from(max(row.starts_on, today))
        case _:
            return schedule.last_until(today) or schedule.next_from(row.starts_on)
