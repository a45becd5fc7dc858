"""The browsable API: every page opens, and every form on it does what JSON does."""

import re
from functools import cache

import pytest
from django.utils import timezone, translation
from rest_framework.test import APIClient

from accounts.services import edit_profile
from tests.conftest import client_of
from tests.makers import (
    make_category,
    make_work,
)
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, MAKERS, QUERIES, noun_of

HTML = {"accept": "text/html"}
HANGUL = re.compile("[가-힣]")
INLINE = re.compile(r"<[^>]+\sstyle=|<style|<script(?![^>]+(?:src=|application/json))|\son\w+=")
LISTS = ["/api/v1/categories/", "/api/v1/labels/", "/api/v1/recurring-works/", "/api/v1/works/"]
HAVE_A_QUERY = {*LISTS, *QUERIES, "/api/v1/categories/tree/", "/api/v1/export/", "/api/v1/works/today/"}
PATHS = sorted({endpoint.path for endpoint in ENDPOINTS})


def open_page(browser, path, status=200):
    answer = browser.get(path, headers=HTML)
    assert (path, answer.status_code) == (path, status)
    return answer.context["page"]


def rows_of(user):
    """Return a function that makes a row of a noun once."""
    return cache(lambda noun: MAKERS[noun](user, "Mine"))


def address_of(path, row_of):
    """Return the address with a row of the person, and a query if it needs one."""
    address = path.replace("{pk}", str(row_of(noun_of(path)).pk)) if "{pk}" in path else path
    query = QUERIES.get(path, lambda _row_of: {})(row_of)
    return address, "&".join(f"{name}={value}" for name, value in query.items())


class TestEveryPage:
    @pytest.mark.alike
    def test_opens_with_a_form_for_each_method(self, browser, ann, subtests):
        make_work(user=ann, title="<script>alert(1)</script>")
        row_of, opened = rows_of(ann), set()
        for path in PATHS:
            with subtests.test(path):
                address, query = address_of(path, row_of)

                page = open_page(browser, address)

                own = [form for form in page.forms if form.address == address]
                methods = {endpoint.method for endpoint in ENDPOINTS if endpoint.path == path}
                assert {method for form in own for method in form.methods} == methods - {"GET"}
                assert (page.query_fields != []) == (path in HAVE_A_QUERY)
                targets = {target for _name, target in page.links + page.rows + page.crumbs}
                for target in (targets | ({f"{address}?{query}"} if query else set())) - opened:
                    open_page(browser, target)
                opened |= targets
                html = browser.get(address, headers=HTML).content.decode()
                assert "<script>alert" not in html
                assert not INLINE.search(html)

    @pytest.mark.alike
    def test_is_in_the_language_of_the_profile(self, browser, ann, subtests):
        edit_profile(user=ann, language="ko")
        row_of = rows_of(ann)
        for path in PATHS:
            with subtests.test(path):
                answer = browser.get(address_of(path, row_of)[0], headers={**HTML, "accept-language": "en"})

                page = answer.context["page"]
                fields = [field for form in page.forms for field in form.fields] + page.query_fields
                texts = [page.name, page.description, *(form.title for form in page.forms)]
                texts += [*(name for name, _url in page.links), *(field.label for field in fields)]
                texts += [field.help_text for field in fields]
                assert [text for text in texts if text and not HANGUL.search(text)] in ([], ["API"])
                assert '<html lang="ko">' in answer.content.decode()

    def test_of_a_strangers_row_is_not_found_and_offers_nothing(self, browser, ben):
        row_of = rows_of(ben)
        for path in PATHS:
            if "{pk}" in path:
                page = open_page(browser, address_of(path, row_of)[0], 404)

                assert (page.forms, page.links, page.query_fields) == ([], [], [])

    def test_asks_a_stranger_to_log_in(self, anonymous):
        answer = anonymous.get("/api/v1/works/", headers=HTML)

        assert (answer.status_code, answer.context["page"].forms) == (401, [])
        assert "Log in" in answer.content.decode()


