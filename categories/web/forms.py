"""Forms of categories on pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.web.fields import LineField, NoteField
from wheelbarrow.core.web.forms import PageForm

BIGGEST_ID = 2**63 - 1
LONGEST_NAME = 200


def id_field() -> forms.IntegerField:
    """Return a field for the id of a category, empty for none. The service looks it up."""
    return forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID, widget=forms.HiddenInput)


def _name_field() -> LineField:
    return LineField(
        max_length=LONGEST_NAME, label=_("Name"), widget=forms.TextInput({"autofocus": True, "autocomplete": "off"})
    )


class NewCategoryForm(PageForm):
    """A category to add below `parent`, or a yearly project."""

    name = _name_field()
    parent = id_field()


class NameForm(PageForm):
    """A name."""

    name = _name_field()


class CategoryForm(PageForm):
    """What a person writes about a category. `version` is that of the row which the form showed."""

    name = LineField(max_length=LONGEST_NAME, label=_("Name"))
    starts_on = forms.DateField(required=False, label=_("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = forms.DateField(required=False, label=_("Until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    content = NoteField(required=False, label=_("Notes"), widget=forms.Textarea({"rows": 6}))
    version = forms.IntegerField(min_value=0, max_value=BIGGEST_ID, widget=forms.HiddenInput)

    def changes(self) -> dict[str, Any]:
        """Return the fields of the category."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ParentForm(forms.Form):
    """The new parent of a category; empty makes it a yearly project."""

    parent = id_field()


class PlaceForm(forms.Form):
    """A place in the tree: below `parent`, and before one of its children or as the last one."""

    parent = id_field()
    before = id_field()
