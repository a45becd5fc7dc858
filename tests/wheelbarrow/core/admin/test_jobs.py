"""Background jobs in the admin."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts import mails
from accounts import services as accounts
from tests.conftest import run_action
from tests.makers import make_user
from wheelbarrow.core import jobs
from wheelbarrow.core.models import Job

PAGE = "/admin/wheelbarrow/job/"


def make_job(user, kind=mails.PASSWORD_RESET, **fields):
    job = jobs.start(kind, user=user, subject=1, at=timezone.now())
    Job.objects.filter(pk=job.pk).update(**fields)
    job.refresh_from_db()
    return job


def shown(client, path=PAGE):
    return client.get(path).content.decode()


class TestList:
    def test_shows_kind_person_state_progress_and_failure(self, operator_client, ann, ben):
        make_job(ann, done=3, total=7, locked_until=timezone.now() + timedelta(minutes=1), attempts=1)
        make_job(ben, state="failed", failure="The file cannot be read.")

        page = shown(operator_client)

        for text in ("mail: new password", "ann@example.org", "ben@example.org", "running", "3 / 7", "failed"):
            assert text in page
        assert "The file cannot be read." in page

    def test_shows_a_kind_that_this_version_does_not_know(self, operator_client, ann):
        make_job(ann, kind="from_the_future")

        assert "from_the_future" in shown(operator_client)

    @pytest.mark.parametrize(
        ("query", "found"),
        [("state__exact=failed", "ben"), (f"kind={mails.PASSWORD_RESET}", "ann"), ("kind=nothing", "")],
    )
    def test_filters(self, operator_client, ann, ben, query, found):
        make_job(ann)
        make_job(ben, kind=mails.EMAIL_CHANGED, state="failed")

        rows = operator_client.get(f"{PAGE}?{query}", follow=True).context["cl"].result_list

        assert sorted(row.user.email.split("@")[0] for row in rows) == found.split()

    def test_is_in_korean(self, operator_client, operator, ann):
        make_job(ann)
        accounts.edit_profile(user=operator, language="ko")

        assert "mail: new password" not in shown(operator_client)


class TestPage:
    def test_shows_a_job_and_changes_nothing(self, operator_client, ann):
        job = make_job(ann, failure="x" * 500, state="failed")

        assert "x" * 500 in shown(operator_client, f"{PAGE}{job.pk}/change/")
        for path in ("add/", f"{job.pk}/delete/"):
            assert operator_client.post(f"{PAGE}{path}", {"post": "yes"}).status_code == 403
        operator_client.post(f"{PAGE}{job.pk}/change/", {"state": "done"})
        job.refresh_from_db()
        assert job.state == "failed"

    def test_is_named_in_the_language_of_the_reader(self, operator_client, operator, ann):
        accounts.edit_profile(user=operator, language="ko")
        job = make_job(ann)

        assert f"<h2>백그라운드 작업 {job.pk}</h2>" in shown(operator_client, f"{PAGE}{job.pk}/change/")


class TestRunAgain:
    def test_starts_what_has_failed_and_nothing_else(self, operator_client, ann, ben):
        failed, done = make_job(ann, state="failed"), make_job(ben, state="done")

        page = run_action(operator_client, PAGE, "run_again", [failed, done])

        assert [str(message) for message in page.context["messages"]] == [
            "1 job runs again.",
            "1 row needed no change.",
        ]
        assert Job.objects.waiting().get().user == ann
        assert LogEntry.objects.count() == 1

    def test_is_for_operators(self, ann):
        job = make_job(ann, state="failed")
        browser = Client()
        browser.force_login(make_user("staff@example.org", is_staff=True))

        run_action(browser, PAGE, "run_again", [job])

        assert Job.objects.count() == 1


class TestTheQueue:
    def test_has_no_page(self, operator_client):
        assert operator_client.get("/admin/django_tasks_database/dbtaskresult/").status_code == 404
