"""Categories in the admin, with what happens to the works of a branch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from categories.admin.categories import CategoryAdmin
from categories.models import Category
from wheelbarrow.core import text
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.row_counts import describe_counts
from works.admin.pausing import PauseForm
from works.services import branches, roll_over
from works.services.roll_over import Choice, RolledOver

# A page with more check boxes is slow to load; the API takes the ids.
MOST_BOXES = 500


class PauseBranchForm(PauseForm):
    """The days of a pause, both included."""

    cancel_open = None  # type: ignore[assignment]  # as Django removes a field of the base class


def next_year_form(year: Category) -> type[forms.Form]:
    """Return the form that asks for the name of the next year, and for the branches that are not moved as a whole."""
    found = Category.objects.subtree_of(year).not_roots().choices(limit=MOST_BOXES + 1)
    boxes = [] if len(found) > MOST_BOXES else found

    def chooser(**kwargs: Any) -> forms.TypedMultipleChoiceField:
        widget = forms.CheckboxSelectMultiple if boxes else forms.MultipleHiddenInput
        return forms.TypedMultipleChoiceField(choices=boxes, coerce=int, required=False, widget=widget, **kwargs)

    class NextYearForm(forms.Form):
        name = forms.CharField(
            label=_("Name"),
            max_length=200,
            initial=roll_over.next_name(year.name),
            widget=AdminTextInputWidget,
            validators=[text.validate_line],
            help_text=_("Of the new yearly project, such as 2027."),
        )
        copy = chooser(
            label=_("Copy only"),
            help_text=_("Projects whose tree is copied; their recurring works move, their open works stay."),
        )
        leave = chooser(label=_("Leave"), help_text=_("Projects that are not copied; everything in them stays."))

        def clean(self) -> dict[str, Any]:
            chosen: dict[str, Any] = self.cleaned_data
            if set(chosen.get("copy", ())) & set(chosen.get("leave", ())):
                self.add_error("leave", _("A project is both in copy and in leave."))
            return chosen

    return NextYearForm


@admin.register(Category)
class BranchAdmin(CategoryAdmin):
    """The categories of all people, with actions on all that is recurring and open in them."""

    actions = ["move", "pause", "resume", "roll_over", "restore"]

    @admin.action(description=gettext_lazy("Pause…"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.select_related("user"))
        template = "admin/categories/category/pause.html"
        answer = self.ask(request, rows, PauseBranchForm, title=_("Pause"), template=template)
        if isinstance(answer, HttpResponse):
            return answer
        at = timezone.now()
        self.carry_out(
            request,
            rows,
            lambda row: branches.pause_branch(user=row.user, category_id=row.pk, at=at, **answer),
            log=_("Paused."),
            done=lambda n: ngettext("%d project paused.", "%d projects paused.", n) % n,
        )
        return None

    @admin.action(description=gettext_lazy("Resume"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: Any) -> None:
        at = timezone.now()
        self.carry_out(
            request,
            queryset.select_related("user"),
            lambda row: branches.resume_branch(user=row.user, category_id=row.pk, at=at),
            log=_("Resumed."),
            done=lambda n: ngettext("%d project resumed.", "%d projects resumed.", n) % n,
        )

    @admin.action(description=gettext_lazy("Start the next year…"), permissions=["change"])
    def roll_over(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.live().select_related("user")[:2])
        if len(rows) != 1 or rows[0].parent_id:
            self.message_user(request, _("Select one live yearly project."), messages.ERROR)
            return None
        [year] = rows
        question: dict[str, Any] = {
            "title": _("Start the next year"),
            "template": "admin/categories/category/roll_over.html",
        }
        form_class = next_year_form(year)
        answer = self.ask(request, rows, form_class, **question)
        if isinstance(answer, HttpResponse):
            return answer
        choices = {
            **dict.fromkeys(answer["copy"], Choice.COPY),
            **dict.fromkeys(answer["leave"], Choice.LEAVE),
        }
        try:
            done = roll_over.roll_over(
                user=year.user, category_id=year.pk, name=answer["name"], branches=choices, at=timezone.now()
            )
        except DomainError as error:
            refused: HttpResponse = self.ask(request, rows, form_class, refusal=error, **question)
            return refused
        self.log_change(request, year, _("Continued as “{name}”.").format(name=done.category.name))
        self.message_user(request, _describe(done), messages.SUCCESS)
        return None


def _describe(done: RolledOver) -> str:
    """Name the new yearly project, with a link, and what is in it."""
    address = reverse("admin:categories_category_change", args=[done.category.pk])
    counts = {"categories": done.categories, "works": done.works, "recurring_works": done.recurring_works}
    return format_html(
        _("The next year is {year}. Copied and moved into it: {what}."),
        year=format_html('<a href="{}">{}</a>', address, done.category.name),
        what=describe_counts(counts),
    )
