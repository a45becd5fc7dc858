"""Form fields for the text that people write. The rules are those of `wheelbarrow/core/text.py`."""

from __future__ import annotations

from typing import Any

from django import forms

from wheelbarrow.core import text


class LineInput(forms.CharField):
    """A name or title."""

    default_validators = [text.validate_line]

    def to_python(self, value: Any) -> str:
        return _normal(super().to_python(value))


class NoteInput(forms.CharField):
    """A text of several lines, its spaces kept."""

    default_validators = [text.validate_note]
    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"strip": False, "max_length": text.LONGEST_NOTE, **kwargs})

    def to_python(self, value: Any) -> str:
        return _normal(super().to_python(value))


def _normal(value: Any) -> str:
    text.refuse_long_runs(value or "")
    return text.normalize(value or "")
