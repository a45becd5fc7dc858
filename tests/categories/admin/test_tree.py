"""The tree in the admin: its order, its branches, its check."""

import re

import pytest
from django.contrib.admin.models import LogEntry

from accounts import services as accounts
from categories import services as categories
from categories.models import Category
from categories.repair import find_problems
from tests.makers import NOON, make_ancestors, make_category, make_finished_work, make_user, make_work

TREE, CHECK = "/admin/categories/category/", "/admin/categories/category/check/"


def links_in(html):
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', html)


def breadcrumbs_of(operator_client, path):
    page = operator_client.get(path).content.decode()
    return links_in(page.split('<div class="breadcrumbs">')[1].split("</div>")[0])


class TestTheList:
    def test_has_siblings_in_their_place_below_their_parent(self, operator_client, ann, ben):
        first, _leaf = make_ancestors(user=ann, names=["2026", "Garden"])
        make_category(user=ann, name="2025", position=0)
        make_category(user=ann, name="Attic", parent=first, position=0)
        make_category(user=ben, name="2024")

        rows = operator_client.get(TREE).context["cl"].result_list

        assert [row.name for row in rows] == ["2025", "2026", "Attic", "Garden", "2024"]

    def test_is_sorted_otherwise_on_request(self, operator_client, ann):
        make_ancestors(user=ann, names=["B", "A"])

        rows = operator_client.get(f"{TREE}?o=-1").context["cl"].result_list

        assert [row.name for row in rows] == ["A", "B"]

    def test_can_fold_what_has_children_on_the_page(self, operator_client, ann):
        root, leaf = make_ancestors(user=ann, names=["2026", "Garden"])

        page = operator_client.get(TREE).content.decode()

        assert page.count('class="fold"') == 1
        assert f'data-path="{root.path}"' in page
        assert f'data-path="{leaf.path}"' in page
        assert "wheelbarrow/tree.js" in page

    def test_indents_every_level(self, operator_client, ann):
        make_ancestors(user=ann, names=[str(level) for level in range(12)])

        page = operator_client.get(TREE).content.decode()

        assert [node.count('class="step"') for node in page.split('class="node"')[1:]] == list(range(12))

    def test_names_the_ancestors_of_what_a_search_finds(self, operator_client, ann):
        make_ancestors(user=ann, names=["2026", "Garden", "Beds", "Roses"])

        page = operator_client.get(f"{TREE}?q=Beds").content.decode()

        [node] = page.split('class="node"')[1:]
        assert '<small class="quiet">2026 › Garden › </small>' in node
        assert 'class="step"' not in node

    def test_escapes_names(self, operator_client, ann):
        make_ancestors(user=ann, names=["<b>2026</b>", '"Beds"'])

        page = operator_client.get(TREE).content.decode()

        assert "<b>2026" not in page

    @pytest.mark.parametrize(("column", "number"), [("open_works", 2), ("overdue_works", 1), ("finished_works", 1)])
    def test_leads_from_its_totals_to_the_works_they_count(self, operator_client, ann, column, number):
        root, _middle, leaf = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        make_work(user=ann, category=leaf, deadline_on="2026-09-01")
        make_work(user=ann, category=root)
        make_finished_work(user=ann, category=leaf)
        make_work(user=ann)

        row = operator_client.get(TREE).content.decode().split(f'class="field-{column}"')[1]
        [(address, text), *_rest] = links_in(row)

        assert text == str(number)
        assert len(operator_client.get(address.replace("&amp;", "&")).context["cl"].result_list) == number


