"""Each operation of the API, with tokens of each scope, inside and outside of the branch that a token is limited to."""

import json
import re
from functools import cache
from itertools import product

import pytest
from drf_spectacular.generators import SchemaGenerator

from categories.models import Category
from tests.trees import rolled_back
from tests.wheelbarrow.core.api.branch_scene import SECRET, client_with, token_of
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, PUBLIC, QUERIES
from tests.wheelbarrow.core.api.problems import assert_problem
from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.models import Change, Deletion

OURS = [endpoint for endpoint in ENDPOINTS if endpoint.path not in PUBLIC]
# Feeds are secrets of their own: with one, a token could read more than its scopes allow.
CLOSED = ("/api/v1/auth/", "/api/v1/feeds/")
OF_AUTH = [endpoint for endpoint in OURS if endpoint.path.startswith(CLOSED)]
OF_ROWS = [endpoint for endpoint in OURS if endpoint not in OF_AUTH]
# About the whole account: a token that is limited to a branch reaches none.
OF_ACCOUNT = [endpoint for endpoint in OF_ROWS if endpoint.noun in ("imports", "export")]
OF_BRANCHES = [endpoint for endpoint in OF_ROWS if endpoint not in OF_ACCOUNT]
DETAILS = [endpoint for endpoint in OF_BRANCHES if endpoint.is_detail]
# The decisions, named once more: what only creates, and what reads although it is a POST.
ADDING = {"create_category", "create_label", "create_recurring_work", "create_work", "add_quickly", "upload_import"}
READING_POSTS = {"preview_recurring_work"}
# The whole account is what these are about, whatever is in the branch.
NOT_OF_A_BRANCH = {"create_label", "edit_label", "replace_label", "delete_label"}


