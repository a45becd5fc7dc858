"""The scheduler beside the server is killed again and again: it comes back, and each day makes its work exactly once.

PROVE=1 kills it 30 times, not 3 times.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.architecture.source import ROOT
from tests.makers import make_recurring_work, make_user
from tests.proofs.racing import PROVE
from tests.proofs.test_processes import database_url
from works.models import Work

RULES, DAYS, KILLS = (400, 60, 30) if PROVE else (60, 20, 3)
PATIENCE = 120


def make_rules():
    """Make rules of several people whose days are all in the past."""
    now = datetime.now(UTC)
    first = now.date() - timedelta(days=DAYS + 10)
    people = [make_user(f"person{index}@example.org", time_zone="UTC") for index in range(3)]
    rules = [
        make_recurring_work(
            user=people[index % 3],
            at=now - timedelta(days=DAYS + 20),
            rule=f"FREQ=DAILY;COUNT={DAYS}",
            starts_on=first,
            catch_up="create_all",
        )
        for index in range(RULES)
    ]
    return {(rule.pk, first + timedelta(days=day)) for rule in rules for day in range(DAYS)}


def made():
    return Counter(Work.all_objects.values_list("recurring_work_id", "occurs_on"))


class Supervised:
    """The supervisor in its own process, and the scheduler that it last started."""

    def __init__(self):
        self.running = subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.supervised"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database_url(), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def next_scheduler(self):
        """Return the id of the scheduler that starts next, and whether it has loaded what limits requests."""
        word, pid, has_limits = self.running.stdout.readline().split()
        assert word == "scheduler"
        return int(pid), has_limits == "True"


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.django_db(transaction=True)
class TestTheSchedulerBesideTheServer:
    def test_makes_each_work_once_however_often_it_is_killed(self):
        wanted = make_rules()
        supervised = Supervised()
        try:
            for _kill in range(KILLS):
                pid, has_limits = supervised.next_scheduler()
                before = Work.all_objects.count()
                wait_until(lambda before=before: Work.all_objects.count() > before)
                os.kill(pid, signal.SIGKILL)
            pid, _has_limits = supervised.next_scheduler()
            wait_until(lambda: Work.all_objects.count() >= len(wanted))
            supervised.running.terminate()
            errors = supervised.running.communicate(timeout=PATIENCE)[1]
        finally:
            supervised.running.kill()
            supervised.running.wait()

        assert not has_limits
        assert made() == Counter(wanted)
        assert errors.count("is started again") == KILLS
        assert "Ended." in errors
        assert supervised.running.returncode == 0
