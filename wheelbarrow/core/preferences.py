"""The language and the time zone of a request: those of the person, where the person is known."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation


def activate_preferences(user: Any) -> None:
    """Activate the language and the time zone of an account for the rest of the request; an anonymous user changes nothing."""
    if user.is_authenticated:
        translation.activate(user.language)
        timezone.activate(user.zone)
