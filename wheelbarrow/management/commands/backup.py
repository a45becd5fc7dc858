"""`manage.py backup FILE [--force]`: while the server runs; for cron, once a day."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wheelbarrow.backups.contents import Refused
from wheelbarrow.backups.copying import backup


class Command(BaseCommand):
    help = "Write the whole database to one file, and read it back. A file of that name is there when all of it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, in a folder that exists")
        parser.add_argument("--force", action="store_true", help="replace the file if there is one")

    def handle(self, *, file: Path, force: bool, **_options: Any) -> None:
        try:
            contents = backup(file, force=force)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{file} has {contents}, in {file.stat().st_size:,} bytes.")
