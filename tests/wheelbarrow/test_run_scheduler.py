"""run_scheduler, as cron and a service manager meet it."""

import io
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError
from works.management.commands import run_scheduler

from tests.makers import make_recurring_work, make_user
from tests.proofs.test_processes import database_url
from tests.works.services.calendar import made, noon
from works.models import RecurringWork, Scheduler, Work

ROOT = Path(__file__).resolve().parents[2]


def once(**options):
    out = io.StringIO()
    call_command("run_scheduler", "--once", stdout=out, **options)
    return out.getvalue()


class TestOnce:
    def test_makes_what_is_due_and_says_what_it_did(self, ann):
        rule = make_recurring_work(user=ann)
        broken = make_recurring_work(user=ann)
        RecurringWork.objects.filter(pk=broken.pk).update(rule="FREQ=SOMETIMES")

        with time_machine.travel(noon("09-03"), tick=False):
            said = once()

        assert "2 rules settled, 1 works made, 1 set aside." in said
        assert made(rule) == ["09-02", "09-03"]
        assert Scheduler.objects.get().ticked_at == noon("09-03")

    def test_says_nothing_where_nothing_is_due(self, db):
        assert once() == ""
        assert Scheduler.objects.exists()

    def test_tells_its_progress_where_there_is_much(self, ann):
        for _rule in range(3):
            make_recurring_work(user=ann)

        with time_machine.travel(noon("09-03"), tick=False):
            said = once(batch=1)

        assert "\r1 works made\r2 works made\r3 works made" in said

    @pytest.mark.parametrize("options", [{"batch": 0}, {"interval": 0}, {"interval": -1}])
    def test_refuses_numbers_that_make_no_sense(self, db, options):
        with pytest.raises(CommandError):
            once(**options)

        assert not Scheduler.objects.exists()

    def test_says_when_it_fails(self, db, monkeypatch):
        def fail(*_args, **_options):
            raise OperationalError

        monkeypatch.setattr(run_scheduler, "tick", fail)

        with pytest.raises(OperationalError):
            once()


@pytest.mark.django_db(transaction=True)
class TestTheLoop:
    @pytest.fixture
    def process(self):
        """A scheduler of its own that ticks once an hour: what it does, it does at once."""
        environment = {**os.environ, "DATABASE_URL": database_url(), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_scheduler", "--interval", "3600"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        yield process
        process.kill()
        process.wait(timeout=60)
        process.stdout.close()

    @pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
    def test_ticks_at_once_and_ends_when_it_is_told_to(self, process, name):
        # Now, for a process whose clock nobody can set.
        now = datetime.now(UTC)
        make_recurring_work(user=make_user(time_zone="UTC"), at=now - timedelta(days=1), starts_on=now.date())

        said = []
        while not any("settled" in line for line in said):
            line = process.stdout.readline()
            assert line, said
            said.append(line)
        process.send_signal(name)
        rest, _ = process.communicate(timeout=60)

        assert process.returncode == 0
        assert "A tick every 3600 s" in said[0]
        assert "Ended." in rest
        assert Work.objects.get().occurs_on == now.date()
        assert Scheduler.objects.get().made == 1

    def test_survives_a_database_that_is_away_for_a_tick(self, ann, monkeypatch, caplog):
        make_recurring_work(user=ann)
        command = run_scheduler.Command()
        ticks = []

        def tick(at, **_options):
            ticks.append(at)
            if len(ticks) == 1:
                raise OperationalError
            command.stopping.set()
            return run_scheduler.Tick(1, 1, 0)

        monkeypatch.setattr(run_scheduler, "tick", tick)
        monkeypatch.setattr(run_scheduler.signal, "signal", lambda *_: None)
        with caplog.at_level("INFO"):
            call_command(command, interval=0.001)

        assert len(ticks) == 2
        assert "The tick failed" in caplog.text
        assert "Ended." in caplog.text
