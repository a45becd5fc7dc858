"""The page that asks for the days of a pause, and what it shows of the works inside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from works.choices import Status
from works.day_fields import check_reach
from works.models import RecurringWork, Work
from works.rule_states import today_of

# A page or a message names at most this many works.
NAMED = 20


class PauseForm(forms.Form):
    """The days of a pause, both included."""

    from_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=AdminDateWidget,
        validators=[check_reach],
        help_text=_("Empty: today."),
    )
    until_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=AdminDateWidget,
        validators=[check_reach],
        help_text=_("Empty: until it is resumed."),
    )
    cancel_open = forms.BooleanField(
        label=_("Cancel open works"),
        required=False,
        help_text=_("Cancel the open works of days inside the pause."),
    )


def open_works(rows: list[RecurringWork], at: datetime) -> list[Work]:
    """The first open works of these rules that a pause may reach: those of today and later."""
    first = min(today_of(row, at) for row in rows)
    works = Work.objects.made_by_any([row.pk for row in rows]).occurring(first, date.max).open()
    return list(works.order_by("occurs_on", "pk")[: NAMED + 1])


def name_works(works: list[Work]) -> str:
    """Name the works inside a pause, with their day and status, each with a link."""
    links: list[tuple[Any, ...]] = [
        (reverse("admin:works_work_change", args=[work.pk]), work.occurs_on, work, Status(work.current_status).label)
        for work in works[:NAMED]
    ]
    named = format_html_join(", ", '<a href="{}">{} {}</a> ({})', links)
    more = ", …" if len(works) > NAMED else ""
    return format_html(gettext("Works inside the pause: {works}"), works=format_html("{}{}", named, more))
