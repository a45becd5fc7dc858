"""`manage.py backup FILE [--force]`"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wheelbarrow.backups.contents import Refused
from wheelbarrow.backups.copying import backup


class Command(BaseCommand):
    help = "Write the whole database to one file, while the server runs, and read the file back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file in an existing folder")
        parser.add_argument("--force", action="store_true", help="replace an existing file")

    def handle(self, *, file: Path, force: bool, **_options: Any) -> None:
        try:
            contents = backup(file, force=force)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{file} has {contents}, in {file.stat().st_size:,} bytes.")
