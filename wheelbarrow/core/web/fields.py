"""Fields of forms for text that people write; the rules are those of wheelbarrow/core/text.py, as in every interface."""

from __future__ import annotations

from typing import Any

from django import forms

from wheelbarrow.core import text


class LineField(forms.CharField):
    """A name or title."""

    default_validators = [text.validate_line]

    def to_python(self, value: Any) -> str:
        return _composed(super().to_python(value) or "")


class NoteField(forms.CharField):
    """A text of several lines, its spaces kept."""

    widget = forms.Textarea
    default_validators = [text.validate_note]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"strip": False, "max_length": text.LONGEST_NOTE, **kwargs})

    def to_python(self, value: Any) -> str:
        return _composed(super().to_python(value) or "")


def _composed(value: str) -> str:
    text.refuse_long_runs(value)
    return text.normalize(value)
