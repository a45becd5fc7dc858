"""The messages of pages, shown as toasts."""

from __future__ import annotations

from django import template
from django.contrib.messages.storage.base import Message

register = template.Library()


@register.filter
def undo_of(message: Message) -> str:
    """Return the id of the change that the toast offers to undo; empty for none."""
    return (message.extra_tags or "").removeprefix("undo-")
