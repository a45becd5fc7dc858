"""The fields by which a form asks how often a work recurs, and the recurrence that they mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Weekday
from works.models import RecurringWork
from works.recurrence.presets import repeats_of, values_of
from works.recurrence.repeats import CLAMP, SKIP, Repeats
from works.recurrence.rule import DAILY, MAX_COUNT, MAX_INTERVAL, MONTHLY, WEEKLY, YEARLY

BY_RULE = ""
NAMES = ("frequency", "interval", "weekdays", "month_day", "month_end", "until", "count")


class RepeatFields(forms.Form):
    """Presets for a rule. A rule that no preset can express is text, in the field `rule`."""

    frequency = forms.ChoiceField(
        label=gettext_lazy("Repeats"),
        required=False,
        choices=[
            (DAILY, gettext_lazy("Daily")),
            (WEEKLY, gettext_lazy("Weekly")),
            (MONTHLY, gettext_lazy("Monthly")),
            (YEARLY, gettext_lazy("Yearly")),
            (BY_RULE, gettext_lazy("Custom rule (under “Advanced”)")),
        ],
    )
    interval = forms.IntegerField(
        label=gettext_lazy("Interval"),
        required=False,
        min_value=1,
        max_value=MAX_INTERVAL,
        help_text=gettext_lazy("2 means every second day, week, month or year."),
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        required=False,
        choices=Weekday.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Without a choice: the weekday of the start."),
    )
    month_day = forms.TypedChoiceField(
        label=gettext_lazy("Day of the month"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", gettext_lazy("The day of the start")),
            *((day, str(day)) for day in range(1, 32)),
            (-1, gettext_lazy("The last day")),
        ],
    )
    month_end = forms.ChoiceField(
        label=gettext_lazy("If a month is too short"),
        required=False,
        choices=[(CLAMP, gettext_lazy("Use its last day")), (SKIP, gettext_lazy("Skip that month"))],
        help_text=gettext_lazy("For the days 29 to 31."),
    )
    until = forms.DateField(
        label=gettext_lazy("Ends on"),
        required=False,
        widget=AdminDateWidget,
        help_text=gettext_lazy("The last possible day. Leave it empty for no end."),
    )
    count = forms.IntegerField(
        label=gettext_lazy("Ends after"),
        required=False,
        min_value=1,
        max_value=MAX_COUNT,
        help_text=gettext_lazy("The number of occurrences, instead of a day."),
    )

    @property
    def is_by_rule(self) -> bool:
        """Report whether the text of the rule counts, and not the presets."""
        cleaned = self.cleaned_data
        if cleaned.get("frequency") == BY_RULE:
            return True
        return bool(cleaned.get("rule")) and "rule" in self.changed_data and not set(NAMES) & set(self.changed_data)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_by_rule and "rule" in self.changed_data and cleaned.get("rule"):
            self.add_error("rule", _("Clear the rule, or choose “Custom rule” under “Repeats”."))
        if cleaned.get("until") and cleaned.get("count"):
            self.add_error("count", _("Enter one end: a day or a number of occurrences."))
        return cleaned

    @property
    def rule_changes(self) -> dict[str, Any]:
        """The argument of the service that changes the rule; empty when the days do not change."""
        changed, cleaned = set(self.changed_data), self.cleaned_data
        if self.is_by_rule:
            return {"rule": cleaned.get("rule", "")} if changed & {"rule", "frequency"} else {}
        # A yearly rule has its day from the start.
        has_new_day = "starts_on" in changed and cleaned["frequency"] == YEARLY
        if not (changed & set(NAMES) or has_new_day or not self.instance.pk):  # type: ignore[attr-defined]
            return {}
        return {"repeats": repeats_of(cleaned)}


def initial_of(row: RecurringWork | None) -> dict[str, Any]:
    """Return the initial values of the fields for a stored rule, or for a new one."""
    repeats = row.repeats if row else Repeats(WEEKLY)
    if repeats is None:
        return {"frequency": BY_RULE, "interval": 1, "month_end": CLAMP}
    return values_of(repeats)
