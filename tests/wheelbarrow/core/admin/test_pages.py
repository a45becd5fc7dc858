"""Every page of the admin answers. The number of its queries is in tests/proofs/test_big_admin.py."""

from itertools import product

import pytest

from accounts.services import edit_profile
from categories import services as categories
from tests.conftest import run_action
from tests.makers import NOON, make_ancestors, make_category, make_work

LISTS = {
    "categories": "/admin/categories/category/",
    "works": "/admin/works/work/",
    "works in the trash": "/admin/works/work/?state=trash",
    "overdue works": "/admin/works/work/?due=overdue",
    "labels": "/admin/works/label/",
    "trash": "/admin/wheelbarrow/deletion/",
    "users": "/admin/accounts/user/",
}


class TestLists:
    def test_are_for_staff_only(self, client, ann):
        client.force_login(ann)
        for path in LISTS.values():
            response = client.get(path)

            assert response.status_code == 302
            assert "/admin/login/" in response.url


class TestCategoryList:
    def test_is_indented_in_tree_order_with_totals_of_each_subtree(self, operator_client, ann):
        root, _middle, leaf = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        make_work(user=ann, category=leaf)
        make_category(user=ann, name="2027")

        rows = operator_client.get(LISTS["categories"]).context["cl"].result_list

        assert [(row.name, row.level, row.summary["open"]) for row in rows] == [
            ("2026", 0, 1),
            ("Garden", 1, 1),
            ("Beds", 2, 1),
            ("2027", 0, 0),
        ]
        assert root.pk == rows[0].pk

    def test_counts_the_whole_subtree_where_only_its_top_is_listed(self, operator_client, ann):
        leaf = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])[-1]
        make_work(user=ann, category=leaf)

        rows = operator_client.get(LISTS["categories"] + "?level__exact=0").context["cl"].result_list

        assert [(row.name, row.summary["open"]) for row in rows] == [("2026", 1)]


class TestWorkList:
    def test_shows_the_ancestors_of_each_work(self, operator_client, ann):
        leaf = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])[-1]
        make_work(user=ann, category=leaf)

        assert "2026 › Garden › Beds" in operator_client.get(LISTS["works"]).content.decode()

    def test_shows_the_ancestors_of_a_deleted_work_under_a_deleted_category_too(self, operator_client, ann):
        root, leaf = make_ancestors(user=ann, names=["2026", "Garden"])
        make_work(user=ann, category=leaf)
        categories.delete_category(user=ann, category_id=root.pk, at=NOON)

        assert "2026 › Garden" in operator_client.get(LISTS["works in the trash"]).content.decode()

    def test_finds_by_the_name_of_the_category(self, operator_client, ann):
        make_work(user=ann, title="Dig", category=make_category(user=ann, name="Garden"))
        make_work(user=ann, title="Paint")

        rows = operator_client.get(LISTS["works"] + "?q=garden").context["cl"].result_list

        assert [row.title for row in rows] == ["Dig"]


