"""The report on a period, over HTTP."""

import json
from datetime import UTC, date, datetime
from itertools import product

import pytest
import time_machine
from django.http import StreamingHttpResponse

from accounts.services import edit_profile
from categories import services as categories
from tests.conftest import client_of
from tests.makers import (
    NOON,
    make_ancestors,
    make_category,
    make_finished_work,
    make_recurring_work,
    make_user,
    make_work,
)
from tests.wheelbarrow.core.api.problems import assert_problem, assert_refused
from tests.works.report.reports import AUGUST, local, made_by

ADDRESS = "/api/v1/reports/period/"
FORMATS = ("json", "markdown", "csv")
SEPTEMBER = {"start": "2026-09-01", "end": "2026-09-30"}


def ask(client, query=SEPTEMBER, **more):
    return client.get(ADDRESS, {**query, **more})


def report(client, query=SEPTEMBER, **more):
    response = ask(client, query, **more)
    text = response.getvalue()
    assert response.status_code == 200, text
    return json.loads(text)


def titles(found):
    """All of a report, in its order."""
    names = ("finished", "overdue", "slipped", "open", "cancelled")
    groups = [group for project in found["projects"] for group in project["groups"]]
    return [entry["title"] for group in groups for name in names for entry in group[name]]


class TestPeriod:
    def test_lists_finished_and_open_works_by_project(self, ann, api):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        done = make_finished_work(user=ann, title="Dig", category=tree)
        make_work(user=ann, title="Plant", category=tree, deadline_on=date(2026, 9, 1))

        found = report(api)

        (project,) = found["projects"]
        (group,) = project["groups"]
        assert (found["start"], found["end"], found["as_filed"]) == ("2026-09-01", "2026-09-30", "now")
        assert project["root"] == {"id": root.pk, "name": "2026"}
        assert [link["id"] for link in group["ancestors"]] == [root.pk, tree.pk]
        assert [entry["works"] for entry in group["finished"]] == [[done.pk]]
        assert [entry["title"] for entry in group["overdue"]] == ["Plant"]
        assert found["totals"] == {"finished": 1, "overdue": 1, "slipped": 0, "open": 0, "cancelled": 0}

    def test_is_a_stream(self, ann, api):
        response = ask(api)

        assert isinstance(response, StreamingHttpResponse)
        assert response.headers["Content-Type"] == "application/json"

    def test_folds_what_a_rule_has_made(self, ann, api):
        rule = make_recurring_work(user=ann, starts_on=date(2027, 1, 1))
        works = [make_finished_work(user=ann, title="Water", at=local(f"09-0{day} 12:00")) for day in (1, 2)]
        made_by(rule, works)

        (project,) = report(api, {"period": "this_week"})["projects"]

        (entry,) = project["groups"][0]["finished"]
        assert (entry["title"], entry["times"], entry["recurring_work"]) == ("Water", 2, rule.pk)
        assert entry["works"] == [work.pk for work in works]
        assert project["totals"]["finished"] == 2

    def test_shows_where_works_stood_when_asked(self, ann, api):
        tree = make_ancestors(user=ann, names=["2026", "Garden"])[1]
        make_finished_work(user=ann, category=tree)
        categories.move_category(user=ann, category_id=tree.pk, parent_id=None, at=NOON)

        roots = {name: report(api, as_filed=name)["projects"][0]["root"]["name"] for name in ("now", "then")}

        assert roots == {"now": "Garden", "then": "2026"}
        assert report(api, as_filed="then")["as_filed"] == "then"

    def test_shows_nothing_of_a_stranger(self, ann, ben, api):
        category = make_category(user=ben, name="Ben's")
        make_finished_work(user=ben, title="ben's", category=category)
        make_work(user=ben, title="ben's", at=AUGUST)
        make_work(user=ann, title="ann's", at=AUGUST)

        assert titles(report(api)) == ["ann's"]
        for kind in ("csv", "markdown"):
            assert "ben's" not in ask(api, format=kind).getvalue().decode()

    def test_shows_nothing_that_is_in_the_trash(self, ann, api):
        category = make_category(user=ann, name="2026")
        make_finished_work(user=ann, title="deleted with it", category=category)
        deleted = make_work(user=ann, title="deleted alone", at=AUGUST)
        api.delete(f"/api/v1/categories/{category.pk}/")
        api.delete(f"/api/v1/works/{deleted.pk}/")

        for kind, as_filed in product(FORMATS, ("now", "then")):
            assert "deleted" not in ask(api, format=kind, as_filed=as_filed).getvalue().decode(), (kind, as_filed)


