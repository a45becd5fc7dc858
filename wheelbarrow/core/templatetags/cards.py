"""`{% load cards %}`: cells with the head of their column, so that a narrow page can show rows as cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], heads: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """Add a `data-label` to each `<td …>` or `<th …>` of a row of the list, except to the check box."""
    return [_labelled(cell, head) for cell, head in zip(cells, heads, strict=False)]


def _labelled(cell: SafeString, head: Mapping[str, Any]) -> SafeString:
    if "action-checkbox" in head.get("class_attrib", ""):
        return cell
    # The cell is safe markup of the admin; its first three characters are the tag.
    return mark_safe(cell[:3] + format_html(' data-label="{}"', capfirst(head["text"])) + cell[3:])
