"""`manage.py ensure_admin`"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.services import ensure_operator
from wheelbarrow.core.exceptions import DomainError


class Command(BaseCommand):
    help = "Make the account of ADMIN_EMAIL an operator. A new account gets ADMIN_PASSWORD; an existing one keeps its password."

    def handle(self, **_options: Any) -> None:
        if not settings.ADMIN_EMAIL:
            raise CommandError("Set ADMIN_EMAIL to the email of the operator.")
        try:
            user, is_new = ensure_operator(
                email=settings.ADMIN_EMAIL, password=settings.ADMIN_PASSWORD, at=timezone.now()
            )
        except DomainError as error:
            reasons = " ".join(reason for reasons in error.errors.values() for reason in reasons)
            raise CommandError(f"The account was not created with ADMIN_PASSWORD: {reasons or error}") from None
        done = "was created with ADMIN_PASSWORD" if is_new else "is an operator; its password is unchanged"
        self.stdout.write(f"The account of ADMIN_EMAIL {done}.{'' if user.is_active else ' It is deactivated.'}")
