"""Filters that several lists have. None looks up all values there are: that grows with the rows."""

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

# So many people can be chosen from; of more, only those that a link asks for.
PEOPLE = 20


class StateFilter(admin.SimpleListFilter):
    """Live rows unless the trash is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("trash", _("In the trash")), ("all", _("All"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        live, *others = super().choices(changelist)
        yield {**live, "display": _("Live")}
        yield from others

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return {"trash": rows.dead, "all": rows.all}.get(self.value() or "", rows.live)()


class AskedFilter(admin.SimpleListFilter):
    """By one row of another table; offered where a link has asked for it."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        asked = self.asked()
        return [(str(asked), self.row(asked) or f"# {asked}")] if asked else []

    def row(self, pk: int) -> Any:
        """What is asked for, or None."""
        raise NotImplementedError

    def asked(self) -> int | None:
        """The id in the address."""
        return id_in(self.value() or "")


class OwnerFilter(AskedFilter):
    """By whose rows they are; the list of people leads here too."""

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
