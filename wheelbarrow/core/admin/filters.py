"""Filters that several lists share. None reads every value of a column, which would grow with the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wheelbarrow.core.admin.lists import id_in

# Up to this many people are offered; of more, only the person that a link names.
PEOPLE = 20


class StateFilter(admin.SimpleListFilter):
    """Show live rows unless the trash is requested."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("trash", _("In the trash")), ("all", _("All"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        live, *others = super().choices(changelist)
        yield {**live, "display": _("Live")}
        yield from others

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return {"trash": rows.deleted, "all": rows.all}.get(self.value() or "", rows.live)()


class LinkedFilter(admin.SimpleListFilter):
    """Filter by one row of another table, which a link names."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        asked = self.asked()
        row = self.row(asked) if asked else None
        return [(str(asked), self.name_of(row) if row else f"# {asked}")] if asked else []

    def name_of(self, row: Any) -> str:
        """Return the row in words."""
        return str(row)

    def row(self, pk: int) -> Any:
        """Return the row with this id, or None."""
        raise NotImplementedError

    def asked(self) -> int | None:
        """Return the id in the query string."""
        return id_in(self.value() or "")


class OwnerFilter(LinkedFilter):
    """Filter by owner; the list of people links to it."""

    title = gettext_lazy("owner")
    parameter_name = "user__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        asked = super().lookups(request, model_admin)
        people = list(get_user_model().objects.order_by("email")[: PEOPLE + 1])
        return asked if len(people) > PEOPLE else [(str(person.pk), person) for person in people]

    def row(self, pk: int) -> Any:
        return get_user_model().objects.with_id(pk).first()

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        asked = self.asked()
        return rows.owned_by(asked) if asked else rows
