"""A rule in words. A rule that cannot be parsed is shown too: the operator has to find it."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice

from django.utils.dateformat import format as format_day
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from categories.admin.ancestors import NOTHING
from wheelbarrow.core.exceptions import DomainError
from works.models import RecurringWork
from works.services.previews import DATES

DAY = "Y-m-d (D)"
# Raised for a stored rule, for its lists of days, and for a time zone that the machine no longer has.
UNREADABLE = (DomainError, ValueError, KeyError)


def describe_status(row: RecurringWork, at: datetime) -> str:
    """What the scheduler does with the rule."""
    if row.deleted_at:
        return _("in the trash")
    if row.failed_at:
        return format_html('<strong class="alarm">{}</strong>', _("failing"))
    if not row.is_active or row.next_occurrence_on is None:
        return _("ended")
    today = today_of(row, at)
    if row.is_paused_on(today):
        return _("paused until {day}").format(day=row.paused_until) if row.paused_until else _("paused")
    if row.paused_from and row.paused_from > today:
        return _("active, paused from {day}").format(day=row.paused_from)
    return _("active")


def describe_rule(row: RecurringWork) -> str:
    """The sentence, or the text that cannot be parsed."""
    try:
        return row.sentence
    except UNREADABLE:
        return row.rule


def describe_days(row: RecurringWork, at: datetime) -> str:
    """The next days without a work, from today on, or the reason why there are none."""
    if row.next_occurrence_on is None or not row.is_active or row.deleted_at:
        return NOTHING
    try:
        first = max(row.next_occurrence_on, today_of(row, at))
        days = list(islice(row.schedule.days_from(first), DATES))
    except UNREADABLE as error:
        return str(error)
    lines = ((format_day(day, DAY), _("– paused") if row.is_off_on(day) else "") for day in days)
    return format_html_join("", "<div>{} {}</div>", lines) or NOTHING


def today_of(row: RecurringWork, at: datetime) -> date:
    """Today where the rule is, or in UTC if its time zone is unknown here."""
    try:
        return row.today(at, row.user)
    except UNREADABLE:
        return at.date()
