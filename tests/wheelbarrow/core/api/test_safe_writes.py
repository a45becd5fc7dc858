"""ETags of rows, If-Match and dry runs: for every kind of row that has a version."""

import json
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from tests.makers import NOON, make_ancestors, make_category, make_recurring_work, make_work
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, MAKERS
from tests.wheelbarrow.core.api.problems import assert_problem
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.models import Change, Deletion

VERSIONED = [
    endpoint
    for endpoint in ENDPOINTS
    if endpoint.is_detail and endpoint.method != "GET" and issubclass(endpoint.view.cls.queryset.model, SoftDeletable)
]
# Actions that the row must be ready for: their refusals come after the version has been compared.
DRY = [endpoint for endpoint in ENDPOINTS if endpoint.action in endpoint.view.cls.dry_run_actions]
MALFORMED = ["", "12", "'12'", '"12', '12"', '"1 2"', '"12", ', '"12" "13"', "**", 'w/"12"', '"12",*', '"é"', ' "12"']


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def address_of(endpoint, row):
    return f"/api/v1/{endpoint.noun}/{row.pk}/"


def call(client, endpoint, row, query="", **headers):
    address = f"{endpoint.address(row)}{query}"
    body = None if endpoint.method == "DELETE" else endpoint.body
    return getattr(client, endpoint.method.lower())(address, body, headers=headers)


def assert_stale(response):
    """A 412 with the present row; returns that."""
    problem = response.json()
    assert (response.status_code, problem["code"]) == (412, "changed_elsewhere"), problem
    assert response.headers["Content-Type"] == "application/problem+json"
    return problem["current"]


def facts(user):
    """What a write would change."""
    user.refresh_from_db()
    return user.version, Change.objects.count(), Deletion.objects.count()


class TestEndpoints:
    def test_are_found(self):
        found = {str(endpoint) for endpoint in VERSIONED}

        assert {
            "PATCH /api/v1/works/{pk}/",
            "PUT /api/v1/categories/{pk}/",
            "DELETE /api/v1/recurring-works/{pk}/",
            "POST /api/v1/works/{pk}/finish/",
            "POST /api/v1/works/{pk}/status/",
            "POST /api/v1/categories/{pk}/move/",
            "POST /api/v1/recurring-works/{pk}/pause/",
        } <= found
        assert len(DRY) == 6


