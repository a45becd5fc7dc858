"""A worker is killed at random while it writes an import: all of the file is there once, or nothing.

PROVE=1 kills it twenty times at 20,000 works. A killed worker leaves its lease, which the test ends: a person would
wait for a minute.
"""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from categories.models import Category
from tests.makers import NOON, make_user
from tests.proofs.racing import PROVE
from tests.proofs.test_processes import database_url
from tests.works.exchange import plain_reader
from wheelbarrow.core.models import Change, Job
from works.exchange import sources
from works.models import Import, ImportedRow, Label, RecurringWork, Work
from works.services.importing import requests

ROOT = Path(__file__).resolve().parents[2]
WORKS, KILLS, LONGEST = (20_000, 20, 4.0) if PROVE else (2_000, 2, 0.4)


def contents():
    places = [{"key": f"c{n}", "name": f"C{n}", "parent": f"c{n // 5}" if n >= 5 else None} for n in range(WORKS // 20)]
    tasks = [
        {"key": f"t{n}", "title": f"Task {n}", "container": f"c{n % len(places)}", "labels": [f"l{n % 20}"]}
        for n in range(WORKS)
    ]
    for task in tasks[::50]:
        task["repetition"] = {"rule": "FREQ=WEEKLY", "starts_on": "2026-11-04"}
    return plain_reader.file_of(containers=places, tasks=tasks)


class Workers:
    """One worker at a time; it is killed at random moments after it has begun."""

    def __init__(self):
        self.random = random.Random(26)
        self.environment = {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)}

    def start(self):
        command = [sys.executable, "-m", "tests.proofs.importer"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes)
        assert process.stdout.readline() == b"begins\n", process.stderr.read()
        return process

    def kill_one(self):
        """Start a worker and kill it; report whether it was still at work."""
        process = self.start()
        try:
            process.wait(self.random.uniform(0, LONGEST))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        return process.returncode == -signal.SIGKILL

    def finish(self):
        output, errors = self.start().communicate(timeout=600)
        assert (output.splitlines()[-1], errors) == (b"ended", b"")


def end_lease():
    """Let the next worker take the job at once, as its first attempt."""
    Job.objects.filter(state="waiting").update(locked_until=None, attempts=0)


@pytest.mark.django_db(transaction=True)
class TestImport:
    def test_is_whole_or_nothing_when_its_worker_is_killed(self, monkeypatch):
        known = sources.readers()
        monkeypatch.setattr(sources, "readers", lambda: (plain_reader, *known))
        user = make_user()
        row = requests.start_import(user=user, name="f.plain", data=contents(), at=NOON)
        if row.state == "reading":
            Workers().finish()
        requests.apply_import(user=user, import_id=row.pk, at=NOON)
        workers, killed = Workers(), 0
        for _attempt in range(KILLS * 4):
            if killed == KILLS:
                break
            killed += workers.kill_one()
            if Import.objects.get().state == "done":
                break
            assert [model.objects.count() for model in (Category, Work, RecurringWork, Label, ImportedRow)] == [0] * 5
            end_lease()

        if Import.objects.get().state != "done":
            workers.finish()

        assert Import.objects.get().state == "done"
        assert Job.objects.filter(kind="import").get().state == "done"
        titles = Counter(Work.objects.filter(recurring_work=None).values_list("title", flat=True))
        assert (len(titles), set(titles.values())) == (WORKS - WORKS // 50, {1})
        assert RecurringWork.objects.count() == WORKS // 50
        assert Work.objects.exclude(recurring_work=None).count() == WORKS // 50
        assert Category.objects.count() == WORKS // 20
        assert ImportedRow.objects.count() == WORKS + WORKS // 20
        assert Change.objects.values("batch").distinct().count() == 1
        assert killed, f"no worker was still at work at {WORKS} works"
