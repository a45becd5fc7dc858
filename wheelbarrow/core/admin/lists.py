"""Lists of the admin that take as long with a million rows as with ten thousand, and no address that breaks them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Paginator
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wheelbarrow.core.db.ownership import Owned

# Rows are counted, and can be paged through, up to so many.
MOST = 10_000


def id_in(text: str) -> int | None:
    """An id that a database can hold; None for what is none, on which Django fails."""
    return int(text) if re.fullmatch("[0-9]{1,18}", text, re.ASCII) else None


class AtLeast(int):
    """A count that was not carried on."""

    @classmethod
    def of(cls, number: int) -> int:
        """The number, or that there are more than are counted."""
        return cls(MOST) if number > MOST else number

    def __str__(self) -> str:
        return f"{int(self):d}+"


class BoundedPaginator(Paginator):
    """Django's walks all rows to count them."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        # Whatever the list is sorted by, in the order of an index that holds all that is counted by: most lead by owner.
        column = "user_id" if issubclass(self.object_list.model, Owned) else "pk"
        return AtLeast.of(self.object_list.order_by(column).values(column)[: MOST + 1].count())


class BoundedChangeList(ChangeList):
    """Sorted as asked where all that was found could be counted; else as lists are, by an index."""

    def get_results(self, request: HttpRequest) -> None:
        paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        if ORDER_VAR in self.params and isinstance(paginator.count, AtLeast):
            self.params.pop(ORDER_VAR)
            self.filter_params.pop(ORDER_VAR)
            self.queryset = self.queryset.order_by(*self.get_ordering(request, self.root_queryset))
            messages.warning(request, _("Too many to be sorted by a column: narrow the list first."))
        super().get_results(request)
        if not self.result_count:
            # A search that finds nothing has read everything once.
            self.result_list = self.queryset.none()


class ListAdmin(admin.ModelAdmin):
    """What every list has."""

    list_per_page = 100
    show_full_result_count = False
    # A number beside each choice of a filter would be a count of all rows.
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator

    def prepare_rows(self, rows: list[Any]) -> None:
        """Hang on the rows of one page what their columns show; a fixed number of queries."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedChangeList

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Raises IncorrectLookupParameters, which Django answers with the list without them."""
        try:
            changelist = super().get_changelist_instance(request)
            # A queryset keeps its rows; as one it can be edited too.
            self.prepare_rows(list(changelist.result_list))
        except (DataError, OverflowError, ValueError) as error:
            # The year 99999999, an id of thirty digits, a NUL: told by the database alone.
            raise IncorrectLookupParameters(error) from error
        if not (changelist.has_active_filters or changelist.query):
            # Then these are all, and no link to all is offered.
            changelist.full_result_count = changelist.result_count
        return changelist

    def _get_edited_object_pks(self, *args: Any) -> list[str]:
        """Of the rows whose fields came back."""
        return list(filter(id_in, super()._get_edited_object_pks(*args)))