class TestEtag:
    @pytest.mark.parametrize("noun", ["categories", "works", "recurring-works"])
    def test_of_a_new_row_and_of_a_changed_one_is_that_of_get(self, noun, ann, api):
        body = {"name": "2026"} if noun == "categories" else {"title": "Dig"}
        if noun == "recurring-works":
            body["rule"] = "FREQ=DAILY"
        made = api.post(f"/api/v1/{noun}/", body)
        address = made.headers["Content-Location"]

        after_post = api.get(address).headers["ETag"]
        changed = api.patch(address, {"content": "Deep"})
        after_patch = api.get(address).headers["ETag"]
        put = api.put(address, {**api.get(address).json(), "content": "Deeper"})
        after_put = api.get(address).headers["ETag"]

        assert address == f"/api/v1/{noun}/{made.json()['id']}/"
        assert made.headers["ETag"] == after_post
        assert (changed.headers["ETag"], put.headers["ETag"]) == (after_patch, after_put)
        assert changed.headers["Content-Location"] == address
        assert after_patch.startswith(f'"{changed.json()["version"]}.')
        assert len({after_post, after_patch, after_put}) == 3

    def test_of_an_action_holds_for_a_get(self, ann, api):
        work = make_work(user=ann)

        tag = api.post(f"/api/v1/works/{work.pk}/finish/").headers["ETag"]

        again = api.get(f"/api/v1/works/{work.pk}/", headers={"If-None-Match": tag})
        assert (again.status_code, again.headers["ETag"]) == (304, tag)

    def test_of_an_answer_that_get_never_gives_does_not_hold_for_a_get(self, ann, api):
        rule = make_recurring_work(user=ann)

        paused = api.post(f"/api/v1/recurring-works/{rule.pk}/pause/", {})

        tag = paused.headers["ETag"]
        assert tag.startswith(f'"{paused.json()["version"]}.')
        assert "Content-Location" not in paused.headers
        assert api.get(f"/api/v1/recurring-works/{rule.pk}/", headers={"If-None-Match": tag}).status_code == 200

    def test_differs_where_the_answer_differs_though_the_row_has_its_version(self, ann, api):
        category = make_category(user=ann, name="2026")
        other = make_category(user=ann, name="2027")
        address = f"/api/v1/works/{make_work(user=ann, category=category).pk}/"
        before = api.get(address)

        api.post(f"/api/v1/categories/{category.pk}/move/", {"parent": other.pk})
        after = api.get(address)

        assert before.json()["version"] == after.json()["version"]
        assert before.json()["category_path"] != after.json()["category_path"]
        assert before.headers["ETag"] != after.headers["ETag"]

    def test_has_another_hash_for_other_bytes(self, ann, api):
        address = f"/api/v1/works/{make_work(user=ann).pk}/"

        tags = {api.get(address, headers={"Accept": f"application/json; indent={n}"}).headers["ETag"] for n in (2, 4)}

        assert tags != {api.get(address).headers["ETag"]}

    def test_of_a_split_is_that_of_the_rule_that_continues(self, ann, api):
        rule = make_recurring_work(user=ann)

        split = api.patch(
            f"/api/v1/recurring-works/{rule.pk}/",
            {"scope": "this_and_future", "occurs_on": "2026-09-10", "title": "Pour"},
        )

        address = split.headers["Content-Location"]
        assert address == f"/api/v1/recurring-works/{split.json()['id']}/" != f"/api/v1/recurring-works/{rule.pk}/"
        assert api.get(address).headers["ETag"] == split.headers["ETag"]

    def test_is_not_sent_in_a_session(self, ann):
        session = APIClient()
        session.force_login(ann)

        answer = session.post("/api/v1/works/", {"title": "Dig"})

        assert (answer.status_code, answer.has_header("ETag")) == (201, False)


