"""What lies in a category."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from categories.admin.chain import NOTHING, SEPARATOR, ChainedForm, chain_of, linked
from categories.models import Category
from categories.querysets import Link
from wheelbarrow.core.admin.options import SoftDeletableAdmin


class FiledAdmin(ChainedForm, SoftDeletableAdmin):
    """Shows the chain of each row's category."""

    search_fields = ["title", "content", "category__name", "user__email"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The names of all categories above are searched, not that of the row's own alone."""
        return queryset.with_words(search_term.split()), False

    def prepare_rows(self, rows: list[Any]) -> None:
        """The chains of a page in one query; a dead row's category may be dead too, and is shown."""
        ids = [row.category_id for row in rows if row.category_id]
        paths = dict(Category.all_objects.with_ids(ids).values_list("pk", "path"))
        chains = Category.all_objects.chains(paths.values())
        for row in rows:
            links = chains[paths[row.category_id]] if row.category_id else []
            row.names = [link.name for link in links]

    @admin.display(description=gettext_lazy("chain"))
    def chain(self, row: Any) -> str:
        if not hasattr(row, "names"):
            return linked(self.chain_above(row))
        return SEPARATOR.join(row.names) or NOTHING

    def chain_above(self, row: Any) -> list[Link]:
        if not row.category_id:
            return []
        return chain_of(Category.all_objects.with_id(row.category_id).first())
