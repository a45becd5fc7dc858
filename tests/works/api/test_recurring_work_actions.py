"""The actions of a recurring work over HTTP: preview, occurrences, pause, resume, skip."""

from tests.makers import make_recurring_work
from tests.wheelbarrow.core.api.problems import assert_problem, assert_refused
from tests.works.services.calendar import work_on
from works.choices import Status
from works.models import RecurringWork, Work

ADDRESS = "/api/v1/recurring-works/"


def action(rule, name):
    return f"{ADDRESS}{rule.pk}/{name}/"


class TestPreview:
    def test_of_a_new_rule_shows_what_it_would_do_and_keeps_nothing(self, api):
        response = api.post(f"{ADDRESS}preview/", {"rule": "freq=weekly", "starts_on": "2026-08-26"})

        shown = response.json()
        assert response.status_code == 200, shown
        assert set(shown) == {"rule", "repeats", "sentence", "dates", "warnings", "catch_up", "made", "changed"}
        assert (shown["rule"], shown["catch_up"], len(shown["dates"])) == ("FREQ=WEEKLY", "latest_only", 10)
        assert shown["dates"][:2] == ["2026-09-02", "2026-09-09"]
        assert (shown["made"], shown["changed"]) == (["2026-09-02"], [])
        assert not RecurringWork.all_objects.exists()
        assert not Work.all_objects.exists()

    def test_of_a_change_shows_the_works_it_would_reach(self, api, daily):
        body = {"recurring_work": daily.pk, "title": "Rain", "scope": "this", "occurs_on": "2026-09-02"}

        shown = api.post(f"{ADDRESS}preview/", body).json()

        work = work_on(daily, "09-02")
        assert shown["changed"] == [
            {"id": work.pk, "title": "Rain", "occurs_on": "2026-09-02", "fields": ["title"]},
        ]
        assert (work.title, shown["made"]) == ("Water", [])

    def test_is_refused_as_saving_would_be(self, api, daily):
        assert_refused(api.post(f"{ADDRESS}preview/", {"rule": "daily"}), 400, "rule_not_understood", {"rule"})
        body = {"recurring_work": daily.pk, "rule": "FREQ=WEEKLY"}
        assert_problem(api.post(f"{ADDRESS}preview/", body), 409, "works_made_already")

    def test_finds_no_strangers_rule(self, stranger, daily):
        for pk in (daily.pk, 2**62):
            response = stranger.post(f"{ADDRESS}preview/", {"recurring_work": pk, "title": "Mine"})
            assert_problem(response, 404, "recurring_work_not_found")


class TestOccurrences:
    def test_show_the_state_of_each_day(self, api, daily):
        api.post(f"/api/v1/works/{work_on(daily, '09-01').pk}/finish/")
        api.post(action(daily, "skip"))

        response = api.get(action(daily, "occurrences"), {"start": "2026-08-30", "end": "2026-09-04"})

        assert [tuple(row.values()) for row in response.json()["results"]] == [
            ("2026-09-01", "done", work_on(daily, "09-01").pk),
            ("2026-09-02", "open", work_on(daily, "09-02").pk),
            ("2026-09-03", "skipped", None),
            ("2026-09-04", "planned", None),
        ]
        assert set(response.json()["results"][0]) == {"occurs_on", "state", "work"}

    def test_are_of_at_most_five_years(self, api, daily):
        for query, fields in [
            ({}, {"start", "end"}),
            ({"start": "2026-09-02", "end": "2026-09-01"}, {"end"}),
            ({"start": "2026-09-02", "end": "2031-09-06"}, {"end"}),
            ({"start": "soon", "end": "2026-09-01"}, {"start"}),
        ]:
            assert_refused(api.get(action(daily, "occurrences"), query), 400, "invalid", fields)
        response = api.get(action(daily, "occurrences"), {"start": "2026-09-02", "end": "2031-09-05"})
        assert len(response.json()["results"]) == 1830


