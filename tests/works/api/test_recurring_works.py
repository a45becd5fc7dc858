"""Recurring works over HTTP: made, shown, found."""

import pytest

from tests.makers import make_ancestors, make_category, make_recurring_work
from tests.wheelbarrow.core.api.problems import assert_problem, assert_refused
from tests.works.services.calendar import noon
from works.models import RecurringWork
from works.services import scheduler

ADDRESS = "/api/v1/recurring-works/"
FRIDAYS = {"title": "Water", "rule": "FREQ=WEEKLY;BYDAY=FR"}


def titles(response):
    assert response.status_code == 200, response.json()
    return {rule["title"] for rule in response.json()["results"]}


class TestCreate:
    def test_shows_the_rule_with_its_place_in_the_tree(self, ann, api):
        root, _garden, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])

        response = api.post(ADDRESS, {"title": "Water", "category": beds.pk, "rule": "freq=weekly", "deadline_days": 1})

        shown = response.json()
        assert response.status_code == 201
        assert shown == {
            "id": RecurringWork.objects.get().pk,
            "title": "Water",
            "content": "",
            "content_is_cut": False,
            "category": beds.pk,
            "category_path": beds.path,
            "root": root.pk,
            "priority": "NONE",
            "my_job": False,
            "rule": "FREQ=WEEKLY",
            "repeats": shown["repeats"],
            "sentence": shown["sentence"],
            "starts_on": "2026-09-02",
            "skipped_on": [],
            "extra_on": [],
            "time_zone": None,
            "deadline_days": 1,
            "deadline_time": None,
            "lead_days": 0,
            "catch_up": "latest_only",
            "is_active": True,
            "labels": [],
            "paused_from": None,
            "paused_until": None,
            "next_occurrence_on": "2026-09-09",
            "missed_on": [],
            "series": None,
            "split_on": None,
            "failed_at": None,
            "failure": "",
            "version": RecurringWork.objects.get().version,
            "created_at": "2026-09-02T09:00:00Z",
            "updated_at": "2026-09-02T09:00:00Z",
        }
        assert shown["repeats"]["frequency"] == "WEEKLY"
        assert shown["sentence"]
        assert api.get(f"{ADDRESS}{shown['id']}/").json() == shown

    def test_makes_the_work_of_today(self, ann, api):
        rule = api.post(ADDRESS, {"title": "Water", "rule": "FREQ=DAILY", "deadline_days": 0}).json()

        [work] = api.get("/api/v1/works/").json()["results"]
        assert (work["recurring_work"], work["occurs_on"], work["title"]) == (rule["id"], "2026-09-02", "Water")
        assert (work["starts_on"], work["deadline_on"]) == ("2026-09-02", "2026-09-02")

    def test_takes_the_simple_form(self, api):
        response = api.post(
            ADDRESS, {"title": "Rent", "repeats": {"frequency": "MONTHLY", "month_day": 31}, "starts_on": "2026-10-31"}
        )

        assert response.json()["rule"] == "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
        assert response.json()["next_occurrence_on"] == "2026-10-31"

    def test_is_refused_by_code_and_field(self, api):
        for body, code, field in [
            ({}, "rule_missing", "rule"),
            ({"rule": "daily"}, "rule_not_understood", "rule"),
            ({"rule": "FREQ=DAILY;BYEASTER=1"}, "rule_part_unknown", "rule"),
            ({"rule": "FREQ=DAILY;FREQ=DAILY"}, "rule_part_twice", "rule"),
            ({"rule": "INTERVAL=2"}, "rule_part_missing", "rule"),
            ({"rule": "FREQ=HOURLY"}, "rule_finer_than_a_day", "rule"),
            ({"rule": "FREQ=DAILY;INTERVAL=0"}, "rule_part_out_of_range", "rule"),
            ({"rule": "FREQ=DAILY;COUNT=2;UNTIL=20270101"}, "rule_parts_disagree", "rule"),
            ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "rule_never_matches", "rule"),
            ({"rule": "FREQ=YEARLY;INTERVAL=1000;BYMONTH=1"}, "rule_too_rare", "rule"),
            ({"rule": "FREQ=YEARLY;COUNT=1000"}, "count_too_far", "rule"),
            ({"rule": "FREQ=DAILY;UNTIL=20260901"}, "ends_before_its_first_day", "rule"),
            ({"rule": "FREQ=DAILY", "repeats": {"frequency": "WEEKLY"}}, "rule_and_repeats", "repeats"),
            ({"rule": "FREQ=DAILY", "deadline_time": "09:00"}, "time_without_deadline_days", "deadline_time"),
            ({"rule": "FREQ=DAILY", "extra_on": ["2026-09-01"]}, "extra_day_before_start", "extra_on"),
            ({"rule": "FREQ=DAILY", "category": 2**62}, "unknown_category", "category"),
            ({"rule": "FREQ=DAILY", "time_zone": "Mars/Base"}, "invalid", "time_zone"),
            ({"rule": "FREQ=DAILY", "lead_days": 367}, "invalid", "lead_days"),
            ({"rule": "FREQ=DAILY", "deadline_days": -1}, "invalid", "deadline_days"),
            ({"rule": "FREQ=DAILY", "catch_up": "hope"}, "invalid", "catch_up"),
            ({"rule": "FREQ=DAILY;" + "X" * 500}, "invalid", "rule"),
            ({"rule": "FREQ=DAILY", "scope": "this"}, "invalid", "scope"),
            ({"rule": "FREQ=DAILY", "occurs_on": "2026-09-02"}, "invalid", "occurs_on"),
            ({"rule": "FREQ=DAILY", "next_occurrence_on": "2026-09-02"}, "invalid", "next_occurrence_on"),
            ({"rule": "FREQ=DAILY", "series": 1}, "invalid", "series"),
            ({"rule": "FREQ=DAILY", "skipped_on": ["soon"]}, "invalid", "skipped_on"),
        ]:
            problem = assert_problem(api.post(ADDRESS, {"title": "Water", **body}), 400, code)
            assert {name.split(".")[0] for name in problem["errors"]} == {field}, body
        assert not RecurringWork.all_objects.exists()

    def test_refuses_a_strangers_category_like_a_missing_one(self, ben, api):
        bens = make_category(user=ben)

        answers = [api.post(ADDRESS, {**FRIDAYS, "category": pk}) for pk in (bens.pk, 2**62)]

        assert answers[0].json() == answers[1].json()
        assert_problem(answers[0], 400, "unknown_category")


