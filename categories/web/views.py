"""The tree, and what a person does to one category of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from categories import services
from categories.models import Category
from categories.selectors import siblings_of
from categories.services import find_category
from categories.web.contexts import pause_in_words, projects_page
from categories.web.forms import CategoryForm, NameForm, NewCategoryForm, ParentForm, PlaceForm
from categories.web.places import Places, find_places, steps
from wheelbarrow.core.history.preconditions import ChangedElsewhere, expecting
from wheelbarrow.core.row_counts import describe_counts
from wheelbarrow.core.trash import count_taken
from wheelbarrow.core.web.views import FormView, PersonView


class ProjectsView(PersonView):
    """The whole tree with its totals."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("categories/projects.html", {"page": projects_page(self.user, self.moment)})


class CategoryView(PersonView):
    """A page or an act of one category."""

    fallback = "projects"

    @property
    def pk(self) -> int:
        """The id in the address."""
        pk: int = self.kwargs["pk"]
        return pk

    def category(self) -> Category:
        """Return the category with its parent. Raises CategoryNotFound."""
        return find_category(self.user, self.pk)

    def address(self) -> str:
        """Return the address of its page."""
        return f"{reverse('projects')}{self.pk}/"


class CategoryFormView(CategoryView, FormView):
    """A form of one category; it returns to the page on which it was opened."""

    template = "categories/form.html"

    def context(self) -> dict[str, Any]:
        return {"back": self.origin()}


class AddView(CategoryFormView):
    """Add a category below `?parent=`, or a yearly project."""

    form_class = NewCategoryForm

    def initial(self) -> dict[str, Any]:
        return {"parent": self.request.GET.get("parent", "")}

    def context(self) -> dict[str, Any]:
        parent = self.request.POST.get("parent") or self.request.GET.get("parent")
        title = _("New sub-project") if parent else _("New yearly project")
        return {**super().context(), "title": title, "submit": _("Add")}

    def act(self, form: Any) -> HttpResponse:
        category = services.create_category(user=self.user, at=self.now, **form.cleaned_data)
        return self.done(_("Added “{name}”.").format(name=category.name))


class RenameView(CategoryFormView):
    """Rename a category."""

    form_class = NameForm

    def initial(self) -> dict[str, Any]:
        return {"name": self.category().name}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "title": _("Rename"), "submit": _("Save")}

    def act(self, form: Any) -> HttpResponse:
        name = form.cleaned_data["name"]
        category = services.edit_category(user=self.user, category_id=self.pk, name=name, at=self.now)
        return self.done(_("Renamed to “{name}”.").format(name=category.name))


class EditView(CategoryFormView):
    """Change name, days and notes of a category, unless they have changed since the form was shown."""

    form_class = CategoryForm

    def initial(self) -> dict[str, Any]:
        category = self.category()
        return {name: getattr(category, name) for name in CategoryForm.base_fields}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "title": _("Edit"), "submit": _("Save")}

    def act(self, form: Any) -> HttpResponse:
        try:
            with expecting([form.cleaned_data["version"]], model=Category, user=self.user, pk=self.pk):
                category = services.edit_category(user=self.user, category_id=self.pk, at=self.now, **form.changes())
        except ChangedElsewhere as error:
            return self._changed_elsewhere(form, error)
        return self.done(_("Saved “{name}”.").format(name=category.name))

    def _changed_elsewhere(self, form: CategoryForm, error: ChangedElsewhere) -> HttpResponse:
        """Show what the person wrote beside what there is now, with the version that the next attempt replaces."""
        present = self.form(initial=self.initial())
        form.data = {**form.data.dict(), "version": present["version"].value()}  # type: ignore[attr-defined]
        form.add_error(None, error.detail)
        return self.page(self.template, {**self.context(), "form": form, "present": _shown_values(present)}, status=412)


class ActionsView(CategoryView):
    """Everything that a person may do to one category without opening it; `?q=` narrows where to move it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        category, today = self.category(), self.moment.date()
        up, down = steps(siblings_of(category), pk)
        q, back = request.GET.get("q", ""), request.GET.get("next", "") or self.origin()
        href = self.address()
        places = Places(
            q=q,
            found=find_places(self.user.pk, q, outside=[pk]),
            narrow=f"{href}actions/",
            action=f"{href}move/",
            field="parent",
            present=category.parent_id,
            none=_("Top level, as a yearly project") if category.parent_id else "",
            hidden=(("next", back),),
        )
        context = {
            "category": category,
            "href": href,
            "back": back,
            "up": up,
            "down": down,
            "targets": places,
            "pause": pause_in_words(category.paused_from, category.paused_until, today),
        }
        return self.page("categories/actions.html", context)


class MoveView(CategoryView):
    """Move a category below another one."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ParentForm(request.POST)
        if not form.is_valid():
            return self.invalid(form)
        parent = form.cleaned_data["parent"]
        category = services.move_category(user=self.user, category_id=pk, parent_id=parent, at=self.now)
        place = category.parent.name if category.parent else _("the top level")
        return self.done(_("Moved “{title}” to {place}.").format(title=category.name, place=place))


class PlaceView(CategoryView):
    """Move a category to a place among its siblings or among those of another parent."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = PlaceForm(request.POST)
        if not form.is_valid():
            return self.invalid(form)
        parent, before = form.cleaned_data["parent"], form.cleaned_data["before"]
        category = services.place_category(
            user=self.user, category_id=pk, parent_id=parent, before_id=before, at=self.now
        )
        ids = siblings_of(category)
        text = _("Moved “{name}”: {place} of {count}.")
        return self.done(text.format(name=category.name, place=ids.index(pk) + 1, count=len(ids)))


class DeleteView(CategoryView):
    """Move a category with everything in it to the trash; first show how much that is."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        category = self.category()
        counts = count_taken(Category.objects.subtree_of(category))
        back = request.GET.get("next", "") or self.origin()
        context = {"name": category.name, "counts": describe_counts(counts), "back": back}
        return self.page("categories/delete.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        parent = self.category().parent_id
        deletion = services.delete_category(user=self.user, category_id=pk, at=self.now)
        text = _("Deleted “{title}”: {counts}.")
        return self.done(
            text.format(title=deletion.label, counts=describe_counts(deletion.counts)), to=self._next(parent)
        )

    def _next(self, parent: int | None) -> str:
        """Return the page of the form, unless it was of the category itself."""
        back = self.origin()
        if not urlsplit(back).path.startswith(self.address()):
            return back
        return f"{reverse('projects')}{parent}/" if parent else reverse("projects")


def _shown_values(form: forms.Form) -> list[tuple[str, Any]]:
    """Return the label and the value of each visible field."""
    return [(str(bound.label), bound.value() or "–") for bound in form.visible_fields()]
