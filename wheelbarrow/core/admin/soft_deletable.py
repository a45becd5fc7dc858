"""Pages of rows that are moved to the trash and restored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wheelbarrow.core import trash
from wheelbarrow.core.admin.changes import lines_of, may_undo
from wheelbarrow.core.admin.choices import RowChoiceField, RowSelect
from wheelbarrow.core.admin.lists import id_in
from wheelbarrow.core.admin.options import ServiceAdmin
from wheelbarrow.core.admin.undoing import undo_button
from wheelbarrow.core.db.fields import LiveForeignKey
from wheelbarrow.core.db.soft_delete import SoftDeletable, SoftDeletableQuerySet
from wheelbarrow.core.history.selectors import history_of_row
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.row_counts import describe_counts

CHANGES_PER_PAGE = 100
# A message offers to undo at most this many deletions.
UNDOABLE = 50


class RestoringAdmin(ServiceAdmin):
    """A page from which rows in the trash are restored, in the list or one at a time.

    Subclasses define the action `restore`.
    """

    actions = ["restore"]

    def has_restore_permission(self, request: HttpRequest) -> bool:
        """Return the permission to change rows: rows in the trash themselves cannot be changed."""
        return admin.ModelAdmin.has_change_permission(self, request)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs["obj"]
        can_restore = bool(row and row.deleted_at) and self.has_restore_permission(request)
        return super().render_change_form(request, {**context, "can_restore": can_restore}, *args, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if "_restore" not in request.POST or not self.has_restore_permission(request):
            return super().change_view(request, object_id, *args, **kwargs)
        rows: Any = self.get_queryset(request)
        self.restore(request, rows.with_id(id_in(object_id) or 0))  # type: ignore[attr-defined]
        return self.response_post_save_change(request, None)

    def restore_deletions(self, request: HttpRequest, rows: Mapping[int, Any]) -> None:
        """Restore deletions by id; the row of each has the owner, and is named in the log and in errors."""
        restored = 0

        def restore(deletion_id: int, row: Any) -> None:
            nonlocal restored
            done = trash.restore_deletion(user=row.user, deletion_id=deletion_id, at=timezone.now())
            restored += sum(done.counts.values())

        ids = {row: deletion_id for deletion_id, row in rows.items()}
        self.carry_out(
            request,
            ids,
            lambda row: restore(ids[row], row),
            log=_("Restored from the trash."),
            done=lambda _count: ngettext("%d item restored.", "%d items restored.", restored) % restored,
        )


class SoftDeletableAdmin(RestoringAdmin):
    """A page that shows live rows and, on request, the trash. Rows in the trash are read-only.

    Subclasses define `move_to_trash`.
    """

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model.all_objects.order_by(*self.get_ordering(request))
        return rows

    def has_change_permission(self, request: HttpRequest, obj: SoftDeletable | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.deleted_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: SoftDeletable | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.deleted_at is None)

    def get_readonly_fields(self, request: HttpRequest, obj: SoftDeletable | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["user"] if obj else [])]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the changes of the row by every actor; Django's log has those of the admin only."""
        row = self.get_object(request, object_id)
        if row is None:
            return super().history_view(request, object_id, extra_context)
        page = history_of_row(row, before=id_in(request.GET.get("before", "")), limit=CHANGES_PER_PAGE)
        context = {
            "lines": lines_of(page.changes),
            "before": page.changes[-1].pk if page.more else None,
            "may_undo": may_undo(request),
        }
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    # Deletions

    def move_to_trash(self, row: Any) -> Deletion:
        """Call the service that deletes one row."""
        raise NotImplementedError

    def taken_with(self, rows: list[Any]) -> SoftDeletableQuerySet:
        """The live rows of this model that deleting these rows takes."""
        taken: SoftDeletableQuerySet = self.model.objects.among([row.pk for row in rows])
        return taken

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Nothing is removed, so nothing can be protected; the confirmation counts what is taken."""
        return [], {}, set(), []

    def ask_to_delete(self, request: HttpRequest, rows: Iterable[Any]) -> HttpResponse:
        rows = [row for row in rows if row.deleted_at is None]
        what = describe_counts(trash.count_taken(self.taken_with(rows)))
        return self.confirmation(
            request,
            rows,
            "admin/trash_confirmation.html",
            title=_("Move to the trash"),
            what=what,
            days=settings.TRASH_DAYS,
        )

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the row when it is in the trash already, as after a second click."""
        row = self.get_object(request, object_id)
        if row is None or row.deleted_at is None:
            return super().delete_view(request, object_id, extra_context)
        self.message_user(request, _("This is in the trash already."), messages.WARNING)
        return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.report_deletions(request, [self.move_to_trash(obj)], back=request.path.replace("/delete/", "/change/"))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        deletions: list[Deletion] = []
        self.carry_out(
            request,
            queryset.live().select_related("user"),
            lambda row: deletions.append(self.move_to_trash(row)),
            log=_("Moved to the trash."),
        )
        self.report_deletions(request, deletions, back=request.get_full_path())

    def report_deletions(self, request: HttpRequest, deletions: list[Deletion], *, back: str) -> None:
        """Show what was moved to the trash, with a button that restores it and returns to the page `back`."""
        if not deletions:
            return
        what = describe_counts(*(deletion.counts for deletion in deletions))
        text = _("Moved to the trash: {what}.").format(what=what)
        if len(deletions) <= UNDOABLE and self.has_restore_permission(request):
            ids = ",".join(str(deletion.pk) for deletion in deletions)
            undo = reverse("admin:wheelbarrow_deletion_undo", query={"ids": ids})
            text = format_html("{} {}", text, undo_button(undo, back=back))
        self.message_user(request, text, messages.SUCCESS)

    # Actions

    @admin.action(description=gettext_lazy("Restore, with everything deleted together"), permissions=["restore"])
    def restore(self, request: HttpRequest, queryset: Any) -> None:
        rows = queryset.deleted().select_related("user")
        self.restore_deletions(request, {row.deletion_id: row for row in rows})

    def ask_where(
        self, request: HttpRequest, rows: list[Any], key: LiveForeignKey, *, title: str
    ) -> HttpResponse | Any:
        """Return a page that asks for the category to move rows to, or the answer, the form's `cleaned_data`."""
        widget = RowSelect(key, self.admin_site)
        widget.owner_id = rows[0].user_id

        class Target(forms.Form):
            target = RowChoiceField(
                key.target.objects.owned_by(rows[0].user_id),
                required=False,
                label=_("Project"),
                help_text=_("Leave it empty for the top level."),
                widget=widget,
            )

        return self.ask(request, rows, Target, title=title)
