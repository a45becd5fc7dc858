"""Manners of every console page: the trash is seen on purpose, and nothing is written but by services."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wheelbarrow.core import trash
from wheelbarrow.core.admin.lists import ListAdmin, id_in
from wheelbarrow.core.db.fields import LiveForeignKey
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.exceptions import DomainError


class Completed(AutocompleteSelect):
    """Django's, which fails when it shows what is no id again."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, [given for given in value if id_in(str(given))], attrs)


class ServiceAdmin(ListAdmin):
    """A page whose forms and actions call services."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Nothing: the form has written through its service."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Completed(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_action(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Rows are chosen by ids; what is none chooses nothing."""
        request.POST = request.POST.copy()
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST.setlist(ACTION_CHECKBOX_NAME, list(filter(id_in, chosen)))
        return super().response_action(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What the service refuses is taken back whole, and told in the list."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return self.response_post_save_change(request, None)

    def carry_out(
        self,
        request: HttpRequest,
        rows: Iterable[Any],
        call: Callable[[Any], object],
        *,
        log: str,
        done: Callable[[int], str],
    ) -> None:
        """Call the service for each row; report how many went through and why the others did not."""
        count = 0
        for row in rows:
            try:
                call(row)
            except DomainError as error:
                self.message_user(request, f"{row}: {error.detail}", messages.ERROR)
            else:
                count += 1
                self.log_change(request, row, log)
        if count:
            self.message_user(request, done(count), messages.SUCCESS)


class RestoringAdmin(ServiceAdmin):
    """What is in the trash is taken back from the list, or from its own page. Subclasses define the action `restore`."""

    actions = ["restore"]

    def has_restore_permission(self, request: HttpRequest) -> bool:
        """Whoever may change rows, though those in the trash cannot be changed."""
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


class SoftDeletableAdmin(RestoringAdmin):
    """Shows the trash on purpose; deleting means the trash, and a dead row can only be looked at or restored."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return self.model.all_objects.order_by(*self.get_ordering(request))

    def has_change_permission(self, request: HttpRequest, obj: SoftDeletable | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.deleted_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: SoftDeletable | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.deleted_at is None)

    def get_readonly_fields(self, request: HttpRequest, obj: SoftDeletable | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["user"] if obj else [])]

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What the confirmation lists: the rows themselves. Nothing is removed, so nothing can be protected."""
        rows = [_("“{row}” to the trash, with all that hangs from it").format(row=row) for row in objs]
        return rows, {str(self.opts.verbose_name_plural): len(rows)}, set(), []

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        self.carry_out(
            request,
            queryset.live().select_related("user"),
            lambda row: self.delete_model(request, row),
            log=_("Moved to the trash."),
            done=lambda n: ngettext("%d row moved to the trash.", "%d rows moved to the trash.", n) % n,
        )

    @admin.action(description=gettext_lazy("Restore, with all that was deleted together"), permissions=["restore"])
    def restore(self, request: HttpRequest, queryset: Any) -> None:
        deletions = {row.deletion_id: row for row in queryset.dead().select_related("user")}
        self.carry_out(
            request,
            deletions.values(),
            lambda row: trash.restore_deletion(user=row.user, deletion_id=row.deletion_id, at=timezone.now()),
            log=_("Restored from the trash."),
            done=lambda n: ngettext("%d deletion taken back.", "%d deletions taken back.", n) % n,
        )

    def ask_where(
        self, request: HttpRequest, rows: list[Any], key: LiveForeignKey, *, title: str
    ) -> HttpResponse | Any:
        """A page that asks for the category to move rows to; once it is answered, the form's `cleaned_data`."""

        class Target(forms.Form):
            target = forms.ModelChoiceField(
                key.target.objects.owned_by(rows[0].user_id),
                required=False,
                label=_("Below"),
                help_text=_("Leave it empty for the top."),
                widget=Completed(key, self.admin_site),
            )

        form = Target(request.POST if "target" in request.POST else None)
        if form.is_valid():
            return form.cleaned_data
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "rows": rows,
            "form": form,
            "media": self.media + form.media,
            "action": request.POST["action"],
        }
        return TemplateResponse(request, "admin/move.html", context)
