"""`manage.py create_token EMAIL --name NAME --scopes read,add [--under PATH] [--expires-in DAYS]`: prints the secret."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from categories.api_tokens import create_token
from categories.selectors import categories_at
from wheelbarrow.core.db.secret_holder import LONGEST_NAME
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.grants import SCOPES
from wheelbarrow.core.text import validate_line

# Ten years.
MOST_DAYS = 3650


class Command(BaseCommand):
    help = "Create an API token of a person, and print its secret, which is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the email of the person")
        parser.add_argument("--name", required=True, help="what uses it, such as “backup script”")
        parser.add_argument(
            "--scopes", required=True, help=f"one or more of {', '.join(SCOPES)}, with commas between them"
        )
        parser.add_argument("--under", help="limit it to the category with this path of names, such as 2026/Home")
        parser.add_argument("--expires-in", type=int, metavar="DAYS", help="end it after so many days")

    def handle(self, *, email: str, name: str, scopes: str, **options: Any) -> None:
        user, at = person_called(email), timezone.now()
        chosen = [scope.strip() for scope in scopes.split(",")]
        if unknown := sorted(set(chosen) - set(SCOPES)):
            raise CommandError(f"There is no scope {unknown[0]!r}. Use one or more of: {', '.join(SCOPES)}.")
        days: int | None = options["expires_in"]
        if days is not None and not 0 < days <= MOST_DAYS:
            raise CommandError(f"--expires-in is a number of days from 1 to {MOST_DAYS}.")
        try:
            created = create_token(
                user=user,
                name=_checked(name),
                scopes=chosen,
                under=_branch(user, options["under"]),
                expires_at=None if days is None else at + timedelta(days=days),
                at=at,
            )
        except DomainError as error:
            raise CommandError(error.detail) from None
        self.stdout.write(created.secret)
        self.stderr.write(f"The token “{created.row.name}” was created. Its secret is not shown again.")


def person_called(email: str) -> User:
    """Return the person with this email. Raises CommandError."""
    user: User | None = User.objects.with_email(email).first()
    if user is None:
        raise CommandError(f"Nobody has the email {email}.")
    return user


def _checked(name: str) -> str:
    try:
        validate_line(name)
    except ValidationError as error:
        raise CommandError(f"--name: {' '.join(error.messages)}") from None
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise CommandError(f"--name has 1 to {LONGEST_NAME} characters.")
    return name.strip()


def _branch(user: User, path: str | None) -> int | None:
    """Return the category at a path of names. Raises CommandError for none, and for several."""
    if not path:
        return None
    found = categories_at(user.pk, path)
    if not found:
        raise CommandError(f"{user.email} has no category {path!r}.")
    if len(found) > 1 and found[0].names != path:
        raise CommandError(f"Several categories are called {path!r}: {', '.join(place.names for place in found[:10])}.")
    return found[0].id