class TestIfMatch:
    @pytest.mark.parametrize("endpoint", VERSIONED, ids=str)
    def test_of_an_old_version_is_refused_with_the_present_row_and_changes_nothing(self, endpoint, ann, api):
        row = MAKERS[endpoint.noun](ann, "Ann's")
        old = row.version
        change = {"colour": "teal"} if endpoint.noun == "labels" else {"content": "changed elsewhere"}
        api.patch(address_of(endpoint, row), change)
        present, before = api.get(address_of(endpoint, row)), facts(ann)

        for header in (f'"{old}"', f'"{old}.1.2.ko"', f'W/"{present.json()["version"]}"', '"x"', f'"{old}", "0"'):
            assert assert_stale(call(api, endpoint, row, **{"If-Match": header})) == present.json(), header
        refused = call(api, endpoint, row, **{"If-Match": f'"{old}"'})

        assert refused.headers["ETag"] == present.headers["ETag"]
        assert facts(ann) == before

    @pytest.mark.parametrize("endpoint", VERSIONED, ids=str)
    def test_of_the_present_version_of_its_tag_or_of_any_is_carried_out(self, endpoint, ann, api):
        codes = []
        for header in ('"{version}"', "{tag}", '"0", "{version}"', "*", None):
            row = MAKERS[endpoint.noun](ann, f"Ann's {header and header[:4]}{len(codes)}")
            tag = api.get(address_of(endpoint, row)).headers["ETag"]
            headers = {"If-Match": header.format(version=row.version, tag=tag)} if header else {}
            answer = call(api, endpoint, row, **headers)
            codes.append(answer.status_code)
            # Their names are free again for the next.
            for address in (address_of(endpoint, row), answer.headers.get("Location", "")):
                api.delete(address)

        assert set(codes) <= {200, 201, 409}
        # resume/ refuses a rule that is not paused, whatever the header.
        assert len(set(codes)) == 1

    @pytest.mark.parametrize("endpoint", VERSIONED, ids=str)
    def test_of_a_stranger_gets_the_404_of_a_missing_row(self, endpoint, ann, api, stranger):
        row = MAKERS[endpoint.noun](ann, "Ann's")

        for header in ('"0"', "*"):
            his = call(stranger, endpoint, row, **{"If-Match": header})
            missing = call(stranger, endpoint, SimpleNamespace(pk=2**62), **{"If-Match": header})
            assert his.status_code == 404
            assert his.json() == missing.json()

    @pytest.mark.parametrize("header", MALFORMED)
    def test_is_refused_when_it_is_malformed(self, header, ann, api):
        work = make_work(user=ann)

        refused = api.patch(f"/api/v1/works/{work.pk}/", {"title": "Rake"}, HTTP_IF_MATCH=header)

        assert_problem(refused, 400, "if_match_malformed")

    def test_is_ignored_where_no_row_is_written(self, ann, api):
        make_work(user=ann)

        answers = [
            api.get("/api/v1/works/", HTTP_IF_MATCH="x"),
            api.post("/api/v1/works/", {"title": "a"}, HTTP_IF_MATCH="x"),
        ]

        assert [answer.status_code for answer in answers] == [200, 201]

    def test_takes_one_statement_more(self, ann, api):
        work = make_work(user=ann)
        address = f"/api/v1/works/{work.pk}/"
        counts = []
        for header in (None, "*", "{tag}"):
            headers = {"If-Match": header.format(tag=api.get(address).headers["ETag"])} if header else {}
            with CaptureQueriesContext(connection) as statements:
                assert api.patch(address, {"title": f"Rake {header}"}, headers=headers).status_code == 200
            counts.append(len(statements))

        assert counts == [counts[0], counts[0], counts[0] + 1]

    def test_shows_the_row_in_the_language_of_the_person(self, ann, api):
        User.objects.filter(pk=ann.pk).update(language="ko")
        rule = make_recurring_work(user=ann)

        problem = api.post(f"/api/v1/recurring-works/{rule.pk}/skip/", {}, headers={"If-Match": '"0"'}).json()

        assert problem["title"] == "다른 곳에서 바뀌었습니다"
        assert problem["current"]["sentence"] == "매일"


