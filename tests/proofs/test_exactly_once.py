"""Four schedulers, killed at random while thousands of rules fall due over many days: each day makes its work once.

PROVE=1 takes 20,000 rules and 100 kills. A kill counts when the process was at work: it has told of a batch.
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
SCHEDULERS = 4
RULES, KILLS, DAYS = (20_000, 100, 40) if PROVE else (300, 3, 40)
BATCH = 4 if PROVE else 1
CARELESS, CARELESS_KILLS = (1000, 10) if PROVE else (60, 3)
FIRST = date(2026, 9, 2)
# Further than any machine gets before the last is killed; then others go on to DAYS, if that is still to come.
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


def plant(count):
    """Rules of every kind, of ten people, some with a pause, days ahead, skipped and extra days or a zone of their own."""
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
    """(rule, day) of each work that should be there, by the second expander and a reading of the other fields."""
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
    """How often each (rule, day) was made."""
    return Counter(Work.all_objects.values_list("recurring_work_id", "occurs_on"))


class Schedulers:
    """Four processes; a killed one is replaced, until enough have been killed at work."""

    def __init__(self, mode, *, kills):
        self.mode, self.wanted, self.killed, self.complaints = mode, kills, 0, []
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
        """Kill and replace so many at work, kill all, let others end in peace; gives the day that none has passed."""
        running = [self.start() for _ in range(SCHEDULERS)]
        for _ in range(self.wanted):
            victim = self.random.randrange(SCHEDULERS)
            self._kill(running[victim])
            running[victim] = self.start()
        for process in running:
            self._kill(process)
        least = FIRST + timedelta(days=DAYS)
        for process in [self.start(least) for _ in range(SCHEDULERS)]:
            self._hear(process)
        return max(least, Work.all_objects.aggregate(last=Max("occurs_on"))["last"] + timedelta(days=2))

    def _kill(self, process):
        at_work = self._is_at_work(process)
        process.send_signal(signal.SIGKILL)
        self._hear(process)
        assert at_work, self.complaints
        self.killed += 1

    def _hear(self, process):
        """Wait for its end, and keep what it complained of: an error that it got over is one too."""
        if complaint := process.communicate(timeout=900)[1]:
            self.complaints.append(complaint.decode())

    def _is_at_work(self, process):
        """Wait until it has told of some batches; False if it has ended before."""
        return all(process.stdout.read(16) for _ in range(self.random.randrange(1, 8)))


def settle_all(at):
    while scheduler.tick(at).made:
        pass


@pytest.mark.django_db(transaction=True)
class TestEachDay:
    def test_makes_its_work_once_whatever_is_killed(self):
        plant(RULES)
        schedulers = Schedulers("", kills=KILLS)

        end = noon(schedulers.run())

        settle_all(end)
        times, wanted = made(), expected(end)
        assert schedulers.complaints == []
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
    # SQLite makes the table anew from what the model says.
    with monkeypatch.context() as patch, connection.schema_editor() as editor:
        patch.setattr(Work._meta, "constraints", [rule for rule in Work._meta.constraints if rule is not key])
        editor.remove_constraint(Work, key)
    yield
    Work.all_objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Work, key)


@pytest.mark.django_db(transaction=True)
class TestTheKey:
    """Careless schedulers hold no lock and commit works before cursors."""

    def test_holds_alone_where_nothing_else_does(self):
        plant(CARELESS)

        end = noon(Schedulers("careless", kills=CARELESS_KILLS).run())

        settle_all(end)
        assert set(made()) == expected(end)
        assert set(made().values()) == {1}

    def test_is_missed_where_it_is_gone(self, without_the_key):
        plant(CARELESS)

        Schedulers("keyless", kills=CARELESS_KILLS).run()

        assert max(made().values()) > 1
