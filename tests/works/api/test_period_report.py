"""What a span of days came to, over HTTP."""

import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.services import edit_profile
from categories import services as categories
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_chain, make_finished_work, make_recurring_work, make_user, make_work
from tests.wheelbarrow.core.api.problems import assert_problem
from tests.works.report.reports import AUGUST, local, made_by

ADDRESS = "/api/v1/reports/period/"
SEPTEMBER = {"start": "2026-09-01", "end": "2026-09-30"}


@pytest.fixture(autouse=True)
def _noon():
    """18:00 in Seoul on the second of September, a Wednesday."""
    with time_machine.travel(NOON, tick=False):
        yield


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
    chains = [chain for project in found["projects"] for chain in project["chains"]]
    return [entry["title"] for chain in chains for name in names for entry in chain[name]]


class TestPeriod:
    def test_tells_of_finished_and_open_works_by_project(self, ann, api):
        root, tree = make_chain(user=ann, names=["2026", "Garden"])
        done = make_finished_work(user=ann, title="Dig", category=tree)
        make_work(user=ann, title="Plant", category=tree, deadline_on=date(2026, 9, 1))

        found = report(api)

        (project,) = found["projects"]
        (chain,) = project["chains"]
        assert (found["start"], found["end"], found["as_filed"]) == ("2026-09-01", "2026-09-30", "now")
        assert project["root"] == {"id": root.pk, "name": "2026"}
        assert [link["id"] for link in chain["chain"]] == [root.pk, tree.pk]
        assert [entry["works"] for entry in chain["finished"]] == [[done.pk]]
        assert [entry["title"] for entry in chain["overdue"]] == ["Plant"]
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

        (entry,) = project["chains"][0]["finished"]
        assert (entry["title"], entry["times"], entry["recurring_work"]) == ("Water", 2, rule.pk)
        assert entry["works"] == [work.pk for work in works]
        assert project["totals"]["finished"] == 2

    def test_shows_where_works_stood_when_asked(self, ann, api):
        tree = make_chain(user=ann, names=["2026", "Garden"])[1]
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

    @pytest.mark.parametrize("as_filed", ["now", "then"])
    @pytest.mark.parametrize("kind", ["json", "csv", "markdown"])
    def test_shows_nothing_that_is_in_the_trash(self, kind, as_filed, ann, api):
        category = make_category(user=ann, name="2026")
        make_finished_work(user=ann, title="buried with it", category=category)
        dead = make_work(user=ann, title="buried alone", at=AUGUST)
        api.delete(f"/api/v1/categories/{category.pk}/")
        api.delete(f"/api/v1/works/{dead.pk}/")

        assert "buried" not in ask(api, format=kind, as_filed=as_filed).getvalue().decode()


class TestShortcut:
    @pytest.mark.parametrize(
        ("period", "week_start", "start", "end"),
        [
            ("this_week", "MO", "2026-08-31", "2026-09-06"),
            ("this_week", "SU", "2026-08-30", "2026-09-05"),
            ("last_week", "MO", "2026-08-24", "2026-08-30"),
            ("last_week", "SU", "2026-08-23", "2026-08-29"),
            ("this_month", "MO", "2026-09-01", "2026-09-30"),
            ("last_month", "SU", "2026-08-01", "2026-08-31"),
            ("this_year", "SU", "2026-01-01", "2026-12-31"),
        ],
    )
    def test_is_told_by_the_persons_week(self, period, week_start, start, end, db):
        user = make_user(week_starts_on=week_start)

        found = report(client_of(user), {"period": period})

        assert (found["start"], found["end"]) == (start, end)

    @pytest.mark.parametrize(
        ("zone", "week", "month"),
        [("Asia/Seoul", "2026-09-01", "2026-09-01"), ("America/New_York", "2026-08-25", "2026-08-01")],
    )
    def test_is_told_by_the_persons_day(self, zone, week, month, db):
        # In Seoul the Tuesday on which the week begins, in New York still the Monday before it.
        user = make_user(time_zone=zone, week_starts_on="TU")

        with time_machine.travel(datetime(2026, 8, 31, 16, 0, tzinfo=UTC), tick=False):
            client = client_of(user)
            starts = [report(client, {"period": period})["start"] for period in ("this_week", "this_month")]

        assert starts == [week, month]


