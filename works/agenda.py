"""Read what one person's days hold, for more than one page: planned and finished works, and occurrences to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from works.models import RecurringWork, Work
from works.querysets import WorkQuerySet
from works.querysets.work import span_of
from works.services.cursor import days_to_come

# Rules that are expanded for one page, and how far ahead: COUNT and INTERVAL are computed from the first day of a rule.
MOST_RULES = 300
FURTHEST = timedelta(days=2 * 366)


class Ghost(NamedTuple):
    """An occurrence to come: a work that its rule has not made yet."""

    rule: int
    title: str
    day: date
    time: time | None


def occurrences_between(user: Any, first: date, last: date, *, today: date, limit: int) -> list[Ghost]:
    """Return the occurrences to come from the first day to the last one, by day and time, in one query.

    They leave out what the scheduler leaves out: pauses of the rule and of its branch, skipped days, and days whose
    work has been made, even if it is in the trash now. Days before `today` and beyond FURTHEST have none. Of many
    rules the MOST_RULES whose turn comes first count, and at most `limit` occurrences are returned.
    """
    first, last = max(first, today), min(last, today + FURTHEST)
    if first > last:
        return []
    rules = RecurringWork.objects.owned_by(user).coming_until(last)[:MOST_RULES]
    found = [
        Ghost(rule.pk, rule.title, day, rule.deadline_time if rule.deadline_days == 0 else None)
        for rule, day in days_of_rules(rules, first, last)
    ]
    return sorted(found, key=lambda ghost: (ghost.day, ghost.time or time.max, ghost.title, ghost.rule))[:limit]


def days_of_rules(rules: Iterable[RecurringWork], first: date, last: date) -> Iterator[tuple[RecurringWork, date]]:
    """Yield each of the rules, which have `zone`, with each of its days to come from the first day to the last one."""
    for rule in rules:
        if rule.is_readable:
            for day in days_to_come(rule, first, last):
                yield rule, day


def planned_works(user: Any, first: date, last: date) -> WorkQuerySet:
    """Return the open works that start or are due from the first day to the last one."""
    rows: WorkQuerySet = Work.objects.owned_by(user).planned_between(first, last)
    return rows


def overdue_works(user: Any, moment: datetime) -> WorkQuerySet:
    """Return the overdue works that are on Today, the oldest first."""
    late = Work.objects.owned_by(user).overdue_at(moment).startable_on(moment.date()).not_paused_on(moment.date())
    rows: WorkQuerySet = late.longest_overdue_first()
    return rows


def finished_on_days(user: Any, first: date, last: date) -> WorkQuerySet:
    """Return the works finished from the first day to the last one, in the person's time zone."""
    rows: WorkQuerySet = Work.objects.owned_by(user).finished_within(*span_of(first, last, user.zone))
    return rows
