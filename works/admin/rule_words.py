"""A rule in words. A rule that cannot be parsed is shown too: the operator has to find it."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from django.utils.dateformat import format as format_day
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from categories.admin.ancestors import NOTHING
from works.models import RecurringWork
from works.rule_states import UNREADABLE, state_of, today_of
from works.services.previews import DATES

DAY = "Y-m-d (D)"


def describe_status(row: RecurringWork, at: datetime) -> str:
    """What the scheduler does with the rule."""
    state = state_of(row, at)
    if row.failed_at and not row.deleted_at:
        return format_html('<strong class="alarm">{}</strong>', state)
    return state


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
