"""The filters of the search as controls: they are read from an expression, and written to one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wheelbarrow.core.web.forms import PageForm
from works.choices import Priority, Status
from works.search import MAX_LENGTH, Kind, Query, quoted, rewrite

STATES = [
    ("open", pgettext_lazy("works", "open")),
    ("overdue", _("overdue")),
    ("recurring", _("recurring")),
    ("mine", _("my job")),
    ("waiting", _("waiting for somebody")),
    ("unfiled", _("in no project")),
]
DUE = [
    ("", _("any deadline")),
    ("today", _("today")),
    ("tomorrow", _("tomorrow")),
    ("week", _("this week")),
    ("month", _("this month")),
    ("overdue", _("overdue")),
    ("none", _("no deadline")),
]


class FilterForm(PageForm):
    """The filters as controls; `q` is the expression that they change."""

    q = forms.CharField(required=False, max_length=MAX_LENGTH, widget=forms.HiddenInput)
    status = forms.MultipleChoiceField(
        label=_("Status"), required=False, choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    priority = forms.MultipleChoiceField(
        label=_("Priority"), required=False, choices=Priority.choices[::-1], widget=forms.CheckboxSelectMultiple
    )
    state = forms.MultipleChoiceField(
        label=_("Only"), required=False, choices=STATES, widget=forms.CheckboxSelectMultiple
    )
    under = forms.CharField(label=_("In the project"), required=False, max_length=200)
    label = forms.ChoiceField(label=pgettext_lazy("of works", "Label"), required=False)
    due = forms.ChoiceField(label=_("Due"), required=False, choices=DUE)
    due_from = forms.DateField(label=_("Due from"), required=False)
    due_to = forms.DateField(label=_("Due until"), required=False)
    trash = forms.BooleanField(label=_("Search the trash"), required=False)

    def __init__(self, *, labels: list[str], **kwargs: Any) -> None:
        super().__init__(auto_id="filter-%s", **kwargs)
        field: Any = self.fields["label"]
        field.choices = [("", _("any label")), *((name, name) for name in labels)]
        self.fields["under"].widget.attrs = {"list": "branches", "autocomplete": "off"}
        for name in ("due_from", "due_to"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def expression(self, query: Query) -> str:
        """Return the expression with the chosen filters instead of its own."""
        chosen = self.cleaned_data
        days = [
            chosen["due"],
            f">={chosen['due_from']}" if chosen["due_from"] else "",
            f"<={chosen['due_to']}" if chosen["due_to"] else "",
        ]
        return rewrite(
            query,
            {
                Kind.STATUS: _listed(chosen["status"]),
                Kind.PRIORITY: _listed(chosen["priority"]),
                Kind.IS: chosen["state"],
                Kind.UNDER: [quoted(chosen["under"])] if chosen["under"] else [],
                Kind.LABEL: [quoted(chosen["label"])] if chosen["label"] else [],
                Kind.DUE: [day for day in days if day],
                Kind.IN: ["trash"] if chosen["trash"] else [],
            },
        )


def shown_by(query: Query) -> dict[str, Any]:
    """Return the values of the controls that show the filters of an expression."""
    values: dict[Kind, list[str]] = {
        kind: [value for term in query.of(kind) if not term.is_excluded for value in term.values] for kind in Kind
    }
    found: dict[str, Any] = {
        "status": values[Kind.STATUS],
        "priority": values[Kind.PRIORITY],
        "state": values[Kind.IS],
        "under": next(iter(values[Kind.UNDER]), ""),
        "label": next(iter(values[Kind.LABEL]), ""),
        "trash": query.is_in_trash,
    }
    for term in query.of(Kind.DUE):
        if term.due and not term.is_excluded:
            found |= _of_day(term.due.sign, term.due.day)
    return found


def _of_day(sign: str, day: date | str) -> dict[str, Any]:
    if isinstance(day, str):
        return {"due": day} if sign == "=" else {}
    one = timedelta(days=1)
    match sign:
        case "<" if day > date.min:
            return {"due_to": day - one}
        case ">" if day < date.max:
            return {"due_from": day + one}
        case "<=":
            return {"due_to": day}
        case ">=":
            return {"due_from": day}
        case _:
            return {"due_from": day, "due_to": day}


def _listed(values: list[str]) -> list[str]:
    return [",".join(value.lower() for value in values)] if values else []
