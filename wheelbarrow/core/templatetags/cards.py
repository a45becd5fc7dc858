"""`{% load cards %}`: cells that know the head of their column, so that a row can be read as a card."""

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
    """Each `<td …>` or `<th …>` of a row of the list with its `data-label`; the boxes to tick have none."""
    return [_labelled(cell, head) for cell, head in zip(cells, heads, strict=False)]


def _labelled(cell: SafeString, head: Mapping[str, Any]) -> SafeString:
    if "action-checkbox" in head.get("class_attrib", ""):
        return cell
    # The cell is markup that the admin has made safe; three letters of it are its tag.
    return mark_safe(cell[:3] + format_html(' data-label="{}"', capfirst(head["text"])) + cell[3:])
