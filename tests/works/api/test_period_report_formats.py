"""The formats of the report on a period, over HTTP."""

from django.db import connection
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.services import edit_profile
from tests.makers import make_category, make_finished_work
from tests.works.api.test_period_report import ADDRESS, FORMATS, SEPTEMBER, ask, report
from tests.works.report.reports import local


class TestFormat:
    def test_is_chosen_by_the_query_or_by_accept(self, ann, api):
        make_finished_work(user=ann, title="정원")
        markdown, csv = "text/markdown; charset=utf-8", "text/csv; charset=utf-8"
        for query, accept, content_type, first in [
            ({}, None, "application/json", '{"start": "2026-09-01"'),
            ({}, "application/json", "application/json", '{"start": "2026-09-01"'),
            ({"format": "json"}, None, "application/json", '{"start": "2026-09-01"'),
            ({"format": "markdown"}, None, markdown, "# Report: 2026-09-01 – 2026-09-30\n"),
            ({}, "text/markdown", markdown, "# Report: "),
            ({}, "text/markdown, */*;q=0.1", markdown, "# Report: "),
            ({"format": "csv"}, None, csv, "\ufeffproject,ancestors,section,"),
            ({}, "text/csv", csv, "\ufeffproject,ancestors,section,"),
        ]:
            response = api.get(ADDRESS, {**SEPTEMBER, **query}, **({"HTTP_ACCEPT": accept} if accept else {}))

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

    def test_answers_head_without_a_body(self, ann, api):
        make_finished_work(user=ann)

        for kind, content_type in [
            ("json", "application/json"),
            ("markdown", "text/markdown; charset=utf-8"),
            ("csv", "text/csv; charset=utf-8"),
            ("api", "text/html; charset=utf-8"),
        ]:
            response = api.head(ADDRESS, {**SEPTEMBER, "format": kind})

            assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)
            assert response.getvalue() == b""
        assert ask(api, format="api").headers["Content-Type"] == "text/html; charset=utf-8"

    def test_depends_on_what_was_accepted_and_spoken(self, api):
        varies = ask(api).headers["Vary"].lower()

        assert {"accept", "accept-language"} <= {name.strip() for name in varies.split(",")}

    def test_is_a_page_for_a_browser_that_asks_wrongly(self, api):
        response = api.get(ADDRESS, {"start": "2026-09-01"}, HTTP_ACCEPT="text/html")

        assert response.status_code == 400
        assert "Give start and end, or period." in response.content.decode()

    def test_is_in_the_language_of_the_profile_whatever_is_active_when_it_is_read(self, ann, api):
        make_finished_work(user=ann, at=local("09-02 12:00"))
        for language, title, day in [
            ("en", "# Report: 2026-09-01", "(done 2026-09-02)"),
            ("ko", "# 보고서: 2026-09-01", "(완료 2026-09-02)"),
        ]:
            edit_profile(user=ann, language=language)
            response = api.get(ADDRESS, {**SEPTEMBER, "format": "markdown"})

            with translation.override("en"):
                text = response.getvalue().decode()
                assert translation.get_language() == "en"

            assert text.startswith(title)
            assert day in text


class TestCost:
    def test_is_one_more_statement_with_a_category(self, ann, api):
        root = make_category(user=ann, name="2026")
        for number in range(20):
            make_finished_work(
                user=ann, title=str(number), category=make_category(user=ann, name=str(number), parent=root)
            )

        for kind in FORMATS:
            with CaptureQueriesContext(connection) as statements:
                assert ask(api, root=root.pk, as_filed="then", format=kind).getvalue()

            # Who asks, the category, all categories, the labels, the works.
            assert len(statements) == 5


class TestSchema:
    def test_describes_parameters_formats_and_all_that_is_answered(self, ann, api):
        make_finished_work(user=ann, category=make_category(user=ann, name="2026"))
        schema = api.get("/api/schema/", {"format": "json"}).json()

        operation, shapes = schema["paths"][ADDRESS]["get"], schema["components"]["schemas"]
        assert operation["operationId"] == "get_period_report"
        assert {parameter["name"] for parameter in operation["parameters"]} == (
            {"start", "end", "period", "as_filed", "root", "under", "my_job", "label", "label_match"}
        )
        assert set(operation["responses"]["200"]["content"]) == {"application/json", "text/markdown", "text/csv"}
        found = report(api)
        project = found["projects"][0]
        group = project["groups"][0]
        for name, part in {
            "Report": found,
            "Project": project,
            "Group": group,
            "ReportLink": group["ancestors"][0],
            "Entry": group["finished"][0],
            "Totals": found["totals"],
        }.items():
            assert set(shapes[name]["properties"]) == set(part) == set(shapes[name]["required"]), name
