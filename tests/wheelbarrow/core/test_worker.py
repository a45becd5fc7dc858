"""The workers of this server, and whether they keep up."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from tests.makers import NOON
from wheelbarrow.core import jobs, worker
from wheelbarrow.core.models import Job

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(jobs, "handlers", {"try": lambda run: run.finish()})
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock
    jobs.ending.clear()


def start(user, subject=1):
    return jobs.start("try", user=user, subject=subject, at=NOON)


def enqueue(job):
    jobs.run_job.enqueue(job.pk)


class TestWorkOnce:
    def test_runs_the_job_of_an_entry_and_leaves_no_entry(self, ann):
        enqueue(start(ann))

        assert worker.work_once()
        assert not worker.work_once()
        assert Job.objects.get().state == "done"
        assert not DBTaskResult.objects.exists()

    def test_waits_for_an_entry_that_is_not_due(self, ann, clock):
        job = start(ann)
        jobs.run_job.using(run_after=NOON + MINUTE).enqueue(job.pk)

        assert not worker.work_once()
        clock.shift(MINUTE)
        assert worker.work_once()

    def test_passes_over_repeated_entries_and_those_without_a_job(self, ann):
        runs = []
        jobs.handlers["try"] = lambda run: (runs.append(run.attempt), run.finish())
        job = start(ann)
        for _time in range(2):
            enqueue(job)
        jobs.run_job.enqueue(job.pk + 1)

        while worker.work_once():
            pass

        assert runs == [1]

    def test_asks_an_empty_queue_with_one_statement(self, db, django_assert_num_queries):
        with django_assert_num_queries(1):
            worker.work_once()


class TestWork:
    @pytest.mark.parametrize("error", [OperationalError, ZeroDivisionError])
    def test_goes_on_after_an_error(self, ann, monkeypatch, caplog, error):
        outcomes = [error, False, True]

        def work_once():
            outcome = outcomes.pop(0)
            if not outcomes:
                jobs.ending.set()
            if outcome is error:
                raise error
            return outcome

        monkeypatch.setattr(worker, "work_once", work_once)

        worker.work()

        assert outcomes == []
        assert "worker" in caplog.text


@pytest.mark.django_db(transaction=True)
class TestWorker:
    def test_runs_jobs_as_they_come_and_ends(self, ann):
        beside = worker.Worker()
        beside.start()
        job = start(ann)
        # The thread sees what is committed.
        for _look in range(1_000_000):
            if Job.objects.get(pk=job.pk).state == "done":
                break

        beside.end(seconds=10)

        assert not beside.is_alive()
        assert Job.objects.get().state == "done"

    def test_leaves_a_job_that_takes_too_long(self, ann, caplog):
        begun, may_end = jobs.Event(), jobs.Event()

        def handle(run):
            begun.set()
            may_end.wait(10)
            run.finish()

        jobs.handlers["try"] = handle
        start(ann)
        beside = worker.Worker()
        beside.start()
        begun.wait(10)

        beside.end(seconds=0.01)

        assert beside.is_alive()
        assert "still running" in caplog.text
        may_end.set()
        beside.join(10)


class TestKeepQueue:
    def test_replaces_what_was_left_behind(self, ann):
        job = start(ann)
        Job.objects.update(due_at=NOON - 2 * MINUTE)
        enqueue(job)
        DBTaskResult.objects.update(enqueued_at=NOON - timedelta(minutes=61), status="RUNNING")

        worker.keep_queue(NOON)

        assert [entry.status for entry in DBTaskResult.objects.all()] == ["READY"]

    def test_bounds_the_queue_where_no_worker_lives(self, ann):
        for subject in range(3):
            start(ann, subject)

        for minute in range(1, 70):
            with time_machine.travel(NOON + minute * MINUTE, tick=False):
                worker.keep_queue(NOON + minute * MINUTE)

        assert DBTaskResult.objects.count() == 3 * 61

    def test_leaves_the_queue_of_another_backend_alone(self, ann, monkeypatch):
        enqueue(start(ann))
        DBTaskResult.objects.update(enqueued_at=NOON - timedelta(days=1))
        monkeypatch.setattr(worker, "is_needed", lambda: False)

        worker.keep_queue(NOON)

        assert DBTaskResult.objects.count() == 1


class TestState:
    def test_counts_the_jobs_that_nobody_has_taken(self, ann, ben):
        for subject, user in enumerate((ann, ben, ann, ann)):
            start(user, subject)
        Job.objects.filter(subject=0).update(state="failed")
        Job.objects.filter(subject=1).update(locked_until=NOON + timedelta(hours=1))
        Job.objects.filter(subject=2).update(due_at=NOON + timedelta(minutes=3))

        assert worker.state(NOON) == worker.State(1, timedelta())
        assert worker.state(NOON + 5 * MINUTE) == worker.State(2, 5 * MINUTE)

    @pytest.mark.parametrize(("minutes", "is_late"), [(15, False), (16, True)])
    def test_is_late_after_a_quarter_of_an_hour(self, ann, minutes, is_late):
        start(ann)

        assert worker.state(NOON + minutes * MINUTE).is_late is is_late

    def test_is_calm_without_jobs(self, db):
        assert worker.state(NOON) == worker.State(0, timedelta())
