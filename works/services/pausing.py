"""Stop a recurring work for a while, or for good, or for one day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.exceptions import Conflict, Invalid
from works.choices import Status
from works.models import RecurringWork, Work
from works.services.generation import move_cursor
from works.services.lifecycle import LIFECYCLE_FIELDS, apply_status
from works.services.lookup import find_recurring_work
from works.services.recurring import SAVED, edit_recurring_work, make_due


class PauseEndsBeforeItBegins(Invalid):
    """The pause would end before it begins."""


class NotPaused(Conflict):
    """It is not paused."""


class RuleIsOver(Conflict):
    """The rule has no day left."""


class NotAnOccurrence(Invalid):
    """{day} is not a day of this rule. Its next one is {next_on}."""


class OccurrenceClosed(Conflict):
    """The work of {day} is closed already. Reopen it first."""


@transaction.atomic
def pause(
    *,
    user: User,
    recurring_work_id: int,
    at: datetime,
    from_on: date | None = None,
    until_on: date | None = None,
) -> RecurringWork:
    """Make no works for the days from `from_on` (today) to `until_on`, both included, or until it is resumed.

    What is due before is made first. Paused days count towards COUNT, and the cadence goes on. Raises
    RecurringWorkNotFound, PauseEndsBeforeItBegins.
    """
    lock_and_bump(user)
    row = find_recurring_work(user, recurring_work_id)
    today = row.today(at, user)
    from_on = from_on or today
    if row.paused_from and row.is_paused_on(today):
        # The days since then have made no works and must not make them now.
        from_on = min(from_on, row.paused_from)
    else:
        row = make_due(user, row, at=at)
    if until_on and until_on < from_on:
        raise PauseEndsBeforeItBegins(field="until")
    row.paused_from, row.paused_until = from_on, until_on
    return _save(row, at)


@transaction.atomic
def resume(*, user: User, recurring_work_id: int, at: datetime) -> RecurringWork:
    """End the pause, from today on; no backlog, same cadence. Raises RecurringWorkNotFound, NotPaused."""
    lock_and_bump(user)
    row = find_recurring_work(user, recurring_work_id)
    today = row.today(at, user)
    if row.paused_from is None or (row.paused_until and row.paused_until < today):
        raise NotPaused
    row = make_due(user, row, at=at)
    if row.is_paused_on(today):
        row.resumed_at = at
    row.paused_from = row.paused_until = None
    return make_due(user, _save(row, at), at=at)


def end(*, user: User, recurring_work_id: int, at: datetime) -> RecurringWork:
    """Make no more works; those that are made stay. Raises RecurringWorkNotFound."""
    return edit_recurring_work(user=user, recurring_work_id=recurring_work_id, at=at, is_active=False)


@transaction.atomic
def run_now(*, user: User, recurring_work_id: int, at: datetime) -> RecurringWork:
    """Make what is due, and try again what was set aside. Safe to repeat. Raises RecurringWorkNotFound."""
    lock_and_bump(user)
    row = find_recurring_work(user, recurring_work_id)
    row.failed_at, row.failure = None, ""
    return make_due(user, _save(row, at), at=at)


@transaction.atomic
def skip(*, user: User, recurring_work_id: int, at: datetime, occurs_on: date | None = None) -> RecurringWork:
    """Leave out one day, the next one unless it is named; a work that was made for it is cancelled.

    Raises RecurringWorkNotFound, RuleIsOver, NotAnOccurrence, OccurrenceClosed.
    """
    lock_and_bump(user)
    row = find_recurring_work(user, recurring_work_id)
    day = occurs_on or _next_day(row)
    if day is None:
        raise RuleIsOver
    if not row.schedule.has(day):
        raise NotAnOccurrence(field="occurs_on", day=day, next_on=row.next_occurrence_on or "–")
    _cancel(user, Work.objects.made_by(row.pk).occurring(day, day).with_category().first(), day=day, at=at)
    row.skipped_on = sorted({*row.skipped_on, day.isoformat()})
    if row.next_occurrence_on:
        move_cursor(row, row.schedule.next_from(row.next_occurrence_on))
    return make_due(user, _save(row, at), at=at)


def _next_day(row: RecurringWork) -> date | None:
    """The next day that is neither settled nor in a pause of which the end is known."""
    day = row.next_occurrence_on
    if day and row.paused_until and row.is_paused_on(day):
        return row.schedule.next_from(row.paused_until + timedelta(days=1))
    return day


def _cancel(user: User, work: Work | None, *, day: date, at: datetime) -> None:
    if work is None:
        return
    if work.end_at:
        raise OccurrenceClosed(day=day)
    apply_status(user, [work], status=Status.CANCELLED, at=at)
    work.save(update_fields=[*LIFECYCLE_FIELDS, "updated_at"])


def _save(row: RecurringWork, at: datetime) -> RecurringWork:
    row.updated_at = at
    row.save(update_fields=SAVED)
    return row