@cache
def operations():
    """The ids of all operations by method and path."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        (method.upper(), re.sub(r"\{\w+\}", "{pk}", path)): each["operationId"]
        for path, methods in paths.items()
        for method, each in methods.items()
    }


def name_of(endpoint):
    return operations()[endpoint.method, endpoint.path]


def scope_of(endpoint):
    if endpoint.method == "GET" or name_of(endpoint) in READING_POSTS:
        return "read"
    return "add" if name_of(endpoint) in ADDING else "write"


def send(client, endpoint, row, **query):
    needed = QUERIES.get(endpoint.path, lambda _row_of: {})(lambda _noun: row) if endpoint.method == "GET" else {}
    if endpoint.method == "GET":
        response = client.get(endpoint.address(row), {**needed, **query})
    else:
        response = getattr(client, endpoint.method.lower())(endpoint.address(row), endpoint.body)
    response.text_of_all = response.getvalue().decode(errors="replace")
    return response


def everything(user):
    """All rows of a person, as the database has them."""
    models = [*soft_deletable_models(), Deletion, Change]
    return {model.__name__: list(model._base_manager.filter(user=user).order_by("pk").values()) for model in models}


class TestOperations:
    def test_are_those_of_the_schema(self):
        named = {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS} - {("GET", "/api/v1/")}

        assert named == set(operations())
        assert set(operations().values()) >= ADDING | READING_POSTS | NOT_OF_A_BRANCH


@pytest.mark.alike
class TestScopes:
    @pytest.mark.parametrize("scope", ["read", "add", "write"])
    def test_allow_what_they_name_and_nothing_else(self, scope, scene, subtests):
        client = token_of(scene.user, scope)
        for endpoint in OF_ROWS:
            needed, row = scope_of(endpoint), scene.row_of(endpoint.noun)
            with subtests.test(str(endpoint)), rolled_back():
                before = everything(scene.user)
                response = send(client, endpoint, row)

                if scope == needed or (scope, needed) == ("write", "add"):
                    assert response.status_code not in (401, 403), response.text_of_all
                else:
                    problem = assert_problem(response, 403, "scope_missing")
                    assert f"“{needed}”" in problem["detail"]
                    assert everything(scene.user) == before

    @pytest.mark.parametrize("scopes", [("read",), ("add",), ("write",), ("read", "add", "write")])
    def test_never_reach_the_account(self, scopes, scene, subtests):
        client, row = token_of(scene.user, *scopes), scene.user
        for endpoint in OF_AUTH:
            with subtests.test(str(endpoint)):
                assert_problem(send(client, endpoint, row), 403, "tokens_not_allowed")

    def test_of_a_token_that_is_none_are_none(self, scene, subtests):
        client = client_with("wb_00000000_" + 49 * "0")
        for endpoint in OURS:
            with subtests.test(str(endpoint)):
                row = scene.row_of(endpoint.noun) or SceneRow()

                assert_problem(send(client, endpoint, row), 401, "invalid_token")


class TestInside:
    @pytest.mark.parametrize("kind", ["limited", "whole"])
    def test_each_operation_works(self, kind, scene, subtests):
        client = token_of(scene.user, "read", "write", under=scene.branch if kind == "limited" else None)
        for endpoint in OF_BRANCHES:
            row, name = scene.row_of(endpoint.noun), name_of(endpoint)
            with subtests.test(str(endpoint)), rolled_back():
                response = send(client, endpoint, row)

                if kind == "limited" and name in NOT_OF_A_BRANCH:
                    assert_problem(response, 403, "outside_branch")
                elif response.status_code >= 400 and name in REFUSED_BY_STATE:
                    assert response.json()["code"] in REFUSED_BY_STATE[name]
                else:
                    assert response.status_code < 300, response.text_of_all

    def test_nothing_shows_what_is_elsewhere(self, scene, subtests):
        client = token_of(scene.user, "read", "write", under=scene.branch)
        for endpoint in OF_BRANCHES:
            with subtests.test(str(endpoint)), rolled_back():
                row = scene.row_of(endpoint.noun)
                if endpoint.path.endswith("lookup/"):
                    row = SceneRow(f"/{scene.branch.pk}")

                assert_shows_nothing_else(scene, send(client, endpoint, row))

    def test_no_query_shows_what_is_elsewhere(self, scene, subtests):
        client = token_of(scene.user, "read", under=scene.branch)
        for path, query in QUERIES_OF_A_BRANCH:
            with subtests.test(f"{path} {query}"):
                response = client.get(path, query)
                response.text_of_all = response.getvalue().decode()

                assert response.status_code == 200, response.text_of_all
                assert_shows_nothing_else(scene, response)

    def test_no_write_touches_what_is_elsewhere(self, scene, subtests):
        client = token_of(scene.user, "read", "write", under=scene.branch)
        for endpoint in OF_BRANCHES:
            if endpoint.method == "GET":
                continue
            with subtests.test(str(endpoint)), rolled_back():
                before = rows_elsewhere(scene)
                send(client, endpoint, scene.row_of(endpoint.noun))

                assert rows_elsewhere(scene) == before


class TestOutside:
    def test_the_whole_account_is_out_of_reach(self, scene, subtests):
        client = token_of(scene.user, "read", "write", under=scene.branch)
        for endpoint in OF_ACCOUNT:
            with subtests.test(str(endpoint)):
                assert_problem(send(client, endpoint, scene.row_of(endpoint.noun)), 403, "whole_account_needed")

    def test_each_row_is_one_that_does_not_exist(self, scene, subtests):
        client = token_of(scene.user, "read", "write", under=scene.branch)
        above = {"categories": [scene.root, scene.middle, scene.beside], "works": [scene.unfiled]}
        for endpoint in DETAILS:
            rows = [scene.outside[endpoint.noun], *above.get(endpoint.noun, [])]
            if endpoint.noun == "trash":
                rows.append(scene.mixed_deletion)
            for row in rows:
                with subtests.test(f"{endpoint} {row.pk}"):
                    before = everything(scene.user)
                    response, of_missing = send(client, endpoint, row), send(client, endpoint, SceneRow())

                    assert response.status_code == 404, response.text_of_all
                    assert response.json() == of_missing.json()
                    assert everything(scene.user) == before

    def test_the_category_of_the_branch_is_only_read(self, scene, subtests):
        client = token_of(scene.user, "read", "write", under=scene.branch)
        for endpoint in (each for each in DETAILS if each.noun == "categories"):
            with subtests.test(str(endpoint)):
                response = send(client, endpoint, scene.branch)

                if endpoint.method == "GET":
                    assert_shows_nothing_else(scene, response)
                    assert response.status_code == 200
                else:
                    assert_problem(response, 403, "outside_branch")


class SceneRow:
    """A row that is none."""

    def __init__(self, path="/1", pk=2**62):
        self.path, self.pk = path, pk


# A roll-over is of a yearly project; the others need a pause first, or come after what cannot be undone.
REFUSED_BY_STATE = {
    "roll_over_category": {"not_a_yearly_project"},
    "resume_category": {"branch_not_paused"},
    "resume_recurring_work": {"not_paused"},
    "undo_last": {"outside_branch", "changed_later", "not_undoable"},
    "undo_change": {"changed_later"},
    "change_works": {"invalid"},
    "look_up_category": {"category_not_found"},
}
TEXTS = ["Secret", "middle", "year", "unfiled"]
QUERIES_OF_A_BRANCH = [
    *product(["/api/v1/works/", "/api/v1/recurring-works/", "/api/v1/categories/", "/api/v1/labels/"], TEXTS),
]
QUERIES_OF_A_BRANCH = [
    *((path, {"q": text}) for path, text in QUERIES_OF_A_BRANCH),
    ("/api/v1/works/", {"category": "none"}),
    ("/api/v1/works/", {"page_size": "200", "ordering": "-updated_at"}),
    ("/api/v1/works/", {"open": "true", "ordering": "title"}),
    ("/api/v1/recurring-works/", {"category": "none"}),
    ("/api/v1/categories/", {"level": "0"}),
    ("/api/v1/categories/", {"ordering": "path"}),
    ("/api/v1/categories/tree/", {"summary": "1"}),
    *(
        ("/api/v1/reports/period/", {"start": "2026-09-01", "end": "2026-09-30", "as_filed": filed, "format": form})
        for filed, form in product(["now", "then"], ["json", "markdown", "csv"])
    ),
    ("/api/v1/changes/", {"since": "0", "limit": "1000"}),
    ("/api/v1/changes/", {"limit": "1000"}),
    ("/api/v1/trash/", {"page_size": "200"}),
]


def assert_shows_nothing_else(scene, response):
    """Check the whole answer, its headers too: no name from elsewhere, and no id of a category from there."""
    headers = {name: value for name, value in response.headers.items() if name != "ETag"}
    text = response.text_of_all + json.dumps(headers)
    assert not SECRET.search(text), SECRET.search(text) and text
    if response.headers.get("Content-Type") == "application/json":
        shown = ids_of_categories(json.loads(response.text_of_all))
        assert shown & scene.ids_above() == set(), response.text_of_all


def ids_of_categories(value, name=""):
    """The ids of categories anywhere in an answer: values of fields that refer to one, and the steps of paths."""
    if isinstance(value, dict):
        found = set().union(*(ids_of_categories(inner, key) for key, inner in value.items()))
        return found | ({value["id"]} if {"id", "name", "level"} <= set(value) else set())
    if isinstance(value, list):
        return set().union(*(ids_of_categories(inner, name) for inner in value))
    if isinstance(value, str) and re.fullmatch("(/[0-9]+)+", value):
        return set(map(int, value.strip("/").split("/")))
    return {value} if name in ("category", "parent", "root", "under") and isinstance(value, int) else set()


def rows_elsewhere(scene):
    """What is stored of all rows that are not in the branch; its own category is one of them, but for what it counts."""
    inside = set(Category.all_objects.subtree_of(scene.branch).ids()) - {scene.branch.pk}
    found = {}
    for model in soft_deletable_models():
        names = {field.attname for field in model._meta.concrete_fields}
        for row in model._base_manager.filter(user=scene.user).order_by("pk").values():
            place = row.get("category_id") if "category_id" in names else row["id"] if model is Category else None
            if place not in inside and not (model is not Category and place == scene.branch.pk):
                found[model.__name__, row["id"]] = {name: row[name] for name in row if name != "finished_works"}
    return found