class TestPause:
    def test_is_from_today_until_resumed_or_between_the_named_days(self, api, daily):
        shown = api.post(action(daily, "pause")).json()
        assert (shown["id"], shown["paused_from"], shown["paused_until"]) == (daily.pk, "2026-09-02", None)

        shown = api.post(action(daily, "resume")).json()
        assert (shown["paused_from"], shown["next_occurrence_on"]) == (None, "2026-09-03")
        assert_problem(api.post(action(daily, "resume")), 409, "not_paused")

        shown = api.post(action(daily, "pause"), {"from": "2026-09-05", "until": "2026-09-09"}).json()
        assert (shown["paused_from"], shown["paused_until"]) == ("2026-09-05", "2026-09-09")
        problem = assert_problem(api.post(action(daily, "pause"), {"from": "2026-09-11"}), 409, "already_paused")
        assert "2026-09-05" in problem["detail"]

    def test_shows_the_works_inside_it_and_cancels_the_open_ones_on_request(self, api, daily):
        work = work_on(daily, "09-02")
        inside = {"id": work.pk, "title": "Water", "occurs_on": "2026-09-02", "current_status": "TODO"}

        assert api.post(action(daily, "pause")).json()["works_in_pause"] == [inside]
        cancelled = api.post(action(daily, "pause"), {"cancel_open": True}).json()["works_in_pause"]

        assert cancelled == [{**inside, "current_status": "CANCELLED"}]
        assert work_on(daily, "09-02").status is Status.CANCELLED

    def test_is_refused_by_code_and_field(self, api, daily):
        for body, code, field in [
            ({"from": "2026-09-05", "until": "2026-09-04"}, "pause_ends_before_it_begins", "until"),
            ({"until": "2026-09-01"}, "pause_ends_before_it_begins", "until"),
            ({"from": "1999-01-01"}, "pause_begins_in_the_past", "from"),
            ({"from": "soon"}, "invalid", "from"),
            ({"since": "2026-09-05"}, "invalid", "since"),
        ]:
            assert_refused(api.post(action(daily, "pause"), body), 400, code, {field})
            assert RecurringWork.objects.get().paused_from is None


class TestSkip:
    def test_leaves_out_the_next_day_or_the_named_one(self, api, daily):
        shown = api.post(action(daily, "skip")).json()
        api.post(action(daily, "skip"), {"occurs_on": "2026-09-02"})

        assert (shown["skipped_on"], shown["next_occurrence_on"]) == (["2026-09-03"], "2026-09-04")
        assert work_on(daily, "09-02").status is Status.CANCELLED

    def test_is_refused_by_code(self, ann, api, daily):
        over = make_recurring_work(user=ann, rule="FREQ=DAILY;COUNT=1")
        api.post(f"/api/v1/works/{work_on(daily, '09-02').pk}/finish/")

        response = api.post(action(daily, "skip"), {"occurs_on": "2026-08-31"})
        assert_refused(response, 400, "not_an_occurrence", {"occurs_on"})
        assert_problem(api.post(action(daily, "skip"), {"occurs_on": "2026-09-02"}), 409, "occurrence_closed")
        assert_problem(api.post(action(over, "skip")), 409, "rule_is_over")


class TestThePage:
    def test_has_a_form_with_the_fields_that_a_form_can_send(self, client, ann):
        client.force_login(ann)

        page = client.get("/api/v1/recurring-works/", headers={"accept": "text/html"}).content.decode()

        assert 'name="rule"' in page
        assert 'name="repeats' not in page
        # The policy of every page forbids it.
        assert "style=" not in page.split("<form", 1)[1]

    def test_takes_its_form(self, client, ann):
        client.force_login(ann)
        form = {
            "title": "Water",
            "rule": "FREQ=DAILY",
            **dict.fromkeys(("starts_on", "deadline_days", "time_zone", "catch_up"), ""),
        }

        page = client.post("/api/v1/recurring-works/", form, headers={"accept": "text/html"})

        assert page.status_code == 201
        assert RecurringWork.objects.get().rule == "FREQ=DAILY"
