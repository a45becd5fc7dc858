"""The trash in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wheelbarrow.core import trash
from wheelbarrow.core.admin.filters import OwnerFilter
from wheelbarrow.core.admin.options import RestoringAdmin
from wheelbarrow.core.db.soft_delete import plural_name, soft_deletable_models
from wheelbarrow.core.exceptions import snake_case
from wheelbarrow.core.models import Deletion

# Rows of each kind that the page of one deletion names.
NAMED = 100
SHOWN = ("label", "what", "user", "deleted_at", "purge_at", "days_left", "contents")


class KindFilter(admin.SimpleListFilter):
    """By what was deleted."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(_kinds().items())

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.of_kind(self.value()) if self.value() else rows


@admin.register(Deletion)
class DeletionAdmin(RestoringAdmin):
    """One act of deleting a line. Deleting it here is the purge: the only thing in the admin that removes for good."""

    list_display = ["label", "what", "user", "days_left", "deleted_at", "taken"]
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

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def what(self, deletion: Deletion) -> str:
        return _kinds().get(deletion.kind, deletion.kind)

    @admin.display(description=gettext_lazy("rows"))
    def taken(self, deletion: Deletion) -> str:
        """`categories: 3, works: 10`."""
        counts = ((model, deletion.counts.get(plural_name(model), 0)) for model in soft_deletable_models())
        return ", ".join(f"{model._meta.verbose_name_plural}: {count}" for model, count in counts if count)

    @admin.display(description=gettext_lazy("removed for good after"))
    def purge_at(self, deletion: Deletion) -> str:
        return date_format(timezone.localtime(deletion.purge_at), "DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("days left"), ordering="deleted_at")
    def days_left(self, deletion: Deletion) -> int:
        """Whole days; 0 on the last, and until purge_deleted runs."""
        return max((deletion.purge_at - timezone.now()).days, 0)

    @admin.display(description=gettext_lazy("what it took along"))
    def contents(self, deletion: Deletion) -> str:
        parts = []
        for model in soft_deletable_models():
            rows = list(model.all_objects.taken_by(deletion).order_by("pk")[:NAMED])
            page = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
            items = format_html_join(
                "", '<div><a href="{}">{}</a></div>', ((reverse(page, args=[row.pk]), row) for row in rows)
            )
            count = deletion.counts.get(plural_name(model), 0)
            parts.append((f"{model._meta.verbose_name_plural}: {count}", items))
        return format_html_join("", "<p><strong>{}</strong></p>{}", parts) or format_html("–")

    @admin.action(description=gettext_lazy("Restore exactly what was taken"), permissions=["restore"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Deletion]) -> None:
        self.carry_out(
            request,
            queryset.select_related("user"),
            lambda row: trash.restore_deletion(user=row.user, deletion_id=row.pk, at=timezone.now()),
            log=_("Restored from the trash."),
            done=lambda n: ngettext("%d deletion taken back.", "%d deletions taken back.", n) % n,
        )

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        rows = [_("“{label}” with all it took along, for good").format(label=row.label) for row in objs]
        return rows, {str(self.opts.verbose_name): len(rows)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Deletion) -> None:
        trash.purge_deletion(user=obj.user, deletion_id=obj.pk, at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Deletion]) -> None:
        self.carry_out(
            request,
            queryset.select_related("user"),
            lambda row: self.delete_model(request, row),
            log=_("Purged."),
            done=lambda n: ngettext("%d deletion purged.", "%d deletions purged.", n) % n,
        )


def _kinds() -> dict[str, str]:
    """What can be deleted, in words."""
    return {snake_case(model.__name__): str(model._meta.verbose_name) for model in soft_deletable_models()}
