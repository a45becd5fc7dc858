"""Fields that choose a row of another table by typing: shown in words, and limited to one owner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple

from wheelbarrow.core.admin.lists import id_in
from wheelbarrow.core.db.ownership import Owned

OWNER = "owner"


class OwnersRows(AutocompleteMixin):
    """Limits Django's widgets to one owner's rows. admin.js sends the owner that is chosen in the same form."""

    owner_id: int | None = None

    def get_url(self) -> str:
        return f"{super().get_url()}?{OWNER}={self.owner_id}" if self.owner_id else super().get_url()

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Leave out what is not an id, on which Django fails when it shows the form again."""
        return super().optgroups(name, [given for given in value if id_in(str(given))], attrs)


class RowSelect(OwnersRows, AutocompleteSelect):
    """Chooses one row."""


class RowsSelect(OwnersRows, AutocompleteSelectMultiple):
    """Chooses any number of rows."""


class RowChoiceField(forms.ModelChoiceField):
    """Labels the chosen row as the list of choices does."""

    def label_from_instance(self, obj: Any) -> str:
        return _labels_of(self.widget.admin_site.get_model_admin(type(obj)), [obj])[obj.pk]


class RowsChoiceField(forms.ModelMultipleChoiceField):
    """Labels the chosen rows as the list of choices does."""

    label_from_instance = RowChoiceField.label_from_instance


class RowAutocomplete(AutocompleteJsonView):
    """The choices for what was typed. Without an owner nothing that is owned is offered."""

    def get_queryset(self) -> Any:
        rows: Any = self.model_admin.get_queryset(self.request)
        if issubclass(rows.model, Owned):
            rows = rows.owned_by(id_in(self.request.GET.get(OWNER, "")) or 0)
        rows = rows.complex_filter(self.source_field.get_limit_choices_to())
        search = getattr(self.model_admin, "search_choices", None)
        return (
            search(rows, self.term) if search else self.model_admin.get_search_results(self.request, rows, self.term)[0]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = {row.pk: row for row in context["object_list"]}
        self.labels = _labels_of(self.model_admin, list(rows.values()))
        return {**context, "object_list": [rows[pk] for pk in self.labels]}

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(obj.pk), "text": self.labels[obj.pk]}


def _labels_of(page: Any, rows: list[Any]) -> dict[int, str]:
    """Return the rows by id in the order and the words of their page: its `label_choices`, else their names."""
    return page.label_choices(rows) if hasattr(page, "label_choices") else {row.pk: str(row) for row in rows}
