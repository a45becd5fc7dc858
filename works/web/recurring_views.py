"""The pages of recurring works: the list, one of them, and the form with its preview."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from categories.web.category_choice import category_choice, chosen_id
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history.preconditions import ChangedElsewhere, expecting
from wheelbarrow.core.web.views import PersonView
from works.models import RecurringWork
from works.rule_selectors import rule_of, rules_of
from works.services import previews, recurring, splitting
from works.web.recurring_contexts import preview_page, rule_page, rule_sections
from works.web.recurring_forms import EditForm, RuleForm, initial_of

FIRST, MOST = 100, 2000


class RulesView(PersonView):
    """The list; `?shown=200` shows more of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        shown = min(max(chosen_id(request.GET.get("shown")) or FIRST, FIRST), MOST)
        rows = rules_of(self.user, limit=shown + 1)
        more = shown + FIRST if len(rows) > shown and shown < MOST else 0
        sections = rule_sections(self.user, self.moment, rows[:shown])
        return self.page("works/recurring.html", {"sections": sections, "more": more})


class RuleView(PersonView):
    """One recurring work; `?until=` shows its past days up to that one."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = rule_page(self.user, self.moment, rule_of(self.user, pk), until=_day(request.GET.get("until", "")))
        return self.page("works/recurring_work.html", {"page": page, "href": page.shown.href})


class RuleFormView(PersonView):
    """The form of a recurring work. With the button Preview, or Find of the choice of a project, nothing is stored."""

    def show(
        self, form: RuleForm, *, preview: Any = None, status: int = 200, template: str = "works/recurring_form.html"
    ) -> HttpResponse:
        """Return the form, with the preview or the reasons why there is none."""
        sent = form.data if form.is_bound else form.initial
        field: Any = form["category"]
        choice = category_choice(self.user, "category", chosen_id(field.value()), str(sent.get("category_q", ""))[:200])
        context = {"form": form, "row": form.row, "choice": choice, "preview": preview}
        return self.page(template, context, status=status)

    def answer(self, form: RuleForm, save: Callable[[], HttpResponse]) -> HttpResponse:
        """Do what the pressed button asks for."""
        if _is_search(form.data):
            return self.show(type(form)(user=self.user, row=form.row, initial=_typed(form)))
        if "preview" in form.data:
            return self.preview(form)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            return save()
        except ChangedElsewhere as error:
            return self.stale(form, error)
        except DomainError as error:
            form.refuse(error)
            return self.show(form, status=422)

    def preview(self, form: RuleForm, *, template: str = "works/recurring_form.html") -> HttpResponse:
        """Show what saving would do."""
        if form.row is None:
            form.fields["title"].required = False
        found = None
        if form.is_valid():
            try:
                found = previews.preview(user=self.user, at=self.now, **self._question(form))
            except DomainError as error:
                form.refuse(error)
        page = preview_page(found, is_change=form.row is not None) if found else None
        return self.show(form, preview=page, status=200 if page else 422, template=template)

    def stale(self, form: RuleForm, error: ChangedElsewhere) -> HttpResponse:
        """Show what was typed beside what somebody has saved meanwhile; saving again overwrites that."""
        row = rule_of(self.user, form.row.pk if form.row else 0)
        data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["version"] = str(row.version)
        again, present = EditForm(data, user=self.user, row=row), initial_of(row)
        again.is_valid()
        again.add_error(None, error.detail)
        for name in again.changed_data:
            if name in present and name not in ("scope", "occurs_on", "version"):
                again.add_error(name, _("Now: {value}").format(value=_in_words(again, name, present[name])))
        return self.show(again, status=412)

    def _question(self, form: RuleForm) -> dict[str, Any]:
        changes = form.changes
        if form.row is None:
            return {**changes, "title": changes.get("title") or "–"}
        reach = form.reach if isinstance(form, EditForm) else {}
        return {"recurring_work": form.row.pk, **reach, **changes}


class NewRuleView(RuleFormView):
    """Make a recurring work."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(RuleForm(user=self.user, initial={"category": chosen_id(request.GET.get("category"))}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RuleForm(request.POST, user=self.user)
        return self.answer(form, lambda: self._create(form))

    def _create(self, form: RuleForm) -> HttpResponse:
        row = recurring.create_recurring_work(user=self.user, at=self.now, **form.changes)
        return self.done(_("Made “{title}”.").format(title=row.title), to=_address(row))


class EditRuleView(RuleFormView):
    """Change a recurring work: one day, this day and all to come, or all that are open and all to come."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        day = _day(request.GET.get("day", ""))
        return self.show(
            EditForm(user=self.user, row=rule_of(self.user, pk), initial={"occurs_on": day} if day else {})
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = EditForm(request.POST, user=self.user, row=rule_of(self.user, pk))
        return self.answer(form, lambda: self._save(form, pk))

    def _save(self, form: EditForm, pk: int) -> HttpResponse:
        with expecting({form.cleaned_data["version"]}, model=RecurringWork, user=self.user, pk=pk):
            row = splitting.edit_in_scope(
                user=self.user, recurring_work_id=pk, at=self.now, **form.reach, **form.changes
            )
        if row.pk == pk:
            return self.done(_("Saved “{title}”.").format(title=row.title), to=_address(row))
        return self.done(_("From that day on this one continues “{title}”.").format(title=row.title), to=_address(row))


class PreviewView(RuleFormView):
    """What the form would do, as one types: the part of the page that htmx takes, or the whole form."""

    def post(self, request: HttpRequest) -> HttpResponse:
        pk = chosen_id(request.POST.get("recurring_work"))
        form = (
            EditForm(request.POST, user=self.user, row=rule_of(self.user, pk))
            if pk
            else RuleForm(request.POST, user=self.user)
        )
        is_part = bool(getattr(request, "htmx", None))
        return self.preview(form, template="works/_rule_preview.html" if is_part else "works/recurring_form.html")


def _address(row: RecurringWork) -> str:
    return reverse("rule", args=[row.pk])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_search(data: Any) -> bool:
    """Whether a project is looked for: by the button, or by Enter while the list does not show what was typed yet."""
    has_new_words = data.get("category_q", "") not in ("", data.get("category_found", ""))
    return "find" in data or ("enter" in data and has_new_words)


def _typed(form: RuleForm) -> dict[str, Any]:
    """Return what was typed, to be shown again without being checked."""
    data: Any = form.data
    several = ("weekdays", "labels")
    return {name: data.getlist(name) if name in several else data.get(name) for name in data if name != "find"}


def _in_words(form: RuleForm, name: str, value: Any) -> str:
    """Return a value of a field as the form shows it."""
    if value in (None, "", []):
        return "–"
    if name == "category":
        return str(form.row.category) if form.row and form.row.category else "–"
    choices = {str(key): text for key, text in getattr(form.fields[name], "choices", ())}
    return ", ".join(str(choices.get(str(part), part)) for part in (value if isinstance(value, list) else [value]))
