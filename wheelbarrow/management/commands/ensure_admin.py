"""`manage.py ensure_admin`: at every start, as often as you like."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.services import ensure_operator
from wheelbarrow.core.exceptions import DomainError


class Command(BaseCommand):
    help = (
        "See that ADMIN_EMAIL has an account that may do everything. A new one gets ADMIN_PASSWORD; others keep theirs."
    )

    def handle(self, **_options: Any) -> None:
        if not settings.ADMIN_EMAIL:
            raise CommandError("Set ADMIN_EMAIL to the address of whoever runs the server.")
        try:
            user, is_new = ensure_operator(
                email=settings.ADMIN_EMAIL, password=settings.ADMIN_PASSWORD, at=timezone.now()
            )
        except DomainError as error:
            reasons = " ".join(reason for reasons in error.errors.values() for reason in reasons)
            raise CommandError(f"The account was not opened with ADMIN_PASSWORD: {reasons or error}") from None
        said = "was opened with ADMIN_PASSWORD" if is_new else "is an operator; its password is as it was"
        self.stdout.write(f"The account of ADMIN_EMAIL {said}.{'' if user.is_active else ' It is deactivated.'}")
