"""Rules that hold for every endpoint. Each test loops over the endpoints; a failure names the endpoint."""

from types import SimpleNamespace

import pytest

from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, MAKERS, PUBLIC, QUERIES
from tests.wheelbarrow.core.api.problems import assert_problem

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"}
PROTECTED = [endpoint for endpoint in ENDPOINTS if endpoint.path not in PUBLIC]
DETAILS = [endpoint for endpoint in ENDPOINTS if endpoint.is_detail]
WITH_BODY = [endpoint for endpoint in ENDPOINTS if endpoint.takes_body]
PAGINATED = [endpoint for endpoint in ENDPOINTS if endpoint.is_paginated]
LISTS = [endpoint for endpoint in PAGINATED if endpoint.action == "list"]


@pytest.fixture
def rows(ann):
    """One row of Ann's for each noun."""
    return {noun: make(ann, "Ann's") for noun, make in MAKERS.items()}


def call(client, endpoint, row, body=None):
    return getattr(client, endpoint.method.lower())(endpoint.address(row), body)


def send(client, endpoint, rows, data, content_type="application/json"):
    return client.generic(endpoint.method, endpoint.address(rows.get(endpoint.noun)), data, content_type=content_type)


def get(client, endpoint, rows, **query):
    needed = QUERIES.get(endpoint.path, lambda _row_of: {})(rows.get)
    return client.get(endpoint.address(rows.get(endpoint.noun)), {**needed, **query})


class TestEndpoints:
    def test_are_found(self):
        found = {str(endpoint) for endpoint in ENDPOINTS}

        assert {"GET /api/v1/works/today/", "POST /api/v1/categories/{pk}/move/", "DELETE /api/v1/trash/{pk}/"} <= found
        assert {endpoint.path for endpoint in ENDPOINTS} >= PUBLIC


class TestAnonymous:
    @pytest.mark.parametrize(("header", "code"), [(None, "not_authenticated"), ("Bearer invented", "invalid_token")])
    def test_gets_401(self, header, code, anonymous, rows, subtests):
        if header:
            anonymous.credentials(HTTP_AUTHORIZATION=header)
        for endpoint in PROTECTED:
            with subtests.test(str(endpoint)):
                response = call(anonymous, endpoint, rows.get(endpoint.noun), {})

                assert_problem(response, 401, code)
                assert response.headers["WWW-Authenticate"].startswith("Bearer")


class TestStranger:
    def test_gets_the_404_of_a_missing_row_and_changes_nothing(self, rows, api, stranger, subtests):
        for endpoint in DETAILS:
            with subtests.test(str(endpoint)):
                row, retrieve = rows[endpoint.noun], f"/api/v1/{endpoint.noun}/{rows[endpoint.noun].pk}/"
                before = api.get(retrieve).json()

                response = call(stranger, endpoint, row, endpoint.body)
                of_missing = call(stranger, endpoint, SimpleNamespace(pk=2**62), endpoint.body)

                assert response.status_code == 404, response.json()
                assert response.headers["Content-Type"] == "application/problem+json"
                assert response.json() == of_missing.json()
                assert api.get(retrieve).json() == before

    def test_gets_404_for_an_id_beyond_the_range_of_the_database(self, api, subtests):
        for endpoint in DETAILS:
            with subtests.test(str(endpoint)):
                response = call(api, endpoint, SimpleNamespace(pk=9_999_999_999_999_999_999), endpoint.body)

                assert response.status_code == 404


class TestUnknownParameter:
    def test_is_refused_by_name(self, api, rows, subtests):
        for endpoint in ENDPOINTS:
            with subtests.test(str(endpoint)):
                address = f"{endpoint.address(rows.get(endpoint.noun))}?no_such_parameter=1"

                response = getattr(api, endpoint.method.lower())(
                    address, endpoint.body if endpoint.takes_body else None
                )

                assert set(assert_problem(response, 400, "invalid")["errors"]) == {"no_such_parameter"}


class TestBody:
    def test_with_an_unknown_field_is_refused_by_name(self, api, rows, subtests):
        for endpoint in WITH_BODY:
            with subtests.test(str(endpoint)):
                response = call(api, endpoint, rows.get(endpoint.noun), {**endpoint.body, "no_such_field": 1})

                assert set(assert_problem(response, 400, "invalid")["errors"]) == {"no_such_field"}

    def test_is_refused_unless_it_is_a_json_object(self, api, rows, subtests):
        for endpoint in WITH_BODY:
            for text in ["[]", "[1]", "1", '"text"', "true", "null", "NaN"]:
                with subtests.test(f"{endpoint} {text}"):
                    response = send(api, endpoint, rows, text)

                    assert response.status_code == 400, response.content
                    assert response.headers["Content-Type"] == "application/problem+json"
            with subtests.test(f"{endpoint} in part"):
                assert_problem(send(api, endpoint, rows, '{"half": '), 400, "parse_error")
            with subtests.test(f"{endpoint} in another media type"):
                response = send(api, endpoint, rows, "title: Dig", content_type="text/plain")

                assert_problem(response, 415, "unsupported_media_type")


