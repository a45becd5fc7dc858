"""Words that were searched for, marked in what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from wheelbarrow.core.text import normalize

register = template.Library()


@register.filter
def marked(text: str, words: Sequence[str]) -> str:
    """Return the text with each of the words, in any case, in `<mark>`."""
    if not words:
        return text
    parts = _pattern(tuple(words)).split(normalize(text))
    if len(parts) == 1:
        return parts[0]
    # Every second part is a word.
    marks = (format_html("<mark>{}</mark>", part) if index % 2 else escape(part) for index, part in enumerate(parts))
    return SafeString("".join(marks))


@lru_cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(map(normalize, words), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first))})", re.IGNORECASE)
