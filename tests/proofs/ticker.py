"""Run one of several schedulers with its own clock: `python -m tests.proofs.ticker FIRST LAST BATCH [MODE]`.

The database is DATABASE_URL. Calls `manage.py run_scheduler --once` at noon of each day from the last heartbeat on.
MODE `unlocked` removes the lock of a batch and its transaction, so that only the unique key is left; `keyless` also
inserts without regard to the key.
"""

import os
import sys
from contextlib import nullcontext
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import django
import time_machine

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

from django.core.management import call_command
from django.db import connection

from works.models import Scheduler, Work
from works.querysets import RecurringWorkQuerySet
from works.services import generation


def noon(day):
    return datetime.combine(day, time(12), tzinfo=UTC)


def remove_protection(mode):
    """Remove the lock, the transaction and the handling of the key, by mode."""
    if mode:
        generation.transaction = SimpleNamespace(atomic=nullcontext)
        RecurringWorkQuerySet.claim = lambda self, limit, *, but: list(self.exclude(pk__in=but)[:limit])
    if mode == "keyless":
        generation.store_works = lambda works: Work.objects.bulk_create(works)


def run(first, last, batch):
    beat = Scheduler.objects.heartbeat()
    day = max(first, beat.ticked_at.date()) if beat else first
    while day <= last:
        with time_machine.travel(noon(day), tick=False):
            call_command("run_scheduler", "--once", "--batch", str(batch))
        day += timedelta(days=1)


if __name__ == "__main__":
    if connection.vendor == "sqlite":
        # Several busy schedulers can keep one from the file for longer than a server would wait.
        connection.settings_dict["OPTIONS"]["timeout"] = 300
    remove_protection(sys.argv[4] if len(sys.argv) > 4 else "")
    run(date.fromisoformat(sys.argv[1]), date.fromisoformat(sys.argv[2]), int(sys.argv[3]))
