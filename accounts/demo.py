"""The account with demo data of a development server."""

from __future__ import annotations

from django.conf import settings

from accounts.models import User

EMAIL = "demo@example.org"


def offered() -> User | None:
    """Return the account that the log-in page offers without a password; None unless DEBUG is on.

    With DEBUG anybody who reads the source could sign a session for any account, so this opens nothing more.
    """
    user: User | None = User.objects.active().with_email(EMAIL).first() if settings.DEBUG else None
    return user
