"""Lists of the admin whose cost does not grow with the table, and which accept any query string."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Paginator
from django.db import DataError, models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from wheelbarrow.core.db.ownership import Owned

# Rows are counted, sorted and paged through up to this number.
MOST = 10_000


def id_in(text: str) -> int | None:
    """Return the id that the text holds; None for text on which Django or the database would fail."""
    return int(text) if re.fullmatch("[0-9]{1,18}", text, re.ASCII) else None


def link_to(site: admin.AdminSite, model: type[models.Model], pk: int, name: Any) -> str:
    """Return the name of a row as a link to its page, or alone where its model has none in the admin."""
    if not site.is_registered(model):
        return str(name)
    page = f"{site.name}:{model._meta.app_label}_{model._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(page, args=[pk]), name)


class AtLeast(int):
    """A count that stopped: there are more rows."""

    @classmethod
    def of(cls, number: int) -> int:
        """Return the number, or MOST with a plus sign for a number above it."""
        return cls(MOST) if number > MOST else number

    def __str__(self) -> str:
        return f"{int(self):d}+"


class BoundedPaginator(Paginator):
    """A paginator that stops counting; Django's counts every row."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        # Count in the order of an index that holds the filtered columns, whatever the list is sorted by: most begin with
        # the owner.
        column = "user_id" if issubclass(self.object_list.model, Owned) else "pk"
        return AtLeast.of(self.object_list.order_by(column).values(column)[: MOST + 1].count())


class BoundedChangeList(ChangeList):
    """A list sorted as requested when all rows can be counted; otherwise in an order that an index has."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if isinstance(self.result_count, AtLeast):
            if ORDER_VAR in self.params:
                self.params.pop(ORDER_VAR)
                self.filter_params.pop(ORDER_VAR)
                messages.warning(request, _("Too many rows to sort by a column. Narrow the list first."))
            page: Any = self.model_admin
            order = page.ordering_of_many or self.get_ordering(request, self.root_queryset)
            # The paginator keeps its count.
            self.paginator.object_list = self.queryset.order_by(*order)
            self.result_list = self.paginator.page(self.page_num).object_list
        if not self.result_count:
            # A search without a result has read every row once; reading the page would do so again.
            self.result_list = self.queryset.none()


class ListAdmin(admin.ModelAdmin):
    """Defaults of every list."""

    list_per_page = 100
    show_full_result_count = False
    # The number beside each choice of a filter would be a count of all rows.
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    # The order of more than MOST rows, where an index does not have the usual one.
    ordering_of_many: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name of the list, on its page and in the links to it."""
        return str(capfirst(self.opts.verbose_name_plural))

    def prepare_rows(self, rows: list[Any]) -> None:
        """Set attributes that the columns show on the rows of one page, in a fixed number of queries."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": self.title, **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedChangeList

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Raise IncorrectLookupParameters for values that the database refuses; Django then shows the whole list."""
        try:
            changelist = super().get_changelist_instance(request)
            # The queryset keeps the rows that this reads, and list_editable needs a queryset.
            self.prepare_rows(list(changelist.result_list))
        except (DataError, OverflowError, ValueError) as error:
            # Only the database knows: the year 99999999, an id of thirty digits, a NUL.
            raise IncorrectLookupParameters(error) from error
        if not (changelist.has_active_filters or changelist.query):
            # These are all rows, so no link to all rows is shown.
            changelist.full_result_count = changelist.result_count
        return changelist

    def _get_edited_object_pks(self, *args: Any) -> list[str]:
        """Ignore posted ids that are not ids."""
        return list(filter(id_in, super()._get_edited_object_pks(*args)))
