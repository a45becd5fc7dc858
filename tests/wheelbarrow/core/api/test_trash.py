"""The trash over HTTP."""

import pytest
import time_machine
from django.test import override_settings

from tests.makers import NOON, make_ancestors, make_category, make_work


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def delete(client, noun, row):
    return client.delete(f"/api/v1/{noun}/{row.pk}/").json()["deletion"]


def trash(client):
    return {row["id"]: row["label"] for row in client.get("/api/v1/trash/").json()["results"]}


class TestList:
    @override_settings(TRASH_DAYS=30)
    def test_has_one_row_for_each_act_newest_first(self, ann, api):
        tree = make_ancestors(user=ann, names=["2026", "Garden"])[0]
        work = make_work(user=ann, title="Dig")
        make_work(user=ann, category=tree)
        first, second = delete(api, "works", work), delete(api, "categories", tree)

        rows = api.get("/api/v1/trash/").json()["results"]

        at = {
            "deleted_at": "2026-09-02T09:00:00Z",
            "purge_on": "2026-10-02",
            "labels": 0,
            "recurring_works": 0,
            "report_copies": 0,
            "saved_views": 0,
        }
        assert rows == [
            {"id": second, "kind": "category", "label": "2026", "categories": 2, "works": 1, **at},
            {"id": first, "kind": "work", "label": "Dig", "categories": 0, "works": 1, **at},
        ]

    def test_shows_nothing_of_a_strangers(self, ann, api, stranger):
        delete(api, "works", make_work(user=ann))

        assert trash(stranger) == {}


class TestRestore:
    def test_brings_back_exactly_what_this_deletion_took(self, ann, api):
        root, tree, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        earlier, later = make_work(user=ann, category=beds), make_work(user=ann, category=beds)
        first = delete(api, "works", earlier)
        before = {pk: api.get(f"/api/v1/categories/{pk}/").json() for pk in (root.pk, tree.pk, beds.pk)}
        second = delete(api, "categories", root)

        response = api.post(f"/api/v1/trash/{second}/restore/")

        assert response.json() == {
            "deletion": second,
            "categories": 3,
            "works": 1,
            "labels": 0,
            "recurring_works": 0,
            "report_copies": 0,
            "saved_views": 0,
        }
        after = {pk: api.get(f"/api/v1/categories/{pk}/").json() for pk in before}
        stamps = {"version": None, "updated_at": None}
        assert {pk: {**row, **stamps} for pk, row in after.items()} == {
            pk: {**row, **stamps} for pk, row in before.items()
        }
        assert api.get(f"/api/v1/works/{later.pk}/").status_code == 200
        assert api.get(f"/api/v1/works/{earlier.pk}/").status_code == 404
        assert set(trash(api)) == {first}

    def test_under_a_parent_in_the_trash_is_a_conflict_that_names_it(self, ann, api):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        inner = delete(api, "categories", tree)
        outer = delete(api, "categories", root)

        response = api.post(f"/api/v1/trash/{inner}/restore/")

        assert (response.status_code, response.json()["code"]) == (409, "parent_in_trash")
        assert "2026" in response.json()["detail"]
        assert str(outer) in response.json()["detail"]
        assert set(trash(api)) == {inner, outer}

    def test_of_a_name_that_was_used_again_is_a_conflict(self, ann, api):
        deletion = delete(api, "categories", make_category(user=ann, name="2026"))
        make_category(user=ann, name="2026")

        response = api.post(f"/api/v1/trash/{deletion}/restore/")

        assert (response.status_code, response.json()["code"]) == (409, "name_taken_since")

    def test_twice_finds_nothing_the_second_time(self, ann, api):
        deletion = delete(api, "works", make_work(user=ann))
        api.post(f"/api/v1/trash/{deletion}/restore/")

        response = api.post(f"/api/v1/trash/{deletion}/restore/")

        assert response.status_code == 404


class TestDelete:
    def test_removes_it_for_good_and_nothing_else(self, ann, ben, api, stranger):
        gone, kept = delete(api, "works", make_work(user=ann)), delete(api, "works", make_work(user=ann))
        bens = delete(stranger, "works", make_work(user=ben))

        response = api.delete(f"/api/v1/trash/{gone}/")

        assert response.json() == {
            "deletion": gone,
            "categories": 0,
            "works": 1,
            "labels": 0,
            "recurring_works": 0,
            "report_copies": 0,
            "saved_views": 0,
        }
        assert set(trash(api)) == {kept}
        assert set(trash(stranger)) == {bens}
        assert api.post(f"/api/v1/trash/{gone}/restore/").status_code == 404
