"""Pause, resume, end or run a recurring work, or skip one of its days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core.exceptions import Conflict, Invalid
from wheelbarrow.core.history.acts import acting, recorded
from wheelbarrow.core.history.recording import update
from works.choices import Status
from works.models import RecurringWork, Work
from works.services.cursor import place_cursor, settle_days
from works.services.lifecycle import change_status
from works.services.lookup import find_recurring_work
from works.services.recurring import SAVED, edit_recurring_work, edit_row, make_due


class PauseEndsBeforeItBegins(Invalid):
    template = _("The pause would end before it begins.")


class PauseBeginsInThePast(Invalid):
    template = _("A pause begins today, {today}, or later.")


class AlreadyPaused(Conflict):
    template = _(
        "There is a pause from {start} to {end} already. To change its end, give {start} as the first day again, or resume the recurring work first."
    )


class NotPaused(Conflict):
    template = _("The recurring work is not paused.")


class RuleIsOver(Conflict):
    template = _("The rule has no day left.")


class NotAnOccurrence(Invalid):
    template = _("{day} is not a day of this rule. The next one is {next_on}.")


class OccurrenceClosed(Conflict):
    template = _("The work of {day} is closed already. Reopen it first.")


class Pause(NamedTuple):
    """A paused recurring work, and its live works of days inside the pause."""

    row: RecurringWork
    works: list[Work]


@recorded("paused")
def pause(
    *,
    user: User,
    recurring_work_id: int,
    at: datetime,
    from_on: date | None = None,
    until_on: date | None = None,
    cancel_open: bool = False,
) -> Pause:
    """Create no works for the days from `from_on` to `until_on`, both included; from today and until resumed by default.

    The works of earlier days are created first. Works of days inside the pause that exist already stay, or are
    cancelled with `cancel_open`. Paused days count towards COUNT, and the interval goes on. There is one pause at a
    time: with the same `from_on`, or while it runs without one, its end is changed.
    Raises RecurringWorkNotFound, PauseBeginsInThePast, PauseEndsBeforeItBegins, AlreadyPaused.
    """
    row = find_recurring_work(user, recurring_work_id)
    today = row.today(at, user)
    first, last = row.paused_from, row.paused_until = _span(row, from_on, until_on, today=today)
    place_cursor(row, today=today)
    row = make_due(user, _save(row), at=at)
    works = list(Work.objects.made_by(row.pk).occurring(first, last or date.max).with_category())
    works.sort(key=lambda work: work.occurs_on or date.max)
    if cancel_open:
        change_status(user, [work for work in works if work.end_at is None], status=Status.CANCELLED, at=at)
    return Pause(row, works)


@recorded("resumed")
def resume(*, user: User, recurring_work_id: int, at: datetime) -> RecurringWork:
    """End the pause, from today on; its past days create no works. Raises RecurringWorkNotFound, NotPaused."""
    row = find_recurring_work(user, recurring_work_id)
    today = row.today(at, user)
    if not row.has_pause_at(today):
        raise NotPaused
    row = make_due(user, row, at=at)
    if row.is_paused_on(today):
        row.resumed_at = at
    row.paused_from = row.paused_until = None
    place_cursor(row, today=today)
    return make_due(user, _save(row), at=at)


def end(*, user: User, recurring_work_id: int, at: datetime) -> RecurringWork:
    """Create no more works; the existing ones stay. Raises RecurringWorkNotFound."""
    with acting("ended", user=user, at=at):
        return edit_recurring_work(user=user, recurring_work_id=recurring_work_id, at=at, is_active=False)


@recorded("generated")
def run_now(*, user: User, recurring_work_id: int, at: datetime) -> RecurringWork:
    """Create what is due, also if the rule was set aside. Safe to repeat. Raises RecurringWorkNotFound."""
    row = find_recurring_work(user, recurring_work_id)
    row.failed_at, row.failure = None, ""
    return make_due(user, _save(row), at=at)


@recorded("skipped")
def skip(*, user: User, recurring_work_id: int, at: datetime, occurs_on: date | None = None) -> RecurringWork:
    """Leave out one day, by default the next one, and cancel its work if there is one.

    Raises RecurringWorkNotFound, RuleIsOver, NotAnOccurrence, OccurrenceClosed, TooManySingleDays.
    """
    row = find_recurring_work(user, recurring_work_id)
    day = occurs_on or _next_day(row)
    if day is None:
        raise RuleIsOver
    if not row.schedule.has(day):
        raise NotAnOccurrence(field="occurs_on", day=day, next_on=row.next_occurrence_on or "–")
    if Work.objects.made_by(row.pk).occurring(day, day).closed().exists():
        raise OccurrenceClosed(day=day)
    return edit_row(user, row, {"skipped_on": [*map(date.fromisoformat, row.skipped_on), day]}, at)


def _span(row: RecurringWork, from_on: date | None, until_on: date | None, *, today: date) -> tuple[date, date | None]:
    """Return the first and the last day of the pause that is asked for; a pause that is over makes way for it."""
    pause_from = row.paused_from if row.has_pause_at(today) else None
    runs = pause_from is not None and row.is_paused_on(today)
    first = from_on or (pause_from if runs and pause_from else today)
    if first < today and first != pause_from:
        raise PauseBeginsInThePast(field="from", today=today)
    if until_on and until_on < first:
        raise PauseEndsBeforeItBegins(field="until")
    if pause_from and first != pause_from:
        raise AlreadyPaused(start=pause_from, end=row.paused_until or "–")
    if pause_from is None and row.paused_from and row.paused_until and row.next_occurrence_on:
        # No tick has passed the days of the old pause yet.
        days = row.schedule.days_between(max(row.paused_from, row.next_occurrence_on), row.paused_until)
        settle_days(row, days)
    return first, until_on


def _next_day(row: RecurringWork) -> date | None:
    """Return the next unsettled day, after the pause if its end is known."""
    day = row.next_occurrence_on
    if day and row.paused_until and row.is_paused_on(day):
        return row.schedule.next_from(row.paused_until + timedelta(days=1))
    return day


def _save(row: RecurringWork) -> RecurringWork:
    update([row], SAVED)
    return row
