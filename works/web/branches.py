"""Pause a branch, and start the next year from a yearly project."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from categories.selectors import branch_tree
from categories.web.contexts import COLUMNS, pause_in_words
from categories.web.forms import NameForm
from categories.web.views import CategoryFormView, CategoryView
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.web.dry_run import rolled_back
from wheelbarrow.core.web.forms import add_refusal
from works.services import branches
from works.services.roll_over import Choice, NotAYearlyProject, RolledOver, next_name, roll_over
from works.web.forms import PauseForm

# Categories of the old year for which the form asks one by one; those further on follow the ones above them.
MOST_BRANCHES = 300
CHOICES = [
    (Choice.MOVE.value, gettext_lazy("Move open works along")),
    (Choice.COPY.value, gettext_lazy("Copy without open works")),
    (Choice.LEAVE.value, gettext_lazy("Leave in the old year")),
]


class PauseView(CategoryFormView):
    """Pause a category with everything recurring and open in it, until a day or until it is resumed."""

    form_class = PauseForm
    template = "works/pause.html"

    def context(self) -> dict[str, Any]:
        category, today = self.category(), self.moment.date()
        pause = pause_in_words(category.paused_from, category.paused_until, today)
        return {**super().context(), "category": category, "href": self.address(), "pause": pause}

    def act(self, form: Any) -> HttpResponse:
        until = form.cleaned_data["until"]
        category = branches.pause_branch(user=self.user, category_id=self.pk, until_on=until, at=self.now)
        pause = pause_in_words(category.paused_from, category.paused_until, self.moment.date())
        return self.done(_("“{name}”: {pause}.").format(name=category.name, pause=pause))


class ResumeView(CategoryView):
    """End the pause of a category."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        category = branches.resume_branch(user=self.user, category_id=pk, at=self.now)
        return self.done(_("Resumed “{name}”.").format(name=category.name))


class RollOverView(CategoryFormView):
    """Start the next year from a yearly project: first what that would do, then do it."""

    form_class = NameForm
    template = "works/roll_over.html"

    def initial(self) -> dict[str, Any]:
        return {"name": next_name(self.category().name)}

    def context(self) -> dict[str, Any]:
        category = self.category()
        if category.parent_id:
            raise NotAYearlyProject
        rows = _rows(branch_tree(category, self.moment, COLUMNS)["children"], self.request.POST)
        shown = {"name": category.name, "rows": rows[:MOST_BRANCHES], "is_cut": len(rows) > MOST_BRANCHES}
        return {**super().context(), **shown, "choices": CHOICES}

    def act(self, form: Any) -> HttpResponse:
        if "preview" in self.request.POST:
            return self._preview(form)
        done = self._roll_over(form.cleaned_data["name"])
        text = _("Started “{name}”: {counts}.").format(name=done.category.name, counts=_counts(done))
        return self.done(text, to=f"{self.address().removesuffix(f'{self.pk}/')}{done.category.pk}/")

    def _preview(self, form: Any) -> HttpResponse:
        try:
            with rolled_back(self.user):
                done = self._roll_over(form.cleaned_data["name"])
        except DomainError as error:
            add_refusal(form, error)
            return self.show(form, status=422)
        context = {**self.context(), "form": form, "counts": _counts(done)}
        return self.page(self.template, context)

    def _roll_over(self, name: str) -> RolledOver:
        return roll_over(
            user=self.user, category_id=self.pk, name=name, branches=_chosen(self.request.POST), at=self.now
        )


def _chosen(data: Any) -> dict[int, Choice]:
    """Return the choices of the form by category; one that is empty follows the category above."""
    found = {}
    for name, value in data.items():
        pk = name.removeprefix("branch-")
        if pk != name and pk.isascii() and pk.isdigit() and len(pk) < 19 and value in set(Choice):
            found[int(pk)] = Choice(value)
    return found


def _rows(nodes: list[dict[str, Any]], data: Any, level: int = 0) -> list[dict[str, Any]]:
    """Return the categories of the old year in tree order, with the choice that the form shows."""
    rows = []
    for node in nodes:
        chosen = data.get(f"branch-{node['id']}", "")
        facts = {"id": node["id"], "name": node["name"], "open": node["summary"]["open"]}
        rows.append({**facts, "level": min(level, 6), "chosen": chosen})
        rows += _rows(node["children"], data, level + 1)
    return rows


def _counts(done: RolledOver) -> str:
    parts = [
        ngettext("%(count)d project", "%(count)d projects", done.categories) % {"count": done.categories},
        ngettext("%(count)d open work", "%(count)d open works", done.works) % {"count": done.works},
        ngettext("%(count)d recurring work", "%(count)d recurring works", done.recurring_works)
        % {"count": done.recurring_works},
    ]
    return ", ".join(parts)
