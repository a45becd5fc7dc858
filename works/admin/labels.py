"""Labels in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wheelbarrow.core.admin.filters import OwnerFilter, StateFilter
from wheelbarrow.core.admin.forms import ServiceForm
from wheelbarrow.core.admin.soft_deletable import SoftDeletableAdmin
from wheelbarrow.core.models import Deletion
from works.models import Label
from works.querysets import LabelQuerySet
from works.services import labels

WHAT = ["user", "name", "colour"]
DATES = ("created_at", "updated_at")


class LabelForm(ServiceForm):
    """Add or change a label."""

    class Meta:
        model = Label
        fields = ["user", "name", "colour", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and "colour" in self.fields:
            self.fields["colour"].required = False
            self.fields["colour"].help_text = _("Empty: the colour that is used least.")

    def write(self) -> Label:
        if self.instance.pk:
            return labels.edit_label(
                user=self.instance.user, label_id=self.instance.pk, at=timezone.now(), **self.changes
            )
        return labels.create_label(at=timezone.now(), **{**self.changes, "user": self.cleaned_data["user"]})


@admin.register(Label)
class LabelAdmin(SoftDeletableAdmin):
    """The labels of all people."""

    form = LabelForm
    list_display = ["coloured_name", "open_works", "position", "user"]
    list_filter = ["colour", OwnerFilter, StateFilter]
    list_select_related = ["user"]
    search_fields = ["name", "user__email"]
    autocomplete_fields = ["user"]
    readonly_fields = ["created_at", "updated_at", "deleted_at"]
    ordering = ["user", "position", "pk"]
    ordering_of_many = ("user", "position")
    actions = ["restore"]

    def get_fieldsets(self, request: HttpRequest, obj: Label | None = None) -> Any:
        """Omit the fields that a new label does not have yet; it becomes the last one."""
        if obj is None:
            return [(None, {"fields": WHAT})]
        dates = (*DATES, "deleted_at") if obj.deleted_at else DATES
        return [(None, {"fields": [*WHAT, "position"]}), (_("Dates"), {"fields": [dates]})]

    def search_choices(self, rows: Any, text: str) -> Any:
        """Find live labels by a part of the name."""
        found: LabelQuerySet = rows.live().matching(text)
        return found.in_order()

    def prepare_rows(self, rows: list[Any]) -> None:
        """Count the open works of a page in one query; works do not show a label in the trash."""
        open_works = dict(Label.objects.with_ids([row.pk for row in rows]).open_works())
        for row in rows:
            row.open_works = open_works.get(row.pk)

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def coloured_name(self, label: Label) -> str:
        return format_html('<span class="label {}">{}</span>', label.colour, label.name)

    @admin.display(description=gettext_lazy("open works"))
    def open_works(self, label: Any) -> str:
        """Return the number of open works, with a link to them."""
        if not label.open_works:
            return "0"
        address = reverse("admin:works_work_changelist", query={"label": label.pk, "end_at__isempty": 1})
        return format_html('<a href="{}">{}</a>', address, label.open_works)

    def move_to_trash(self, row: Label) -> Deletion:
        return labels.delete_label(user=row.user, label_id=row.pk, at=timezone.now())
