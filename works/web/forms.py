"""Forms of works on pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.text import normalize, refuse_long_runs, validate_line
from wheelbarrow.core.web.fields import LineField
from wheelbarrow.core.web.forms import PageForm
from works.choices import Colour, Priority, Status
from works.quick_add.reading import LONGEST_LINE
from works.services.quick import MOST_LINES, lines_of

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
        field.choices = [(text, text) for text in given if _is_id(text)]


class QuickForm(forms.Form):
    """A line of quick add in `text`, or several in `lines`."""

    text = forms.CharField(required=False, max_length=LONGEST_LINE, validators=[validate_line])
    lines = forms.CharField(required=False, max_length=MOST_LINES * (LONGEST_LINE + 1))

    def clean_text(self) -> str:
        """Return the line in NFC."""
        return normalize(self.cleaned_data["text"])

    def clean_lines(self) -> str:
        """Return the lines in NFC, each valid as a title is; tabs become spaces."""
        lines = lines_of(normalize(self.cleaned_data["lines"]).replace("\t", " "))
        for line in lines[: MOST_LINES + 1]:
            validate_line(line)
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """Refuse combining marks without end."""
        for name in ("text", "lines"):
            refuse_long_runs(self.cleaned_data.get(name, ""))
        return self.cleaned_data


class ChosenForm(forms.Form):
    """The ids of the works that a person has chosen, and what to do with them. The service looks them up."""

    MOST = 300
    ACTIONS = ("finish", "today", "tomorrow", "choose", "file", "delete")

    action = forms.ChoiceField(choices=[(action, action) for action in ACTIONS], required=False)

    def clean(self) -> dict[str, Any]:
        """Add `ids`, in order and once."""
        given = list(dict.fromkeys(self.data.getlist("id")))  # type: ignore[attr-defined]
        if not given:
            raise forms.ValidationError(_("Select works first."))
        if len(given) > self.MOST:
            raise forms.ValidationError(_("Select at most %(most)d works."), params={"most": self.MOST})
        if not all(map(_is_id, given)):
            raise forms.ValidationError(_("Select works of this list."))
        return {**self.cleaned_data, "ids": [int(text) for text in given]}


class NewWorkForm(PageForm):
    """A work to add to the list of the page."""

    title = LineField(max_length=300, label=_("New work"))


class PauseForm(PageForm):
    """The last day of a pause; empty is until it is resumed."""

    until = forms.DateField(
        required=False,
        label=_("Until"),
        help_text=_("The last day. Empty: until you resume it."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )


class LabelForm(PageForm):
    """A label."""

    name = LineField(max_length=60, label=_("Name"), widget=forms.TextInput({"autocomplete": "off"}))
    colour = forms.ChoiceField(choices=Colour.choices, required=False, label=_("Colour"), widget=forms.RadioSelect)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
