"""What holds for every endpoint, whatever it does."""

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from rest_framework.test import APIClient

from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, ENTRANCES, MAKERS, QUERIES
from tests.wheelbarrow.core.api.problems import assert_problem

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")
CLOSED = [endpoint for endpoint in ENDPOINTS if endpoint.path not in ENTRANCES]
DETAILS = [endpoint for endpoint in ENDPOINTS if endpoint.is_detail]
WITH_BODY = [endpoint for endpoint in ENDPOINTS if endpoint.takes_body]
PAGINATED = [endpoint for endpoint in ENDPOINTS if endpoint.is_paginated]
NEW_ROWS = {"/api/v1/works/": {"title": "Dig"}, "/api/v1/categories/": {"name": "Garden"}}
PATHS = sorted({endpoint.path for endpoint in ENDPOINTS})


@pytest.fixture
def row_of(ann):
    """Ann's row of a noun, made when it is first asked for."""
    rows = {}

    def find(noun):
        if noun in MAKERS and noun not in rows:
            rows[noun] = MAKERS[noun](ann, "Ann's")
        return rows.get(noun)

    return find


def each(endpoints):
    return pytest.mark.parametrize("endpoint", endpoints, ids=str)


def send(client, endpoint, row, data=None, **extra):
    return client.generic(endpoint.method, endpoint.address(row), data if data is not None else "", **extra)


def ask(client, endpoint, row_of, **query):
    needed = QUERIES.get(endpoint.path, lambda _row_of: {})(row_of)
    return client.get(endpoint.address(row_of(endpoint.noun)), {**needed, **query})


class TestTheWalk:
    def test_finds_the_endpoints(self):
        found = {str(endpoint) for endpoint in ENDPOINTS}

        assert {"GET /api/v1/works/today/", "POST /api/v1/categories/{pk}/move/", "DELETE /api/v1/trash/{pk}/"} <= found

    def test_finds_every_entrance_that_is_named(self):
        found = {endpoint.path for endpoint in ENDPOINTS}

        assert found >= ENTRANCES


@each(CLOSED)
class TestAnonymous:
    def test_is_asked_to_log_in(self, endpoint, anonymous, row_of):
        response = getattr(anonymous, endpoint.method.lower())(endpoint.address(row_of(endpoint.noun)), {})

        assert_problem(response, 401, "not_authenticated")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")

    def test_is_not_let_in_by_an_invented_token(self, endpoint, anonymous, row_of):
        anonymous.credentials(HTTP_AUTHORIZATION="Bearer invented")

        response = getattr(anonymous, endpoint.method.lower())(endpoint.address(row_of(endpoint.noun)), {})

        assert_problem(response, 401, "invalid_token")


@each(DETAILS)
class TestStranger:
    def test_finds_no_such_row_and_changes_nothing(self, endpoint, api, stranger, row_of):
        row = row_of(endpoint.noun)
        retrieve = f"/api/v1/{endpoint.noun}/{row.pk}/"
        before = api.get(retrieve).json()

        response = getattr(stranger, endpoint.method.lower())(endpoint.address(row), endpoint.body)

        assert response.status_code == 404, response.json()
        assert response.headers["Content-Type"] == "application/problem+json"
        assert api.get(retrieve).json() == before

    def test_gets_the_answer_that_a_missing_row_gets(self, endpoint, stranger, row_of):
        row = row_of(endpoint.noun)
        missing = type(row)(pk=2**62)

        answers = [
            getattr(stranger, endpoint.method.lower())(endpoint.address(pk), endpoint.body) for pk in (row, missing)
        ]

        assert answers[0].json() == answers[1].json()

    def test_meets_no_id_beyond_the_database(self, endpoint, api, row_of):
        beyond = type(row_of(endpoint.noun))(pk=9_999_999_999_999_999_999)

        response = getattr(api, endpoint.method.lower())(endpoint.address(beyond), endpoint.body)

        assert response.status_code == 404


@each(ENDPOINTS)
class TestUnknownParameter:
    def test_is_refused_by_name(self, endpoint, api, row_of):
        address = f"{endpoint.address(row_of(endpoint.noun))}?no_such_parameter=1"

        response = getattr(api, endpoint.method.lower())(address, endpoint.body if endpoint.takes_body else None)

        problem = assert_problem(response, 400, "invalid")
        assert set(problem["errors"]) == {"no_such_parameter"}


@each(ENDPOINTS)
class TestAnswer:
    def test_is_kept_by_no_shared_cache_and_has_the_address_of_what_it_created(self, endpoint, api, row_of):
        needed = QUERIES.get(endpoint.path, lambda _row_of: {})(row_of) if endpoint.method == "GET" else {}
        address = f"{endpoint.address(row_of(endpoint.noun))}?{urlencode(needed)}"
        body = endpoint.body or NEW_ROWS.get(endpoint.path, {})

        response = getattr(api, endpoint.method.lower())(address, body if endpoint.takes_body else None)

        assert {"private", "no-store"} & set(response.headers["Cache-Control"].split(", "))
        assert {"Authorization", "Cookie", "Accept"} <= set(response.headers["Vary"].split(", "))
        if response.status_code == 201:
            assert api.get(response.headers["Location"]).status_code == 200


