"""Background jobs: long work that a request begins and a worker does, at most once.

The state of a job is its row. A worker takes a lease on it, which each report of progress extends; the job of a worker
that was killed is taken by another one when its lease has run out. What a job writes and `finish()` are one
transaction, in which the lease must still be the worker's: so a job is done once, or not at all. The queue that wakes
the workers may lose or repeat what it holds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5


class LostLease(Exception):
    """Another worker has taken the job: what this one has written must be rolled back."""


class Run:
    """One attempt at a job, which a handler gets."""

    def __init__(self, job: Job, lease: datetime) -> None:
        self.job, self.lease = job, lease

    def report(self, done: int, total: int) -> None:
        """Store the progress and extend the lease. Call it outside of a transaction. Raises LostLease."""
        lease = timezone.now() + LEASE
        if not Job.objects.leased(self.job.pk, self.lease).update(done=done, total=total, locked_until=lease):
            raise LostLease
        self.lease = lease

    def finish(self) -> None:
        """Mark the job as done. Call it last in the transaction of what the job writes. Raises LostLease."""
        at = timezone.now()
        if not Job.objects.leased(self.job.pk, self.lease).update(state=Job.State.DONE, locked_until=None, ended_at=at):
            raise LostLease


Handler = Callable[[Run], None]
# The function that does the jobs of a kind; each app adds its own in AppConfig.ready().
handlers: dict[str, Handler] = {}


def start(kind: str, *, user: AbstractBaseUser, subject: int, at: datetime) -> Job:
    """Create a job on the row `subject`. Call it in the transaction that creates the row."""
    job: Job = Job.objects.create(user_id=user.pk, kind=kind, subject=subject, created_at=at)
    return job


def run_waiting() -> int:
    """Do the jobs that wait, or whose worker has gone, the oldest first; return how many."""
    count = 0
    while job := Job.objects.due(timezone.now()).first():
        run(job.pk)
        count += 1
    return count


def run(job_id: int) -> None:
    """Make one attempt at a job, unless another worker has it."""
    lease = timezone.now() + LEASE
    if not Job.objects.due(timezone.now()).with_id(job_id).take(lease):
        return
    attempt = Run(Job.objects.get(pk=job_id), lease)
    job = attempt.job
    if job.attempts > MAX_ATTEMPTS:
        _fail(attempt, "")
        return
    try:
        handlers[job.kind](attempt)
    except LostLease:
        logger.warning("Job %d was taken by another worker.", job.pk)
    except DomainError as error:
        _fail(attempt, error.detail)
    except Exception:
        logger.exception("Job %d failed, attempt %d of %d.", job.pk, job.attempts, MAX_ATTEMPTS)
        # It is due again when the lease has run out.


def _fail(attempt: Run, reason: str) -> None:
    ended = {"state": Job.State.FAILED, "locked_until": None, "ended_at": timezone.now()}
    Job.objects.leased(attempt.job.pk, attempt.lease).update(**ended, failure=reason)
