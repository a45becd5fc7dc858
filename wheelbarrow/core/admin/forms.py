"""Forms that write through services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import construct_instance

from wheelbarrow.core.exceptions import DomainError


class ServiceForm(forms.ModelForm):
    """Its last step of validation is the service itself, so that a refusal is a form error and nothing typed is lost.

    The admin's add and change views run in one transaction with it. Subclasses define `write`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Told from what the page showed: what the owner has changed since is not taken back.
            for field in self.fields.values():
                field.show_hidden_initial = True

    def write(self) -> models.Model:
        """Call the service with `cleaned_data` and return the row; may raise any DomainError."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        """ModelForm's, less uniqueness and constraints: the service looks under the owner's lock and says it better."""
        self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
        # The stubs leave out what is private of Django's; _post_clean is itself a private step that must be replaced.
        try:
            self.instance.clean_fields(exclude=self._get_validation_exclusions())  # type: ignore[attr-defined]
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]
        if self.errors:
            return
        try:
            self.instance = self.write()
        except DomainError as error:
            for field, messages in (error.errors or {"": [error.detail]}).items():
                self.add_error(field if field in self.fields else None, list(messages))

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed anew, by the service's names: a row is named by its id."""
        named = {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}
        return {name: value.pk if isinstance(value, models.Model) else value for name, value in named.items()}
