"""The tree over HTTP."""

import pytest

from categories.models import Category
from tests.categories.api.answers import names
from tests.makers import make_ancestors, make_category, make_work
from tests.wheelbarrow.core.api.problems import assert_problem, assert_refused


class TestCreate:
    def test_shows_the_category_with_its_place(self, ann, api):
        root = make_category(user=ann, name="2026")

        response = api.post("/api/v1/categories/", {"name": "Garden", "parent": root.pk, "starts_on": "2026-03-01"})

        made = response.json()
        assert response.status_code == 201
        assert made == {
            "id": made["id"],
            "name": "Garden",
            "content": "",
            "content_is_cut": False,
            "parent": root.pk,
            "path": f"/{root.pk}/{made['id']}",
            "level": 1,
            "root": root.pk,
            "starts_on": "2026-03-01",
            "ends_on": None,
            "paused_from": None,
            "paused_until": None,
            "position": 0,
            "version": root.version + 1,
            "created_at": "2026-09-02T09:00:00Z",
            "updated_at": "2026-09-02T09:00:00Z",
        }
        assert api.get(f"/api/v1/categories/{made['id']}/").json() == made

    @pytest.mark.parametrize("typed", ["{path}", "{path}/", " {path} ", "//{path}//", "{bare}", "{spaced}", "{zeros}"])
    def test_takes_the_parents_path_however_it_is_typed(self, typed, ann, api):
        parent = make_ancestors(user=ann, names=["2026", "Garden"])[-1]
        steps = parent.path.strip("/").split("/")
        forms = {"path": parent.path, "bare": "/".join(steps), "spaced": " / ".join(steps), "zeros": "/00".join(steps)}

        response = api.post("/api/v1/categories/", {"name": "Beds", "path": typed.format(**forms)})

        assert response.json()["parent"] == parent.pk

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("/", "invalid"),
            ("", "invalid"),
            ("Garden", "invalid"),
            ("/1/-2", "invalid"),
            ("/٣", "invalid"),
            ("/1" * 101, "invalid"),
            ("/12345678901234567890", "invalid"),
            ("/9999999999999999999", "parent_not_found"),
        ],
    )
    def test_refuses_a_path_that_leads_nowhere(self, typed, code, api):
        response = api.post("/api/v1/categories/", {"name": "Beds", "path": typed})

        assert response.status_code == 400
        assert response.json()["code"] == code
        assert set(response.json()["errors"]) == {"path"}

    def test_refuses_a_strangers_parent_like_a_missing_one(self, ben, api):
        bens = make_category(user=ben)

        by_id = [api.post("/api/v1/categories/", {"name": "Mine", "parent": pk}).json() for pk in (bens.pk, 2**62)]
        by_path = api.post("/api/v1/categories/", {"name": "Mine", "path": bens.path})

        assert by_id[0] == by_id[1]
        assert (by_path.status_code, by_path.json()["code"]) == (400, "parent_not_found")
        assert Category.all_objects.count() == 1

    def test_refuses_a_name_that_a_sibling_has_and_takes_a_strangers(self, ann, ben, api):
        make_category(user=ann, name="2026")
        make_category(user=ben, name="2027")

        taken, free = (api.post("/api/v1/categories/", {"name": name}) for name in ("2026", "2027"))

        assert (taken.status_code, taken.json()["code"]) == (400, "name_taken")
        assert set(taken.json()["errors"]) == {"name"}
        assert free.status_code == 201


