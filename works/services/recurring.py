"""Create, edit and delete recurring works."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, time
from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import Conflict, Invalid
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.history.recording import insert, update
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.quotas import reserve
from works.choices import CatchUp, Priority
from works.models import RecurringWork, Work
from works.recurrence.catch_up import MAX_WORKS
from works.recurrence.repeats import Repeats, from_rule, to_rule
from works.recurrence.rule import DAILY, WEEKLY, Rule
from works.recurrence.schedule import check
from works.services.cursor import change_days, move_cursor, pass_until_today, place_cursor
from works.services.following import follow_skips, follow_template
from works.services.generation import CURSOR, settle, store_works, work_of
from works.services.labelling import label_new, set_labels
from works.services.lookup import find_category, find_recurring_work

# What a work takes over from its rule.
TEMPLATE = ["title", "content", "category", "priority", "my_job", "deadline_days", "deadline_time"]
OTHERS = ["time_zone", "lead_days", "catch_up", "is_active"]
SCHEDULE = ["rule", "starts_on", "skipped_on", "extra_on"]
SAVED = [*TEMPLATE, *OTHERS, *SCHEDULE, *CURSOR, "resumed_at", "paused_from", "paused_until"]
# Single days that one rule keeps in a list; of settled ones it may have listed some days ahead besides.
MAX_SINGLE_DAYS, MAX_SETTLED_DAYS = 366, 1000


class RuleMissing(Invalid):
    template = _("A rule is needed. Give rule, such as FREQ=WEEKLY;BYDAY=FR, or repeats.")


class RuleAndRepeats(Invalid):
    template = _("rule and repeats are different rules. Give one of them.")


class TimeWithoutDeadlineDays(Invalid):
    template = _("A deadline time needs a deadline day. Give deadline_days too, or set deadline_time to null.")


class ExtraDayBeforeStart(Invalid):
    template = _("An extra day cannot be before the first day of the rule, {starts_on}.")


class WorksMadeAlready(Conflict):
    template = _(
        "This rule has created works already. Give scope=this_and_future, and occurs_on: the first day of the new rule."
    )


class TooManySingleDays(Conflict):
    template = _("A rule keeps at most {limit} single days. Continue it as a new one: scope=this_and_future.")


class RecurringWorkFields(TypedDict, total=False):
    """The fields of a recurring work that a person sets; `category` is an id, `labels` are ids; `rule` or `repeats`."""

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
    labels: list[int]


@recorded("created")
def create_recurring_work(
    *, user: User, at: datetime, series: int | None = None, **fields: Unpack[RecurringWorkFields]
) -> RecurringWork:
    """Create a recurring work, and the works that are due.

    For days before today only `create_all` creates works, for the latest MAX_WORKS days at most; the others begin with
    the latest day, `skip` with today. Raises the errors of rules, and as edit_recurring_work.
    """
    reserve(user, rows=1 + MAX_WORKS)
    fields.setdefault("category", None)
    row = RecurringWork(user=user, series=series, created_at=at, updated_at=at)
    row.starts_on = fields.get("starts_on") or row.today(at, user)
    row.rule = str(rule_of(user, row, fields))
    row.catch_up = fields.get("catch_up") or usual_catch_up(row.schedule.rule)
    write(user, row, fields)
    move_cursor(row, _first_day(row, row.today(at, user)))
    insert(row)
    label_new(user, row, fields.get("labels", []))
    return make_due(user, row, at=at)


@recorded("edited")
def edit_recurring_work(
    *, user: User, recurring_work_id: int, at: datetime, **changes: Unpack[RecurringWorkFields]
) -> RecurringWork:
    """Change the given fields, for works that are not created yet. `rule` and `starts_on` can change until one is.

    Raises RecurringWorkNotFound, UnknownCategory, UnknownLabel, WorksMadeAlready, TooManySingleDays, the errors of rules,
    RuleAndRepeats, TimeWithoutDeadlineDays, ExtraDayBeforeStart.
    """
    return edit_row(user, find_recurring_work(user, recurring_work_id), changes, at)


@recorded("edited")
def edit_all_open(
    *, user: User, recurring_work_id: int, at: datetime, **changes: Unpack[RecurringWorkFields]
) -> RecurringWork:
    """Do the same, and change the open works too, except where a person has changed them. Raises the same."""
    row = find_recurring_work(user, recurring_work_id)
    before, ids = copy(row), Work.objects.made_by(row.pk).open().ids()
    row = edit_row(user, row, changes, at)
    follow_template(row, ids, before=before)
    return row


@recorded("deleted")
def delete_recurring_work(*, user: User, recurring_work_id: int, at: datetime) -> Deletion:
    """Move the rule to the trash; its works stay, and belong to it again after a restore. Raises RecurringWorkNotFound."""
    row = find_recurring_work(user, recurring_work_id)
    chosen = RecurringWork.objects.with_ids([row.pk])
    return trash.move_to_trash(chosen, user=user, tops=[row], label=row.title, at=at)


def rule_of(user: User, row: RecurringWork, fields: RecurringWorkFields) -> Rule:
    """Return the rule in `fields`, or the row's own if there is none, checked from `starts_on` on."""
    starts_on, repeats = fields.get("starts_on", row.starts_on), fields.get("repeats")
    given = [Rule.parse(fields["rule"], zone=user.zone)] if "rule" in fields else []
    if repeats:
        given.append(to_rule(repeats, starts_on=starts_on, week_start=user.week_starts_on))
    # A PUT sends back both, as a GET returned them; the first day of the week is not in `repeats`.
    if len(set(given)) > 1 and from_rule(given[0], starts_on) != from_rule(given[1], starts_on):
        raise RuleAndRepeats(field="repeats")
    if not given and not row.rule:
        raise RuleMissing(field="rule")
    rule = given[0] if given else Rule.stored(row.rule)
    check(rule, starts_on)
    return rule