class TestShortcut:
    def test_depends_on_the_persons_week(self, ann, api):
        for period, week_start, start, end in [
            ("this_week", "MO", "2026-08-31", "2026-09-06"),
            ("this_week", "SU", "2026-08-30", "2026-09-05"),
            ("last_week", "MO", "2026-08-24", "2026-08-30"),
            ("last_week", "SU", "2026-08-23", "2026-08-29"),
            ("this_month", "MO", "2026-09-01", "2026-09-30"),
            ("last_month", "SU", "2026-08-01", "2026-08-31"),
            ("this_year", "SU", "2026-01-01", "2026-12-31"),
        ]:
            edit_profile(user=ann, week_starts_on=week_start)

            found = report(api, {"period": period})

            assert (found["start"], found["end"]) == (start, end), (period, week_start)

    @pytest.mark.parametrize(
        ("zone", "week", "month"),
        [("Asia/Seoul", "2026-09-01", "2026-09-01"), ("America/New_York", "2026-08-25", "2026-08-01")],
    )
    def test_depends_on_the_persons_day(self, zone, week, month, db):
        # In Seoul the Tuesday on which the week begins, in New York still the Monday before it.
        user = make_user(time_zone=zone, week_starts_on="TU")

        with time_machine.travel(datetime(2026, 8, 31, 16, 0, tzinfo=UTC), tick=False):
            client = client_of(user)
            starts = [report(client, {"period": period})["start"] for period in ("this_week", "this_month")]

        assert starts == [week, month]


class TestFilters:
    @pytest.fixture
    def planted(self, ann):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        other = make_category(user=ann, name="Flat")
        for category in (root, tree, other, None):
            make_work(
                user=ann, title=category.name if category else "nowhere", category=category, my_job=category == other
            )
        return {"root": root, "tree": tree, "other": other}

    def test_take_a_part_of_the_works(self, api, planted):
        root, tree = planted["root"].pk, planted["tree"].pk
        for query, expected in [
            ({"root": root}, ["2026", "Garden"]),
            ({"under": tree}, ["Garden"]),
            ({"my_job": "true"}, ["Flat"]),
            ({"my_job": "0"}, ["2026", "Garden", "nowhere"]),
            ({"under": tree, "my_job": "true", "as_filed": "then"}, []),
        ]:
            assert titles(report(api, **query)) == expected, query

    def test_refuse_a_category_that_is_not_among_the_persons_own(self, ann, ben, api):
        deleted, tree = make_category(user=ann, name="deleted"), make_ancestors(user=ann, names=["2026", "Garden"])[1]
        api.delete(f"/api/v1/categories/{deleted.pk}/")
        strangers, missing = make_category(user=ben, name="Ben's").pk, 2**62

        for field, pk in [*product(("root", "under"), (strangers, deleted.pk, missing)), ("root", tree.pk)]:
            problem = assert_problem(ask(api, {**SEPTEMBER, field: pk}), 400, "invalid")
            assert problem["errors"] == {field: ["You have no such row. Use the id of one of your own rows."]}
            assert problem == api.get("/api/v1/works/", {field: pk}).json()


