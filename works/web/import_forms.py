"""The forms of imports: a file, and the answers to its questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core.web.forms import PageForm
from works.services.importing.preview import WHERE, where_choices

# Before the name of a question in the form.
PREFIX = "q-"


class UploadForm(PageForm):
    """A file, and its format if it is not recognised."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"id": "import-file"}),
    )
    source = forms.ChoiceField(label=_("Format"), required=False, widget=forms.Select(attrs={"id": "import-source"}))

    def __init__(self, *args: Any, formats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.choices = [("", _("Recognise it")), *formats]


class AnswersForm(PageForm):
    """The questions of a preview, each a choice."""

    def __init__(self, *args: Any, user: User, source: str, preview: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in preview.get("questions", ()):
            choices = [(choice["value"], choice["label"]) for choice in question["choices"]]
            if question["name"] == WHERE:
                # The categories may have other names by now.
                choices = where_choices(user, source)
            if question["answer"] not in dict(choices):
                choices.append((question["answer"], question["answer"]))
            name = f"{PREFIX}{question['name']}"
            widget = forms.Select(attrs={"id": f"import-{question['name']}"})
            self.fields[name] = forms.ChoiceField(
                label=question["text"], choices=choices, initial=question["answer"], widget=widget
            )

    @property
    def answers(self) -> dict[str, str]:
        """The answers that differ from those with which the preview was made."""
        return {
            name.removeprefix(PREFIX): self.cleaned_data[name]
            for name, field in self.fields.items()
            if self.cleaned_data[name] != field.initial
        }
