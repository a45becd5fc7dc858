"""Forms of pages: they translate what a person typed, and show why a service refused it."""

from __future__ import annotations

from typing import Any

from django import forms

from wheelbarrow.core.exceptions import DomainError


def add_refusal(form: forms.Form, error: DomainError) -> None:
    """Add the messages of a refusal to the fields that it names, or to the whole form."""
    named = {name: found for name, found in error.errors.items() if name in form.fields}
    for name, found in named.items():
        form.add_error(name, list(found))
    if not named:
        form.add_error(None, error.detail)


class PageForm(forms.Form):
    """A form whose labels carry no colon, and whose fields with errors refer to them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
