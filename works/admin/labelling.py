"""The labels of works and recurring works in their forms and lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from categories.admin.ancestors import NOTHING
from wheelbarrow.core.admin.choices import RowsChoiceField, RowsSelect
from wheelbarrow.core.admin.forms import ServiceForm
from wheelbarrow.core.admin.soft_deletable import SoftDeletableAdmin
from wheelbarrow.core.history.links import linked
from works.models import Label, Work
from works.services import editing

OF_WORKS: Any = Work._meta.get_field("labels")


class LabelledForm(ServiceForm):
    """A form with the labels of the row. Its field has another name than the model's, which Django refuses."""

    shown_beside: ClassVar[Mapping[str, str]] = {"labels": "label_ids"}

    label_ids = RowsChoiceField(
        Label.objects.in_order(),
        required=False,
        label=capfirst(gettext_lazy("labels")),
        widget=RowsSelect(OF_WORKS, admin.site),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs.get("instance")
        initial = {"label_ids": row.labels.in_order().ids()} if row else {}
        super().__init__(*args, **{**kwargs, "initial": {**initial, **(kwargs.get("initial") or {})}})
        if row and "label_ids" in self.fields:
            field: Any = self.fields["label_ids"]
            field.queryset, field.widget.owner_id = field.queryset.owned_by(row.user_id), row.user_id

    @property
    def changes(self) -> dict[str, Any]:
        changes = super().changes
        if "label_ids" in changes:
            changes["labels"] = [label.pk for label in changes.pop("label_ids")]
        return changes


class LabelledAdmin(SoftDeletableAdmin):
    """A page of rows with labels."""

    def labels_of(self, request: HttpRequest, row: Any) -> list[str]:
        """Return the field of the labels: a choice, or their names on a read-only page."""
        return ["label_ids"] if row is None or self.has_change_permission(request, row) else ["label_names"]

    @admin.display(description=gettext_lazy("labels"))
    def label_names(self, row: Any) -> str:
        """The live labels, of a row in the trash too."""
        return ", ".join(Label.objects.with_ids(linked([row], "labels")[row.pk]).names().values()) or NOTHING


class LabelActions(LabelledAdmin):
    """The actions of the list of works that add and remove labels."""

    @admin.action(description=gettext_lazy("Add labels"), permissions=["change"])
    def add_labels(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._relabel(request, queryset, "add", title=_("Add labels"), log=_("Labels added: {labels}."))

    @admin.action(description=gettext_lazy("Remove labels"), permissions=["change"])
    def remove_labels(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._relabel(request, queryset, "remove", title=_("Remove labels"), log=_("Labels removed: {labels}."))

    def _relabel(
        self: Any, request: HttpRequest, queryset: Any, what: str, *, title: str, log: str
    ) -> HttpResponse | None:
        """Ask for the labels, then add or remove them."""
        rows = list(queryset.live().select_related("user"))
        if len({row.user_id for row in rows}) != 1:
            self.message_user(request, _("Select live works of one person."), messages.ERROR)
            return None
        answer = self.ask(request, rows, _chooser(rows[0].user_id), title=title)
        if isinstance(answer, HttpResponse):
            return answer
        labels = answer["target"]
        chosen: dict[str, Any] = {what: [label.pk for label in labels]}
        service: Callable[..., Any] = partial(editing.label_works, **chosen)
        self._for_each_owner(
            request,
            queryset,
            service,
            log=log.format(labels=", ".join(map(str, labels))),
            done=lambda n: ngettext("%d work changed.", "%d works changed.", n) % n,
        )
        return None


def _chooser(owner_id: int) -> type[forms.Form]:
    widget = RowsSelect(OF_WORKS, admin.site)
    widget.owner_id = owner_id

    class Chooser(forms.Form):
        target = RowsChoiceField(Label.objects.owned_by(owner_id).in_order(), label=_("Labels"), widget=widget)

    return Chooser
