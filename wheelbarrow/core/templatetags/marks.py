"""Words that were searched for, marked in what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wheelbarrow.core.text import normalize

register = template.Library()


@register.filter
def marked(text: str, words: Sequence[str]) -> str | SafeString:
    """Return the text with each of the words, in any case, in `<mark>`."""
    if not words:
        return text
    longest_first = sorted(map(normalize, words), key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", normalize(text), flags=re.IGNORECASE)
    # Every second part is a word.
    marks = [format_html("<mark>{}</mark>" if index % 2 else "{}", part) for index, part in enumerate(parts)]
    return format_html_join("", "{}", ((mark,) for mark in marks))
