"""A job whose worker is killed at any step is done once or not at all. PROVE=1 kills 20 workers, otherwise 3."""

import os
import random
import signal
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import timezone

from tests.proofs.killed_worker import ROWS
from tests.proofs.racing import PROVE
from tests.proofs.test_processes import ROOT, database_url
from wheelbarrow.core import jobs
from wheelbarrow.core.models import Job, RateCount

KILLS = 20 if PROVE else 3
# Each kill comes after at most as many steps as a job and a half has.
STEPS = 3 * ROWS
JOBS = KILLS * 3


def started():
    return subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.killed_worker"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def killed_at_work(worker, chance):
    """Kill the worker at some step of a job; return the step at which it was, or None if it had ended."""
    step = worker.stdout.read(1)
    for _step in range(chance.randrange(STEPS)):
        worker.stdin.write(b".")
        worker.stdin.flush()
        step = worker.stdout.read(1)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    return step.decode() if worker.returncode == -signal.SIGKILL else None


def written():
    """Return the rows by job and attempt."""
    rows = defaultdict(list)
    for key in RateCount.objects.values_list("key", flat=True):
        subject, attempt, number = map(int, key.split(":"))
        rows[subject, attempt].append(number)
    return {place: sorted(numbers) for place, numbers in rows.items()}


@pytest.mark.django_db(transaction=True)
class TestJobs:
    def test_are_done_once_however_their_workers_are_killed(self, ann):
        chance = random.Random(24)
        for subject in range(JOBS):
            jobs.start("try", user=ann, subject=subject, at=timezone.now())
        running, steps = [started() for _ in range(2)], []

        while len(steps) < KILLS:
            steps.append(killed_at_work(running.pop(0), chance))
            running.append(started())
        # Both at once: one that waits for stdin has a job, and the other does not end before it is done.
        with ThreadPoolExecutor(len(running)) as pool:
            errors = list(pool.map(lambda worker: worker.communicate(timeout=120)[1].decode(), running))

        assert None not in steps
        done = {(job.subject, job.attempts): job.state for job in Job.objects.all()}
        assert set(done.values()) == {"done"}
        assert written() == {place: list(range(ROWS)) for place in done}
        assert max(attempts for _subject, attempts in done) > 1
        assert "Traceback" not in "".join(errors)
