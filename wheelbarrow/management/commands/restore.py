"""`manage.py restore FILE [--force]`"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wheelbarrow.backups.contents import Refused
from wheelbarrow.backups.copying import restore


class Command(BaseCommand):
    # Django's checks query the database, which may be damaged.
    requires_system_checks = ()
    help = "Replace the whole database by a backup of this or an older version, and migrate it. Newer rows are lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="written by manage.py backup, from the same kind of database")
        parser.add_argument("--force", action="store_true", help="replace a database that holds people")

    def handle(self, *, file: Path, force: bool, **_options: Any) -> None:
        try:
            contents = restore(file, force=force)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Restored {contents}. The database is at this version.")
