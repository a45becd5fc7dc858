"""Background jobs."""

from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from tests.makers import NOON
from wheelbarrow.core import jobs, leases
from wheelbarrow.core.exceptions import NoLongerFits
from wheelbarrow.core.models import Job, RateCount
from wheelbarrow.core.querysets import JobQuerySet
from wheelbarrow.core.trash import purge_all_of
from wheelbarrow.environment import tasks_backend


@pytest.fixture(autouse=True)
def _handlers(monkeypatch):
    monkeypatch.setattr(jobs, "handlers", {})
    yield
    jobs.ending.clear()


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def handled_by(handler):
    jobs.handlers["try"] = handler


def write_and_finish(attempt):
    """Write one row and finish, as every handler does."""
    with transaction.atomic():
        RateCount.objects.create(key=f"written by {attempt.attempt}", began_at=NOON, requests=1)
        attempt.finish()


def written():
    return list(RateCount.objects.order_by("key").values_list("key", flat=True))


def start(user, subject=1, **options):
    return jobs.start("try", user=user, subject=subject, at=timezone.now(), **options)


class TestStart:
    def test_creates_a_waiting_job(self, ann, clock):
        job = start(ann, 7, parameters={"a": 1})

        job.refresh_from_db()
        assert (job.kind, job.subject, job.user, job.state) == ("try", 7, ann, "waiting")
        assert (job.parameters, job.due_at, job.attempts) == ({"a": 1}, NOON, 0)

    def test_wakes_a_worker_on_commit(self, ann, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            job = start(ann)

            assert not DBTaskResult.objects.exists()
        entry = DBTaskResult.objects.get()
        assert (entry.task_path, entry.args_kwargs["args"]) == ("wheelbarrow.core.jobs.run_job", [job.pk])

    def test_outlives_a_queue_that_is_away(self, ann, monkeypatch, caplog, django_capture_on_commit_callbacks):
        monkeypatch.setattr(type(jobs.run_job.get_backend()), "enqueue", lambda *_: 1 / 0)

        with django_capture_on_commit_callbacks(execute=True):
            start(ann)

        assert Job.objects.get().state == "waiting"
        assert "division by zero" in caplog.text


class TestRun:
    def test_does_a_job_once(self, ann, clock):
        handled_by(write_and_finish)
        job = start(ann, parameters={"former": "anna@example.org"})

        jobs.run(job.pk)
        jobs.run(job.pk)

        job.refresh_from_db()
        assert (job.state, job.attempts, job.locked_until, job.ended_at) == ("done", 1, None, NOON)
        assert job.parameters == {}
        assert written() == ["written by 1"]

    def test_leaves_a_job_that_another_worker_has(self, ann, clock):
        handled_by(write_and_finish)
        job = start(ann)
        Job.objects.update(locked_until=NOON + timedelta(seconds=1), attempts=1)

        jobs.run(job.pk)
        assert written() == []
        clock.shift(1)
        jobs.run(job.pk)

        assert written() == ["written by 2"]

    def test_does_nothing_without_the_job(self, db):
        jobs.run(0)

    def test_is_done_by_one_of_two_that_take_it_at_once(self, ann, clock, monkeypatch):
        """The other one commits between reading the job and taking it."""
        handled_by(write_and_finish)
        job = start(ann)
        held, rivals = JobQuerySet.held, [job.pk]

        def held_late(*args):
            if rivals:
                jobs.run(rivals.pop())
            return held(*args)

        monkeypatch.setattr(JobQuerySet, "held", held_late)

        jobs.run(job.pk)

        assert written() == ["written by 1"]

    def test_builds_links_below_the_path_of_the_site(self, ann, clock, settings):
        settings.FORCE_SCRIPT_NAME = "/plan"
        paths = []
        handled_by(lambda attempt: (paths.append(reverse("today")), attempt.finish()))

        jobs.run(start(ann).pk)

        assert paths == ["/plan/today/"]
        assert reverse("today") == "/today/"

    def test_runs_in_the_language_and_zone_of_the_person(self, ben, clock):
        seen = []
        ben.language = "ko"
        ben.save()
        handled_by(lambda attempt: seen.append((translation.get_language(), timezone.get_current_timezone_name())))
        job = start(ben)

        jobs.run(job.pk)

        assert seen == [("ko", "Europe/Berlin")]
        assert translation.get_language() == "en"


class TestFailures:
    def test_of_the_domain_end_a_job_with_their_text(self, ann, clock):
        def refuse(attempt):
            with transaction.atomic():
                RateCount.objects.create(key="half", began_at=NOON, requests=1)
                raise NoLongerFits

        handled_by(refuse)
        job = start(ann)

        jobs.run(job.pk)

        job.refresh_from_db()
        assert (job.state, job.failure, job.attempts, job.ended_at) == ("failed", NoLongerFits.message(), 1, NOON)
        assert written() == []

    def test_are_tried_again_after_growing_delays_and_then_final(self, ann, clock, caplog):
        handled_by(lambda attempt: 1 / 0)
        job = start(ann)
        begun = []

        for _second in range(12_000):
            attempts = Job.objects.get().attempts
            assert jobs.run_waiting() <= 1
            if Job.objects.get().attempts > attempts:
                begun.append(int((timezone.now() - NOON).total_seconds()))
            clock.shift(30)
            if Job.objects.get().state == "failed":
                break

        job.refresh_from_db()
        assert begun == [0, 30, 150, 630, 2550]
        assert job.failure == "It failed five times. The operator finds the reason in the log."
        assert caplog.text.count("ZeroDivisionError") == 5

    def test_wake_a_worker_after_the_delay(self, ann, clock):
        handled_by(lambda attempt: 1 / 0)

        jobs.run(start(ann).pk)

        assert DBTaskResult.objects.get().run_after == NOON + timedelta(seconds=30)

    def test_are_final_for_a_job_whose_workers_were_killed(self, ann, clock):
        handled_by(write_and_finish)
        job = start(ann)
        Job.objects.update(attempts=5, locked_until=NOON)

        jobs.run(job.pk)

        job.refresh_from_db()
        assert job.state == "failed"
        assert job.failure.startswith("It failed five times.")
        assert written() == []

    def test_have_the_language_of_the_person(self, ann, clock):
        ann.language = "ko"
        ann.save()
        handled_by(lambda attempt: 1 / 0)
        job = start(ann)
        Job.objects.update(attempts=4)

        jobs.run(job.pk)

        job.refresh_from_db()
        assert job.failure
        assert not job.failure.isascii()

    def test_include_a_handler_that_does_not_finish(self, ann, clock, caplog):
        handled_by(lambda attempt: None)

        jobs.run(start(ann).pk)

        assert Job.objects.get().state == "waiting"
        assert "did not call finish()" in caplog.text

    def test_include_a_kind_that_this_version_does_not_know(self, ann, clock):
        jobs.run(start(ann).pk)

        assert (Job.objects.get().state, Job.objects.get().attempts) == ("waiting", 1)


class TestLostLease:
    """A worker that was stopped for longer than its lease; another one has begun meanwhile."""

    def overtaken(self, then):
        def handle(attempt):
            Job.objects.update(attempts=attempt.attempt + 1)
            with transaction.atomic():
                RateCount.objects.create(key="late", began_at=NOON, requests=1)
                then(attempt)

        return handle

    @pytest.mark.parametrize("then", [lambda attempt: attempt.finish(), lambda attempt: attempt.report(1, 2)])
    def test_rolls_back_what_the_late_one_wrote(self, ann, clock, then, caplog):
        handled_by(self.overtaken(then))
        job = start(ann)

        jobs.run(job.pk)

        job.refresh_from_db()
        assert written() == []
        assert (job.state, job.attempts, job.done) == ("waiting", 2, 0)
        assert "was taken by another worker" in caplog.text

    @pytest.mark.parametrize("error", [NoLongerFits, ZeroDivisionError])
    def test_lets_the_late_one_fail_nothing(self, ann, clock, error):
        def handle(attempt):
            Job.objects.update(attempts=attempt.attempt + 1)
            raise error

        handled_by(handle)

        jobs.run(start(ann).pk)

        assert (Job.objects.get().state, Job.objects.get().failure) == ("waiting", "")
        assert Job.objects.get().due_at == NOON


class TestReport:
    def test_stores_the_progress_once_a_second_and_at_the_end(self, ann, clock):
        stored = []

        def handle(attempt):
            for done in (1, 2, 3):
                attempt.report(done, 3)
                stored.append(Job.objects.get().done)
            attempt.finish()

        handled_by(handle)

        jobs.run(start(ann).pk)

        assert stored == [1, 1, 3]
        assert Job.objects.get().total == 3

    def test_gives_the_job_up_when_the_process_ends(self, ann, clock):
        def handle(attempt):
            jobs.ending.set()
            attempt.report(1, 2)

        handled_by(handle)
        job = start(ann)

        jobs.run(job.pk)

        job.refresh_from_db()
        assert (job.state, job.locked_until, job.due_at) == ("waiting", None, NOON)
        assert jobs.run_waiting() == 0


class TestRunWaiting:
    def test_does_every_job_that_is_due_the_oldest_first(self, ann, ben, clock):
        done = []
        handled_by(lambda attempt: (done.append(attempt.job.subject), attempt.finish()))
        for subject, user in enumerate((ann, ben, ann)):
            start(user, subject)
        Job.objects.filter(subject=1).update(due_at=NOON + timedelta(seconds=1))

        assert jobs.run_waiting() == 2
        assert done == [0, 2]


class TestRingAgain:
    def test_enqueues_jobs_that_have_been_due_for_a_minute(self, ann, clock, monkeypatch):
        monkeypatch.setattr(jobs, "MOST_RINGS", 2)
        for subject in range(5):
            start(ann, subject)
        Job.objects.filter(subject=1).update(locked_until=NOON + timedelta(minutes=2))
        Job.objects.filter(subject=2).update(state="done")

        assert jobs.ring_again(NOON + timedelta(seconds=59)) == 0
        assert jobs.ring_again(NOON + timedelta(seconds=60)) == 2
        subjects = Job.objects.in_bulk(entry.args_kwargs["args"][0] for entry in DBTaskResult.objects.all()).values()
        assert sorted(job.subject for job in subjects) == [0, 3]


class TestRunAgain:
    def failed(self, user, **options):
        job = start(user, **options)
        Job.objects.filter(pk=job.pk).update(state="failed", attempts=5)
        job.refresh_from_db()
        return job

    def test_starts_a_new_job_with_the_same_parameters(self, ann, clock):
        job = self.failed(ann, parameters={"a": 1})

        again = jobs.run_again(job, at=NOON)

        assert again.pk != job.pk
        assert (again.user, again.kind, again.subject, again.parameters) == (ann, "try", 1, {"a": 1})
        assert (again.state, again.attempts) == ("waiting", 0)

    @pytest.mark.parametrize("state", ["waiting", "done"])
    def test_leaves_a_job_that_has_not_failed(self, ann, clock, state):
        job = start(ann)
        job.state = state

        assert jobs.run_again(job, at=NOON) is None
        assert Job.objects.count() == 1

    def test_leaves_a_job_that_was_run_again_already(self, ann, clock):
        job = self.failed(ann)
        jobs.run_again(job, at=NOON)

        assert jobs.run_again(job, at=NOON) is None
        assert Job.objects.count() == 2


class TestPurgeJobs:
    def test_removes_jobs_two_weeks_after_their_end(self, ann, clock):
        for days in (0, 14, 15):
            start(ann, days)
            Job.objects.filter(subject=days).update(state="done", ended_at=NOON - timedelta(days=days))
        start(ann, 99)
        reported = []

        assert jobs.purge_jobs(before=NOON, at=NOON, report=reported.append) == 1
        assert sorted(Job.objects.values_list("subject", flat=True)) == [0, 14, 99]
        assert reported == [1]

    def test_is_part_of_the_purge_of_an_account(self, ann, ben, clock):
        for user in (ann, ben):
            start(user)

        purge_all_of(ann)

        assert [job.user for job in Job.objects.all()] == [ben]


class TestImmediateBackend:
    def test_does_the_job_when_the_request_commits(self, ann, settings, clock, django_capture_on_commit_callbacks):
        settings.TASKS = {"default": {"BACKEND": tasks_backend("immediate")}}
        handled_by(write_and_finish)

        with django_capture_on_commit_callbacks(execute=True):
            start(ann)

        assert Job.objects.get().state == "done"
        assert not DBTaskResult.objects.exists()


class TestLatestOf:
    def test_returns_the_newest_job_on_the_row_of_the_person(self, ann, ben, clock):
        start(ann, 1)
        newest = start(ann, 1)
        start(ann, 2)
        start(ben, 1)

        assert jobs.latest_of(ann, "try", 1) == newest
        assert jobs.latest_of(ann, "other", 1) is None
        assert jobs.latest_of(ben, "try", 2) is None


@pytest.mark.django_db(transaction=True)
class TestLease:
    """Time runs: a lease of 0.4 s, extended every 0.1 s."""

    @pytest.fixture(autouse=True)
    def _short(self, monkeypatch):
        for module in (jobs, leases):
            monkeypatch.setattr(module, "LEASE", timedelta(seconds=0.4))
        monkeypatch.setattr(leases, "EXTEND_EVERY", timedelta(seconds=0.1))

    def rival(self, job, outcomes, over):
        """Try to take the job again and again, as another process does."""

        def compete():
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    cursor.execute("PRAGMA busy_timeout = 100")
            try:
                while not over.is_set():
                    try:
                        outcomes.append(jobs._take(job.pk) is not None)
                    except Exception as error:
                        outcomes.append(str(error))
            finally:
                connection.close()

        return Thread(target=compete)

    @pytest.mark.parametrize("within", [False, True], ids=["outside of a transaction", "in one transaction"])
    def test_does_not_run_out_under_a_healthy_worker(self, ann, within):
        outcomes, ended, over = [], Event(), Event()

        def handle(attempt):
            end = timezone.now() + timedelta(seconds=1.2)
            competing.start()
            if not within:
                ended.wait((end - timezone.now()).total_seconds())
            with transaction.atomic():
                RateCount.objects.create(key="written", began_at=NOON, requests=1)
                if within:
                    ended.wait((end - timezone.now()).total_seconds())
                attempt.finish()

        handled_by(handle)
        job = start(ann)
        competing = self.rival(job, outcomes, over)

        jobs.run(job.pk)
        over.set()
        competing.join()

        job.refresh_from_db()
        assert (job.state, job.attempts) == ("done", 1)
        assert len(outcomes) > 5
        assert True not in outcomes

    def test_runs_out_when_the_worker_hangs(self, ann, monkeypatch):
        monkeypatch.setattr(leases, "LONGEST_RUN", timedelta(seconds=0.2))
        taken = []

        def handle(attempt):
            while attempt.attempt == 1 and not taken:
                if jobs._take(attempt.job.pk):
                    taken.append(True)
            attempt.finish()

        handled_by(handle)

        jobs.run(start(ann).pk)

        assert taken
        assert Job.objects.get().state == "waiting"
