"""What a token that is limited to a branch can do there, and what it cannot find out; the matrix is in test_token_matrix.py."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from categories.models import Category
from categories.services import delete_category, move_category
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_work
from tests.wheelbarrow.core.api.branch_scene import token_of
from tests.wheelbarrow.core.api.problems import assert_problem
from wheelbarrow.core.db.limits import Limit, OutsideBranch, limit, limited_to
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.history.recording import update
from wheelbarrow.core.history.undo import undo
from wheelbarrow.core.models import Change
from wheelbarrow.core.quotas import measure
from works.models import Work


@pytest.fixture
def limited(scene):
    return token_of(scene.user, "read", "write", under=scene.branch)


@pytest.fixture
def whole(scene):
    return client_of(scene.user)


def reload(row):
    return type(row)._base_manager.get(pk=row.pk)


class TestTheBranch:
    def test_is_a_yearly_project(self, scene, limited):
        found = limited.get(f"/api/v1/categories/{scene.branch.pk}/").json()
        part = limited.get(f"/api/v1/categories/{scene.inside['categories'].pk}/").json()

        assert (found["path"], found["level"], found["root"], found["parent"]) == (
            f"/{scene.branch.pk}",
            0,
            scene.branch.pk,
            None,
        )
        assert (part["path"], part["level"], part["parent"]) == (f"/{scene.branch.pk}/{part['id']}", 1, scene.branch.pk)

    @pytest.mark.parametrize("query", [{"root": "branch"}, {"under": "branch"}, {"level": "1"}, {"parent": "branch"}])
    def test_is_a_yearly_project_to_filters(self, query, scene, limited):
        names = {name: scene.branch.pk if value == "branch" else value for name, value in query.items()}

        found = limited.get("/api/v1/categories/", names).json()["results"]

        assert "Inside part" in [row["name"] for row in found]
        assert limited.get("/api/v1/works/", {"root": scene.branch.pk}).json()["count"] > 0
        assert_problem(limited.get("/api/v1/works/", {"root": scene.root.pk}), 400, "invalid")

    def test_is_found_at_its_path_and_at_no_other(self, scene, limited):
        part = scene.inside["categories"]

        found = limited.get("/api/v1/categories/lookup/", {"path": f"/{scene.branch.pk}/{part.pk}"})

        assert found.json()["id"] == part.pk
        for path in (part.path, scene.branch.path, f"/{scene.root.pk}", f"/{scene.beside.pk}"):
            assert_problem(limited.get("/api/v1/categories/lookup/", {"path": path}), 404, "category_not_found")

    def test_is_where_a_row_without_a_place_goes(self, scene, limited):
        work = limited.post("/api/v1/works/", {"title": "New"}).json()
        named = limited.post("/api/v1/works/", {"title": "New", "category": None}).json()
        rule = limited.post("/api/v1/recurring-works/", {"title": "New", "rule": "FREQ=DAILY"}).json()
        quick = limited.post("/api/v1/works/quick/", {"text": "Rake tomorrow"}).json()
        part = limited.post("/api/v1/categories/", {"name": "New"}).json()

        assert {row["category"] for row in (work, named, rule, quick)} == {scene.branch.pk}
        assert part["parent"] == scene.branch.pk
        assert Category.objects.get(pk=part["id"]).path == f"{scene.branch.path}/{part['id']}"

    def test_in_the_trash_ends_the_token_until_it_is_restored(self, scene, limited, whole):
        deletion = delete_category(user=scene.user, category_id=scene.middle.pk, at=NOON)
        assert_problem(limited.get("/api/v1/works/"), 401, "invalid_token")

        whole.post(f"/api/v1/trash/{deletion.pk}/restore/")

        assert limited.get("/api/v1/works/").json()["count"] > 0

    def test_moved_elsewhere_is_still_the_branch(self, scene, limited):
        before = limited.get("/api/v1/categories/tree/").json()
        move_category(user=scene.user, category_id=scene.branch.pk, parent_id=scene.root.pk, at=NOON)

        assert limited.get("/api/v1/categories/tree/").json() == before


class TestWrites:
    def test_cannot_leave_the_branch_or_bring_something_in(self, scene, limited, subtests):
        part, work, rule = (scene.inside[noun] for noun in ("categories", "works", "recurring-works"))
        refused = [
            ("post", f"/api/v1/categories/{part.pk}/move/", {"parent": scene.beside.pk}, "parent_not_found"),
            ("patch", f"/api/v1/categories/{part.pk}/", {"parent": scene.root.pk}, "parent_not_found"),
            ("post", "/api/v1/categories/", {"name": "New", "parent": scene.root.pk}, "parent_not_found"),
            ("post", "/api/v1/categories/", {"name": "New", "path": scene.branch.path}, "parent_not_found"),
            ("patch", f"/api/v1/works/{work.pk}/", {"category": scene.beside.pk}, "unknown_category"),
            ("post", "/api/v1/works/", {"title": "New", "category": scene.beside.pk}, "unknown_category"),
            ("post", "/api/v1/works/", {"title": "New", "labels": [scene.other.pk]}, "unknown_label"),
            ("patch", f"/api/v1/recurring-works/{rule.pk}/", {"category": scene.root.pk}, "unknown_category"),
            ("post", "/api/v1/works/quick/", {"text": "Rake #Secret-year"}, "unknown_path"),
            ("post", "/api/v1/works/quick/", {"text": "Rake #Secret/Branch"}, "unknown_path"),
            ("post", "/api/v1/works/bulk/", {"ids": [work.pk, scene.unfiled.pk], "action": "finish"}, "bulk_refused"),
            (
                "post",
                "/api/v1/works/bulk/",
                {"ids": [work.pk], "action": "move", "data": {"category": scene.beside.pk}},
                "unknown_category",
            ),
        ]
        for method, path, body, code in refused:
            with subtests.test(f"{method} {path} {body}"):
                response = getattr(limited, method)(path, body)

                assert response.json()["code"] == code, response.json()
        assert reload(work).category_id == scene.branch.pk

    def test_of_labels_are_refused_and_their_use_is_not(self, scene, limited):
        work = scene.inside["works"]

        assert_problem(limited.post("/api/v1/labels/", {"name": "New"}), 403, "outside_branch")
        assert_problem(limited.post("/api/v1/labels/", {"name": "Secret label"}), 403, "outside_branch")
        assert_problem(
            limited.post("/api/v1/works/quick/", {"text": "Rake @New", "create_labels": True}), 403, "outside_branch"
        )
        assert limited.patch(f"/api/v1/works/{work.pk}/", {"labels": []}).json()["labels"] == []
        again = limited.patch(f"/api/v1/works/{work.pk}/", {"labels": [scene.label.pk]})
        assert again.json()["labels"] == [scene.label.pk]

    def test_of_null_mean_the_branch(self, scene, limited):
        part, work = scene.inside["categories"], scene.inside["works"]
        deep = make_category(user=scene.user, name="Deep", parent=part)
        limited.patch(f"/api/v1/works/{work.pk}/", {"category": part.pk})

        limited.patch(f"/api/v1/works/{work.pk}/", {"category": None})
        moved = limited.post(f"/api/v1/categories/{deep.pk}/move/", {"parent": None}).json()

        assert reload(work).category_id == scene.branch.pk
        assert (moved["parent"], reload(deep).parent_id) == (scene.branch.pk, scene.branch.pk)

    def test_keep_the_whole_path_when_a_work_is_finished(self, scene, limited):
        work = scene.inside["works"]

        limited.post(f"/api/v1/works/{work.pk}/finish/")

        kept = reload(work)
        assert [link["id"] for link in kept.filed_under] == [scene.root.pk, scene.middle.pk, scene.branch.pk]
        assert kept.filed_path == scene.branch.path

    def test_are_checked_by_the_act_whatever_the_service_read(self, scene):
        branch = Limit(scene.user.pk, scene.branch.pk, scene.branch.path)
        work = scene.unfiled

        @recorded("edited")
        def edit(*, user, at):
            work.title = "Changed"
            update([work], ["title"])

        with limited_to(branch), pytest.raises(OutsideBranch):
            edit(user=scene.user, at=NOON)

        assert reload(work).title == "Secret unfiled"

    def test_name_the_token(self, scene, limited):
        limited.post("/api/v1/works/", {"title": "New"})

        newest = Change.objects.owned_by(scene.user).newest_first().first()
        assert (newest.actor, newest.token.startswith("Script")) == ("api", True)
        assert limited.get("/api/v1/changes/", {"limit": 1}).json()["results"][0]["token"] == newest.token


class TestUndo:
    def test_of_an_act_with_rows_outside_is_refused(self, scene, limited, whole):
        change = scene.mixed_change.pk
        assert_problem(limited.post(f"/api/v1/changes/{change}/undo/"), 403, "outside_branch")

        assert whole.post(f"/api/v1/changes/{change}/undo/").json()["changes"] == 2

    def test_of_a_move_into_the_branch_is_refused(self, scene, limited):
        for name in ("part", "work"):
            row = scene.arrived[name]
            change = Change.objects.owned_by(scene.user).of_row(row._meta.model_name, row.pk).newest_first().first()

            response = limited.post(f"/api/v1/changes/{change.pk}/undo/")

            assert response.json()["code"] in ("no_longer_fits", "outside_branch")
            assert reload(row).pk == row.pk

    def test_of_an_act_inside_works(self, scene, limited):
        work = scene.inside["works"]
        limited.patch(f"/api/v1/works/{work.pk}/", {"title": "Other"})

        assert limited.post("/api/v1/changes/undo_last/").json()["changes"] == 1
        assert reload(work).title == "Inside work"


class TestAnswers:
    @pytest.mark.parametrize(
        "path", ["/api/v1/works/", "/api/v1/categories/tree/", "/api/v1/works/today/", "/api/v1/changes/"]
    )
    def test_have_other_tags_for_another_limit(self, path, scene, whole, limited):
        other = token_of(scene.user, "read", under=scene.beside)
        clients = [client_of(scene.user), limited, other]

        tags = [client.get(path).headers["ETag"] for client in clients]

        assert len(set(tags)) == 3
        for client in clients:
            assert [client.get(path, HTTP_IF_NONE_MATCH=tag).status_code for tag in tags].count(304) == 1

    def test_count_what_the_token_sees(self, scene, whole, limited):
        query = {"page_size": 1, "open": "true"}

        counts = [client.get("/api/v1/works/", query).json()["count"] for client in (whole, limited, whole, limited)]

        assert counts[0] == counts[2] > counts[1] == counts[3] > 0

    def test_are_not_replayed_for_another_limit(self, scene, whole, limited):
        body, key = {"title": "Inside new", "category": scene.branch.pk}, {"HTTP_IDEMPOTENCY_KEY": "same"}
        whole.post("/api/v1/works/", body, **key)

        assert_problem(limited.post("/api/v1/works/", body, **key), 422, "idempotency_key_reused")

    @pytest.mark.parametrize("path", ["/api/v1/works/", "/api/v1/", "/api/v1/works/1/", "/api/v1/works/1/finish/"])
    def test_are_never_pages(self, path, limited):
        response = limited.get(path, HTTP_ACCEPT="text/html")

        assert "json" in response.headers["Content-Type"]

    def test_leave_no_limit_behind(self, scene, limited, whole):
        with_limit = limited.get("/api/v1/reports/period/", {"period": "this_month", "format": "csv"})
        list(with_limit.streaming_content)

        assert limit.get() is None
        assert Work.objects.owned_by(scene.user).count() > limited.get("/api/v1/works/").json()["count"]

    def test_show_of_changes_from_elsewhere_only_what_is_here(self, scene, limited):
        work = scene.arrived["work"]

        changes = limited.get("/api/v1/changes/", {"row": f"work:{work.pk}"}).json()["results"]

        moved = next(change for change in changes if "category" in change["after"])
        assert (moved["before"]["category"], moved["after"]["category"]) == (None, scene.branch.pk)
        assert any("labels" in change["before"] for change in changes)
        assert {label for change in changes for label in change["before"].get("labels", [])} == set()


class TestCost:
    @pytest.mark.parametrize(
        "path",
        ["/api/v1/works/", "/api/v1/works/today/", "/api/v1/categories/tree/?summary=1", "/api/v1/labels/"],
    )
    def test_is_at_most_one_statement_more_than_that_of_a_log_in(self, path, scene, whole):
        clients = [whole, token_of(scene.user, "read"), token_of(scene.user, "read", under=scene.branch)]
        costs = []
        for client in clients:
            client.get(path)
            cache.clear()
            with CaptureQueriesContext(connection) as statements:
                client.get(path)
            costs.append(len(statements))

        assert costs[1] == costs[0]
        assert costs[2] <= costs[0] + 1

    def test_of_the_quota_is_that_of_the_whole_account(self, scene):
        whole = measure(scene.user)

        with limited_to(Limit(scene.user.pk, scene.branch.pk, scene.branch.path)):
            assert measure(scene.user) == whole


class TestPeople:
    def test_with_a_token_see_no_rows_of_others(self, scene, ben):
        mine = make_work(user=ben, title="Ben's", category=make_category(user=ben))
        client = token_of(scene.user, "read", "write")

        assert client.get(f"/api/v1/works/{mine.pk}/").status_code == 404
        assert token_of(ben, "read").get("/api/v1/works/").json()["count"] == 1

    def test_undo_what_their_token_did(self, scene, limited):
        limited.post("/api/v1/works/", {"title": "New"})
        newest = Change.objects.owned_by(scene.user).newest_first().first()

        undo(user=scene.user, change_id=newest.pk, at=NOON)

        assert not Work.objects.filter(title="New").exists()