def usual_catch_up(rule: Rule) -> CatchUp:
    """Return the default: a missed rent is still due, a missed daily habit is not."""
    return CatchUp.LATEST_ONLY if rule.frequency in (DAILY, WEEKLY) else CatchUp.CREATE_ALL


def write(user: User, row: RecurringWork, fields: RecurringWorkFields) -> None:
    """Set the given fields except `rule`, `repeats` and `starts_on`."""
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
    """Create the due works of one rule; return it as it is then."""
    row = find_recurring_work(user, row.pk)
    if row.is_active and row.failed_at is None:
        settle([row], at=at)
    return row


def edit_row(user: User, row: RecurringWork, changes: RecurringWorkFields, at: datetime) -> RecurringWork:
    """Do what edit_recurring_work does, with a row that is locked."""
    rule = rule_of(user, row, changes)
    starts_on = changes.get("starts_on", row.starts_on)
    if not row.is_readable:
        # Its earlier days are not known: the new rule applies from the cursor on.
        row.rule = str(rule)
    elif changes.get("catch_up", row.catch_up) != row.catch_up:
        row = _settle_in_old_way(user, row, at=at)
    has_other_days = (str(rule), starts_on) != (row.rule, row.starts_on)
    if has_other_days:
        if has_made_works(user, row):
            raise WorksMadeAlready
        row.rule, row.starts_on = str(rule), starts_on
    before, was_active = row.schedule, row.is_active
    write(user, row, changes)
    row.zone, today = row.time_zone or user.time_zone, row.today(at, user)
    if row.is_active and not was_active:
        row.resumed_at = at
    past: list[date] = []
    if has_other_days:
        move_cursor(row, _first_day(row, today))
        place_cursor(row, today=today)
    else:
        past = change_days(row, before, today=today)
    refuse_too_many_days(row)
    row.failed_at, row.failure = None, ""
    if "labels" in changes:
        set_labels(user, [row], changes["labels"])
    _make_past_days(row, past, at=at)
    update([row], SAVED)
    follow_skips(user, row, before, at=at)
    return make_due(user, row, at=at)


def has_made_works(user: User, row: RecurringWork) -> bool:
    """Report whether a day of the rule has been settled since its creation, also if its work was purged later."""
    first_on = _first_day(row, row.today(row.created_at, user))
    is_moved = row.next_occurrence_on != first_on or bool(row.settled_on)
    return is_moved or Work.all_objects.made_by(row.pk).exists()


def refuse_too_many_days(row: RecurringWork) -> None:
    """Raise TooManySingleDays if a list of days of the rule is too long."""
    for days, limit in (
        (row.skipped_on, MAX_SINGLE_DAYS),
        (row.extra_on, MAX_SINGLE_DAYS),
        (row.settled_on, MAX_SETTLED_DAYS),
    ):
        if len(days) > limit:
            raise TooManySingleDays(limit=limit)


def _settle_in_old_way(user: User, row: RecurringWork, *, at: datetime) -> RecurringWork:
    """Apply the old `catch_up` to days that have passed; days that waited for an open work count as missed."""
    row = make_due(user, row, at=at)
    if row.is_active and row.failed_at is None and row.catch_up == CatchUp.WAIT_FOR_DONE:
        pass_until_today(row, today=row.today(at, user))
    return row


def _make_past_days(row: RecurringWork, days: list[date], *, at: datetime) -> None:
    """Create the works of past days that were added; one at a time only the latest, and none while one is open."""
    if not days:
        return
    make = days
    if row.catch_up == CatchUp.WAIT_FOR_DONE:
        make = [] if Work.objects.holding_back([row.pk]).exists() else days[-1:]
        row.missed_on = sorted({*row.missed_on, *(day.isoformat() for day in days if day not in make)})
    free = Work.objects.owned_by(row.user_id).next_position(row.category_id)
    store_works([work_of(row, day, position=free + index, at=at) for index, day in enumerate(make)])


def _first_day(row: RecurringWork, today: date) -> date | None:
    """Return the first cursor of a new rule: earlier days were not missed."""
    schedule = row.schedule
    match CatchUp(row.catch_up):
        case CatchUp.CREATE_ALL:
            return next(iter(schedule.last_days_until(today, MAX_WORKS)), schedule.next_from(row.starts_on))
        case CatchUp.SKIP:
            return schedule.next_from(max(row.starts_on, today))
        case _:
            return schedule.last_until(today) or schedule.next_from(row.starts_on)