class TestFilter:
    def test_gives_these_and_no_others(self, ids, api):
        for query, expected in [
            ("", ["2026", "2025", "Garden", "Beds"]),
            ("level=0", ["2026", "2025"]),
            ("level=2", ["Beds"]),
            ("level=3", []),
            ("parent={root}", ["Garden"]),
            ("root={root}", ["2026", "Garden", "Beds"]),
            ("under={tree}", ["Garden", "Beds"]),
            ("year=2026", ["2026", "Garden", "Beds"]),
            ("year=2025", ["2025", "Garden"]),
            ("year=2026&month=3", ["2026", "Garden", "Beds"]),
            ("year=2026&month=4", ["2026", "Garden", "Beds"]),
            ("year=2026&month=2", ["2026", "Garden"]),
            ("year=2026&month=5", ["2026", "Garden"]),
            ("active_on=2026-03-14", ["2026", "Garden"]),
            ("active_on=2026-03-15", ["2026", "Garden", "Beds"]),
            ("active_on=2026-04-01", ["2026", "Garden", "Beds"]),
            ("active_on=2026-04-02", ["2026", "Garden"]),
            ("active_on=2025-12-31", ["2025", "Garden"]),
            ("q=BEDS", ["Garden", "Beds"]),
            ("q=ben", []),
            ("ordering=name", ["2025", "2026", "Beds", "Garden"]),
            ("ordering=-level", ["Beds", "Garden", "2026", "2025"]),
            ("ordering=level,-name", ["2026", "2025", "Garden", "Beds"]),
        ]:
            assert names(api.get(f"/api/v1/categories/?{query.format(**ids)}")) == expected, query

    def test_refuses_what_it_cannot_read_by_name(self, ids, api):
        for query in [
            "level=100",
            "level=-1",
            "level=x",
            "level=",
            "parent={bens}",
            "root={bens}",
            "root={tree}",
            "under={bens}",
            "under=",
            "year=1899",
            "year=3000",
            "month=13&year=2026",
            "month=0&year=2026",
            "month=3",
            "active_on=2026-3-1",
            "active_on=0001-01-01",
            "ordering=user",
            "ordering=parent__name",
        ]:
            response = api.get(f"/api/v1/categories/?{query.format(**ids)}")
            assert_refused(response, 400, "invalid", {query.split("=")[0]})


class TestMove:
    def test_takes_the_branch_along(self, ids, api):
        response = api.post(f"/api/v1/categories/{ids['tree']}/move/", {"parent": ids["old"]})

        assert response.json()["path"] == f"/{ids['old']}/{ids['tree']}"
        beds = api.get(f"/api/v1/categories/{ids['beds']}/").json()
        assert beds["path"] == f"/{ids['old']}/{ids['tree']}/{ids['beds']}"
        assert (beds["root"], beds["level"]) == (ids["old"], 2)

    def test_is_refused_by_code(self, ann, ids, api):
        make_category(user=ann, name="Garden")
        for parent, status, code in [
            (ids["tree"], 409, "move_into_own_subtree"),
            (ids["beds"], 409, "move_into_own_subtree"),
            (None, 409, "name_taken_there"),
            (ids["bens"], 400, "parent_not_found"),
        ]:
            assert_problem(api.post(f"/api/v1/categories/{ids['tree']}/move/", {"parent": parent}), status, code)

    def test_by_a_patch_of_the_parent_is_the_same(self, ids, api):
        moved = api.patch(f"/api/v1/categories/{ids['beds']}/", {"parent": ids["old"]})
        refused = api.patch(f"/api/v1/categories/{ids['tree']}/", {"parent": ids["tree"]})

        assert moved.json()["path"] == f"/{ids['old']}/{ids['beds']}"
        assert refused.status_code == 409


class TestPatch:
    def test_changes_what_it_names(self, ids, api):
        address = f"/api/v1/categories/{ids['tree']}/"
        before = api.get(address).json()

        response = api.patch(address, {"content": "Paths"})

        assert response.json() == {**before, "content": "Paths", "version": response.json()["version"]}

    def test_refuses_an_end_before_the_start(self, ids, api):
        response = api.patch(f"/api/v1/categories/{ids['root']}/", {"ends_on": "2025-12-31"})

        assert_refused(response, 400, "ends_before_it_starts", {"ends_on"})


class TestDelete:
    def test_answers_with_the_deletion_and_hides_the_branch(self, ann, ids, api):
        work = make_work(user=ann, category=Category.objects.get(pk=ids["beds"]))

        response = api.delete(f"/api/v1/categories/{ids['root']}/")

        taken = response.json()
        assert (taken["categories"], taken["works"], taken["recurring_works"]) == (3, 1, 0)
        assert names(api.get("/api/v1/categories/")) == ["2025"]
        assert api.get(f"/api/v1/works/{work.pk}/").status_code == 404
