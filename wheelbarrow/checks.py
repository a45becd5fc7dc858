"""What a self-hoster should hear of before the first request."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Values that would fail later, and far from here."""
    errors: list[CheckMessage] = []
    if settings.TIME_ZONE not in available_timezones():
        hint = "Give an IANA name such as Europe/Berlin."
        errors.append(Error(f"TIME_ZONE “{settings.TIME_ZONE}” is unknown.", hint=hint, id="wheelbarrow.E001"))
    if settings.LANGUAGE_CODE not in dict(settings.LANGUAGES):
        errors.append(
            Error(
                f"LANGUAGE_CODE “{settings.LANGUAGE_CODE}” is not spoken here.", hint="en or ko", id="wheelbarrow.E002"
            )
        )
    if settings.TRASH_DAYS < 1:
        errors.append(Error("TRASH_DAYS must be 1 or more.", id="wheelbarrow.E003"))
    return errors
