"""`manage.py run_scheduler [--once] [--interval SECONDS] [--no-worker]`"""

from __future__ import annotations

import gc
import logging
import signal
import threading
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from wheelbarrow.backups.contents import Refused
from wheelbarrow.backups.daily import back_up_day
from wheelbarrow.core.db.availability import problem_of
from wheelbarrow.core.jobs import ending, run_waiting
from wheelbarrow.core.worker import Worker, is_needed, keep_queue
from wheelbarrow.purging import purge_all
from wheelbarrow.readiness import await_tables
from works.models import Scheduler
from works.services.generation import BATCH, Batch
from works.services.scheduler import Tick, tick

logger = logging.getLogger(__name__)

# How long a job under way may go on after SIGTERM; containers are killed after 40.
GRACE_SECONDS = 25
# Between two attempts to write the backup of a day.
BACKUP_RETRY = timedelta(hours=1)


class Command(BaseCommand):
    help = (
        "Create the works of recurring works on their days, run background jobs, write the backup of each day in BACKUP_DIR, "
        "and remove what has expired. Safe to kill, to repeat, and to run many times at once."
    )
    next_backup: datetime | None = None

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one tick, for cron")
        parser.add_argument("--interval", type=float, default=60, help="seconds from one tick to the next")
        parser.add_argument("--batch", type=int, default=BATCH, help="recurring works handled in one transaction")

        parser.add_argument("--no-worker", action="store_true", help="leave background jobs to run_worker")

    def handle(self, *, once: bool, interval: float, batch: int, no_worker: bool, **_options: Any) -> None:
        if batch < 1 or interval <= 0:
            raise CommandError("--batch and --interval must be more than 0.")
        # Each batch of rows would make the garbage collector walk over all loaded code.
        gc.freeze()
        self.stopping = threading.Event()
        ending.clear()
        if once:
            self._tick_once(batch, with_jobs=not no_worker)
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        await_tables(self.stopping)
        logger.info(f"A tick every {interval:g} s. SIGTERM ends the scheduler after the current batch.")
        jobs = None if no_worker or not is_needed() else Worker()
        if jobs:
            jobs.start()
        while not self.stopping.is_set():
            self._loop_once(batch)
            self.stopping.wait(interval)
        if jobs:
            jobs.end(seconds=GRACE_SECONDS)
        logger.info("Ended.")

    def _stop(self, *_signal: object) -> None:
        self.stopping.set()
        ending.set()

    def _tick_once(self, batch: int, *, with_jobs: bool) -> None:
        made = 0

        def report(settled: Batch) -> None:
            nonlocal made
            made += settled.made
            if settled.claimed == batch:
                self.stdout.write(f"\r{made} works created", ending="")
                self.stdout.flush()

        done = tick(timezone.now(), size=batch, report=report)
        if done.settled:
            self.stdout.write(f"\r{_summary(done)}")
        keep_queue(timezone.now())
        if with_jobs and (count := run_waiting()):
            self.stdout.write(f"{count} background jobs run.")
        try:
            if path := _back_up(timezone.now()):
                self.stdout.write(f"Backup written: {path}")
        except Refused as refused:
            raise CommandError(str(refused)) from None
        if purged := self._purge(timezone.now()):
            self.stdout.write(purged)

    def _loop_once(self, batch: int) -> None:
        """Run a tick, and once a day the backup and the purge. After a database error the next tick catches up."""
        close_old_connections()
        try:
            done = tick(timezone.now(), size=batch, stop=self.stopping.is_set)
            keep_queue(timezone.now())
        except (DatabaseError, InterfaceError) as error:
            logger.error("The tick failed; the next one catches up: %s", error, exc_info=not problem_of(error))
            connection.close()
            return
        if done.settled:
            logger.info(_summary(done))
        self.back_up_when_due(timezone.now())
        try:
            if purged := self._purge(timezone.now()):
                logger.info(purged)
        except (DatabaseError, InterfaceError) as error:
            logger.error("The purge failed; the next one is in a day: %s", error, exc_info=not problem_of(error))
            connection.close()

    def back_up_when_due(self, at: datetime) -> None:
        """Write the backup of the day if it is missing. After a failure the next attempt is in an hour."""
        if self.next_backup and at < self.next_backup:
            return
        try:
            path = _back_up(at)
        except Refused as refused:
            logger.error("%s The next attempt is in an hour.", refused)
            self.next_backup = at + BACKUP_RETRY
        else:
            if path:
                logger.info("Backup written: %s", path)

    def _purge(self, at: datetime) -> str:
        """Remove what has expired, once a day in one of all schedulers; return what was removed. On SIGTERM the rest waits."""
        if not Scheduler.objects.claim_purge(at):
            return ""
        removed = []
        for name, count in purge_all(at, days=settings.TRASH_DAYS):
            removed += [f"{count} {name}"] if count else []
            if self.stopping.is_set():
                break
        return f"Removed permanently: {', '.join(removed)}." if removed else ""


def _back_up(at: datetime) -> Path | None:
    if not settings.BACKUP_DIR:
        return None
    return back_up_day(Path(settings.BACKUP_DIR), keep=settings.BACKUP_KEEP, at=timezone.localtime(at))


def _summary(done: Tick) -> str:
    return f"{done.settled} recurring works run, {done.made} works created, {done.failed} failed."