class TestMethod:
    def test_is_refused_unless_it_is_offered(self, api, rows, subtests):
        offered = {}
        for endpoint in ENDPOINTS:
            offered.setdefault(endpoint.address(rows.get(endpoint.noun)), set()).add(endpoint.method)
        for address, methods in offered.items():
            for method in METHODS - methods:
                with subtests.test(f"{method} {address}"):
                    response = api.generic(method, address)

                    assert_problem(response, 405, "method_not_allowed")
                    assert methods <= set(response.headers["Allow"].split(", "))


class TestAddress:
    @pytest.mark.parametrize("address", ["/api/v1/none/", "/api/v1/works/x/", "/api/v1/works/1/none/", "/api/v2/"])
    def test_without_endpoint_gets_404(self, address, api):
        assert_problem(api.get(address), 404, "not_found")

    def test_without_its_slash_gets_404_with_the_right_address(self, api):
        response = api.post("/api/v1/works", {"title": "Dig"})

        assert "/api/v1/works/" in assert_problem(response, 404, "not_found")["detail"]

    @pytest.mark.parametrize("path", ["/api/v1/works/", "/api/v1/reports/period/"])
    def test_in_an_unknown_format_gets_400_with_the_formats(self, path, api):
        problem = assert_problem(api.get(f"{path}?format=pdf"), 400, "invalid")

        assert "json" in problem["errors"]["format"][0]

    def test_in_another_media_type_gets_406(self, api):
        assert_problem(api.get("/api/v1/works/", HTTP_ACCEPT="text/csv"), 406, "not_acceptable")


class TestPage:
    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("page_size", ["0", "201", "-1", "x", "", "1.5", "٣", "1" * 30]),
            ("page", ["0", "-1", "x", "", "last"]),
        ],
    )
    def test_is_refused_for_a_wrong_number_or_size(self, name, values, api, rows, subtests):
        for endpoint in PAGINATED:
            for value in values:
                with subtests.test(f"{endpoint} {name}={value}"):
                    response = get(api, endpoint, rows, **{name: value})

                    assert set(assert_problem(response, 400, "invalid")["errors"]) == {name}

    def test_behind_the_last_is_404(self, api, rows, subtests):
        for endpoint in PAGINATED:
            with subtests.test(str(endpoint)):
                assert_problem(get(api, endpoint, rows, page=99), 404, "not_found")

    def test_has_the_keys_of_a_list(self, api, rows, subtests):
        for endpoint in PAGINATED:
            for size in ["1", "200"]:
                with subtests.test(f"{endpoint} {size}"):
                    response = get(api, endpoint, rows, page=1, page_size=size)

                    assert response.status_code == 200, response.json()
                    assert set(response.json()) == {"count", "next", "previous", "results"}


class TestOrder:
    def test_ends_in_the_id(self, ann, subtests):
        for endpoint in LISTS:
            view = endpoint.view.cls
            with subtests.test(str(endpoint)):
                assert view.queryset.query.order_by[-1] in ("pk", "-pk")
            filterset = getattr(view, "filterset_class", None)
            for name, _label in filterset.base_filters["ordering"].extra["choices"] if filterset else []:
                with subtests.test(f"{endpoint} {name}"):
                    request = SimpleNamespace(user=ann)
                    rows = filterset({"ordering": name}, queryset=view.queryset, request=request).qs

                    assert rows.query.order_by[-1] == "pk"
                    assert len(rows.query.order_by) == 2

    @pytest.mark.parametrize("endpoint", LISTS, ids=str)
    def test_shows_each_row_on_one_page(self, endpoint, ann, api):
        made = {MAKERS[endpoint.noun](ann, name).pk for name in ("Ann's", "Ben's", "Cid's")}

        pages = [api.get(endpoint.path, {"page": page, "page_size": 1}).json() for page in (1, 2, 3)]

        assert {page["results"][0]["id"] for page in pages} == made
        assert [page["previous"] is None for page in pages] == [True, False, False]
        assert [page["next"] is None for page in pages] == [False, False, True]
        assert {page["count"] for page in pages} == {3}
