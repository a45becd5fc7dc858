"""The front page of the admin."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import run_action
from tests.makers import make_ancestors, make_finished_work, make_user, make_work
from wheelbarrow.core import trash
from works.choices import Status
from works.services import editing


@pytest.fixture
def year(ann, ben):
    """Works in every state, some late, some of long ago, some in the trash."""
    now = timezone.now()
    root, beds = make_ancestors(user=ann, names=["2026", "Beds"])
    for status in Status.values:
        make_work(user=ann, category=beds, current_status=status, at=now, deadline_on=now.date() - timedelta(days=2))
        make_work(user=ben, current_status=status, at=now)
    for weeks in (1, 3, 30):
        make_finished_work(user=ann, category=root, at=now - timedelta(weeks=weeks))
    for days in (0, 1, 29, 40):
        gone = make_work(user=ann)
        editing.delete_work(user=ann, work_id=gone.pk, at=now - timedelta(days=days))


def bars_of(operator_client, chart):
    return [bar for bar in operator_client.get("/admin/").context["dashboard"][chart] if bar.link]


class TestDashboard:
    @pytest.mark.parametrize("chart", ["statuses", "weeks", "projects", "people", "trash"])
    def test_has_bars_that_lead_to_the_list_they_count(self, operator_client, year, chart):
        bars = bars_of(operator_client, chart)

        assert sum(bar.number for bar in bars) > 2
        for bar in bars:
            assert len(operator_client.get(bar.link).context["cl"].result_list) == bar.number, bar

    def test_leads_to_what_is_overdue(self, operator_client, year):
        page = operator_client.get("/admin/").context["dashboard"]

        listed = operator_client.get(page["overdue_link"]).context["cl"].result_list

        assert len(listed) == page["counted"].overdue == 4

    def test_sums_the_rest_in_one_bar(self, operator_client, ann):
        for index in range(12):
            make_work(user=make_user(f"{index}@example.org"), deadline_on=timezone.now().date() - timedelta(days=2))

        bars = operator_client.get("/admin/").context["dashboard"]["people"]

        assert [(bar.label, bar.number, bar.overdue) for bar in bars[-1:]] == [("all others", 2, 2)]
        assert sum(bar.number for bar in bars) == 12

    def test_tells_when_it_was_counted_and_how_the_server_does(self, operator_client, year):
        page = operator_client.get("/admin/").content.decode()

        assert re.search(r"Counted at \d\d:\d\d:\d\d", page)
        assert "Scheduler has never run; recurring works are not being created" in page
        assert "All migrations are applied" in page

    def test_tells_of_a_migration_that_is_not_applied(self, operator_client, monkeypatch):
        monkeypatch.setattr("works.statistics.pending_migrations", lambda: ["works.0099_more"])

        assert "1 migration is not applied" in operator_client.get("/admin/").content.decode()

    def test_is_surrounded_by_links_to_every_list_and_shows_the_last_actions(self, operator_client, ann):
        work = make_work(user=ann, title="Dig")
        run_action(operator_client, "/admin/works/work/", "finish", [work])

        page = operator_client.get("/admin/").content.decode()

        sections = re.findall('href="(/admin/[^"]+)"', page.split('id="sections"')[1].split("</nav>")[0])
        assert sections[:3] == ["/admin/works/work/", "/admin/categories/category/", "/admin/works/recurringwork/"]
        assert f'<a href="/admin/works/work/{work.pk}/change/">Dig</a>' in page.split('id="actions-title"')[1]

    def test_has_nothing_that_the_policy_refuses(self, operator_client, year):
        page = operator_client.get("/admin/").content.decode()

        assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]+src=)|\son\w+=", page)

    @pytest.mark.parametrize("is_kept", [True, False])
    def test_costs_the_same_with_ten_times_the_rows(self, operator_client, is_kept):
        def cost():
            operator_client.get("/admin/")
            if not is_kept:
                cache.clear()
            with CaptureQueriesContext(connection) as queries:
                operator_client.get("/admin/")
            return len(queries)

        def fill(numbers):
            for index in numbers:
                person = make_user(f"{index}@example.org")
                work = make_work(user=person, category=make_ancestors(user=person, names=["2026", "Beds"])[1])
                make_finished_work(user=person)
                deletion = editing.delete_work(user=person, work_id=work.pk, at=timezone.now())
                trash.restore_deletion(user=person, deletion_id=deletion.pk, at=timezone.now())

        fill(range(2))
        few = cost()
        fill(range(2, 20))

        assert cost() == few
