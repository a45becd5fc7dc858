"""The cursor of a rule: which days come next, which of them are due, and what a tick settles. Runs no queries.

`next_occurrence_on` is the first day that is not settled. A day is settled when its work has been created, when it
was missed, or when a pause that is over contained it. Settled days from the cursor on, whose works were created
ahead, are listed in `settled_on`; so are settled days that were left out of the rule later, because somebody may put
them back. A settled day never creates a work again, even after its work was purged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, takewhile

from accounts.choices import zone_named
from works.choices import CatchUp
from works.models import RecurringWork
from works.models.recurring_work import MAX_LEAD_DAYS
from works.recurrence.catch_up import Plan, plan
from works.recurrence.schedule import Schedule

ONE_DAY = timedelta(days=1)


def plan_of(rule: RecurringWork, *, today: date) -> Plan:
    """Return what a tick on this day does to the rule, which carries `zone`."""
    last = today + timedelta(days=rule.lead_days)
    return plan(_days_ahead(rule), today=today, last=last, catch_up=CatchUp(rule.catch_up))


def advance(rule: RecurringWork, planned: Plan, *, today: date) -> None:
    """Settle the planned days and move the cursor behind them.

    Days of a pause that is not over stay unsettled, because the pause can be called off: the cursor stops at the
    first of them, and the settled days behind it are listed.
    """
    rule.missed_on = [*rule.missed_on, *(day.isoformat() for day in planned.missed)]
    _move(rule, planned.next_on, settled=[*planned.make, *planned.missed], today=today)


def place_cursor(rule: RecurringWork, *, today: date) -> None:
    """Move the cursor to the first unsettled day from it on, after the days or the pause of the rule have changed."""
    _move(rule, next(_days_ahead(rule), None), settled=[], today=today)


def move_cursor(rule: RecurringWork, next_on: date | None) -> None:
    """Set the cursor, and the day on which its work is created."""
    rule.next_occurrence_on = next_on
    rule.next_due_on = next_on and next_on - timedelta(days=rule.lead_days)


def pass_until_today(rule: RecurringWork, *, today: date) -> None:
    """Count the unsettled days before today as missed."""
    advance(rule, plan(_days_ahead(rule), today=today, last=today - ONE_DAY, catch_up=CatchUp.SKIP), today=today)


def settle_days(rule: RecurringWork, days: Iterable[date]) -> None:
    """List days as settled."""
    rule.settled_on = sorted({*rule.settled_on, *(day.isoformat() for day in days)})


def is_settled(rule: RecurringWork, day: date) -> bool:
    """Report whether the day can create no work any more."""
    is_behind = rule.next_occurrence_on is None or day < rule.next_occurrence_on
    return is_behind or day.isoformat() in rule.settled_on


def settled_between(rule: RecurringWork, schedule: Schedule, first: date, *, today: date) -> list[date]:
    """Return the days of the schedule from `first` on that the cursor has passed.

    A rule that has ended may have days for ever, but no tick has looked further ahead than MAX_LEAD_DAYS.
    """
    end = rule.next_occurrence_on or today + timedelta(days=MAX_LEAD_DAYS + 1)
    return schedule.days_between(first, end - ONE_DAY)


def change_days(rule: RecurringWork, before: Schedule, *, today: date) -> list[date]:
    """Adapt the cursor to skipped and extra days that have changed; return the past days that need a work now.

    The cursor goes back to an added day that is still to come, and the days between are listed as settled. A day that
    was left out behind the cursor is listed too. A settled day that is put back creates no work.
    """
    after = rule.schedule
    left_out = (after.skipped - before.skipped) | (before.extra - after.extra)
    settle_days(rule, [day for day in left_out if before.has(day) and is_settled(rule, day)])
    added = [
        day
        for day in sorted((after.extra - before.extra) | (before.skipped - after.skipped))
        if day.isoformat() not in rule.settled_on and after.has(day) and not before.has(day)
    ]
    behind = [day for day in added if is_settled(rule, day)]
    to_come = [day for day in behind if day >= today]
    if to_come and (rule.is_active or rule.next_occurrence_on):
        passed = settled_between(rule, before, to_come[0], today=today)
        rule.next_occurrence_on = to_come[0]
        settle_days(rule, passed)
    place_cursor(rule, today=today)
    can_make = rule.is_active and not rule.is_off_on(today)
    return [day for day in behind if can_make and day < today and not rule.is_off_on(day)]


def days_to_come(rule: RecurringWork, first: date, last: date) -> list[date]:
    """Return the days from first to last for which the rule, which carries `zone`, is still to create a work.

    Of a rule that makes one work at a time it is the next day only: those after it depend on when that work is done.
    """
    begin = _first_unsettled(rule)
    if begin is None or not rule.is_active or begin > last:
        return []
    is_one_at_a_time = rule.catch_up == CatchUp.WAIT_FOR_DONE
    # An end bounds the search for days of a rule that has none for decades.
    schedule = rule.schedule
    schedule = replace(schedule, rule=replace(schedule.rule, until=min(schedule.rule.until or last, last)))
    days = takewhile(
        last.__ge__, _days_outside_pauses(rule, schedule, begin if is_one_at_a_time else max(begin, first))
    )
    unsettled = (day for day in days if day.isoformat() not in rule.settled_on)
    return [day for day in islice(unsettled, 1 if is_one_at_a_time else None) if day >= first]


def _days_ahead(rule: RecurringWork) -> Iterator[date]:
    """Yield the unsettled days from the cursor on that are not paused and not before the rule was resumed."""
    first = _first_unsettled(rule)
    if first is None:
        return
    for day in _days_outside_pauses(rule, rule.schedule, first):
        if day.isoformat() not in rule.settled_on:
            yield day


def _first_unsettled(rule: RecurringWork) -> date | None:
    if rule.next_occurrence_on is None or rule.resumed_at is None:
        return rule.next_occurrence_on
    return max(rule.next_occurrence_on, rule.resumed_at.astimezone(zone_named(rule.zone)).date())


def _days_outside_pauses(rule: RecurringWork, schedule: Schedule, first: date) -> Iterator[date]:
    """Yield the days of the schedule that are in no pause; a pause is passed over at once, since it may have no end."""
    pauses, begin = rule.pauses, first
    while True:
        ends = (
            (day, max((last for start, last in pauses if start <= day <= last), default=None))
            for day in schedule.days_from(begin)
        )
        for day, last in ends:
            if last is None:
                yield day
            else:
                break
        else:
            return
        if last == date.max:
            return
        begin = last + ONE_DAY


def _move(rule: RecurringWork, next_on: date | None, *, settled: Iterable[date], today: date) -> None:
    """Set the cursor to `next_on`, or to the first day of a pause that is not over if that comes first."""
    own = [(rule.paused_from, rule.paused_until or date.max)] if rule.paused_from else []
    of_branches = [pause for pause in rule.pauses if pause not in own]
    passed_from, paused_on = rule.next_occurrence_on, _first_paused(rule, own, today)
    in_branch_on = _first_paused(rule, of_branches, today)
    cursor = min((day for day in (next_on, paused_on, in_branch_on) if day), default=None)
    rule.next_occurrence_on = cursor
    # The pause of a branch can be changed, or the branch moved out of it, without the rule: due_at() looks at it.
    next_on = min((day for day in (next_on, in_branch_on) if day), default=None)
    rule.next_due_on = next_on and next_on - timedelta(days=rule.lead_days)
    if next_on is None and paused_on and rule.paused_until:
        # There is nothing to create; a tick moves the cursor when the pause is over.
        rule.next_due_on = rule.paused_until + ONE_DAY
    settle_days(rule, [day for day in settled if cursor and day >= cursor])
    if rule.settled_on and passed_from:
        first, end = passed_from.isoformat(), cursor.isoformat() if cursor else "9999"
        schedule = rule.schedule
        # The cursor itself shows that they are settled, unless they are no days of the rule at present.
        rule.settled_on = [
            day for day in rule.settled_on if not (first <= day < end and schedule.has(date.fromisoformat(day)))
        ]


def _first_paused(rule: RecurringWork, pauses: Iterable[tuple[date, date]], today: date) -> date | None:
    """Return the first unsettled day inside one of the pauses that are not over."""
    begin = _first_unsettled(rule)
    if begin is None:
        return None
    found = []
    for first, last in pauses:
        if last >= today:
            days = takewhile(last.__ge__, rule.schedule.days_from(max(begin, first)))
            found.append(next((day for day in days if day.isoformat() not in rule.settled_on), None))
    return min((day for day in found if day), default=None)
