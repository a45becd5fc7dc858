"""`manage.py revoke_token EMAIL NAME|PREFIX`"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from categories.api_tokens import ApiTokenNotFound, revoke_token, token_called
from categories.management.commands.create_token import person_called


class Command(BaseCommand):
    help = "End an API token of a person at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the email of the person")
        parser.add_argument("token", help="the name of the token, or the 8 characters after wb_ of its secret")

    def handle(self, *, email: str, token: str, **_options: Any) -> None:
        user = person_called(email)
        try:
            row = token_called(user, token.strip())
        except ApiTokenNotFound:
            raise CommandError(f"{user.email} has no token {token!r}.") from None
        revoke_token(user=user, token_id=row.pk, at=timezone.now())
        self.stdout.write(f"The token “{row.name}” has ended.")
