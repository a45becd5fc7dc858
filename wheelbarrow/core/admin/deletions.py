"""The trash in the admin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wheelbarrow.core import trash
from wheelbarrow.core.admin.filters import OwnerFilter
from wheelbarrow.core.admin.lists import id_in, link_to
from wheelbarrow.core.admin.soft_deletable import RestoringAdmin
from wheelbarrow.core.admin.undoing import redirect_back
from wheelbarrow.core.db.soft_delete import plural_name, soft_deletable_models
from wheelbarrow.core.exceptions import snake_case
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.row_counts import describe_counts

# The page of one deletion lists up to this many rows of each kind.
NAMED = 100
SHOWN = ("label", "what", "user", "deleted_at", "purge_at", "days_left", "contents")


class KindFilter(admin.SimpleListFilter):
    """Filter by the kind of row that was deleted."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(_kinds().items())

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.of_kind(self.value()) if self.value() else rows


@admin.register(Deletion)
class DeletionAdmin(RestoringAdmin):
    """The trash, one row for each deletion. Deleting a row here purges it: nothing else in the admin removes data."""

    list_display = ["label", "what", "user", "taken", "deleted_at", "days_left"]
    list_filter = [KindFilter, "deleted_at", OwnerFilter]
    search_fields = ["label", "user__email"]
    list_select_related = ["user"]
    ordering = ["-deleted_at", "-pk"]
    fields = SHOWN
    readonly_fields = SHOWN

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Deletion | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return Deletion.objects.restorable()

    def get_urls(self) -> list[URLPattern]:
        undo = self.admin_site.admin_view(self.undo_view)
        return [path("undo/", undo, name="wheelbarrow_deletion_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        """Restore the deletions `ids` and return to the page `back`; the button is in the message after a deletion."""
        if not self.has_restore_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            ids = [pk for text in request.GET.get("ids", "").split(",") if (pk := id_in(text))]
            self.restore(request, self.get_queryset(request).with_ids(ids))
        return redirect_back(request, otherwise=reverse("admin:wheelbarrow_deletion_changelist"))

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def what(self, deletion: Deletion) -> str:
        return _kinds().get(deletion.kind, deletion.kind)

    @admin.display(description=gettext_lazy("contents"))
    def taken(self, deletion: Deletion) -> str:
        return describe_counts(deletion.counts)

    @admin.display(description=gettext_lazy("purged after"))
    def purge_at(self, deletion: Deletion) -> str:
        return date_format(timezone.localtime(deletion.purge_at), "DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("days left"), ordering="deleted_at")
    def days_left(self, deletion: Deletion) -> int:
        """Whole days until the purge; 0 on the last day, and later until the daily purge."""
        return max((deletion.purge_at - timezone.now()).days, 0)

    @admin.display(description=gettext_lazy("contents"))
    def contents(self, deletion: Deletion) -> str:
        parts = []
        for model in soft_deletable_models():
            rows = list(model.all_objects.taken_by(deletion).order_by("pk")[:NAMED])
            links = [(link_to(self.admin_site, model, row.pk, row),) for row in rows]
            items = format_html_join("", "<div>{}</div>", links)
            count = deletion.counts.get(plural_name(model), 0)
            if count:
                parts.append((describe_counts({plural_name(model): count}), items))
        return format_html_join("", "<p><strong>{}</strong></p>{}", parts) or format_html("–")

    @admin.action(description=gettext_lazy("Restore"), permissions=["restore"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Deletion]) -> None:
        self.restore_deletions(request, {row.pk: row for row in queryset.select_related("user")})

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """A purge is confirmed with the number of rows it removes; nothing protects them."""
        return [], {}, set(), []

    def ask_to_delete(self, request: HttpRequest, rows: Iterable[Any]) -> HttpResponse:
        rows = list(rows)
        what = describe_counts(*(row.counts for row in rows))
        return self.confirmation(
            request, rows, "admin/purge_confirmation.html", title=_("Remove permanently"), what=what
        )

    def delete_model(self, request: HttpRequest, obj: Deletion) -> None:
        self.message_user(request, _describe_purged(_purge(obj)), messages.SUCCESS)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Deletion]) -> None:
        purged: list[Mapping[str, int]] = []
        self.carry_out(
            request,
            queryset.select_related("user"),
            lambda row: purged.append(_purge(row)),
            log=_("Purged."),
            done=lambda _count: _describe_purged(*purged),
        )


def _purge(deletion: Deletion) -> dict[str, int]:
    """Purge one deletion; returns the number of removed rows by the plural name of their model."""
    purged = trash.purge_deletion(user=deletion.user, deletion_id=deletion.pk, at=timezone.now())
    counts: dict[str, int] = purged.counts
    return counts


def _describe_purged(*counts: Mapping[str, int]) -> str:
    return _("Removed permanently: {what}.").format(what=describe_counts(*counts))


def _kinds() -> dict[str, str]:
    """The kinds of rows that can be deleted, in words."""
    return {snake_case(model.__name__): str(model._meta.verbose_name) for model in soft_deletable_models()}
