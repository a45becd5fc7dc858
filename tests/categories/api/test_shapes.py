"""Ancestors, subtree, lookup by path and the nested tree, over HTTP."""

from datetime import timedelta

import pytest

from categories import services
from categories.models import Category
from tests.categories.api.answers import names
from tests.makers import NOON, make_ancestors, make_category, make_finished_work, make_work
from works.services import editing

TODAY = NOON.date()


class TestAncestors:
    def test_are_the_categories_from_the_root_to_itself(self, ids, api):
        response = api.get(f"/api/v1/categories/{ids['beds']}/ancestors/")

        assert names(response) == ["2026", "Garden", "Beds"]


class TestSubtree:
    def test_is_in_tree_order_each_before_its_children_siblings_by_position(self, ann, api):
        root = make_category(user=ann, name="2026")
        for name in ("Garden", "Home"):
            branch = make_category(user=ann, name=name, parent=root)
            for leaf in ("North", "South"):
                make_category(user=ann, name=f"{name} {leaf}", parent=branch)
        first = make_category(user=ann, name="Attic", parent=root, position=0)

        response = api.get(f"/api/v1/categories/{root.pk}/subtree/")

        assert names(response) == [
            "2026",
            first.name,
            "Garden",
            "Garden North",
            "Garden South",
            "Home",
            "Home North",
            "Home South",
        ]


class TestLookup:
    @pytest.mark.parametrize("typed", ["{0}", "{0}/", "  {0}  ", "//{0}", "{1}"])
    def test_finds_a_category_however_its_path_is_typed(self, typed, ann, api):
        tree = make_ancestors(user=ann, names=["2026", "Garden"])[-1]

        path = typed.format(tree.path, tree.path.replace("/", " / "))
        response = api.get("/api/v1/categories/lookup/", {"path": path})

        assert response.json()["id"] == tree.pk

    def test_finds_no_strangers_category_and_none_that_is_in_the_trash(self, ann, stranger, api):
        tree = make_category(user=ann)

        foreign = stranger.get("/api/v1/categories/lookup/", {"path": tree.path})
        services.delete_category(user=ann, category_id=tree.pk, at=NOON)
        gone = api.get("/api/v1/categories/lookup/", {"path": tree.path})

        assert (foreign.status_code, gone.status_code) == (404, 404)
        assert foreign.json() == gone.json()

    @pytest.mark.parametrize("path", [None, "", "x", "/", "1;2"])
    def test_refuses_what_is_no_path(self, path, api):
        response = api.get("/api/v1/categories/lookup/", {} if path is None else {"path": path})

        assert response.status_code == 400
        assert set(response.json()["errors"]) == {"path"}


class TestTree:
    def test_is_nested_in_order_and_ones_own(self, ids, api):
        response = api.get("/api/v1/categories/tree/")

        first, second = response.json()
        assert (first["name"], second["name"]) == ("2026", "2025")
        assert [child["name"] for child in first["children"]] == ["Garden"]
        assert [child["name"] for child in first["children"][0]["children"]] == ["Beds"]
        assert second["children"] == []
        assert "summary" not in first

    @pytest.mark.parametrize("flag", ["1", "true"])
    def test_with_a_summary_rolls_up_each_subtree(self, flag, ann, ben, ids, api):
        tree = Category.objects.get(pk=ids["tree"])
        beds = Category.objects.get(pk=ids["beds"])
        make_work(user=ann, category=tree, deadline_on=TODAY - timedelta(days=1))
        make_work(user=ann, category=tree, deadline_on=TODAY + timedelta(days=5))
        make_work(user=ann, category=beds, deadline_on=TODAY)
        make_work(user=ann, category=beds)
        make_finished_work(user=ann, category=beds, deadline_on=TODAY - timedelta(days=9))
        editing.delete_work(user=ann, work_id=make_work(user=ann, category=beds).pk, at=NOON)
        make_work(user=ann)
        make_work(user=ben, category=Category.objects.get(pk=ids["bens"]))

        (top, other) = api.get("/api/v1/categories/tree/", {"summary": flag}).json()

        middle = top["children"][0]
        leaf = middle["children"][0]
        of_the_leaf = {"open": 2, "overdue": 0, "finished": 1, "next_deadline_on": "2026-09-02"}
        of_the_branch = {"open": 4, "overdue": 1, "finished": 1, "next_deadline_on": "2026-09-02"}
        assert [leaf["summary"], middle["summary"], top["summary"]] == [of_the_leaf, of_the_branch, of_the_branch]
        assert other["summary"] == {"open": 0, "overdue": 0, "finished": 0, "next_deadline_on": None}

    @pytest.mark.parametrize("flag", ["yes", "", "2", "True"])
    def test_refuses_a_flag_that_is_none(self, flag, api):
        response = api.get("/api/v1/categories/tree/", {"summary": flag})

        assert response.status_code == 400
        assert set(response.json()["errors"]) == {"summary"}
