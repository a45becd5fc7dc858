"""manage.py run_worker, and the worker of run_scheduler."""

import io
import os
import signal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import mails
from tests.wheelbarrow.processes import started
from wheelbarrow.core import jobs
from wheelbarrow.core.models import Job
from wheelbarrow.environment import tasks_backend

pytestmark = pytest.mark.real_clock


MAIL = "Subject: Set a new password"


def ask_for_a_password(user):
    site = {"site": "http://testserver"}
    return jobs.start(mails.PASSWORD_RESET, user=user, subject=user.pk, at=timezone.now(), parameters=site)


def once(command, **options):
    out = io.StringIO()
    call_command(command, "--once", stdout=out, **options)
    return out.getvalue()


class TestOnce:
    @pytest.mark.parametrize("command", ["run_worker", "run_scheduler"])
    def test_runs_the_jobs_that_wait(self, ann, mailoutbox, command):
        ask_for_a_password(ann)

        assert "1 background jobs run." in once(command)
        assert [mail.to for mail in mailoutbox] == [["ann@example.org"]]

    def test_of_the_scheduler_leaves_them_to_workers(self, ann, mailoutbox):
        ask_for_a_password(ann)

        assert once("run_scheduler", no_worker=True) == ""
        assert mailoutbox == []


class TestTheLoop:
    def test_is_refused_where_another_queue_has_its_workers(self, db, settings):
        settings.TASKS = {"default": {"BACKEND": tasks_backend("immediate")}}

        with pytest.raises(CommandError, match="ImmediateBackend"):
            call_command("run_worker")

    @pytest.mark.parametrize("command", [["run_worker"], ["run_scheduler", "--interval", "600"]], ids=str)
    @pytest.mark.django_db(transaction=True)
    def test_does_a_job_as_it_comes_and_ends_on_a_signal(self, ann, command):
        with started(*command, EMAIL_URL="consolemail://") as worker:
            worker.until_it_prints("SIGTERM")

            ask_for_a_password(ann)
            worker.until_it_prints(MAIL)
            worker.until(lambda: Job.objects.get().state == "done")
            # By the id of its last thread, which the system then prefers for the signal.
            os.kill(max(map(int, os.listdir(f"/proc/{worker.pid}/task"))), signal.SIGTERM)

            assert worker.status() == 0
        assert "Ended." in worker.output
        assert "http://testserver/password/reset/" in worker.output

    @pytest.mark.django_db(transaction=True)
    def test_of_a_scheduler_without_a_worker_leaves_jobs(self, ann):
        ask_for_a_password(ann)
        with started("run_scheduler", "--no-worker", "--interval", "0.1") as scheduler:
            scheduler.until_it_prints("A tick every")
            os.kill(scheduler.pid, signal.SIGTERM)
            assert scheduler.status() == 0

        assert Job.objects.get().state == "waiting"
