"""`manage.py export_account EMAIL FILE [--without-trash] [--without-history]`"""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from works.exchange.account.archive import Choice, stream


class Command(BaseCommand):
    help = "Write everything that an account owns to a zip, which import_account or the page of another server reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose data")
        parser.add_argument("file", type=Path, help="the zip to write; it must not exist")
        parser.add_argument("--without-trash", action="store_true", help="leave out what is in the trash")
        parser.add_argument("--without-history", action="store_true", help="leave out the change log")

    def handle(self, *, email: str, file: Path, without_trash: bool, without_history: bool, **_options: Any) -> None:
        user: User | None = User.objects.with_email(email).first()
        if user is None:
            raise CommandError(f"There is no account {email}.")
        choice = Choice(trash=not without_trash, history=not without_history)
        try:
            # Only its owner can read it, and what is there is never replaced.
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                self._write(user, choice, out, file)
        except FileExistsError:
            raise CommandError(f"{file} already exists. Choose another name.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"Wrote {file.stat().st_size:,} bytes to {file}.")

    def _write(self, user: User, choice: Choice, out: Any, file: Path) -> None:
        """Write the zip; half a zip is removed."""
        try:
            for piece in stream(user, at=user.local_time(timezone.now()), choice=choice):
                out.write(piece)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