class TestList:
    @pytest.fixture
    def rules(self, ann, ben):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        make_recurring_work(user=ann, title="root", category=root, my_job=True)
        make_recurring_work(user=ann, title="tree", category=tree, content="Beds")
        make_recurring_work(user=ann, title="nowhere", is_active=False)
        failed = make_recurring_work(user=ann, title="failed")
        RecurringWork.objects.filter(pk=failed.pk).update(rule="FREQ=SOMETIMES")
        make_recurring_work(user=ben, title="ben's")
        scheduler.tick(noon("09-03"))
        return root, tree

    def test_finds_what_is_asked_for(self, api, stranger, rules):
        root, tree = rules
        for query, found in [
            ({}, {"root", "tree", "nowhere", "failed"}),
            ({"my_job": "true"}, {"root"}),
            ({"is_active": "false"}, {"nowhere"}),
            ({"failed": "true"}, {"failed"}),
            ({"failed": "false"}, {"root", "tree", "nowhere"}),
            ({"q": "beds"}, {"tree"}),
            ({"q": "NOWH"}, {"nowhere"}),
            ({"category": root.pk}, {"root"}),
            ({"under": root.pk}, {"root", "tree"}),
            ({"root": root.pk}, {"root", "tree"}),
            ({"under": tree.pk}, {"tree"}),
        ]:
            assert titles(api.get(ADDRESS, query)) == found, query
        assert titles(stranger.get(ADDRESS)) == {"ben's"}
        for name in ("category", "under", "root"):
            assert_refused(stranger.get(ADDRESS, {name: root.pk}), 400, "invalid", {name})

    def test_is_newest_first_or_as_asked(self, api, rules):
        newest = [rule["title"] for rule in api.get(ADDRESS).json()["results"]]
        by_title = [rule["title"] for rule in api.get(ADDRESS, {"ordering": "title"}).json()["results"]]

        assert newest == ["failed", "nowhere", "tree", "root"]
        assert by_title == sorted(newest)

    def test_shows_a_rule_that_cannot_be_read_as_it_stands(self, api, rules):
        [shown] = api.get(ADDRESS, {"failed": "true"}).json()["results"]

        assert (shown["rule"], shown["sentence"], shown["repeats"]) == ("FREQ=SOMETIMES", "FREQ=SOMETIMES", None)
        assert shown["failed_at"] == "2026-09-03T09:00:00Z"
        assert "FREQ" in shown["failure"]