class TestAutocompletion:
    @pytest.fixture
    def _trees(self, ann, ben):
        """Ann has three categories and one in the trash; each of two people has "Hosting"."""
        make_ancestors(user=ben, names=["2026", "Hosting"])
        make_ancestors(user=ann, names=["2026", "Hosting", "Mail"])
        make_category(user=ann, name="2025", position=0)
        gone = make_category(user=ann, name="Hosting")
        categories.delete_category(user=ann, category_id=gone.pk, at=NOON)

    @pytest.mark.usefixtures("_trees")
    @pytest.mark.parametrize(
        ("term", "offered"),
        [
            ("", ["2025", "2026", "2026 › Hosting", "2026 › Hosting › Mail"]),
            ("2026 › host", ["2026 › Hosting", "2026 › Hosting › Mail"]),
            ("mail", ["2026 › Hosting › Mail"]),
        ],
    )
    def test_offers_the_owners_live_categories_by_path(self, operator_client, ann, term, offered):
        address = "/admin/autocomplete/?app_label=works&model_name=work&field_name=category"

        answer = operator_client.get(f"{address}&term={term}&owner={ann.pk}").json()

        assert [row["text"] for row in answer["results"]] == offered
        assert operator_client.get(f"{address}&term={term}").json()["results"] == []

    @pytest.mark.usefixtures("_trees")
    def test_is_limited_to_the_owner_in_each_form(self, operator_client, ann, operator):
        leaf = categories.Category.objects.owned_by(ann).get(name="Mail")
        work = make_work(user=ann, category=leaf)

        change = operator_client.get(f"/admin/works/work/{work.pk}/change/").content.decode()
        move = run_action(operator_client, LISTS["works"], "move", [work]).content.decode()
        add = operator_client.get("/admin/works/work/add/")
        of_ann = operator_client.get(f"/admin/works/work/add/?_changelist_filters=user__id__exact%3D{ann.pk}")

        assert f"/admin/autocomplete/?owner={ann.pk}" in change
        assert "2026 › Hosting › Mail" in change
        assert f"/admin/autocomplete/?owner={ann.pk}" in move
        assert add.context["adminform"].form["user"].value() == str(operator.pk)
        assert of_ann.context["adminform"].form["user"].value() == str(ann.pk)


class TestOtherPages:
    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_answer_in_both_languages(self, operator_client, operator, language):
        edit_profile(user=operator, language=language)
        for path in ("/admin/", "/admin/works/work/add/", "/admin/accounts/user/add/", "/api/session/login/"):
            assert operator_client.get(path).status_code == 200

    def test_show_what_a_deletion_took(self, operator_client, ann):
        root = make_category(user=ann, name="2026")
        make_work(user=ann, title="Dig the pond", category=root)
        deletion = categories.delete_category(user=ann, category_id=root.pk, at=NOON)

        page = operator_client.get(f"/admin/wheelbarrow/deletion/{deletion.pk}/change/").content.decode()

        assert "Dig the pond" in page

    def test_carry_the_strict_policy(self, operator_client):
        policy = operator_client.get("/admin/").headers["Content-Security-Policy"]

        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


def test_a_hundred_rows_are_on_one_page(operator_client):
    assert operator_client.get(LISTS["works"]).context["cl"].list_per_page == 100


NO_IDS = ["x", "", "\0", "-1", "9" * 30]


class TestAnAction:
    def test_on_what_is_no_id_changes_nothing(self, operator_client):
        actions = [
            ("/admin/categories/category/", "move"),
            ("/admin/works/recurringwork/", "pause"),
            ("/admin/wheelbarrow/deletion/", "restore"),
            ("/admin/accounts/user/", "delete_selected"),
            ("/admin/accounts/user/", "end_sessions"),
        ]
        everything = [("/admin/works/work/", "finish", chosen) for chosen in NO_IDS]
        for path, action, chosen in [*everything, *((*each, NO_IDS[-1]) for each in actions)]:
            page = operator_client.post(path, {"action": action, "_selected_action": chosen}, follow=True)

            assert page.status_code == 200, (path, action, chosen)

    def test_asks_again_where_to_move(self, operator_client, ann):
        tree = make_category(user=ann)
        for target in NO_IDS[:1] + NO_IDS[2:]:
            chosen = {"action": "move", "_selected_action": tree.pk, "target": target}

            page = operator_client.post("/admin/categories/category/", chosen)

            assert page.status_code == 200
            assert 'name="target"' in page.content.decode()


class TestAForm:
    def test_shows_itself_again_where_a_row_is_named_by_no_id(self, operator_client, ann):
        form = {"user": ann.pk, "title": "", "priority": "NONE", "current_status": "TODO", "position": "0"}
        for field, given in product(("user", "category"), NO_IDS):
            page = operator_client.post("/admin/works/work/add/", {**form, field: given})

            assert page.status_code == 200, (field, given)
            assert "Please correct the error" in page.content.decode()
