"""The lease of a job, extended while its handler runs.

A thread with a connection of its own extends it, also within a long transaction of the handler. On SQLite it has to
wait for the end of that transaction. So has every other worker that would take the job, and then it is done.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from wheelbarrow.core.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
# Several are in one lease: a single one may fail, or wait for other writers of SQLite, which get 20 s.
EXTEND_EVERY = timedelta(seconds=15)
# A handler that has not ended by then hangs; another worker may try.
LONGEST_RUN = timedelta(hours=1)


@contextmanager
def extended(job_id: int, attempt: int) -> Iterator[None]:
    """Extend the lease meanwhile."""
    ended = Event()
    thread = Thread(target=_extend, args=(job_id, attempt, ended), name=f"lease of job {job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _extend(job_id: int, attempt: int, ended: Event) -> None:
    """Extend the lease until the handler has ended or another attempt has begun. A short job opens no connection."""
    for _number in range(LONGEST_RUN // EXTEND_EVERY):
        if ended.wait(EXTEND_EVERY.total_seconds()):
            break
        try:
            if not Job.objects.held(job_id, attempt).extend(timezone.now() + LEASE):
                break
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The lease of job %d was not extended: %s", job_id, error)
        finally:
            connection.close()
