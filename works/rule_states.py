"""What the scheduler does with a rule, in words, for every interface."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wheelbarrow.core.exceptions import DomainError
from works.models import RecurringWork

# Raised for a stored rule, for its lists of days, and for a time zone that the machine no longer has.
UNREADABLE = (DomainError, ValueError, KeyError)


def state_of(row: RecurringWork, at: datetime) -> str:
    """Return the state of a rule in words."""
    if row.deleted_at:
        return _("in the trash")
    if row.failed_at:
        return _("failing")
    if is_over(row):
        return _("ended")
    today = today_of(row, at)
    if row.is_paused_on(today):
        if row.paused_until:
            return _("paused until {day}").format(day=date_format(row.paused_until))
        return _("paused")
    if row.paused_from and row.paused_from > today:
        return _("active, paused from {day}").format(day=date_format(row.paused_from))
    return _("active")


def is_over(row: RecurringWork) -> bool:
    """Whether the rule creates no work any more."""
    return not row.is_active or row.next_occurrence_on is None


def words_of(row: RecurringWork) -> str:
    """Return the rule as a sentence, or the text that cannot be parsed."""
    try:
        return row.sentence
    except UNREADABLE:
        return row.rule


def today_of(row: RecurringWork, at: datetime) -> date:
    """Return today where the rule is, or in UTC if its time zone is unknown here."""
    try:
        return row.today(at, row.user)
    except UNREADABLE:
        return at.date()
