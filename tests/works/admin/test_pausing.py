"""The pause of recurring works in the admin: its days, and the works inside."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services import edit_profile
from tests.conftest import run_action
from tests.makers import make_recurring_work
from works.models import RecurringWork, Work
from works.services import lifecycle

RULES = "/admin/works/recurringwork/"


def today_of(user):
    return user.local_time(timezone.now()).date()


def make_rule(user, **fields):
    """A daily rule that has created the works of today and of the next four days."""
    return make_recurring_work(user=user, starts_on=today_of(user), lead_days=4, at=timezone.now(), **fields)


def pause(client, rows, **typed):
    """Send the page that asks for the days of the pause; returns the list with its messages."""
    return run_action(client, RULES, "pause", rows, **{"from_on": "", "until_on": "", **typed})


def statuses(row):
    return list(Work.objects.made_by(row.pk).order_by("occurs_on").values_list("current_status", flat=True))


class TestThePageThatAsks:
    def test_shows_the_open_works_of_these_rules_and_changes_nothing(self, operator_client, ann, ben):
        row = make_rule(ann, title="Water")
        make_rule(ben, title="Sweep")
        done, *still_open = Work.objects.made_by(row.pk).order_by("occurs_on")
        lifecycle.finish_work(user=ann, work_id=done.pk, at=timezone.now())

        asked = run_action(operator_client, RULES, "pause", [row])
        page = asked.content.decode()

        assert "admin/works/recurringwork/pause.html" in [template.name for template in asked.templates]
        assert [f"/admin/works/work/{work.pk}/change/" in page for work in [done, *still_open]] == [False] + [True] * 4
        assert "Sweep" not in page
        assert not RecurringWork.objects.exclude(paused_from=None).exists()

    def test_names_twenty_works(self, operator_client, ann):
        row = make_recurring_work(user=ann, starts_on=today_of(ann), lead_days=40, at=timezone.now())

        page = run_action(operator_client, RULES, "pause", [row]).content.decode()

        assert page.count("/admin/works/work/") - page.count('href="/admin/works/work/"') == 20
        assert "<li>…</li>" in page

    @pytest.mark.parametrize("typed", [{"until_on": "soon"}, {"from_on": "9999-12-31"}, {"until_on": "0001-01-01"}])
    def test_comes_back_with_a_day_that_is_none(self, operator_client, ann, typed):
        row = make_rule(ann)

        page = pause(operator_client, [row], **typed)

        assert page.status_code == 200
        assert 'class="errorlist"' in page.content.decode()
        assert RecurringWork.objects.get().paused_from is None


class TestPause:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [({}, ["TODO"] * 5), ({"cancel_open": "on"}, ["CANCELLED"] * 5)],
        ids=["works stay", "works are cancelled"],
    )
    def test_begins_today_and_shows_the_works_inside(self, operator_client, ann, typed, expected):
        row = make_rule(ann, title="Water")

        page = pause(operator_client, [row], **typed).content.decode()

        row.refresh_from_db()
        assert (row.paused_from, row.paused_until) == (today_of(ann), None)
        assert statuses(row) == expected
        label = "Cancelled" if typed else "To do"
        for work in Work.objects.made_by(row.pk):
            assert f'<a href="/admin/works/work/{work.pk}/change/">{work.occurs_on} Water</a> ({label})' in page

    def test_takes_its_days_for_each_of_the_rows(self, operator_client, ann, ben):
        rows = [make_rule(ann), make_rule(ben, time_zone="Asia/Seoul")]
        first, last = (today_of(ann) + timedelta(days=days) for days in (1, 2))

        pause(operator_client, rows, from_on=first, until_on=last, cancel_open="on")

        for row in rows:
            row.refresh_from_db()
            assert (row.paused_from, row.paused_until) == (first, last)
            assert statuses(row) == ["TODO", "CANCELLED", "CANCELLED", "TODO", "TODO"]

    def test_shows_the_works_in_the_language_of_the_operator(self, operator_client, operator, ann):
        row = make_rule(ann, title="물주기")
        edit_profile(user=operator, language="ko")

        page = pause(operator_client, [row], cancel_open="on").content.decode()

        assert "일시 중지 기간의 작업: <a" in page
        assert "물주기</a> (취소" in page

    def test_escapes_titles(self, operator_client, ann):
        row = make_rule(ann, title="<b>Water</b>")

        assert "<b>Water" not in run_action(operator_client, RULES, "pause", [row]).content.decode()
        assert "<b>Water" not in pause(operator_client, [row]).content.decode()
