"""The admin shows whether works are created."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services import edit_profile
from wheelbarrow.core import jobs
from works.models import RecurringWork
from works.services import recurring, scheduler

PAGE, RULES = "/admin/works/scheduler/", "/admin/works/recurringwork/"


def told(operator_client, path):
    return " ".join(operator_client.get(path).content.decode().split())


@pytest.mark.parametrize("path", [PAGE, RULES])
class TestThePulse:
    def test_is_missed_where_it_never_beat(self, operator_client, path):
        assert 'class="alarm"' in told(operator_client, path)

    def test_is_calm_after_a_tick(self, operator_client, path):
        scheduler.tick(timezone.now())

        assert 'class="alarm"' not in told(operator_client, path)

    def test_is_missed_where_it_beat_long_ago(self, operator_client, path):
        scheduler.tick(timezone.now() - timedelta(hours=3))

        assert '<span class="alarm">' in told(operator_client, path)

    def test_tells_how_far_it_is_behind_and_links_to_what_was_set_aside(self, operator_client, ann, path):
        long_ago = timezone.now() - timedelta(days=15)
        for title in ("Water", "Dig"):
            recurring.create_recurring_work(user=ann, title=title, rule="FREQ=DAILY", at=long_ago)
        RecurringWork.objects.filter(title="Dig").update(failed_at=long_ago, failure="KeyError: Mars")

        page = told(operator_client, path)

        assert "2 weeks" in page
        assert f'<a href="{RULES}?set_aside=1" class="alarm">' in page


@pytest.mark.parametrize("path", [PAGE, RULES, "/admin/"])
class TestJobs:
    def test_are_named_where_nobody_does_them(self, operator_client, ann, path):
        scheduler.tick(timezone.now())
        jobs.start("try", user=ann, subject=1, at=timezone.now() - timedelta(minutes=16))

        page = told(operator_client, path)

        assert 'class="alarm"' in page
        assert "/admin/wheelbarrow/job/?state__exact=waiting" in page


class TestThePage:
    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_tells_the_last_tick(self, operator_client, operator, language):
        scheduler.tick(timezone.now())

        edit_profile(user=operator, language=language)
        page = operator_client.get(PAGE)

        assert page.context["beat"].host in page.content.decode()

    def test_changes_nothing(self, operator_client):
        scheduler.tick(timezone.now())

        assert operator_client.get(f"{PAGE}add/").status_code == 403
        assert operator_client.post(f"{PAGE}1/delete/", {"post": "yes"}).status_code == 403
        assert operator_client.post(f"{PAGE}1/change/", {"host": "other"}).status_code == 403