class TestFilters:
    @pytest.fixture
    def planted(self, ann):
        root, tree = make_chain(user=ann, names=["2026", "Garden"])
        other = make_category(user=ann, name="Flat")
        for category in (root, tree, other, None):
            make_work(
                user=ann, title=category.name if category else "nowhere", category=category, my_job=category == other
            )
        return {"root": root, "tree": tree, "other": other}

    def test_take_a_project(self, api, planted):
        assert titles(report(api, root=planted["root"].pk)) == ["2026", "Garden"]

    def test_take_a_branch(self, api, planted):
        assert titles(report(api, under=planted["tree"].pk)) == ["Garden"]

    @pytest.mark.parametrize(("my_job", "expected"), [("true", ["Flat"]), ("0", ["2026", "Garden", "nowhere"])])
    def test_take_what_is_the_persons_own_job(self, my_job, expected, api, planted):
        assert titles(report(api, my_job=my_job)) == expected

    def test_take_one_as_well_as_the_other(self, api, planted):
        assert titles(report(api, under=planted["tree"].pk, my_job="true", as_filed="then")) == []

    @pytest.mark.parametrize("field", ["root", "under"])
    @pytest.mark.parametrize("whose", ["ben's", "dead", "missing"])
    def test_refuse_a_category_that_is_not_among_the_persons_own(self, field, whose, ann, ben, api):
        dead = make_category(user=ann, name="dead")
        api.delete(f"/api/v1/categories/{dead.pk}/")
        rows = {"ben's": make_category(user=ben, name="Ben's").pk, "dead": dead.pk, "missing": 2**62}

        problem = assert_problem(ask(api, {**SEPTEMBER, field: rows[whose]}), 400, "invalid")

        assert problem["errors"] == {field: ["You have no such row. Use the id of one of your own rows."]}
        assert problem == api.get("/api/v1/works/", {field: rows[whose]}).json()

    def test_refuse_a_root_that_is_none(self, ann, api):
        tree = make_chain(user=ann, names=["2026", "Garden"])[1]

        problem = assert_problem(ask(api, root=tree.pk), 400, "invalid")

        assert problem["errors"] == {"root": ["You have no such row. Use the id of one of your own rows."]}


class TestRefusal:
    @pytest.mark.parametrize(
        ("query", "fields"),
        [
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
        ],
    )
    def test_names_the_field(self, query, fields, api):
        problem = assert_problem(ask(api, query), 400, "invalid")

        assert set(problem["errors"]) == fields

    @pytest.mark.parametrize(
        ("query", "remedy"),
        [
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
        ],
    )
    def test_says_what_to_do(self, query, remedy, api):
        problem = assert_problem(ask(api, query), 400, "invalid")

        assert all(remedy in message for messages in problem["errors"].values() for message in messages)

    @pytest.mark.parametrize(
        "query",
        [
            {"start": "2026-01-01", "end": "2030-12-31"},
            {"start": "2026-09-02", "end": "2026-09-02"},
            {"start": "1900-01-01", "end": "1900-01-01"},
            {"start": "2999-12-31", "end": "2999-12-31"},
        ],
    )
    def test_is_not_given_to_a_day_or_to_five_years(self, query, api):
        assert report(api, query)["projects"] == []

    @pytest.mark.parametrize("kind", ["json", "markdown", "csv"])
    def test_is_a_problem_in_every_format(self, kind, api, anonymous):
        assert_problem(ask(api, {"format": kind}), 400, "invalid")
        assert_problem(ask(api, {"format": kind, "none": "1"}), 400, "invalid")
        assert_problem(ask(anonymous, format=kind), 401, "not_authenticated")

    @pytest.mark.parametrize("kind", ["json", "markdown", "csv"])
    def test_is_told_to_head_by_its_status(self, kind, api, anonymous):
        assert api.head(ADDRESS, {"format": kind}).status_code == 400
        assert anonymous.head(ADDRESS, {**SEPTEMBER, "format": kind}).status_code == 401

    @pytest.mark.parametrize("kind", ["json", "markdown", "csv"])
    def test_of_a_write_is_a_problem(self, kind, api):
        assert_problem(api.post(f"{ADDRESS}?format={kind}", {}), 405, "method_not_allowed")

    @pytest.mark.parametrize("accept", ["text/markdown", "text/csv"])
    def test_is_a_problem_for_every_client(self, accept, api):
        assert_problem(api.get(ADDRESS, HTTP_ACCEPT=accept), 400, "invalid")

    def test_of_a_format_that_is_not_there_is_as_elsewhere(self, api):
        assert_problem(ask(api, format="xml"), 400, "invalid")
        assert_problem(api.get(ADDRESS, SEPTEMBER, HTTP_ACCEPT="application/pdf"), 406, "not_acceptable")


