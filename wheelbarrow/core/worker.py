"""The workers of this server, and whether they keep up.

A worker takes entries of the queue in the database. It removes an entry before it runs the job: a lost entry is
enqueued again by `keep_queue`, and one that was left behind would be there for ever.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from signal import SIG_BLOCK, SIGINT, SIGTERM, pthread_sigmask
from threading import Thread
from typing import Any, NamedTuple

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from wheelbarrow.core.db.availability import problem_of
from wheelbarrow.core.jobs import ending, ring_again, run_job
from wheelbarrow.core.models import Job

logger = logging.getLogger(__name__)

# Seconds between two looks at an empty queue.
POLL_SECONDS = 1.0
# Entries that nobody has taken by then are removed: keep_queue enqueues their jobs again.
ENTRIES_KEPT = timedelta(hours=1)
# The first job has then been due for so long that no worker runs, or too few do.
LATE = timedelta(minutes=15)


class State(NamedTuple):
    """The jobs that no worker has taken: their number, and how long the first has been due."""

    waiting: int
    lag: timedelta

    @property
    def is_late(self) -> bool:
        """Report whether a job has been waiting for more than LATE."""
        return self.lag > LATE


def state(at: datetime) -> State:
    """Return the jobs that are due, with one query."""
    waiting, first_due_at = Job.objects.due(at).backlog()
    return State(waiting, at - first_due_at if first_due_at else timedelta())


def is_needed() -> bool:
    """Return whether jobs wait for the workers of this server, not for those of another backend of Django's tasks."""
    return isinstance(run_job.get_backend(), DatabaseBackend)


def keep_queue(at: datetime) -> None:
    """Enqueue the jobs that have been due for a while again, and remove what others left in the queue."""
    ring_again(at)
    if is_needed():
        DBTaskResult.objects.filter(enqueued_at__lt=at - ENTRIES_KEPT).delete()


def work() -> None:
    """Run jobs as they come, until `ending` is set. After an error the next round goes on."""
    while not ending.is_set():
        close_old_connections()
        try:
            has_worked = work_once()
        except (DatabaseError, InterfaceError) as error:
            logger.error("The worker could not use the database: %s", error, exc_info=not problem_of(error))
            connection.close()
            has_worked = False
        except Exception:
            logger.exception("The worker goes on after an error")
            has_worked = False
        if not has_worked:
            ending.wait(POLL_SECONDS)


def work_once() -> bool:
    """Run the next entry of the queue; return whether there was one."""
    ready: Any = DBTaskResult.objects.ready().filter(backend_name=run_job.backend)
    # An empty queue takes no lock, which SQLite has only one of.
    if not ready.exists():
        return False
    with transaction.atomic():
        entry = ready.get_locked()
        if entry is None:
            return False
        entry.delete()
    entry.task.call(*entry.args_kwargs["args"], **entry.args_kwargs["kwargs"])
    return True


class Worker(Thread):
    """A worker beside the scheduler. It has a connection of its own."""

    def __init__(self) -> None:
        super().__init__(name="worker", daemon=True)

    def run(self) -> None:
        """Run jobs until `ending` is set."""
        # Signals are for the main thread. It would sleep on until its next tick if the system delivered one here.
        pthread_sigmask(SIG_BLOCK, {SIGTERM, SIGINT})
        try:
            work()
        finally:
            connection.close()

    def end(self, *, seconds: float) -> None:
        """Wait for the job that is running; when the time is over, leave it to the end of its lease."""
        ending.set()
        self.join(seconds)
        if self.is_alive():
            logger.warning("A job is still running. It begins again when its lease has run out.")
