"""The fields of a work as a person edits them: all at once, or a part of them in place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import widgets
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.web.fields import LineField, NoteField
from wheelbarrow.core.web.forms import PageForm
from works.choices import Priority, Status
from works.models import Label, Work

# What is edited in one place, by the name that its form sends as `part`; the page of the whole form has all.
PARTS = {
    "title": ["title"],
    "notes": ["content"],
    "dates": ["starts_on", "deadline_on", "deadline_time"],
    "mine": ["my_job"],
    "labels": ["labels"],
}
ALL = [
    "title",
    "content",
    "current_status",
    "priority",
    "my_job",
    "starts_on",
    "deadline_on",
    "deadline_time",
    "labels",
]


class VersionForm(PageForm):
    """The version of the work when the page was made."""

    version = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)


class WorkForm(VersionForm):
    """A work, or the fields of one of PARTS."""

    title = LineField(max_length=300)
    content = NoteField(required=False)
    current_status = forms.TypedChoiceField(choices=Status.choices, coerce=Status)
    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=Priority)
    my_job = forms.TypedChoiceField(
        choices=[("1", _("Yes")), ("0", _("No"))],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    starts_on = forms.DateField(required=False, widget=widgets.DateInput({"type": "date"}, "%Y-%m-%d"))
    deadline_on = forms.DateField(required=False, widget=widgets.DateInput({"type": "date"}, "%Y-%m-%d"))
    deadline_time = forms.TimeField(required=False, widget=widgets.TimeInput({"type": "time"}, "%H:%M"))
    labels = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, user: Any, part: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part if part in PARTS else ""
        self.names = PARTS.get(part, ALL)
        for name in ALL:
            if name not in self.names:
                del self.fields[name]
        for name in self.names:
            field: Any = Work._meta.get_field(name)
            self.fields[name].label = capfirst(field.verbose_name)
        if "content" in self.fields:
            self.fields["content"].label = _("Notes")
        if "labels" in self.fields:
            choices: Any = self.fields["labels"]
            choices.choices = [(label.pk, label.name) for label in Label.objects.owned_by(user).in_order()]

    @property
    def changes(self) -> dict[str, Any]:
        """The values by the names of the service."""
        return {name: self.cleaned_data[name] for name in self.names}

    def clean_labels(self) -> list[int]:
        """Return the ids in the order in which a work has them."""
        return sorted(self.cleaned_data["labels"])


def initial_of(work: Work) -> dict[str, Any]:
    """Return the present values of a work as the form shows them."""
    return {
        **as_shown({name: getattr(work, name) for name in ALL if name != "labels"}),
        "labels": work.label_ids,
        "version": work.version,
    }


def as_shown(values: dict[str, Any]) -> dict[str, Any]:
    """Return values of the service as the form takes them."""
    return {**values, **({"my_job": "1" if values["my_job"] else "0"} if "my_job" in values else {})}
