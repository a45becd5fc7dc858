"""Imports: the list with the upload, and one import from its preview to its result."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.web.forms import add_refusal
from wheelbarrow.core.web.views import FormView, PersonView
from works.exchange import sources
from works.import_selectors import Shown, list_imports, show_import
from works.services.importing import requests
from works.web.import_forms import AnswersForm, UploadForm

# Imports that the list shows.
MOST = 50
KINDS = {
    "works": gettext_lazy("Works"),
    "recurring_works": gettext_lazy("Recurring works"),
    "categories": gettext_lazy("Projects"),
    "labels": gettext_lazy("Labels"),
    "saved_views": gettext_lazy("Saved views"),
    "report_copies": gettext_lazy("Kept reports"),
}


class Line(NamedTuple):
    """The records of one kind by what becomes of them."""

    name: Any
    create: int
    update: int
    keep: int
    skip: int


class ImportsView(FormView):
    """The imports of the person, and the field for a file."""

    template = "works/imports.html"

    def form(self, **kwargs: Any) -> forms.Form:
        """Return the form with the file of the request."""
        formats = sorted((reader.NAME, reader.LABEL) for reader in sources.readers())
        files = self.request.FILES if self.request.method == "POST" else None
        return UploadForm(files=files, formats=formats, **kwargs)

    def context(self) -> dict[str, Any]:
        """Add the list and the names of the formats."""
        labels = sorted((reader.LABEL for reader in sources.readers()), key=str.lower)
        return {
            "imports": list_imports(self.user, limit=MOST).rows,
            "formats": labels,
            "export_mb": settings.EXPORT_UPLOAD_MB,
        }

    def act(self, form: Any) -> HttpResponse:
        """Keep the file, and lead to its preview."""
        file = form.cleaned_data["file"]
        row = requests.start_import(
            user=self.user, name=file.name, data=file.read(), source=form.cleaned_data["source"], at=self.now
        )
        return self.redirect(reverse("import", args=[row.pk]))


class ImportView(PersonView):
    """One import: its preview and questions, its progress, or its result."""

    fallback = "imports"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        shown = show_import(self.user, pk)
        return self._show(shown, self._form(shown))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read the file again, with the answers of the form."""
        shown = show_import(self.user, pk)
        form = self._form(shown, data=request.POST)
        if form.is_valid():
            try:
                requests.answer_import(user=self.user, import_id=pk, answers=form.answers, at=self.now)
            except DomainError as error:
                add_refusal(form, error)
            else:
                return self.done(_("Read again with your answers."), to=reverse("import", args=[pk]), is_final=True)
        return self._show(shown, form, status=422)

    def _form(self, shown: Shown, **kwargs: Any) -> AnswersForm:
        return AnswersForm(user=self.user, source=shown.source, preview=shown.preview, **kwargs)

    def _show(self, shown: Shown, form: AnswersForm, *, status: int = 200) -> HttpResponse:
        context = {"import": shown, "form": form, "lines": _lines(shown), "place": _place_of(shown)}
        return self.page("works/import.html", context, status=status)


class ApplyView(PersonView):
    """Import a file, or read it again if the form has other answers than the preview."""

    fallback = "imports"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin."""
        shown = show_import(self.user, pk)
        form = AnswersForm(user=self.user, source=shown.source, preview=shown.preview, data=request.POST)
        here = reverse("import", args=[pk])
        has_answers = any(name in request.POST for name in form.fields)
        if has_answers and form.is_valid() and form.answers:
            requests.answer_import(user=self.user, import_id=pk, answers=form.answers, at=self.now)
            message = _("This is the preview with your answers. Import it if it is right.")
            return self.done(message, to=here, is_final=True)
        requests.apply_import(user=self.user, import_id=pk, at=self.now)
        return self.redirect(here)


class RemoveView(PersonView):
    """Remove a file that is not imported, or an import from the list."""

    fallback = "imports"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove it."""
        requests.discard_import(user=self.user, import_id=pk, at=self.now)
        return self.done(_("Removed the file."), to=reverse("imports"), is_final=True)


def _lines(shown: Shown) -> list[Line]:
    """Return a line for each kind of which the file has records."""
    counts = shown.counts or shown.preview.get("counts", {})
    found = []
    for kind, name in KINDS.items():
        of = counts.get(kind, {})
        line = Line(name, *(of.get(fate, 0) for fate in ("create", "update", "keep", "skip")))
        if any(line[1:]):
            found.append(line)
    return found


def _place_of(shown: Shown) -> str:
    """Return the address of what was imported: the projects, or the inbox if the file has none."""
    counts = shown.counts.get("categories", {})
    return reverse("projects") if any(counts.values()) else reverse("inbox")
