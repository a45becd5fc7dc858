"""Rows that are filed in a category."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from categories.admin.ancestors import NOTHING, SEPARATOR, AncestorsForm, ancestors_of, linked
from categories.models import Category
from categories.querysets import Link
from works.admin.labelling import LabelledAdmin


class FiledAdmin(AncestorsForm, LabelledAdmin):
    """A page that shows the path of each row's category."""

    search_fields = ["title", "content", "category__name", "user__email"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search the names of all ancestors too, not only that of the row's own category."""
        return queryset.with_words(search_term.split()), False

    def path_of(self, request: HttpRequest, row: Any) -> list[str]:
        """Return the field `path` for a read-only page; a form shows the path as the chosen category."""
        return [] if self.has_change_permission(request, row) else ["path"]

    def prepare_rows(self, rows: list[Any]) -> None:
        """Look up the paths of a page in one query; the category of a row in the trash may be there too."""
        ids = [row.category_id for row in rows if row.category_id]
        paths = dict(Category.all_objects.with_ids(ids).values_list("pk", "path"))
        ancestors = Category.all_objects.ancestors_by_path(paths.values())
        for row in rows:
            links = ancestors[paths[row.category_id]] if row.category_id else []
            row.names = [link.name for link in links]

    @admin.display(description=gettext_lazy("path"))
    def path(self, row: Any) -> str:
        if not hasattr(row, "names"):
            return linked(self.ancestors(row))
        return SEPARATOR.join(row.names) or NOTHING

    def ancestors(self, row: Any) -> list[Link]:
        if not row.category_id:
            return []
        return ancestors_of(Category.all_objects.with_id(row.category_id).first())
