"""`manage.py run_scheduler [--once] [--interval SECONDS]`: as many as you like, on as many machines as you like."""

from __future__ import annotations

import gc
import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from wheelbarrow.core.db.state import pending_migrations
from works.services.generation import BATCH, Batch
from works.services.scheduler import Tick, tick

logger = logging.getLogger(__name__)

# Seconds between two looks at a database that is not ready.
PATIENCE = 1.0


class Command(BaseCommand):
    help = "File the works of recurring works on their days. Safe to kill, to repeat, and to run many times at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one tick, for cron")
        parser.add_argument("--interval", type=float, default=60, help="seconds from one tick to the next")
        parser.add_argument("--batch", type=int, default=BATCH, help="rules settled in one transaction")

    def handle(self, *, once: bool, interval: float, batch: int, **_options: Any) -> None:
        if batch < 1 or interval <= 0:
            raise CommandError("--batch and --interval must be more than 0.")
        # What is loaded stays: without this each batch of rows makes the collector walk all of it again.
        gc.freeze()
        self.stopping = threading.Event()
        if once:
            self._tick_once(batch)
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stopping.set())
        self._await_tables()
        logger.info(f"A tick every {interval:g} s. SIGTERM ends it after the batch at hand.")
        while not self.stopping.is_set():
            self._loop_once(batch)
            self.stopping.wait(interval)
        logger.info("Ended.")

    def _tick_once(self, batch: int) -> None:
        made = 0

        def report(settled: Batch) -> None:
            nonlocal made
            made += settled.made
            if settled.claimed == batch:
                self.stdout.write(f"\r{made} works made", ending="")
                self.stdout.flush()

        done = tick(timezone.now(), size=batch, report=report)
        if done.settled:
            self.stdout.write(f"\r{_said(done)}")

    def _await_tables(self) -> None:
        """A server that starts beside this makes them; on an upgrade it changes them first."""
        while not self.stopping.is_set():
            close_old_connections()
            try:
                pending = pending_migrations()
            except DatabaseError as error:
                logger.warning("Waiting for the database: %s", error)
                connection.close()
            else:
                if not pending:
                    return
                logger.info("Waiting for %d migrations.", len(pending))
            self.stopping.wait(PATIENCE)

    def _loop_once(self, batch: int) -> None:
        """A tick that survives a database which is away: the next one makes up for it."""
        close_old_connections()
        try:
            done = tick(timezone.now(), size=batch, stop=self.stopping.is_set)
        except DatabaseError:
            logger.exception("The tick failed; the next one tries again.")
            connection.close()
            return
        if done.settled:
            logger.info(_said(done))


def _said(done: Tick) -> str:
    return f"{done.settled} rules settled, {done.made} works made, {done.failed} set aside."
