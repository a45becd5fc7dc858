"""The tree over HTTP."""

import pytest

from categories.models import Category
from tests.categories.api.answers import names
from tests.makers import make_category, make_chain, make_work


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
            "position": 0,
            "created_at": "2026-09-02T09:00:00Z",
            "updated_at": "2026-09-02T09:00:00Z",
        }
        assert api.get(f"/api/v1/categories/{made['id']}/").json() == made

    @pytest.mark.parametrize("typed", ["{path}", "{path}/", " {path} ", "//{path}//", "{bare}", "{spaced}", "{zeros}"])
    def test_takes_the_parents_path_however_it_is_typed(self, typed, ann, api):
        parent = make_chain(user=ann, names=["2026", "Garden"])[-1]
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
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
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
        ],
    )
    def test_gives_these_and_no_others(self, query, expected, forest, api):
        response = api.get(f"/api/v1/categories/?{query.format(**forest)}")

        assert names(response) == expected

    @pytest.mark.parametrize(
        "query",
        [
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
        ],
    )
    def test_refuses_what_it_cannot_read_by_name(self, query, forest, api):
        response = api.get(f"/api/v1/categories/?{query.format(**forest)}")

        assert response.status_code == 400
        assert set(response.json()["errors"]) == {query.split("=")[0]}


class TestMove:
    def test_takes_the_branch_along(self, forest, api):
        response = api.post(f"/api/v1/categories/{forest['tree']}/move/", {"parent": forest["old"]})

        assert response.json()["path"] == f"/{forest['old']}/{forest['tree']}"
        beds = api.get(f"/api/v1/categories/{forest['beds']}/").json()
        assert (beds["path"], beds["root"], beds["level"]) == (
            f"/{forest['old']}/{forest['tree']}/{forest['beds']}",
            forest["old"],
            2,
        )

    @pytest.mark.parametrize("into", ["tree", "beds"])
    def test_below_itself_is_a_conflict(self, into, forest, api):
        response = api.post(f"/api/v1/categories/{forest['tree']}/move/", {"parent": forest[into]})

        assert (response.status_code, response.json()["code"]) == (409, "move_into_own_subtree")

    def test_to_a_taken_name_is_a_conflict(self, ann, forest, api):
        make_category(user=ann, name="Garden")

        response = api.post(f"/api/v1/categories/{forest['tree']}/move/", {"parent": None})

        assert (response.status_code, response.json()["code"]) == (409, "name_taken_there")

    def test_below_a_strangers_is_refused(self, forest, api):
        response = api.post(f"/api/v1/categories/{forest['tree']}/move/", {"parent": forest["bens"]})

        assert (response.status_code, response.json()["code"]) == (400, "parent_not_found")

    def test_by_a_patch_of_the_parent_is_the_same(self, forest, api):
        moved = api.patch(f"/api/v1/categories/{forest['beds']}/", {"parent": forest["old"]})
        refused = api.patch(f"/api/v1/categories/{forest['tree']}/", {"parent": forest["tree"]})

        assert moved.json()["path"] == f"/{forest['old']}/{forest['beds']}"
        assert refused.status_code == 409


class TestPatch:
    def test_changes_what_it_names(self, forest, api):
        address = f"/api/v1/categories/{forest['tree']}/"
        before = api.get(address).json()

        response = api.patch(address, {"content": "Paths"})

        assert response.json() == {**before, "content": "Paths"}

    def test_refuses_an_end_before_the_start(self, forest, api):
        response = api.patch(f"/api/v1/categories/{forest['root']}/", {"ends_on": "2025-12-31"})

        assert response.json()["code"] == "ends_before_it_starts"
        assert set(response.json()["errors"]) == {"ends_on"}


class TestDelete:
    def test_says_what_it_took_and_hides_it_all(self, ann, forest, api):
        work = make_work(user=ann, category=Category.objects.get(pk=forest["beds"]))

        response = api.delete(f"/api/v1/categories/{forest['root']}/")

        taken = response.json()
        assert {name: taken[name] for name in ("categories", "works", "labels", "recurring_works")} == {
            "categories": 3,
            "works": 1,
            "labels": 0,
            "recurring_works": 0,
        }
        assert names(api.get("/api/v1/categories/")) == ["2025"]
        assert api.get(f"/api/v1/works/{work.pk}/").status_code == 404