class TestFormat:
    @pytest.mark.parametrize(
        ("asked", "content_type", "first"),
        [
            ({}, "application/json", '{"start": "2026-09-01"'),
            ({"HTTP_ACCEPT": "application/json"}, "application/json", '{"start": "2026-09-01"'),
            ({"format": "json"}, "application/json", '{"start": "2026-09-01"'),
            ({"format": "markdown"}, "text/markdown; charset=utf-8", "# Report: 2026-09-01 – 2026-09-30\n"),
            ({"HTTP_ACCEPT": "text/markdown"}, "text/markdown; charset=utf-8", "# Report: "),
            ({"HTTP_ACCEPT": "text/markdown, */*;q=0.1"}, "text/markdown; charset=utf-8", "# Report: "),
            ({"format": "csv"}, "text/csv; charset=utf-8", "\ufeffproject,chain,section,"),
            ({"HTTP_ACCEPT": "text/csv"}, "text/csv; charset=utf-8", "\ufeffproject,chain,section,"),
        ],
    )
    def test_is_chosen_by_the_query_or_by_accept(self, asked, content_type, first, ann, api):
        make_finished_work(user=ann, title="정원")
        query = {name: value for name, value in asked.items() if not name.startswith("HTTP_")}
        headers = {name: value for name, value in asked.items() if name.startswith("HTTP_")}

        response = api.get(ADDRESS, {**SEPTEMBER, **query}, **headers)

        text = response.getvalue().decode()
        assert isinstance(response, StreamingHttpResponse)
        assert response.headers["Content-Type"] == content_type
        assert text.startswith(first)
        assert "정원" in text

    def test_is_a_page_for_a_browser(self, ann, api):
        make_finished_work(user=ann, title="Dig <here>", category=make_category(user=ann, name="2026"))

        response = api.get(ADDRESS, SEPTEMBER, HTTP_ACCEPT="text/html")

        page = response.content.decode()
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Dig &lt;here&gt;" in page
        assert all(f"format={kind}" in page for kind in ("json", "markdown", "csv"))

    def test_is_a_page_by_its_name_as_well(self, api):
        response = ask(api, format="api")

        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"

    @pytest.mark.parametrize(
        ("kind", "content_type"),
        [
            ("json", "application/json"),
            ("markdown", "text/markdown; charset=utf-8"),
            ("csv", "text/csv; charset=utf-8"),
            ("api", "text/html; charset=utf-8"),
        ],
    )
    def test_is_told_to_head_without_a_body(self, kind, content_type, ann, api):
        make_finished_work(user=ann)

        response = api.head(ADDRESS, {**SEPTEMBER, "format": kind})

        assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)
        assert response.getvalue() == b""

    def test_depends_on_what_was_accepted_and_spoken(self, api):
        varies = ask(api).headers["Vary"].lower()

        assert {"accept", "accept-language"} <= {name.strip() for name in varies.split(",")}

    def test_is_a_page_for_a_browser_that_asks_wrongly(self, api):
        response = api.get(ADDRESS, {"start": "2026-09-01"}, HTTP_ACCEPT="text/html")

        assert response.status_code == 400
        assert "Give start and end, or period." in response.content.decode()

    @pytest.mark.parametrize(("language", "title"), [("en", "# Report: 2026-09-01"), ("ko", "# 보고서: 2026-09-01")])
    def test_is_in_the_language_of_the_profile_to_its_end(self, language, title, ann, api):
        make_finished_work(user=ann, at=local("09-02 12:00"))
        edit_profile(user=ann, language=language)

        text = api.get(ADDRESS, {**SEPTEMBER, "format": "markdown"}).getvalue().decode()

        assert title in text.splitlines()[0]
        assert {"en": "September 2", "ko": "9월 2일"}[language] in text

    def test_stays_in_that_language_whatever_is_spoken_when_it_is_read(self, ann, api):
        make_finished_work(user=ann, at=local("09-02 12:00"))
        edit_profile(user=ann, language="ko")
        response = api.get(ADDRESS, {**SEPTEMBER, "format": "markdown"})

        with translation.override("en"):
            text = response.getvalue().decode()
            left = translation.get_language()

        assert text.startswith("# 보고서: 2026-09-01")
        assert "9월 2일" in text
        assert left == "en"


class TestCost:
    @pytest.mark.parametrize("kind", ["json", "markdown", "csv"])
    def test_is_one_more_statement_with_a_category(self, kind, ann, api):
        root = make_category(user=ann, name="2026")
        for number in range(20):
            make_finished_work(
                user=ann, title=str(number), category=make_category(user=ann, name=str(number), parent=root)
            )

        with CaptureQueriesContext(connection) as statements:
            assert ask(api, root=root.pk, as_filed="then", format=kind).getvalue()

        # Who asks, the category, all categories, the works.
        assert len(statements) == 4


class TestSchema:
    def test_describes_parameters_and_the_three_formats(self, api):
        schema = api.get("/api/schema/", {"format": "json"}).json()

        operation = schema["paths"][ADDRESS]["get"]
        assert operation["operationId"] == "get_period_report"
        assert {parameter["name"] for parameter in operation["parameters"]} == (
            {"start", "end", "period", "as_filed", "root", "under", "my_job", "label", "label_match"}
        )
        assert set(operation["responses"]["200"]["content"]) == {"application/json", "text/markdown", "text/csv"}

    def test_describes_all_that_is_answered(self, ann, api):
        make_finished_work(user=ann, category=make_category(user=ann, name="2026"))
        shapes = api.get("/api/schema/", {"format": "json"}).json()["components"]["schemas"]

        found = report(api)

        project = found["projects"][0]
        chain = project["chains"][0]
        for name, part in {
            "Report": found,
            "Project": project,
            "Chain": chain,
            "ReportLink": chain["chain"][0],
            "Entry": chain["finished"][0],
            "Totals": found["totals"],
        }.items():
            assert set(shapes[name]["properties"]) == set(part) == set(shapes[name]["required"]), name