class TestRefusal:
    def test_names_the_field(self, api):
        for query, fields in [
            ({}, {"start", "end"}),
            ({"start": "2026-09-01"}, {"end"}),
            ({"end": "2026-09-01"}, {"start"}),
            ({"period": "this_week", "start": "2026-09-01"}, {"start"}),
            ({"period": "this_week", "end": "2026-09-01"}, {"end"}),
            ({"period": "this_week", **SEPTEMBER}, {"start", "end"}),
            ({"period": "next_week"}, {"period"}),
            ({"period": ""}, {"period"}),
            ({"start": "2026-09-02", "end": "2026-09-01"}, {"end"}),
            ({"start": "2026-9-2", "end": "2026-09-02"}, {"start"}),
            ({"start": "20260902", "end": "2026-09-02"}, {"start"}),
            ({"start": "", "end": "2026-09-02"}, {"start"}),
            ({"start": "1899-12-31", "end": "1900-01-02"}, {"start"}),
            ({"start": "2999-12-31", "end": "3000-01-01"}, {"end"}),
            ({"start": "2026-01-01", "end": "2031-01-01"}, {"end"}),
            ({**SEPTEMBER, "as_filed": "later"}, {"as_filed"}),
            ({**SEPTEMBER, "my_job": "yes"}, {"my_job"}),
            ({**SEPTEMBER, "my_job": ""}, {"my_job"}),
            ({**SEPTEMBER, "root": "x"}, {"root"}),
            ({**SEPTEMBER, "root": ""}, {"root"}),
            ({**SEPTEMBER, "under": "0"}, {"under"}),
            ({**SEPTEMBER, "under": "9" * 19}, {"under"}),
            ({**SEPTEMBER, "root": "1", "under": "1"}, {"under"}),
            ({**SEPTEMBER, "page": "1"}, {"page"}),
            ({**SEPTEMBER, "status": "DONE"}, {"status"}),
        ]:
            assert_refused(ask(api, query), 400, "invalid", fields)

    def test_names_the_remedy(self, api):
        for query, remedy in [
            ({}, "Give start and end, or period."),
            ({"period": "this_week", "start": "2026-09-01"}, "Give start and end, or period."),
            (
                {"start": "2026-09-02", "end": "2026-09-01"},
                "The end, 2026-09-01, is before the start, 2026-09-02. Change one of them.",
            ),
            ({"start": "2026-01-01", "end": "2031-01-01"}, "Choose a period of at most five years."),
            (
                {**SEPTEMBER, "page": "1"},
                "as_filed, end, format, label, label_match, my_job, period, root, start, under",
            ),
        ]:
            problem = assert_problem(ask(api, query), 400, "invalid")
            assert all(remedy in message for messages in problem["errors"].values() for message in messages)

    def test_is_not_given_to_a_day_or_to_five_years(self, api):
        for query in [
            {"start": "2026-01-01", "end": "2030-12-31"},
            {"start": "2026-09-02", "end": "2026-09-02"},
            {"start": "1900-01-01", "end": "1900-01-01"},
            {"start": "2999-12-31", "end": "2999-12-31"},
        ]:
            assert report(api, query)["projects"] == []

    def test_is_a_problem_in_every_format_and_for_every_client(self, api, anonymous):
        for kind in FORMATS:
            assert_problem(ask(api, {"format": kind}), 400, "invalid")
            assert_problem(ask(api, {"format": kind, "none": "1"}), 400, "invalid")
            assert_problem(ask(anonymous, format=kind), 401, "not_authenticated")
            assert_problem(api.post(f"{ADDRESS}?format={kind}", {}), 405, "method_not_allowed")
            assert api.head(ADDRESS, {"format": kind}).status_code == 400
            assert anonymous.head(ADDRESS, {**SEPTEMBER, "format": kind}).status_code == 401
        for accept in ("text/markdown", "text/csv"):
            assert_problem(api.get(ADDRESS, HTTP_ACCEPT=accept), 400, "invalid")
        assert_problem(ask(api, format="xml"), 400, "invalid")
        assert_problem(api.get(ADDRESS, SEPTEMBER, HTTP_ACCEPT="application/pdf"), 406, "not_acceptable")