class TestDryRun:
    @pytest.mark.parametrize("flag", ["1", "true"])
    def test_of_a_delete_counts_and_writes_nothing(self, flag, ann, api):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        work = make_work(user=ann, category=tree)
        rule = make_recurring_work(user=ann, category=root)
        before = facts(ann)

        for path, counts in (
            (
                f"categories/{root.pk}",
                {"categories": 2, "works": 2, "labels": 0, "report_copies": 0, "saved_views": 0, "recurring_works": 1},
            ),
            (
                f"works/{work.pk}",
                {"categories": 0, "works": 1, "labels": 0, "report_copies": 0, "saved_views": 0, "recurring_works": 0},
            ),
            (
                f"recurring-works/{rule.pk}",
                {"categories": 0, "works": 0, "labels": 0, "report_copies": 0, "saved_views": 0, "recurring_works": 1},
            ),
        ):
            answer = api.delete(f"/api/v1/{path}/?dry_run={flag}")
            assert (answer.status_code, answer.json()) == (200, {"deletion": None, **counts})
            real = api.get(f"/api/v1/{path}/")
            assert (real.status_code, answer.has_header("ETag")) == (200, False)

        assert facts(ann) == before

    def test_of_a_move_shows_where_it_would_go(self, ann, api):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        before = facts(ann)

        answer = api.post(f"/api/v1/categories/{tree.pk}/move/?dry_run=1", {"parent": None})
        refused = api.post(f"/api/v1/categories/{root.pk}/move/?dry_run=1", {"parent": tree.pk})

        assert (answer.json()["path"], answer.has_header("ETag")) == (f"/{tree.pk}", False)
        assert_problem(refused, 409, "move_into_own_subtree")
        assert api.get(f"/api/v1/categories/{tree.pk}/").json()["path"] == tree.path
        assert facts(ann) == before

    @pytest.mark.parametrize(
        ("order", "shown"),
        [
            ({"action": "finish"}, {"action": "finish", "works": 2}),
            ({"action": "delete"}, {"action": "delete", "works": 2, "deletion": None}),
            ({"action": "set", "data": {"priority": "HIGH"}}, {"action": "set", "works": 2}),
        ],
    )
    def test_of_many_works_counts_them(self, order, shown, ann, ben, api):
        ids = [make_work(user=ann).pk for _ in range(2)]
        his = make_work(user=ben)
        before = facts(ann)

        answer = api.post("/api/v1/works/bulk/?dry_run=1", {"ids": ids, **order})
        refused = api.post("/api/v1/works/bulk/?dry_run=1", {"ids": [*ids, his.pk], **order})

        assert answer.json() == shown
        assert_problem(refused, 400, "bulk_refused")
        assert facts(ann) == before
        assert {row["current_status"] for row in api.get("/api/v1/works/").json()["results"]} == {"TODO"}

    def test_with_0_is_the_real_thing(self, ann, api):
        work = make_work(user=ann)

        assert api.delete(f"/api/v1/works/{work.pk}/?dry_run=0").json()["deletion"]
        assert api.get(f"/api/v1/works/{work.pk}/").status_code == 404

    def test_is_refused_with_another_value_and_everywhere_else(self, ann, api):
        work = make_work(user=ann)

        wrong = [
            api.delete(f"/api/v1/works/{work.pk}/?dry_run=yes"),
            api.delete(f"/api/v1/works/{work.pk}/?dry_run="),
            api.patch(f"/api/v1/works/{work.pk}/?dry_run=1", {"title": "a"}),
            api.post(f"/api/v1/works/{work.pk}/finish/?dry_run=1"),
            api.post("/api/v1/works/?dry_run=1", {"title": "a"}),
            api.get("/api/v1/works/?dry_run=1"),
        ]

        assert [set(assert_problem(answer, 400, "invalid")["errors"]) for answer in wrong] == [{"dry_run"}] * 6
        assert api.get(f"/api/v1/works/{work.pk}/").json()["title"] == "Dig"

    def test_of_a_strangers_row_is_404(self, ann, stranger):
        work, category = make_work(user=ann), make_category(user=ann)

        answers = [
            stranger.delete(f"/api/v1/works/{work.pk}/?dry_run=1"),
            stranger.delete(f"/api/v1/categories/{category.pk}/?dry_run=1"),
            stranger.post(f"/api/v1/categories/{category.pk}/move/?dry_run=1", {"parent": None}),
        ]

        assert {answer.status_code for answer in answers} == {404}

    def test_compares_the_version_too(self, ann, api):
        work = make_work(user=ann)

        refused = api.delete(f"/api/v1/works/{work.pk}/?dry_run=1", headers={"If-Match": '"0"'})

        assert assert_stale(refused)["id"] == work.pk

    def test_stores_no_key(self, ann, api):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        address, key = f"/api/v1/categories/{tree.pk}/move/", {"Idempotency-Key": "a"}

        dry = api.post(f"{address}?dry_run=1", {"parent": None}, headers=key)
        real = api.post(address, {"parent": None}, headers=key)

        assert (dry.status_code, real.status_code) == (200, 200)
        assert api.get(f"/api/v1/categories/{tree.pk}/").json()["parent"] is None
        assert json.loads(real.content)["parent"] is None
        assert root.pk != tree.pk
