"""The change log in the admin, from which an operator undoes acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wheelbarrow.core.admin.filters import OwnerFilter
from wheelbarrow.core.admin.lists import ListAdmin, id_in, link_to
from wheelbarrow.core.admin.undoing import redirect_back, undo_button
from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.history.sentences import Described, model_of, names_of, sentence_of, title_of, values_of
from wheelbarrow.core.history.undo import is_undoable, undo
from wheelbarrow.core.models import Change

# The list shows texts up to this many characters.
LONGEST = 200
SHOWN = ("at", "user", "who", "kind_in_words", "row_link", "sentence", "old_and_new", "others", "request_id")


class Line(NamedTuple):
    """A change as the admin shows it; `values` are the name, the old and the new value of each field."""

    change: Change
    who: str
    words: Described
    values: list[tuple[str, str, str]]

    @property
    def undo_button(self) -> str:
        """The button that undoes the act of the change; empty where that is refused in any case."""
        if not is_undoable(self.change):
            return ""
        address = reverse("admin:wheelbarrow_change_undo", args=[self.change.pk])
        return undo_button(address, about=Truncator(f"{self.words.title} – {self.words.sentence}").chars(LONGEST))


def lines_of(changes: Sequence[Change]) -> list[Line]:
    """Put changes into words, with one query for the names of rows and one for operators."""
    names = names_of(changes)
    return [
        Line(
            change,
            who_of(change),
            Described(title_of(change, names), sentence_of(change, names)),
            values_of(change, names),
        )
        for change in changes
    ]


def may_undo(request: HttpRequest) -> bool:
    """Report whether the user may undo the acts of other people: an act can have rows of every kind."""
    return bool(getattr(request.user, "is_superuser", False))


def who_of(change: Change) -> str:
    """Return who made the change: the owner, the operator in the admin, or what ran by itself."""
    match change.actor:
        case Change.Actor.PAGE:
            return str(change.user)
        case Change.Actor.API | Change.Actor.IMPORT if change.token:
            return _("{person}, by token “{name}”").format(person=change.user, name=change.token)
        case Change.Actor.API:
            return _("{person}, by the API").format(person=change.user)
        case Change.Actor.ADMIN:
            return _("{person}, in the admin").format(person=change.operator or "–")
    return str(Change.Actor(change.actor).label)


class ChangedKindFilter(admin.SimpleListFilter):
    """Filter by the kind of the changed row."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind_of(model), model._meta.verbose_name) for model in soft_deletable_models()]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.of_kind(self.value()) if self.value() else rows


class ActorFilter(admin.SimpleListFilter):
    """Filter by who made the change."""

    title = gettext_lazy("by")
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(value), _("person") if value == "page" else label) for value, label in Change.Actor.choices]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.made_by(self.value()) if self.value() else rows


class BatchFilter(admin.SimpleListFilter):
    """Show the changes of one act of a person; the page of a change links to it."""

    title = gettext_lazy("batch")
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(self.value() or "", self.value())] if self.value() else []

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        asked = id_in(self.value() or "")
        return rows.of_batch(asked) if asked is not None else rows


@admin.register(Change)
class ChangeAdmin(ListAdmin):
    """What was changed, by whom: read-only, since nothing writes the log but the services. An act can be undone."""

    list_display = ["at", "user", "kind_in_words", "title_of_row", "sentence", "who"]
    list_display_links = ["at"]
    list_filter = ["at", ChangedKindFilter, ActorFilter, BatchFilter, OwnerFilter]
    list_select_related = ["user", "operator"]
    ordering = ["-pk"]
    readonly_fields = (*SHOWN, "undo")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:
        return False

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*self.list_display, *(["undo"] if may_undo(request) else [])]

    def get_fields(self, request: HttpRequest, obj: Change | None = None) -> Any:
        return [*SHOWN, *(["undo"] if may_undo(request) else [])]

    def get_urls(self) -> list[URLPattern]:
        undo_view = self.admin_site.admin_view(self.undo_view)
        return [path("<str:change_id>/undo/", undo_view, name="wheelbarrow_change_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest, change_id: str) -> HttpResponse:
        """Undo the act of a change for its owner, and return to the page with the button."""
        if not may_undo(request):
            raise PermissionDenied
        change: Change | None = self.get_queryset(request).with_id(id_in(change_id) or 0).first()
        if change is None:
            raise Http404
        if request.method == "POST":
            self._undo(request, change)
        return redirect_back(request, otherwise=reverse("admin:wheelbarrow_change_changelist"))

    def _undo(self, request: HttpRequest, change: Change) -> None:
        try:
            undone = undo(user=change.user, change_id=change.pk, at=timezone.now())
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return
        self.log_change(request, change, _("Undone."))
        text = ngettext("Undone: %d change.", "Undone: %d changes.", undone.changes) % undone.changes
        made: Change | None = Change.objects.owned_by(change.user).of_batch(undone.batch).first()
        if made:
            again = reverse("admin:wheelbarrow_change_undo", args=[made.pk])
            text = format_html("{} {}", text, undo_button(again))
        self.message_user(request, text, messages.SUCCESS)

    def get_queryset(self, request: HttpRequest) -> Any:
        return Change.objects.contents().select_related("user", "operator")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        change = super().get_object(request, object_id, from_field)
        if change is not None:
            self.prepare_rows([change])
        return change

    def prepare_rows(self, rows: list[Any]) -> None:
        """Put the changes of a page into words."""
        for row, line in zip(rows, lines_of(rows), strict=True):
            row.line = line

    @admin.display(description=gettext_lazy("Undo"))
    def undo(self, change: Any) -> str:
        button: str = change.line.undo_button
        return button or "–"

    @admin.display(description=gettext_lazy("kind"))
    def kind_in_words(self, change: Any) -> str:
        model = model_of(change.kind)
        return str(model._meta.verbose_name) if model else str(change.kind)

    @admin.display(description=gettext_lazy("name"))
    def title_of_row(self, change: Any) -> str:
        return Truncator(change.line.words.title or "–").chars(LONGEST)

    @admin.display(description=gettext_lazy("name"))
    def row_link(self, change: Any) -> str:
        """Return a link to the row; a row that was removed has none."""
        model = model_of(change.kind)
        if model is None or not change.line.words.title:
            return "–"
        return link_to(self.admin_site, model, change.row, change.line.words.title)

    @admin.display(description=gettext_lazy("action"))
    def sentence(self, change: Any) -> str:
        return Truncator(change.line.words.sentence).chars(LONGEST)

    @admin.display(description=gettext_lazy("by"))
    def who(self, change: Any) -> str:
        return str(change.line.who)

    @admin.display(description=gettext_lazy("old and new values"))
    def old_and_new(self, change: Any) -> str:
        rows = change.line.values
        return format_html_join("", "<div>{}: {} → {}</div>", rows) or "–"

    @admin.display(description=gettext_lazy("same act"))
    def others(self, change: Any) -> str:
        """Return a link to all changes of the act."""
        query = {OwnerFilter.parameter_name: change.user_id, BatchFilter.parameter_name: change.batch}
        address = reverse("admin:wheelbarrow_change_changelist", query=query)
        return format_html('<a href="{}">{}</a>', address, _("All changes of this act"))
