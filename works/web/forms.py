"""Forms of works on pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from works.choices import Priority, Status

# What the buttons send for days that depend on the present one.
DAYS = {"today": 0, "tomorrow": 1}


class DayForm(forms.Form):
    """A day as the buttons send it: `today`, `tomorrow`, `next_week`, `none`, or a date."""

    day = forms.CharField(max_length=10)

    def __init__(self, *, today: date, week_starts_on: int, **kwargs: Any) -> None:
        """`week_starts_on` counts from Monday, 0."""
        super().__init__(**kwargs)
        self.today, self.week_starts_on = today, week_starts_on

    def clean_day(self) -> date | None:
        """Return the day; None for none."""
        text: str = self.cleaned_data["day"]
        if text == "none":
            return None
        if text in DAYS:
            return self.today + timedelta(days=DAYS[text])
        if text == "next_week":
            return self.today + timedelta(days=(self.week_starts_on - self.today.weekday() - 1) % 7 + 1)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(_("Choose a day.")) from None


class StatusForm(forms.Form):
    """A status."""

    status = forms.ChoiceField(choices=Status.choices)


class PriorityForm(forms.Form):
    """A priority."""

    priority = forms.ChoiceField(choices=Priority.choices)


class CategoryForm(forms.Form):
    """The id of a category; empty for none. The service looks it up."""

    category = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class LabelsForm(forms.Form):
    """The ids of all labels of a work. The service looks them up."""

    label = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        given = self.data.getlist("label") if hasattr(self.data, "getlist") else []
        field: Any = self.fields["label"]
        field.choices = [(text, text) for text in given if text.isascii() and text.isdigit() and len(text) < 19]
