"""Recurring works over HTTP: changed and deleted."""

import pytest
import time_machine

from accounts.services import edit_profile
from tests.conftest import client_of
from tests.makers import make_category, make_recurring_work
from tests.wheelbarrow.core.api.problems import assert_problem, assert_refused
from tests.works.services.calendar import noon, work_on
from works.models import RecurringWork, Work
from works.services import scheduler


def of(rule):
    return f"/api/v1/recurring-works/{rule.pk}/"


class TestPatch:
    def test_holds_for_the_works_to_come(self, api, daily):
        response = api.patch(of(daily), {"title": "Rain"})

        assert (response.status_code, response.json()["title"]) == (200, "Rain")
        assert {work.title for work in Work.objects.all()} == {"Water"}

    @pytest.mark.parametrize(
        ("scope", "changed"),
        [("all_open", {"09-01", "09-02"}), ("this", {"09-01"}), ("this_and_future", {"09-01", "09-02"})],
    )
    def test_reaches_as_far_as_its_scope(self, api, daily, scope, changed):
        body = {"title": "Rain", "scope": scope, "occurs_on": "2026-09-01"}

        response = api.patch(of(daily), body)

        assert response.status_code == 200, response.json()
        assert {f"{work.occurs_on:%m-%d}" for work in Work.objects.filter(title="Rain")} == changed

    def test_of_this_and_future_answers_with_the_rule_that_goes_on(self, api, daily):
        response = api.patch(of(daily), {"rule": "FREQ=WEEKLY", "scope": "this_and_future", "occurs_on": "2026-09-02"})

        shown = response.json()
        assert (shown["id"], shown["series"]) == (RecurringWork.objects.latest("pk").pk, daily.pk)
        assert shown["split_on"] == "2026-09-02"
        assert (shown["rule"], shown["starts_on"]) == ("FREQ=WEEKLY", "2026-09-02")
        assert shown["next_occurrence_on"] == "2026-09-09"
        assert api.get(of(daily)).json()["rule"] == "FREQ=DAILY;UNTIL=20260901"

    def test_is_refused_by_code_and_field(self, api, daily):
        for body, status, code, fields in [
            ({"occurs_on": "2026-09-01"}, 400, "scope_needed", {"scope"}),
            ({"rule": "FREQ=WEEKLY"}, 409, "works_made_already", set()),
            ({"starts_on": "2026-09-03"}, 409, "works_made_already", set()),
            ({"repeats": {"frequency": "WEEKLY"}}, 409, "works_made_already", set()),
            ({"scope": "all_open", "rule": "FREQ=WEEKLY"}, 409, "works_made_already", set()),
            ({"scope": "this", "title": "Rain"}, 400, "occurrence_needed", {"occurs_on"}),
            (
                {"scope": "this", "occurs_on": "2026-09-02", "lead_days": 1, "rule": "FREQ=WEEKLY"},
                400,
                "not_of_one_day",
                {"lead_days", "rule"},
            ),
            ({"scope": "this", "occurs_on": "2026-08-31", "title": "Rain"}, 400, "not_an_occurrence", {"occurs_on"}),
            ({"scope": "everything"}, 400, "invalid", {"scope"}),
            ({"deadline_time": "09:00"}, 400, "time_without_deadline_days", {"deadline_time"}),
            ({"rule": None}, 400, "invalid", {"rule"}),
            ({"repeats": {}}, 400, "invalid", {"repeats.frequency"}),
            ({"repeats": {"interval": 2}}, 400, "invalid", {"repeats.frequency"}),
        ]:
            assert_refused(api.patch(of(daily), body), status, code, fields)
            assert RecurringWork.objects.get().title == "Water"

    def test_of_a_deleted_day_and_of_a_rule_that_is_over_are_conflicts(self, ann, api, daily):
        over = make_recurring_work(user=ann, rule="FREQ=DAILY;COUNT=1")
        api.delete(f"/api/v1/works/{work_on(daily, '09-01').pk}/")

        of_a_day = {"scope": "this", "occurs_on": "2026-09-01", "title": "Rain"}
        assert_problem(api.patch(of(daily), of_a_day), 409, "occurrence_settled")
        assert_problem(api.patch(of(over), {"scope": "this_and_future", "title": "Rain"}), 409, "rule_is_over")

    def test_repairs_a_rule_that_was_set_aside(self, api, daily):
        RecurringWork.objects.filter(pk=daily.pk).update(rule="FREQ=SOMETIMES")
        scheduler.tick(noon("09-03"))

        with time_machine.travel(noon("09-03"), tick=False):
            shown = client_of(daily.user).patch(of(daily), {"rule": "FREQ=DAILY"}).json()

        assert (shown["failed_at"], shown["failure"], shown["next_occurrence_on"]) == (None, "", "2026-09-04")


class TestPut:
    def test_of_what_was_shown_changes_nothing_whenever_the_week_begins(self, ann, api):
        for week in ("MO", "SU", "SA"):
            for rule in (
                "FREQ=DAILY",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
            ):
                edit_profile(user=ann, week_starts_on=week)
                row = make_recurring_work(user=ann, rule=rule)
                shown = api.get(of(row)).json()

                response = api.put(of(row), shown)

                assert response.status_code == 200, response.json()
                assert response.json() == shown

    def test_needs_a_title(self, api, daily):
        assert_refused(api.put(of(daily), {"rule": "FREQ=DAILY"}), 400, "invalid", {"title"})


class TestDelete:
    def test_leaves_the_works_and_is_undone_by_a_restore(self, api, daily):
        response = api.delete(of(daily))

        taken = response.json()
        assert (response.status_code, taken["recurring_works"], taken["works"]) == (200, 1, 0)
        assert api.get(of(daily)).status_code == 404
        works = api.get("/api/v1/works/").json()["results"]
        assert [work["recurring_work"] for work in works] == [None, None]
        [row] = api.get("/api/v1/trash/").json()["results"]
        assert (row["kind"], row["label"], row["recurring_works"]) == ("recurring_work", "Water", 1)

        api.post(f"/api/v1/trash/{taken['deletion']}/restore/")

        assert {work["recurring_work"] for work in api.get("/api/v1/works/").json()["results"]} == {daily.pk}

    def test_of_a_category_counts_its_rules(self, ann, api):
        bed = make_category(user=ann)
        make_recurring_work(user=ann, category=bed)

        taken = api.delete(f"/api/v1/categories/{bed.pk}/").json()

        assert (taken["categories"], taken["recurring_works"], taken["works"]) == (1, 1, 1)
