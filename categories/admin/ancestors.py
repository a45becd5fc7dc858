"""The ancestors of a row, as links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join

from categories.models import Category
from categories.querysets import Link

SEPARATOR = " › "
NOTHING = "–"


class AncestorsForm:
    """A change page with the ancestors of its row, also those in the trash, in the breadcrumbs."""

    def render_change_form(self, request: Any, context: Any, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        links = self.ancestors(obj) if obj else []
        page: Any = super()
        return page.render_change_form(request, {**context, "ancestors": links}, *args, obj=obj, **kwargs)

    def ancestors(self, row: Any) -> list[Link]:
        """Return the ancestors of the row, from the root down."""
        raise NotImplementedError


def ancestors_of(category: Category | None) -> list[Link]:
    """Return the ancestors of the category, from the root down; an empty list for None."""
    return Category.all_objects.ancestors_by_path([category.path])[category.path] if category else []


def linked(links: Iterable[Link]) -> str:
    """Join the names, each with a link to its page."""
    pairs = ((reverse("admin:categories_category_change", args=[link.id]), link.name) for link in links)
    return format_html_join(SEPARATOR, '<a href="{}">{}</a>', pairs) or NOTHING
