"""The language and the time zone of a request or a job: those of the person, where the person is known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone, translation


def activate_preferences(user: Any) -> None:
    """Activate the language and the time zone of an account for the rest of the request; an anonymous user changes nothing."""
    if user.is_authenticated:
        translation.activate(user.language)
        timezone.activate(user.zone)


@contextmanager
def preferences_of(user: Any) -> Iterator[None]:
    """Activate the language and the time zone of an account meanwhile."""
    with translation.override(user.language), timezone.override(user.zone):
        yield