@each(WITH_BODY)
class TestBody:
    def test_with_an_unknown_field_is_refused_by_name(self, endpoint, api, row_of):
        body = {**endpoint.body, "no_such_field": 1}

        response = getattr(api, endpoint.method.lower())(endpoint.address(row_of(endpoint.noun)), body)

        problem = assert_problem(response, 400, "invalid")
        assert set(problem["errors"]) == {"no_such_field"}

    def test_that_is_no_json_is_refused(self, endpoint, api, row_of):
        row = row_of(endpoint.noun)

        response = send(api, endpoint, row, '{"half": ', content_type="application/json")

        assert_problem(response, 400, "parse_error")

    @pytest.mark.parametrize("text", ["[]", "[1]", "1", '"text"', "true", "null", "NaN"])
    def test_that_is_no_object_is_refused(self, endpoint, text, api, row_of):
        row = row_of(endpoint.noun)

        response = send(api, endpoint, row, text, content_type="application/json")

        assert response.status_code == 400, response.content
        assert response.headers["Content-Type"] == "application/problem+json"

    def test_in_another_media_type_is_refused(self, endpoint, api, row_of):
        row = row_of(endpoint.noun)

        response = send(api, endpoint, row, "title: Dig", content_type="text/plain")

        assert_problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("path", PATHS)
class TestMethod:
    def test_that_is_not_offered_is_refused(self, path, api, row_of):
        offered = {endpoint.method for endpoint in ENDPOINTS if endpoint.path == path}
        endpoint = next(endpoint for endpoint in ENDPOINTS if endpoint.path == path)
        address = endpoint.address(row_of(endpoint.noun))

        anonymous = APIClient()
        others = set(METHODS) - offered
        responses = [client.generic(method, address) for method in others for client in (api, anonymous)]

        for response in responses:
            assert_problem(response, 405, "method_not_allowed")
            assert offered <= set(response.headers["Allow"].split(", "))


class TestAddress:
    @pytest.mark.parametrize("address", ["/api/v1/none/", "/api/v1/works/x/", "/api/v1/works/1/none/", "/api/v2/"])
    def test_that_is_not_there_is_a_problem(self, address, api):
        response = api.get(address)

        assert_problem(response, 404, "not_found")

    def test_without_its_slash_is_a_problem_that_says_so(self, api):
        response = api.post("/api/v1/works", {"title": "Dig"})

        problem = assert_problem(response, 404, "not_found")
        assert "/api/v1/works/" in problem["detail"]

    @pytest.mark.parametrize("path", ["/api/v1/works/", "/api/v1/reports/period/"])
    def test_in_a_format_that_is_not_there_names_the_formats(self, path, api):
        response = api.get(f"{path}?format=pdf")

        problem = assert_problem(response, 400, "invalid")
        assert "json" in problem["errors"]["format"][0]

    def test_for_a_client_that_wants_another_media_type_is_a_problem(self, api):
        response = api.get("/api/v1/works/", HTTP_ACCEPT="text/csv")

        assert_problem(response, 406, "not_acceptable")


@each(PAGINATED)
class TestPage:
    @pytest.mark.parametrize("size", ["0", "201", "-1", "x", "", "1.5", "٣", "1" * 30])
    def test_of_a_size_out_of_bounds_is_refused(self, endpoint, size, api, row_of):
        response = ask(api, endpoint, row_of, page_size=size)

        problem = assert_problem(response, 400, "invalid")
        assert set(problem["errors"]) == {"page_size"}

    @pytest.mark.parametrize("number", ["0", "-1", "x", "", "last"])
    def test_of_no_number_is_refused(self, endpoint, number, api, row_of):
        response = ask(api, endpoint, row_of, page=number)

        problem = assert_problem(response, 400, "invalid")
        assert set(problem["errors"]) == {"page"}

    def test_behind_the_last_is_not_found(self, endpoint, api, row_of):
        response = ask(api, endpoint, row_of, page=99)

        assert_problem(response, 404, "not_found")

    @pytest.mark.parametrize("size", ["1", "200"])
    def test_has_the_shape_of_a_list(self, endpoint, size, api, row_of):
        response = ask(api, endpoint, row_of, page=1, page_size=size)

        assert response.status_code == 200, response.json()
        assert set(response.json()) == {"count", "next", "previous", "results"}


@each([endpoint for endpoint in PAGINATED if endpoint.action == "list"])
class TestOrder:
    def test_ends_in_the_id_unless_asked(self, endpoint):
        order = endpoint.view.cls.queryset.query.order_by

        assert order[-1] in ("pk", "-pk")

    def test_ends_in_the_id_when_asked(self, endpoint, ann):
        filterset = getattr(endpoint.view.cls, "filterset_class", None)
        asked = filterset.base_filters["ordering"].extra["choices"] if filterset else []

        for name, _label in asked:
            request = SimpleNamespace(user=ann)
            rows = filterset({"ordering": name}, queryset=endpoint.view.cls.queryset, request=request).qs
            assert rows.query.order_by[-1] == "pk"
            assert len(rows.query.order_by) == 2

    def test_shows_each_row_on_one_page(self, endpoint, ann, api):
        made = {MAKERS[endpoint.noun](ann, name).pk for name in ("Ann's", "Ben's", "Cid's")}

        pages = [api.get(endpoint.path, {"page": page, "page_size": 1}).json() for page in (1, 2, 3)]

        assert {page["results"][0]["id"] for page in pages} == made
        assert [page["previous"] is None for page in pages] == [True, False, False]
        assert [page["next"] is None for page in pages] == [False, False, True]
        assert {page["count"] for page in pages} == {3}
