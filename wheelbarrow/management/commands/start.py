"""`manage.py start [--bind ADDRESS] [--wait SECONDS] [--with-scheduler]`"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from wheelbarrow.readiness import await_database, migration_lock

SCHEDULER = [sys.executable, "manage.py", "run_scheduler"]


class Command(BaseCommand):
    help = "Wait for the database, migrate it, ensure the account of ADMIN_EMAIL, then serve. Any number may start at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port to listen on")
        parser.add_argument("--wait", type=float, default=60, help="seconds to wait for the database")
        parser.add_argument("--with-scheduler", action="store_true", help="run the scheduler as well")

    def handle(self, *, bind: str, wait: float, with_scheduler: bool, **_options: Any) -> None:
        try:
            await_database(seconds=wait, report=self._report)
        except OperationalError as error:
            raise CommandError(f"The database did not answer in {wait:g} s: {' '.join(str(error).split())}") from None
        with migration_lock(report=self._report):
            call_command("migrate", interactive=False, stdout=self.stdout)
            if settings.ADMIN_EMAIL:
                call_command("ensure_admin", stdout=self.stdout)
        connection.close()
        self.stdout.flush()
        # The folder of gunicorn.conf.py.
        os.chdir(settings.BASE_DIR)
        server = [sys.executable, "-m", "gunicorn", "--bind", bind]
        if with_scheduler:
            sys.exit(run_together([server, SCHEDULER]))
        os.execv(server[0], server)

    def _report(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def run_together(commands: list[list[str]]) -> int:
    """Run the commands until SIGTERM, or until one ends; then end all. Return the exit status of the first that ended."""
    running: list[subprocess.Popen[bytes]] = []

    def end_all(*_signal: object) -> None:
        for process in running:
            process.terminate()

    signal.signal(signal.SIGTERM, end_all)
    # A terminal sends it to the commands as well.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    running += [subprocess.Popen(command) for command in commands]
    _pid, status = os.wait()
    end_all()
    for process in running:
        process.wait()
    return os.waitstatus_to_exitcode(status)
