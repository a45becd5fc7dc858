"""Forms that validate what was typed and write it through a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.functional import Promise

from wheelbarrow.core.exceptions import DomainError


class ServiceForm(forms.ModelForm):
    """A form whose `save` calls a service.

    The instance keeps its stored values, so a page that shows the form again shows the saved row around it. Uniqueness
    and constraints are left to the service, which checks them under the owner's lock. When the service refuses,
    ServiceAdmin builds the form again with the error as `refusal`. Subclasses define `write`.
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

    def write(self) -> models.Model:
        """Call the service with `cleaned_data` and return the row; may raise any DomainError."""
        raise NotImplementedError

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  Django's
        """Write through the service; returns the row that it wrote."""
        return self.write()

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.refusal:
            self.add_refusal(self.refusal)
        return self.cleaned_data

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
