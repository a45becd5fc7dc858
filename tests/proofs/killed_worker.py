"""Run jobs until none waits, as a worker that may be killed: `python -m tests.proofs.killed_worker`.

The database is DATABASE_URL. Leases last half a second. Every step of the handler prints one letter, and waits for one on
stdin while that is open, so that a kill comes at this step and no later.
"""

import os
import sys
from datetime import timedelta

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wheelbarrow.settings")
    django.setup()

    from django.db import transaction
    from django.utils import timezone

    from wheelbarrow.core import jobs, leases, worker
    from wheelbarrow.core.models import Job, RateCount

    for module in (jobs, leases):
        module.LEASE = timedelta(seconds=0.5)
    leases.EXTEND_EVERY = timedelta(seconds=0.1)
    # Of so many kills, some hit one job again and again.
    jobs.MAX_ATTEMPTS = 1000
    jobs.RING_AFTER = jobs.FIRST_DELAY = timedelta()

    def step(letter):
        sys.stdout.write(letter)
        sys.stdout.flush()
        sys.stdin.read(1)

    def handle(run):
        step("b")
        for done in range(ROWS):
            run.report(done, ROWS)
            step("r")
        with transaction.atomic():
            for number in range(ROWS):
                key = f"{run.job.subject}:{run.attempt}:{number}"
                RateCount.objects.create(key=key, began_at=timezone.now(), requests=1)
                step("w")
            run.finish()
            step("f")
        step("c")

    jobs.handlers["try"] = handle
    while Job.objects.waiting().exists():
        worker.keep_queue(timezone.now())
        while worker.work_once():
            pass
        jobs.ending.wait(0.05)


ROWS = 10

if __name__ == "__main__":
    main()
