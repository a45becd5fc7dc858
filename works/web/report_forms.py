"""What a page asks about a report: its period, how it is shown, and of which branch."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wheelbarrow.core.web.fields import LineField
from wheelbarrow.core.web.forms import PageForm
from works.choices import Grouping, PeriodName
from works.report import periods
from works.report.periods import Period

# As in the API.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


class ReportForm(PageForm):
    """The query of a report: `start` and `end`, or `preset` such as `last-week`; this week without any. `by`, `under`."""

    start = forms.DateField(label=gettext_lazy("First day"), required=False)
    end = forms.DateField(label=gettext_lazy("Last day"), required=False)
    preset = forms.CharField(required=False, widget=forms.HiddenInput)
    by = forms.ChoiceField(label=gettext_lazy("Show"), required=False, choices=Grouping.choices)
    under = forms.IntegerField(label=gettext_lazy("Only in"), required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, *, today: date, week_start: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today, self.week_start = today, week_start
        for name in ("start", "end"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean_preset(self) -> str:
        """Return the name of the period; empty for none."""
        name = str(self.cleaned_data["preset"]).replace("-", "_")
        if name and name not in PeriodName.values:
            raise forms.ValidationError(_("There is no such period. Choose one of those above."))
        return name

    def clean_by(self) -> Grouping:
        """Return how the report is shown."""
        return Grouping(self.cleaned_data["by"] or Grouping.PROJECT)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end, preset = (cleaned.get(name) for name in ("start", "end", "preset"))
        if self.errors:
            return cleaned
        if preset or not (start or end):
            cleaned["period"] = periods.named(
                preset or PeriodName.THIS_WEEK, today=self.today, week_start=self.week_start
            )
            return cleaned
        for name, day in (("start", start), ("end", end)):
            if not day:
                self.add_error(name, _("Choose both days."))
            elif not FIRST_DAY <= day <= LAST_DAY:
                self.add_error(name, _("Enter a day from 1900-01-01 to 2999-12-31."))
        if not self.errors and start and end:
            if end < start:
                message = _("The end, {end}, is before the start, {start}. Change one of them.")
                self.add_error("end", message.format(start=start, end=end))
            elif Period(start, end).is_too_long:
                self.add_error("end", _("Choose a period of at most five years."))
            cleaned["period"] = Period(start, end)
        return cleaned


class KeepForm(PageForm):
    """The title under which a report is kept."""

    title = LineField(label=gettext_lazy("Title"), max_length=200)
