"""Forms that write through services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from wheelbarrow.exceptions import DomainError


class ServiceForm(forms.ModelForm):
    """Its last step of validation is the service itself, so that a refusal is a form error and nothing typed is lost.

    The console's add and change views run in one transaction with it. Subclasses define `write`.
    """

    def write(self) -> models.Model:
        """Call the service with `cleaned_data` and return the row; may raise any DomainError."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        # Not ModelForm's: uniqueness and constraints are the service's to check, under the owner's lock.
        return self.cleaned_data

    def _post_clean(self) -> None:
        super()._post_clean()
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