def test_the_front_page_links_every_address_that_names_no_row(browser):
    subjects = open_page(browser, "/api/v1/").subjects

    assert list(subjects) == [
        "auth",
        "categories",
        "changes",
        "export",
        "feeds",
        "imports",
        "labels",
        "recurring-works",
        "reports",
        "trash",
        "works",
    ]
    assert ("/api/v1/works/", ("GET", "POST"), True) in subjects["works"]
    assert ("/api/v1/works/bulk/", ("POST",), True) in subjects["works"]
    assert ("/api/v1/works/{pk}/finish/", ("POST",), False) in subjects["works"]


class TestAQuery:
    @pytest.mark.parametrize("path", LISTS)
    def test_has_a_control_for_each_filter(self, browser, ann, path):
        page = open_page(browser, path)

        assert [field.name for field in page.query_fields] == list(page.view.filterset_class.base_filters)
        assert "[invalid name]" not in [field.label for field in page.query_fields]

    def test_drops_the_fields_that_a_form_left_empty(self, browser, ann):
        answer = browser.get("/api/v1/works/?status=TODO&status=DONE&category=&q=", headers=HTML)

        assert (answer.status_code, answer.headers["Location"]) == (302, "/api/v1/works/?status=TODO&status=DONE")
        assert browser.get("/api/v1/works/?category=").status_code == 400

    def test_shows_what_is_filtered_by_and_what_is_wrong(self, browser, ann):
        category = make_category(user=ann)

        page = open_page(browser, f"/api/v1/works/?under={category.pk}&status=DONE&ordering=-title&deadline_to=X", 400)

        shown = {field.name: field for field in page.query_fields}
        assert (shown["under"].value, shown["status"].values) == (str(category.pk), ["DONE"])
        assert dict(shown["ordering"].options)["-title"] == "Title ↓"
        assert shown["deadline_to"].errors

    def test_without_what_it_needs_is_a_form_and_with_a_wrong_value_shows_it(self, browser, ann):
        assert open_page(browser, "/api/v1/reports/period/").data is None

        page = open_page(browser, "/api/v1/reports/period/?start=2026-09-01", 400)

        assert [field.errors for field in page.query_fields if field.name == "end"] == [
            ["Give start and end, or period."]
        ]

    def test_costs_no_more_with_more_categories(self, browser, ann, django_assert_max_num_queries):
        for name in range(30):
            make_category(user=ann, name=str(name))
        open_page(browser, "/api/v1/works/")

        with django_assert_max_num_queries(7):
            open_page(browser, "/api/v1/works/")


class TestTheLanguage:
    @pytest.mark.parametrize(("profile", "accepted"), [("ko", "en"), ("en", "ko")])
    def test_is_that_of_the_profile_for_a_known_person(self, client, operator, profile, accepted):
        operator.language = profile
        operator.save()
        client.force_login(operator)
        asked = {"accept-language": accepted}

        answers = [
            client_of(operator).get("/api/v1/works/0/", headers=asked),
            client.get("/api/v1/works/0/", headers=asked),
            client.get("/admin/", headers=asked),
            client.get("/", headers=asked),
            client.get("/nothing/", headers=asked),
        ]

        assert [answer.headers["Content-Language"] for answer in answers] == [profile] * len(answers)
        with translation.override(profile):
            assert answers[0].json()["detail"] == answers[1].json()["detail"]

    def test_comes_with_the_time_zone_of_the_profile(self, client, ann, ben):
        client.force_login(ann)

        zones = []
        for known, address in ((client, "/"), (client_of(ben), "/api/v1/works/"), (APIClient(), "/api/v1/")):
            known.get(address)
            zones.append(timezone.get_current_timezone_name())

        assert zones == ["Asia/Seoul", "Europe/Berlin", "UTC"]
