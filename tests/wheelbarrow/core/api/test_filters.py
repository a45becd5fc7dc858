"""Query strings: each name means one thing, and what cannot be read is refused."""

import json

from tests.makers import make_category, make_work
from tests.wheelbarrow.core.api.problems import assert_problem, assert_refused

WORKS = "/api/v1/works/"


def ids_of(response):
    assert response.status_code == 200, response.json()
    return {row["id"] for row in response.json()["results"]}


class TestWrongQuery:
    def test_is_refused_by_the_name_of_the_parameter(self, ann, api):
        make_category(user=ann)
        for path, query, name in [
            (WORKS, "ordering=title,", "ordering"),
            (WORKS, "ordering=,", "ordering"),
            (WORKS, "ordering=titel", "ordering"),
            ("/api/v1/categories/", "ordering=,name", "ordering"),
            (WORKS, "q=a&q=b", "q"),
            (WORKS, "page=1&page=1", "page"),
            (WORKS, "page_size=1&page_size=2", "page_size"),
            (WORKS, "ordering=title&ordering=", "ordering"),
            (WORKS, "open=true&open=false", "open"),
            (WORKS, "under=1&under=2", "under"),
            (WORKS, "format=json&format=json", "format"),
            ("/api/v1/works/today/", "format=json&format=json", "format"),
            ("/api/v1/categories/tree/", "summary=1&summary=0", "summary"),
            ("/api/v1/reports/period/", "period=this_week&period=last_week", "period"),
            (WORKS, "status=", "status"),
            (WORKS, "status=TODO&status=", "status"),
            (WORKS, "status=todo", "status"),
            (WORKS, "priority=none", "priority"),
            (WORKS, "category=62.0", "category"),
            (WORKS, "category=0", "category"),
            (WORKS, "category=%C2%B2", "category"),
            (WORKS, "category=1e3", "category"),
            (WORKS, "under=-1", "under"),
            (WORKS, "root=x", "root"),
            (WORKS, "category=9999999999999999999", "category"),
            (WORKS, "category=None", "category"),
            (WORKS, "category=", "category"),
            (WORKS, "under=%D9%A1", "under"),
            (WORKS, "under=9999999999999999999", "under"),
            (WORKS, "root=none", "root"),
            (WORKS, "open=yes", "open"),
            (WORKS, "updated_since=2026-09-02", "updated_since"),
            (WORKS, "updated_since=2026-09-02T09:00:00", "updated_since"),
            (WORKS, "updated_since=then", "updated_since"),
            (WORKS, "deadline_to=2026-02-30", "deadline_to"),
            (WORKS, "deadline_to=2026-9-2", "deadline_to"),
            (WORKS, "starts_to=0001-01-01", "starts_to"),
            ("/api/v1/categories/", "level=1.0", "level"),
            ("/api/v1/categories/", "level=%D9%A1", "level"),
            ("/api/v1/reports/period/", "period=this_week&under=1.0", "under"),
            ("/api/v1/reports/period/", "period=this_week&my_job=yes", "my_job"),
        ]:
            assert_refused(api.get(f"{path}?{query}"), 400, "invalid", {name})

    def test_names_the_wrong_day_and_the_valid_words(self, api):
        errors = api.get(f"{WORKS}?deadline_to=2026-02-30&status=todo&ordering=titel").json()["errors"]

        assert "2026-02-30" in errors["deadline_to"][0]
        assert "TODO, IN_PROGRESS" in errors["status"][0]
        assert "title, -title" in errors["ordering"][0]


class TestOrdering:
    def test_is_joined_by_commas_or_repeated(self, ann, api):
        for title, priority in (("b", "LOW"), ("a", "LOW"), ("c", "HIGH")):
            make_work(user=ann, title=title, priority=priority)

        for query in ("ordering=-priority,title", "ordering=-priority&ordering=title"):
            assert [row["title"] for row in api.get(f"{WORKS}?{query}").json()["results"]] == ["c", "a", "b"]


class TestCategory:
    def test_may_be_given_many_times_and_none_stands_for_works_without_one(self, ann, ben, api):
        first, second, third = (make_category(user=ann, name=name) for name in ("a", "b", "c"))
        works = {row: make_work(user=ann, category=row).pk for row in (first, second, third, None)}
        make_work(user=ben)

        assert ids_of(api.get(f"{WORKS}?category={first.pk}")) == {works[first]}
        assert ids_of(api.get(f"{WORKS}?category={first.pk}&category={second.pk}")) == {works[first], works[second]}
        assert ids_of(api.get(f"{WORKS}?category=none")) == {works[None]}
        assert ids_of(api.get(f"{WORKS}?category=none&category={third.pk}")) == {works[None], works[third]}

    def test_of_another_person_is_refused(self, ann, ben, api):
        theirs = make_category(user=ben)

        assert_problem(api.get(f"{WORKS}?category=none&category={theirs.pk}"), 400, "invalid")


class TestFlag:
    def test_is_read_alike_in_lists_and_reports(self, ann, api):
        mine = {flag: make_work(user=ann, my_job=flag) for flag in (True, False)}
        for text, wanted in [("1", True), ("true", True), ("0", False), ("false", False)]:
            listed = ids_of(api.get(f"{WORKS}?my_job={text}"))
            report = json.loads(b"".join(api.get(f"/api/v1/reports/period/?period=this_week&my_job={text}")))

            assert listed == {mine[wanted].pk}
            assert report["totals"]["open"] == 1
