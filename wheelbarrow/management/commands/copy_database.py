"""`manage.py copy_database URL [--force]`"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from wheelbarrow.backups.contents import Refused
from wheelbarrow.backups.transfer import copy_database


class Command(BaseCommand):
    help = "Copy everything from the database of DATABASE_URL to another one, as from SQLite to PostgreSQL, or back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="as DATABASE_URL: the database to fill, which must exist")
        parser.add_argument("--force", action="store_true", help="replace a database that holds people")

    def handle(self, *, url: str, force: bool, **_options: Any) -> None:
        try:
            contents = copy_database(url, force=force)
        except (Refused, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Copied {contents}. Set DATABASE_URL to the new database and start the server.")
