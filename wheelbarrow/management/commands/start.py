"""`manage.py start [--bind ADDRESS] [--wait SECONDS]`: all that a server in a container does, in its order."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from wheelbarrow.readiness import alone, await_database


class Command(BaseCommand):
    help = "Wait for the database, migrate, see to ADMIN_EMAIL, then become gunicorn. As many at once as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="where to listen")
        parser.add_argument("--wait", type=float, default=60, help="seconds to wait for the database")

    def handle(self, *, bind: str, wait: float, **_options: Any) -> None:
        try:
            await_database(seconds=wait, report=self._report)
        except OperationalError as error:
            raise CommandError(f"The database did not answer in {wait:g} s: {error}") from None
        with alone(report=self._report):
            call_command("migrate", interactive=False, stdout=self.stdout)
            if settings.ADMIN_EMAIL:
                call_command("ensure_admin", stdout=self.stdout)
        connection.close()
        self.stdout.flush()
        # gunicorn.conf.py lies there.
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--bind", bind])

    def _report(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
