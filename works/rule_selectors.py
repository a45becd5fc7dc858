"""Read recurring works for pages."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from accounts.models import User
from works.models import RecurringWork
from works.querysets import RecurringWorkQuerySet
from works.recurrence.rule import DAILY, MONTHLY, WEEKLY, Rule
from works.rule_states import UNREADABLE
from works.services.lookup import RecurringWorkNotFound
from works.services.previews import Occurrence, occurrences

# Days to come that a page shows.
TO_COME = 10
# How far back a page of past days reaches, by the frequency of the rule.
SPANS = {DAILY: timedelta(days=30), WEEKLY: timedelta(days=183), MONTHLY: timedelta(days=3 * 365)}
LONGEST_SPAN = timedelta(days=10 * 365)


class Days(NamedTuple):
    """Days of a rule: those to come, and past ones from `first` on, the newest first; `has_earlier` ones besides."""

    to_come: list[Occurrence]
    past: list[Occurrence]
    first: date
    has_earlier: bool


def rules_of(user: User, *, limit: int) -> list[RecurringWork]:
    """Return the person's recurring works without their notes, those with the next day first, in one query."""
    rows = list(_rules(user).defer("content").in_order()[:limit])
    for row in rows:
        row.user = user
    return rows


def rule_of(user: User, pk: int) -> RecurringWork:
    """Return one, without a lock. Raises RecurringWorkNotFound."""
    row: RecurringWork | None = _rules(user).with_id(pk).first()
    if row is None:
        raise RecurringWorkNotFound
    row.user = user
    return row


def days_of(row: RecurringWork, *, today: date, until: date | None = None) -> Days:
    """Return days of a rule, in one query; with `until` no day to come, and the past ones up to that day."""
    last = until or today - timedelta(days=1)
    first = max(row.split_on or row.starts_on, last - span_of(row))
    coming = [] if until else list(islice(row.schedule.days_from(max(today, row.starts_on)), TO_COME))
    end = coming[-1] if coming else last
    found = occurrences(row=row, first=first, last=max(end, today)) if first <= max(end, today) else []
    return Days(
        to_come=[] if until else [day for day in found if day.occurs_on >= today],
        past=[day for day in found if day.occurs_on <= last][::-1],
        first=first,
        has_earlier=row.starts_on < first,
    )


def span_of(row: RecurringWork) -> timedelta:
    """Return how far back a page reaches: more for a rule with a longer interval."""
    try:
        rule = Rule.stored(row.rule)
    except UNREADABLE:
        return LONGEST_SPAN
    return min(SPANS.get(rule.frequency, LONGEST_SPAN) * rule.interval, LONGEST_SPAN)


def _rules(user: User) -> RecurringWorkQuerySet:
    rows: RecurringWorkQuerySet = RecurringWork.objects.owned_by(user).with_category().with_label_ids().with_zone()
    return rows
