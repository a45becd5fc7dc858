"""The works of a rule over HTTP: which one made them, wherever they are shown."""

from tests.makers import make_recurring_work, make_work
from tests.wheelbarrow.core.api.problems import assert_problem
from tests.works.services.calendar import day, noon, work_on
from works.choices import CatchUp
from works.models import RecurringWork


def of(rule):
    return f"/api/v1/recurring-works/{rule.pk}/"


class TestWorksOfARule:
    def test_are_found_by_it(self, ann, api, daily):
        make_work(user=ann)
        make_recurring_work(user=ann)

        works = api.get("/api/v1/works/", {"recurring_work": daily.pk}).json()["results"]

        assert {(work["recurring_work"], work["occurs_on"]) for work in works} == {
            (daily.pk, "2026-09-01"),
            (daily.pk, "2026-09-02"),
        }

    def test_are_not_found_by_one_that_is_a_strangers_missing_or_in_the_trash(self, ben, api, daily):
        bens = make_recurring_work(user=ben)
        api.delete(of(daily))

        for pk in (bens.pk, daily.pk, 2**62):
            response = api.get("/api/v1/works/", {"recurring_work": pk})
            assert set(assert_problem(response, 400, "invalid")["errors"]) == {"recurring_work"}

    def test_cannot_be_given_another(self, ann, api, daily):
        for name, value in (("recurring_work", daily.pk), ("occurs_on", "2026-09-09")):
            response = api.post("/api/v1/works/", {"title": "Dig", name: value})
            assert set(assert_problem(response, 400, "invalid")["errors"]) == {name}

    def test_show_on_today_what_they_come_back_by(self, ann, api, daily):
        make_work(user=ann, title="Dig")

        works = api.get("/api/v1/works/today/").json()["results"]

        sentence = api.get(of(daily)).json()["sentence"]
        rule = {"id": daily.pk, "rule": "FREQ=DAILY", "sentence": sentence}
        assert {work["title"]: work["recurring_work"] for work in works} == {"Water": rule, "Dig": None}

    def test_show_nothing_on_today_of_a_rule_in_the_trash(self, api, daily):
        api.delete(of(daily))

        works = api.get("/api/v1/works/today/").json()["results"]

        assert [work["recurring_work"] for work in works] == [None, None]

    def test_are_on_today_where_their_rule_cannot_be_read(self, api, daily):
        RecurringWork.objects.filter(pk=daily.pk).update(rule="FREQ=SOMETIMES")

        works = api.get("/api/v1/works/today/").json()["results"]

        assert {work["recurring_work"]["sentence"] for work in works} == {"FREQ=SOMETIMES"}

    def test_show_on_finished_what_they_come_back_by(self, api, daily):
        api.post(f"/api/v1/works/{work_on(daily, '09-01').pk}/finish/")

        query = {"start": "2026-09-01", "end": "2026-09-30"}
        [work] = api.get("/api/v1/works/finished/", query).json()["results"]

        assert work["recurring_work"]["id"] == daily.pk

    def test_make_the_next_when_they_are_finished_where_one_waits(self, ann, api):
        rule = make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE, starts_on=day("09-01"), at=noon("09-01"))

        api.post(f"/api/v1/works/{work_on(rule, '09-01').pk}/finish/")

        assert work_on(rule, "09-02").end_at is None
