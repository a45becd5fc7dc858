"""Schedulers are killed at random while rules fall due over many days: each day makes its work exactly once.

PROVE=1 uses 20,000 rules, four schedulers and 100 kills, and adds the controls without lock or key. A kill counts if
the process has reported a batch.
"""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Max

from tests.makers import NOON, make_category, make_user
from tests.proofs.racing import PROVE
from tests.proofs.test_processes import database_url
from tests.proofs.ticker import noon
from tests.works.recurrence.expander import expanded
from works.models import RecurringWork, Work
from works.recurrence.rule import Rule
from works.services import scheduler
from works.services.cursor import move_cursor

ROOT = Path(__file__).resolve().parents[2]
SCHEDULERS, RULES, KILLS, DAYS, BATCH = (4, 20_000, 100, 40, 4) if PROVE else (2, 100, 2, 30, 1)
UNLOCKED_RULES, UNLOCKED_KILLS = 1000, 10
FIRST = date(2026, 9, 2)
# Later than any machine gets before the last kill; other schedulers then go on until DAYS, if that is not reached.
LAST = date(2046, 9, 2)

KINDS = [
    "FREQ=WEEKLY;BYDAY=FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=DAILY;INTERVAL=5",
    "FREQ=DAILY;COUNT=7",
    "FREQ=DAILY;INTERVAL=3;UNTIL=20260930",
    "FREQ=YEARLY;BYMONTH=9;BYDAY=-1SU",
]
ZONES = [None, "Asia/Seoul", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"]


def make_rules(count):
    """Make rules of every kind for ten people, some with a pause, lead days, skipped and extra days or a time zone."""
    people = [make_user(f"person{index}@example.org") for index in range(10)]
    places = {user: make_category(user=user) for user in people}
    rows = []
    for index in range(count):
        user = people[index % len(people)]
        row = RecurringWork(
            user=user,
            category=places[user] if index % 4 else None,
            title=f"{index}",
            rule=str(Rule.parse(KINDS[index % len(KINDS)])),
            starts_on=FIRST + timedelta(days=index % 40 - 20),
            lead_days=[0, 0, 0, 3][index % 4],
            time_zone=ZONES[index % len(ZONES)],
            skipped_on=["2026-09-11", "2026-09-30"] if index % 7 == 0 else [],
            extra_on=["2026-10-07"] if index % 11 == 0 else [],
            paused_from=date(2026, 9, 14) if index % 13 == 0 else None,
            paused_until=date(2026, 9, 20) if index % 13 == 0 else None,
            catch_up="create_all",
            created_at=NOON,
            updated_at=NOON,
        )
        move_cursor(row, row.schedule.next_from(row.starts_on))
        rows.append(row)
    RecurringWork.objects.bulk_create(rows, batch_size=1000)


def expected(at):
    """Return the (rule, day) of each work that should exist, by the second expander and the other fields."""
    wanted, days_of = set(), cache(expanded)
    for row in RecurringWork.objects.select_related("user"):
        last = at.astimezone(ZoneInfo(row.time_zone or row.user.time_zone)).date() + timedelta(days=row.lead_days)
        days = {*days_of(Rule.stored(row.rule), row.starts_on, last)}
        days = (days | {date.fromisoformat(day) for day in row.extra_on}) - set(map(date.fromisoformat, row.skipped_on))
        if row.paused_from:
            days = {day for day in days if not row.paused_from <= day <= row.paused_until}
        wanted |= {(row.pk, day) for day in days if day <= last}
    return wanted


def made():
    """Count the works of each (rule, day)."""
    return Counter(Work.all_objects.values_list("recurring_work_id", "occurs_on"))


class Schedulers:
    """Scheduler processes; a killed one is replaced until enough have been killed at work."""

    def __init__(self, mode, *, kills):
        self.mode, self.wanted, self.killed, self.errors = mode, kills, 0, []
        self.random = random.Random(5545)
        self.environment = {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)}

    def start(self, last=LAST):
        arguments = [FIRST.isoformat(), last.isoformat(), str(BATCH), self.mode]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.ticker", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self):
        """Kill and replace processes at work, kill all, let others finish; return a day that none of them has passed."""
        running = [self.start() for _ in range(SCHEDULERS)]
        for _ in range(self.wanted):
            victim = self.random.randrange(SCHEDULERS)
            self._kill(running[victim])
            running[victim] = self.start()
        for process in running:
            self._kill(process)
        least = FIRST + timedelta(days=DAYS)
        for process in [self.start(least) for _ in range(SCHEDULERS)]:
            self._collect(process)
        return max(least, Work.all_objects.aggregate(last=Max("occurs_on"))["last"] + timedelta(days=2))

    def _kill(self, process):
        at_work = self._is_at_work(process)
        process.send_signal(signal.SIGKILL)
        self._collect(process)
        assert at_work, self.errors
        self.killed += 1

    def _collect(self, process):
        """Wait for its end and keep its error output; an error that it recovered from counts too."""
        if output := process.communicate(timeout=900)[1]:
            self.errors.append(output.decode())

    def _is_at_work(self, process):
        """Wait until it has reported some batches; return False if it ended before."""
        return all(process.stdout.read(16) for _ in range(self.random.randrange(1, 8)))


def settle_all(at):
    while scheduler.tick(at).made:
        pass


@pytest.mark.django_db(transaction=True)
class TestEachDay:
    def test_makes_its_work_once_when_schedulers_are_killed(self):
        make_rules(RULES)
        schedulers = Schedulers("", kills=KILLS)

        end = noon(schedulers.run())

        settle_all(end)
        times, wanted = made(), expected(end)
        assert schedulers.errors == []
        assert schedulers.killed > KILLS
        assert len(wanted) > RULES
        assert set(times) - wanted == set()
        assert wanted - set(times) == set()
        assert set(times.values()) == {1}
        assert not RecurringWork.objects.due_at(end).exists()
        if connection.vendor == "sqlite":
            assert connection.cursor().execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.fixture
def without_the_key(monkeypatch):
    [key] = [rule for rule in Work._meta.constraints if rule.name == "work_occurrence_uniq"]
    # SQLite rebuilds the table from the model.
    with monkeypatch.context() as patch, connection.schema_editor() as editor:
        patch.setattr(Work._meta, "constraints", [rule for rule in Work._meta.constraints if rule is not key])
        editor.remove_constraint(Work, key)
    yield
    Work.all_objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Work, key)


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
class TestUniqueKey:
    """Unlocked schedulers take no lock and commit works before cursors."""

    def test_prevents_a_second_work_without_any_lock(self):
        make_rules(UNLOCKED_RULES)

        end = noon(Schedulers("unlocked", kills=UNLOCKED_KILLS).run())

        settle_all(end)
        assert set(made()) == expected(end)
        assert set(made().values()) == {1}

    def test_is_needed_for_that(self, without_the_key):
        make_rules(UNLOCKED_RULES)

        Schedulers("keyless", kills=UNLOCKED_KILLS).run()

        assert max(made().values()) > 1
