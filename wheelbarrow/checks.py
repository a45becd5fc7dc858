"""What a self-hoster should hear of before the first request."""

from __future__ import annotations

import sqlite3
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
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and sqlite3.sqlite_version_info < (3, 35):
        hint = f"This Python has {sqlite3.sqlite_version}, which knows no RETURNING."
        errors.append(Error("SQLite 3.35 or newer is needed.", hint=hint, id="wheelbarrow.E004"))
    if settings.AXES_FAILURE_LIMIT < 1 or settings.AXES_COOLOFF_TIME.total_seconds() < 60:
        errors.append(Error("LOGIN_FAILURES and LOGIN_COOLOFF_MINUTES must be 1 or more.", id="wheelbarrow.E005"))
    return errors
