"""The recurring works of an import."""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import User
from works.choices import CatchUp
from works.exchange.records import Repetition, Task
from works.models import RecurringWork
from works.models.recurring_work import MAX_DEADLINE_DAYS
from works.recurrence.schedule import Schedule
from works.services.cursor import move_cursor
from works.services.recurring import RecurringWorkFields, rule_of, usual_catch_up, write


def deadline_days_of(task: Task, given: Repetition) -> int | None:
    """Return the days from an occurrence to its deadline: some where the rule gives the start, none where the deadline."""
    if task.deadline_on is None:
        return None
    is_by_start = task.starts_on is not None and task.starts_on == given.starts_on
    days = (task.deadline_on - given.starts_on).days if is_by_start else 0
    return days if 0 <= days <= MAX_DEADLINE_DAYS else 0


def new_rule(user: User, task: Task, given: Repetition, *, at: datetime) -> RecurringWork:
    """Return the recurring work of a task, not stored yet, without its category and labels. Raises the errors of rules."""
    row = RecurringWork(user=user, starts_on=given.starts_on, created_at=at, updated_at=at)
    rule = rule_of(user, row, {"rule": given.rule, "starts_on": given.starts_on})
    row.rule = str(rule)
    fields: RecurringWorkFields = {
        "title": task.title,
        "priority": task.priority,
        "deadline_days": deadline_days_of(task, given),
        "deadline_time": task.deadline_time,
        "catch_up": catch_up_of(given, row),
        "skipped_on": list(given.skipped_on),
        "extra_on": list(given.extra_on),
    }
    write(user, row, fields)
    row.content = task.content
    due_on = task.deadline_on if task.deadline_on and not row.deadline_days else task.starts_on
    move_cursor(row, _first_day(row.schedule, due_on or given.starts_on, row.today(at, user)))
    return row


def catch_up_of(given: Repetition, row: RecurringWork) -> CatchUp:
    """Return what happens to missed days."""
    return CatchUp.WAIT_FOR_DONE if given.from_completion else usual_catch_up(row.schedule.rule)


def _first_day(schedule: Schedule, due_on: date, today: date) -> date | None:
    """Return the first day to create a work for: the one that the source shows.

    Of several days that have passed it is the last one: the source has one task for them.
    """
    passed = schedule.last_until(today) if due_on <= today else None
    return passed if passed and passed >= due_on else schedule.next_from(max(due_on, schedule.starts_on))
