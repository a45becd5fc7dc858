"""`manage.py start [--bind ADDRESS] [--wait SECONDS] [--with-scheduler]`"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from wheelbarrow.checks import DEPLOYMENT
from wheelbarrow.core.db.state import pending_migrations
from wheelbarrow.readiness import await_database, migration_lock
from wheelbarrow.serving.supervisor import Supervisor


class Command(BaseCommand):
    # Those of the code take 80 ms, and its tests run them.
    requires_system_checks = [DEPLOYMENT]
    help = "Wait for the database, migrate it, ensure the account of ADMIN_EMAIL, then serve. Any number may start at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port to listen on")
        parser.add_argument("--wait", type=float, default=60, help="seconds to wait for the database")
        parser.add_argument("--with-scheduler", action="store_true", help="run the scheduler as well (RUN_SCHEDULER=1)")

    def handle(self, *, bind: str, wait: float, with_scheduler: bool, **_options: Any) -> None:
        try:
            await_database(seconds=wait, report=self._report)
        except OperationalError as error:
            raise CommandError(f"The database did not answer in {wait:g} s: {' '.join(str(error).split())}") from None
        with migration_lock(report=self._report):
            # The command takes 100 ms to find that there is nothing to do.
            if pending_migrations():
                call_command("migrate", interactive=False, stdout=self.stdout)
            else:
                self._report("No migrations to apply.")
                self.check(tags=[Tags.database], databases=["default"])
            if settings.ADMIN_EMAIL:
                call_command("ensure_admin", stdout=self.stdout)
        connection.close()
        self.stdout.flush()
        # The folder of gunicorn.conf.py.
        os.chdir(settings.BASE_DIR)
        serve = partial(import_module(f"wheelbarrow.serving.with_{settings.SERVER}").serve, bind)
        if with_scheduler or settings.RUN_SCHEDULER:
            sys.exit(Supervisor(serve=serve, schedule=partial(call_command, "run_scheduler")).run())
        serve()

    def _report(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
