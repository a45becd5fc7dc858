"""`{% load charts %}`: bars as SVG, without scripts and styles that the Content Security Policy refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from wheelbarrow.core.charts import COLUMN, GAP, LENGTH, Bar, draw

register = template.Library()


@register.inclusion_tag("admin/charts/rows.html")
def row_chart(caption: str, bars: Sequence[Bar], overdue_label: str = "") -> dict[str, Any]:
    """Show a table with a bar in each row; `overdue_label` is the head of the column of overdue numbers, empty for none."""
    return {"caption": caption, "drawn": draw(bars), "overdue_label": overdue_label, "length": LENGTH}


@register.inclusion_tag("admin/charts/columns.html")
def column_chart(caption: str, bars: Sequence[Bar], name: str) -> dict[str, Any]:
    """Show columns side by side, and the same numbers as a table; `name` is part of an HTML id."""
    return {
        "caption": caption,
        "drawn": draw(bars),
        "name": name,
        "largest": max((bar.number for bar in bars), default=0),
        "total": sum(bar.number for bar in bars),
        "height": LENGTH,
        "width": COLUMN * len(bars),
        "column_width": COLUMN - GAP,
    }
