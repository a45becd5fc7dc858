"""`manage.py restore FILE [--force]`: all of it or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wheelbarrow.backups.contents import Refused
from wheelbarrow.backups.copying import restore


class Command(BaseCommand):
    # Django's ask the database, which may be what is damaged.
    requires_system_checks = ()
    help = "Put a backup in the place of the whole database. What was written since then is lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="written by manage.py backup, from the same kind of database")
        parser.add_argument("--force", action="store_true", help="though the database holds people")

    def handle(self, *, file: Path, force: bool, **_options: Any) -> None:
        try:
            contents = restore(file, force=force)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{contents} came back. If the backup is from an older version: manage.py migrate.")
