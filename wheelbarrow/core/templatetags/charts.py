"""`{% load charts %}`: bars as SVG from the server, without a script and without a style that the policy refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from wheelbarrow.core.charts import COLUMN, GAP, LENGTH, Bar, draw

register = template.Library()


@register.inclusion_tag("admin/charts/rows.html")
def row_chart(caption: str, bars: Sequence[Bar], late: str = "") -> dict[str, Any]:
    """A table with a bar in each row; `late` heads the column of what is alarming, which is left out without it."""
    return {"caption": caption, "drawn": draw(bars), "late": late, "length": LENGTH}


@register.inclusion_tag("admin/charts/columns.html")
def column_chart(caption: str, bars: Sequence[Bar], name: str) -> dict[str, Any]:
    """Columns side by side, and the same numbers as a table to open; `name` says in one word what it is, for its id."""
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
