"""Forms that validate what was typed and write it through a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wheelbarrow.core.admin.choices import RowChoiceField, RowsChoiceField
from wheelbarrow.core.admin.lists import id_in
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history.preconditions import ChangedElsewhere, expecting

VERSION = "version"


class ServiceForm(forms.ModelForm):
    """A form whose `save` calls a service.

    The instance keeps its stored values, so a page that shows the form again shows the saved row around it. Uniqueness
    and constraints are left to the service, which checks them under the owner's lock. When the service refuses,
    ServiceAdmin builds the form again with the error as `refusal`. Subclasses define `write`.

    The page of a row has its version in a hidden field. When the row has changed elsewhere since, nothing is written,
    and the form shows the present values; the fields that were changed here show both.
    """

    # Errors of services in the words of this form, where theirs name fields of the API.
    wording: ClassVar[Mapping[type[DomainError], str | Promise]] = {}
    # The field of this form that shows the errors of a field of the service, where the names differ.
    shown_beside: ClassVar[Mapping[str, str]] = {}
    refusal: ClassVar[DomainError | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = {column.name: column for column in self.instance._meta.fields}
        for name, field in self.fields.items():
            if name in columns:
                field.validators += [check for check in columns[name].validators if check not in field.validators]
            # A change is measured against what the page showed: what the owner has changed since then stays.
            field.show_hidden_initial = bool(self.instance.pk)
        if self.is_stale:
            self._take_over_present()

    @property
    def is_stale(self) -> bool:
        """Whether the service has refused the form because the row has changed elsewhere."""
        return self.is_bound and isinstance(self.refusal, ChangedElsewhere)

    @property
    def version(self) -> Any:
        """The version of the row that the page shows, for the hidden field; None for a row without one."""
        if not self.instance.pk or not isinstance(self.instance, SoftDeletable):
            return None
        return self.data.get(self.add_prefix(VERSION)) if self.is_bound else self.instance.version

    def write(self) -> models.Model:
        """Call the service with `cleaned_data` and return the row; may raise any DomainError."""
        raise NotImplementedError

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  Django's
        """Write through the service; returns the row that it wrote. Raises ChangedElsewhere if the page is stale."""
        row, given = self.instance, self.data.get(self.add_prefix(VERSION))
        if not row.pk or given is None or not isinstance(row, SoftDeletable):
            return self.write()
        with expecting({id_in(given) or 0}, model=type(row), user=row.user_id, pk=row.pk):
            return self.write()

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.refusal:
            self.add_refusal(self.refusal)
        if self.is_stale:
            for name in self.changed_data:
                typed, present = (shown_value(self[name], value) for value in (self[name].value(), self[name].initial))
                if typed != present:
                    self.add_error(name, _("Now: {value}").format(value=present or "–"))
        return self.cleaned_data

    def _take_over_present(self) -> None:
        """Show the present values of the row, but those typed in the fields that were changed here."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data[self.add_prefix(VERSION)] = self.instance.version
        for name in self.fields.keys() - set(self.changed_data):
            field, widget = self[name], self.fields[name].widget
            present = self.fields[name].prepare_value(field.initial)
            _set(data, field.html_initial_name, self.fields[name].hidden_widget().format_value(present))
            if isinstance(widget, forms.CheckboxInput):
                _set(data, field.html_name, "on" if present else [])
            else:
                _set(data, field.html_name, widget.format_value(present))
        self.data = data
        # Django has kept what it compared.
        self.__dict__.pop("changed_data", None)

    def add_refusal(self, error: DomainError) -> None:
        """Show the error of a service beside the fields that it names."""
        wording = self.wording.get(type(error))
        for field, messages in (error.errors or {"": [error.detail]}).items():
            name = self.field_beside(field)
            self.add_error(name if name in self.fields else None, [str(wording)] if wording else list(messages))

    def field_beside(self, name: str) -> str:
        """Return the field of this form that shows the errors of a field of the service."""
        return self.shown_beside.get(name, name)

    def _post_clean(self) -> None:
        """Leave out ModelForm's step, which sets the typed values on the instance and checks its constraints."""

    @property
    def changes(self) -> dict[str, Any]:
        """The fields whose value was changed, by the service's names; a related row is given by its id."""
        named = {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}
        return {name: value.pk if isinstance(value, models.Model) else value for name, value in named.items()}


def _set(data: Any, name: str, value: Any) -> None:
    """Set what a form sends by this name: a text, or several."""
    data.setlist(name, [*map(str, value)] if isinstance(value, list) else ["" if value is None else str(value)])


def shown_value(field: Any, value: Any) -> str:
    """A value of a form field as the form shows it."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field.field, RowsChoiceField):
        chosen: Any = field.field.queryset
        return ", ".join(map(str, chosen.with_ids([getattr(each, "pk", each) for each in value])))
    if isinstance(field.field, RowChoiceField):
        rows: Any = field.field.queryset
        row = value if hasattr(value, "pk") else rows.with_id(value).first()
        return field.field.label_from_instance(row) if row else str(value)
    choices = dict(getattr(field.field, "choices", ()))
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(choices.get(part, part)) for part in values)
