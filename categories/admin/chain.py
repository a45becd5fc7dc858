"""Where a row stands, as links to each category above it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join

from categories.models import Category
from categories.querysets import Link

SEPARATOR = " › "
NOTHING = "–"


class ChainedForm:
    """A page of one row whose breadcrumbs go through its categories, dead ones too."""

    def render_change_form(self, request: Any, context: Any, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        links = self.chain_above(obj) if obj else []
        page: Any = super()
        return page.render_change_form(request, {**context, "chain": links}, *args, obj=obj, **kwargs)

    def chain_above(self, row: Any) -> list[Link]:
        """The categories above the row, from the root down."""
        raise NotImplementedError


def chain_of(category: Category | None) -> list[Link]:
    """From the root down to the category itself; empty for none."""
    return Category.all_objects.chains([category.path])[category.path] if category else []


def linked(links: Iterable[Link]) -> str:
    """The names, each leading to its page."""
    pairs = ((reverse("admin:categories_category_change", args=[link.id]), link.name) for link in links)
    return format_html_join(SEPARATOR, '<a href="{}">{}</a>', pairs) or NOTHING
