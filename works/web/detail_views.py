"""The page of one work, and its editing."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wheelbarrow.core.exceptions import DomainError, NotFound
from wheelbarrow.core.history.merging import Clashing, before, save_merged
from wheelbarrow.core.history.preconditions import ChangedElsewhere, expecting
from wheelbarrow.core.text import LONGEST_NOTE
from wheelbarrow.core.web.forms import add_refusal
from wheelbarrow.core.web.markdown import render
from wheelbarrow.core.web.views import PersonView
from works.models import Label, Work
from works.services import checklist, editing
from works.services.lookup import find_work
from works.web.detail import choices_of, work_page
from works.web.edit_forms import VersionForm, WorkForm, as_shown, initial_of


class WorkView(PersonView):
    """A work with everything about it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        work = find_work(self.user, pk)
        page = work_page(self.user, self.moment, work)
        context = {**choices_of(self.user, work, ""), "page": page, "longest_note": LONGEST_NOTE}
        return self.page("works/work.html", context)


class Clash(NamedTuple):
    """A field that was changed on two pages: the form field with what was typed, and the present value in words."""

    mine: BoundField
    theirs: str


class EditView(PersonView):
    """Edit a work: all of it, or the fields of one `part`. A stale page is answered with both texts and a choice."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        work, part = find_work(self.user, pk), request.GET.get("part", "")
        return self._show(work, WorkForm(user=self.user, part=part, initial=initial_of(work)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        work = find_work(self.user, pk)
        form = WorkForm(request.POST, user=self.user, part=request.POST.get("part", ""), initial=initial_of(work))
        is_valid = form.is_valid()
        if "preview" in request.POST:
            return self._show(work, form, preview=render(request.POST.get("content", "")).html)
        if not is_valid:
            return self._show(work, form, status=422)
        try:
            saved = save_merged(
                work,
                form.cleaned_data["version"],
                form.changes,
                read=lambda: find_work(self.user, pk),
                write=self._write(pk),
            )
        except Clashing as clash:
            return self._ask(find_work(self.user, pk), form, clash)
        except DomainError as error:
            add_refusal(form, error)
            return self._show(work, form, status=422)
        return self.done(_("Saved “{title}”.").format(title=saved.title), to=self._href())

    def refused(self, error: DomainError) -> HttpResponse:
        """Show what was typed where the work is gone."""
        if self.request.method != "POST" or not isinstance(error, NotFound):
            return super().refused(error)
        typed = [self.request.POST[name] for name in ("title", "content") if self.request.POST.get(name)]
        return self.page("works/gone.html", {"detail": error.detail, "typed": typed}, status=404)

    def _write(self, pk: int) -> Any:
        return lambda values: editing.edit_work(user=self.user, work_id=pk, at=self.now, **values)

    def _href(self) -> str:
        return self.request.path.removesuffix("edit/")

    def _show(self, work: Work, form: WorkForm, *, preview: str = "", status: int = 200) -> HttpResponse:
        context = {"work": work, "href": self._href(), "form": form, "preview": preview}
        return self.page("works/edit.html", context, status=status)

    def _ask(self, work: Work, form: WorkForm, clash: Clashing) -> HttpResponse:
        """Show both values of each field in question; saving sends mine again, with the present version."""
        mine = {**initial_of(work), **as_shown(clash.mine), "version": work.version}
        again = WorkForm(user=self.user, part=form.part, initial=mine)
        context = {
            "work": work,
            "href": self._href(),
            "form": again,
            "clashes": [
                Clash(again[name], self._in_words(form, name, theirs)) for name, theirs in clash.theirs.items()
            ],
            "others": [again[name] for name in form.names if name not in clash.theirs],
        }
        return self.page("works/conflict.html", context, status=412)

    def _in_words(self, form: WorkForm, name: str, value: Any) -> str:
        if name == "labels":
            names = Label.objects.owned_by(self.user).names()
            return ", ".join(names[pk] for pk in value if pk in names)
        if name in ("current_status", "priority", "my_job"):
            field: Any = form.fields[name]
            return str(dict(field.choices)[as_shown({name: value})[name]])
        return "" if value is None else str(value)


class CheckView(PersonView):
    """Tick a check box of the notes, or clear it; refused if the notes have changed since the page was made."""

    def post(self, request: HttpRequest, pk: int, line: int) -> HttpResponse:
        work, form = find_work(self.user, pk), VersionForm(request.POST)
        if not form.is_valid():
            return self.invalid(form)
        if "content" in before(work, form.cleaned_data["version"]):
            raise ChangedElsewhere
        with expecting({work.version}, model=Work, user=self.user, pk=pk):
            checklist.toggle_check(user=self.user, work_id=pk, line=line, at=self.now)
        return self.done(_("Saved."))
