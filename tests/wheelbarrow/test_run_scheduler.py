"""manage.py run_scheduler."""

import io
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import OperationalError
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts import tokens
from tests.makers import make_recurring_work, make_user, make_work
from tests.proofs.test_processes import database_url
from tests.works.services.calendar import made, noon
from wheelbarrow import purging
from wheelbarrow.management.commands import run_scheduler
from works.models import RecurringWork, Scheduler, Work
from works.services.editing import delete_work

ROOT = Path(__file__).resolve().parents[2]
HOUR = timedelta(hours=1)


def once(**options):
    out = io.StringIO()
    call_command("run_scheduler", "--once", stdout=out, **options)
    return out.getvalue()


class TestOnce:
    def test_creates_what_is_due_and_reports_it(self, ann):
        rule = make_recurring_work(user=ann)
        broken = make_recurring_work(user=ann)
        RecurringWork.objects.filter(pk=broken.pk).update(rule="FREQ=SOMETIMES")

        with time_machine.travel(noon("09-03"), tick=False):
            printed = once()

        assert "2 recurring works run, 1 works created, 1 failed." in printed
        assert made(rule) == ["09-02", "09-03"]
        assert Scheduler.objects.get().ticked_at == noon("09-03")

    def test_prints_nothing_if_nothing_is_due(self, db):
        assert once() == ""
        assert Scheduler.objects.exists()

    def test_shows_its_progress(self, ann):
        for _rule in range(3):
            make_recurring_work(user=ann)

        with time_machine.travel(noon("09-03"), tick=False):
            printed = once(batch=1)

        assert "\r1 works created\r2 works created\r3 works created" in printed

    @pytest.mark.parametrize("options", [{"batch": 0}, {"interval": 0}, {"interval": -1}])
    def test_refuses_impossible_numbers(self, db, options):
        with pytest.raises(CommandError):
            once(**options)

        assert not Scheduler.objects.exists()

    def test_raises_what_the_tick_raises(self, db, monkeypatch):
        def fail(*_args, **_options):
            raise OperationalError

        monkeypatch.setattr(run_scheduler, "tick", fail)

        with pytest.raises(OperationalError):
            once()


@pytest.mark.django_db(transaction=True)
class TestTheLoop:
    @pytest.fixture
    def process(self):
        """A scheduler in its own process that ticks at once, and then once an hour."""
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
    def test_ticks_at_once_and_ends_on_a_signal(self, process, name):
        # The clock of another process cannot be set.
        now = datetime.now(UTC)
        make_recurring_work(user=make_user(time_zone="UTC"), at=now - timedelta(days=1), starts_on=now.date())

        printed = []
        while not any("recurring works run" in line for line in printed):
            line = process.stdout.readline()
            assert line, printed
            printed.append(line)
        process.send_signal(name)
        rest, _ = process.communicate(timeout=60)

        assert process.returncode == 0
        assert "A tick every 3600 s" in printed[0]
        assert "Ended." in rest
        assert Work.objects.get().occurs_on == now.date()
        assert Scheduler.objects.get().made == 1

    def test_goes_on_after_a_database_error(self, ann, monkeypatch, caplog):
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


class TestThePurge:
    def test_removes_once_a_day_what_has_expired(self, ann):
        work = make_work(user=ann)
        delete_work(user=ann, work_id=work.pk, at=noon("09-02"))
        printed, left = "", []
        # The trash keeps it for 30 days, and a day passes between two purges.
        for at in (noon("10-01") + HOUR, noon("10-02") + HOUR / 2, noon("10-02") + HOUR, noon("10-02") + HOUR):
            with time_machine.travel(at, tick=False):
                printed += once()
            left.append(Work.all_objects.count())

        assert left == [1, 1, 0, 0]
        assert printed.count("Removed permanently: 1 deletions.") == 1
        assert Scheduler.objects.get().purged_at == noon("10-02") + HOUR

    def test_ends_sessions_and_tokens_that_have_expired(self, ann, client):
        client.force_login(ann)
        tokens.issue(ann)
        with time_machine.travel(datetime.now(UTC) + timedelta(days=400), tick=False):
            once()

        assert not Session.objects.exists()
        assert not UserSession.objects.exists()
        assert not OutstandingToken.objects.exists()

    def test_leaves_those_that_have_not(self, ann, client):
        client.force_login(ann)
        tokens.issue(ann)

        once()

        assert Session.objects.count() == UserSession.objects.count() == 1
        assert OutstandingToken.objects.exists()

    def test_stops_at_a_signal(self, ann, monkeypatch):
        command, names = run_scheduler.Command(), []
        command.stopping = threading.Event()
        command.stopping.set()
        Scheduler.objects.beat(ticked_at=noon("09-02"), took=timedelta(), made=0, failed=0, host="")
        purges = {name: lambda name=name, **_options: names.append(name) or 1 for name in ("jobs", "tokens")}
        monkeypatch.setattr(purging, "PURGES", purges)

        assert command._purge(noon("09-02")) == "Removed permanently: 1 jobs."
        assert names == ["jobs"]

    @pytest.mark.django_db(transaction=True)
    def test_that_fails_does_not_end_the_scheduler(self, ann, monkeypatch, caplog):
        command = run_scheduler.Command()
        command.stopping = threading.Event()

        def fail(*_arguments, **_options):
            raise OperationalError

        monkeypatch.setattr(run_scheduler, "purge_all", fail)

        command._loop_once(10)

        assert "The purge failed" in caplog.text


class TestBackups:
    @pytest.fixture
    def folder(self, settings, tmp_path):
        settings.BACKUP_DIR, settings.BACKUP_KEEP = str(tmp_path), 2
        return tmp_path

    @pytest.mark.django_db(transaction=True)
    def test_are_written_once_a_day_and_pruned(self, folder, ann):
        (folder / "wheelbarrow.backup").write_text("not one of ours")
        partial = folder / ".wheelbarrow-2026-09-02.backup.x1.part"
        partial.write_text("left by a kill")
        os.utime(partial, (0, 0))
        printed = ""
        for day in ("09-02", "09-03", "09-03", "09-04"):
            with time_machine.travel(noon(day), tick=False):
                printed += once()

        assert printed.count("Backup written") == 3
        names = ["wheelbarrow-2026-09-03.backup", "wheelbarrow-2026-09-04.backup", "wheelbarrow.backup"]
        assert sorted(path.name for path in folder.iterdir()) == names

    def test_that_fail_end_a_single_tick_with_an_error(self, db, settings):
        settings.BACKUP_DIR = "/nowhere"

        with pytest.raises(CommandError, match="existing folder"):
            once()

    def test_that_fail_are_tried_again_after_an_hour(self, db, settings, caplog):
        settings.BACKUP_DIR = "/nowhere"
        command = run_scheduler.Command()

        for minutes in (0, 59, 60):
            command.back_up_when_due(noon("09-02") + timedelta(minutes=minutes))

        assert caplog.text.count("existing folder") == 2