class TestBreadcrumbs:
    def test_go_through_the_categories_above(self, operator_client, ann):
        root, tree, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        work = make_work(user=ann, category=beds)

        above = [(f"{TREE}{row.pk}/change/", row.name) for row in (root, tree, beds)]

        assert breadcrumbs_of(operator_client, f"{TREE}{beds.pk}/change/")[-2:] == above[:2]
        assert breadcrumbs_of(operator_client, f"/admin/works/work/{work.pk}/change/")[-3:] == above

    def test_show_deleted_ancestors_too(self, operator_client, ann):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        work = make_work(user=ann, category=tree)
        categories.delete_category(user=ann, category_id=root.pk, at=NOON)

        assert [name for _, name in breadcrumbs_of(operator_client, f"/admin/works/work/{work.pk}/change/")[-2:]] == [
            "2026",
            "Garden",
        ]

    @pytest.mark.parametrize("path", [TREE, "/admin/works/work/", "/admin/works/recurringwork/"])
    def test_are_short_where_there_is_nothing_above(self, operator_client, ann, path):
        work = make_work(user=ann)

        assert operator_client.get(f"{path}add/").status_code == 200
        assert len(breadcrumbs_of(operator_client, f"/admin/works/work/{work.pk}/change/")) == 2


@pytest.fixture
def broken(ann):
    """A tree with a path that is wrong."""
    _root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
    Category.all_objects.with_ids([tree.pk]).update(path=f"/999{tree.pk}/1")
    return tree


class TestChecking:
    def test_reports_that_nothing_is_wrong(self, operator_client, ann, ben):
        page = operator_client.get(CHECK).content.decode()

        assert "Checked 3 trees: no problems" in page
        assert "Repair" not in page

    def test_reports_what_is_wrong_and_repairs_nothing(self, operator_client, ann, broken):
        page = operator_client.get(CHECK).content.decode()

        assert "ann@example.org" in page
        assert f"is /999{broken.pk}/1, should be" in page
        assert find_problems(user=ann)

    def test_asks_once_more_before_it_repairs(self, operator_client, ann, broken):
        page = operator_client.post(CHECK, {"user": ann.pk}).content.decode()

        assert "Repair these trees now?" in page
        assert find_problems(user=ann)

    def test_repairs_and_writes_it_down(self, operator_client, ann, ben, broken):
        page = operator_client.post(CHECK, {"user": [ann.pk, ben.pk], "sure": "yes"}, follow=True).content.decode()

        entry = LogEntry.objects.get()
        assert find_problems(user=ann) == []
        assert "1 problem repaired: ann@example.org" in page
        assert (entry.object_id, entry.object_repr) == (str(ann.pk), "ann@example.org")
        assert re.match("Repaired the tree. project .* path is ", entry.get_change_message())

    def test_is_in_korean_and_logs_no_more_than_the_column_holds(
        self, operator_client, operator, ann, broken, monkeypatch
    ):
        monkeypatch.setattr("categories.admin.check.NAMED", 0)

        accounts.edit_profile(user=operator, language="ko")
        page = operator_client.get(CHECK).content.decode()
        accounts.edit_profile(user=operator, language="en")
        operator_client.post(CHECK, {"user": [ann.pk], "sure": "yes"})

        assert "경로가 /999" in page
        assert LogEntry.objects.get().get_change_message() == "Repaired the tree. ; …"

    def test_never_repairs_by_a_link(self, operator_client, ann, broken):
        operator_client.get(f"{CHECK}?user={ann.pk}&sure=yes")

        assert find_problems(user=ann)

    def test_looks_at_some_people_at_a_time(self, operator_client, monkeypatch):
        monkeypatch.setattr("categories.admin.check.PEOPLE", 2)
        people = [make_user(f"{index}@example.org") for index in range(3)]

        first = operator_client.get(CHECK)
        last = operator_client.get(f"{CHECK}?after={first.context['next']}")

        assert (first.context["checked"], last.context["checked"]) == (2, 2)
        assert first.context["next"] == people[0].pk
        assert last.context["next"] is None

    @pytest.mark.parametrize("after", ["x", "-1", "9" * 30, ""])
    def test_takes_anything_for_a_start(self, operator_client, after):
        assert operator_client.get(f"{CHECK}?after={after}").status_code == 200

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_for_operators_only(self, client, ann, broken, method):
        accounts.set_permissions(user=ann, at=NOON, is_staff=True)
        client.force_login(ann)

        answer = getattr(client, method)(CHECK, {"user": ann.pk, "sure": "yes"})

        assert answer.status_code == 403
        assert find_problems(user=ann)
