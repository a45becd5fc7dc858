"""Several processes write to one database, as gunicorn's workers do. PROVE=1: eight processes of 500 calls, not four of 40."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from tests.makers import make_ancestors, make_work
from tests.proofs.racing import PROVE, assert_sound
from wheelbarrow.core.models import Deletion
from works.models import Work

PROCESSES, TIMES = (8, 500) if PROVE else (4, 40)
ROOT = Path(__file__).resolve().parents[2]


def database_url():
    """Return the DATABASE_URL of the test database, for a process without pytest."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def send_at_once(people):
    """Start one process for each of `people`; return their reports."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.concurrent_requests", str(user.pk), str(seed), str(TIMES)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, user in enumerate(people)
    ]
    return [json.loads(process.communicate(timeout=600)[0]) for process in processes]


@pytest.mark.django_db(transaction=True)
class TestProcesses:
    def test_get_no_lock_error_and_leave_sound_trees(self, ann, ben):
        for user in (ann, ben):
            make_work(user=user, category=make_ancestors(user=user, names=["2026", "Garden", "Beds"])[-1])

        reports = send_at_once([ann] * (PROCESSES - 1) + [ben])

        done = sum((Counter(report["done"]) for report in reports), Counter())
        assert [error for report in reports for error in report["errors"]] == []
        assert {"create", "move", "delete", "restore", "purge", "file", "finish"} <= set(done)
        assert_sound(ann, ben)
        connection.check_constraints()
        assert not Work.objects.stranded().exists()
        for deletion in Deletion.objects.owned_by(ann):
            assert deletion.counts.get("works", 0) == Work.all_objects.taken_by(deletion).count()
