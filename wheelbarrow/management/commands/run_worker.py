"""`manage.py run_worker [--once]`"""

from __future__ import annotations

import gc
import logging
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wheelbarrow.core.jobs import ending, run_waiting
from wheelbarrow.core.worker import is_needed, work
from wheelbarrow.readiness import await_tables

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run background jobs: imports and mails. Safe to kill, and to run many times at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run the jobs that wait, for cron")

    def handle(self, *, once: bool, **_options: Any) -> None:
        gc.freeze()
        ending.clear()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: ending.set())
        if once:
            self.stdout.write(f"{run_waiting()} background jobs run.")
            return
        if not is_needed():
            backend = settings.TASKS["default"]["BACKEND"]
            raise CommandError(f"TASKS_BACKEND is {backend}: jobs run in the workers of that backend.")
        await_tables(ending)
        logger.info("Waiting for jobs. SIGTERM ends the worker when the current job ends or reports its progress.")
        work()
        logger.info("Ended.")
