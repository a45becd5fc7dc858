"""Background jobs: work that a request begins and a worker does, at most once.

The state of a job is its row. A worker takes a lease on it and extends it while the handler runs. The job of a worker
that was killed is taken by another one when its lease has run out. Each attempt has a number, and what a handler writes
and `finish()` are one transaction, in which the attempt must still be the last one: so a job is done once, or not at all.

The queue of Django's tasks only wakes workers. It may lose or repeat what it holds: `ring_again` enqueues what is due.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wheelbarrow.core.choices import JobState
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.leases import LEASE, extended
from wheelbarrow.core.models import Job
from wheelbarrow.core.preferences import preferences_of
from wheelbarrow.core.querysets import JobQuerySet
from wheelbarrow.core.tasks import task

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
# Before the second attempt; four times as long before each further one. The fifth is 43 minutes after the first.
FIRST_DELAY = timedelta(seconds=30)
# Progress is stored at most this often, in seconds.
REPORT_INTERVAL = 1.0
# A job that has been due for this long may have lost its entry in the queue; so many are enqueued again at once.
RING_AFTER, MOST_RINGS = timedelta(seconds=60), 100
# How long a job is kept when it has ended.
KEPT = timedelta(days=14)

# Set when this process is about to end: a handler stops at its next report, and the job is free for another worker.
ending = Event()


class LostLease(Exception):
    """Another worker has taken the job: what this one has written must be rolled back."""


class Interrupted(Exception):
    """The process is about to end, so another worker does the job."""


class Run:
    """One attempt at a job, which a handler gets."""

    def __init__(self, job: Job) -> None:
        self.job, self.attempt = job, job.attempts
        self.is_finished = False
        self._reported = 0.0

    def report(self, done: int, total: int) -> None:
        """Store the progress, at most once a second. Call it outside of a transaction. Raises LostLease, Interrupted."""
        if ending.is_set():
            raise Interrupted
        now = time.monotonic()
        if self._reported and now - self._reported < REPORT_INTERVAL and done < total:
            return
        self._reported = now
        if not self.held.progress(done, total, until=timezone.now() + LEASE):
            raise LostLease

    def finish(self) -> None:
        """Mark the job as done. Call it last in the transaction of what the job writes. Raises LostLease."""
        if not self.held.finish(timezone.now()):
            raise LostLease
        self.is_finished = True

    @property
    def held(self) -> JobQuerySet:
        """The job, unless another attempt has begun."""
        held: JobQuerySet = Job.objects.held(self.job.pk, self.attempt)
        return held


Handler = Callable[[Run], None]
# The function that does the jobs of a kind, and what the admin calls the kind; each app adds its own in AppConfig.ready().
handlers: dict[str, Handler] = {}
labels: dict[str, str | Promise] = {}


@task()
def run_job(job_id: int) -> None:
    """Make one attempt at a job: what a worker of the queue calls."""
    run(job_id)


def start(
    kind: str, *, user: AbstractBaseUser, subject: int, at: datetime, parameters: dict[str, Any] | None = None
) -> Job:
    """Create a job on the row `subject`, and wake a worker on commit. Call it in the transaction that creates the row."""
    job: Job = Job.objects.create(
        user_id=user.pk, kind=kind, subject=subject, parameters=parameters or {}, due_at=at, created_at=at
    )

    def ring() -> None:
        run_job.enqueue(job.pk)

    # A queue that is away is logged, and ring_again follows. Django logs functions only, not partial().
    transaction.on_commit(ring, robust=True)
    return job


def latest_of(user: AbstractBaseUser, kind: str, subject: int) -> Job | None:
    """Return the person's last job of a kind on a row."""
    job: Job | None = Job.objects.owned_by(user).on(kind, subject).first()
    return job


@transaction.atomic
def run_again(job: Job, *, at: datetime) -> Job | None:
    """Start a failed job once more, as a new one; return None if there is a later job on its row."""
    lock_and_bump(job.user)
    if job.state != JobState.FAILED or latest_of(job.user, job.kind, job.subject) != job:
        return None
    return start(job.kind, user=job.user, subject=job.subject, at=at, parameters=job.parameters)


def purge_jobs(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove the jobs that ended before KEPT, whatever `before` is; return how many."""
    purged: int = Job.objects.ended_before(at - KEPT).delete()[0]
    if report:
        report(purged)
    return purged


def ring_again(at: datetime) -> int:
    """Enqueue the oldest jobs that have been due for a while, whether or not the queue has them; return how many."""
    ids = Job.objects.due(at).due_before(at - RING_AFTER)[:MOST_RINGS].ids()
    for job_id in ids:
        run_job.enqueue(job_id)
    return len(ids)


def run_waiting() -> int:
    """Do the jobs that are due, the oldest first, without the queue; return how many."""
    count = 0
    while not ending.is_set() and (job := Job.objects.due(timezone.now()).first()):
        run(job.pk)
        count += 1
    return count


def run(job_id: int) -> None:
    """Make one attempt at a job, unless another worker has it or it is not due."""
    job = _take(job_id)
    if job is None:
        return
    attempt = Run(job)
    with _environment_of(job):
        if attempt.attempt > MAX_ATTEMPTS:
            # The last worker was killed.
            attempt.held.fail(timezone.now(), _exhausted())
            return
        try:
            with extended(job.pk, attempt.attempt):
                handlers[job.kind](attempt)
            if not attempt.is_finished:
                raise RuntimeError(f"The handler of {job.kind} did not call finish().")
        except LostLease:
            logger.warning("Job %d was taken by another worker.", job.pk)
        except Interrupted:
            attempt.held.release(job.due_at)
        except DomainError as error:
            attempt.held.fail(timezone.now(), error.detail)
        except Exception:
            logger.exception("Job %d (%s) failed, attempt %d of %d", job.pk, job.kind, attempt.attempt, MAX_ATTEMPTS)
            _try_again(attempt)


def _take(job_id: int) -> Job | None:
    """Take the lease of a job that is due; return None if another worker was faster."""
    at = timezone.now()
    job: Job | None = Job.objects.due(at).with_id(job_id).select_related("user").first()
    if job is None:
        return None
    if not Job.objects.due(at).held(job.pk, job.attempts).take(at + LEASE):
        return None
    job.attempts += 1
    return job


@contextmanager
def _environment_of(job: Job) -> Iterator[None]:
    """Activate what a request of the person would have: language, time zone, and the path of the site for links."""
    prefix = get_script_prefix()
    # It belongs to a thread, and a worker's has none.
    set_script_prefix(f"{settings.FORCE_SCRIPT_NAME or ''}/")
    try:
        with preferences_of(job.user):
            yield
    finally:
        set_script_prefix(prefix)


def _try_again(attempt: Run) -> None:
    """Let the job be due again after a delay, or fail after the last attempt."""
    at = timezone.now()
    if attempt.attempt >= MAX_ATTEMPTS:
        attempt.held.fail(at, _exhausted())
        return
    due_at = at + FIRST_DELAY * 4 ** (attempt.attempt - 1)
    # Workers of a backend that cannot wait are woken by ring_again.
    if attempt.held.release(due_at) and run_job.get_backend().supports_defer:
        run_job.using(run_after=due_at).enqueue(attempt.job.pk)


def _exhausted() -> str:
    return _("It failed five times. The operator finds the reason in the log.")
