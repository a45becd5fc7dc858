"""`/projects/`, and what a person does to one project."""

from datetime import date

import pytest

from categories import services
from categories.models import Category
from tests.makers import NOON, make_ancestors, make_category, make_work
from tests.pages import page_of
from wheelbarrow.core.models import Deletion


def names(user, parent=None):
    found = Category.objects.owned_by(user).children_of(parent and parent.pk).in_order()
    return list(found.values_list("name", flat=True))


def rows(page):
    return [element.text for element in page.all("a", class_="title")]


class TestTree:
    def test_shows_open_overdue_and_next_deadline_of_each_branch(self, browser, ann):
        root, beds = make_ancestors(user=ann, names=["2026", "Beds"])
        make_work(user=ann, category=beds, deadline_on=date(2026, 9, 1))
        make_work(user=ann, category=beds, deadline_on=date(2026, 9, 3))

        page = page_of(browser, "/projects/")

        for category in (root, beds):
            text = page.one(id=f"node-{category.pk}").text
            assert "1 overdue" in text
            assert "2 open" in text
            assert "tomorrow" in text

    def test_keeps_ended_years_apart_without_their_branches(self, browser, ann):
        old = make_category(user=ann, name="2025", ends_on=date(2025, 12, 31))
        make_category(user=ann, name="Old beds", parent=old)
        make_category(user=ann, name="2026", ends_on=date(2026, 12, 31))

        page = page_of(browser, "/projects/")

        assert rows(page) == ["2026", "2025"]
        assert "1 sub-project" in page.one(id="ended").text

    def test_shows_a_large_branch_as_a_link(self, browser, ann, monkeypatch):
        monkeypatch.setattr("categories.web.contexts.MOST_OF_A_BRANCH", 2)
        root = make_category(user=ann, name="2026")
        for number in range(3):
            make_category(user=ann, name=f"Bed {number}", parent=root)

        page = page_of(browser, "/projects/")

        assert rows(page) == ["2026"]
        assert page.one(id=f"rest-{root.pk}").text == "3 sub-projects"

    def test_says_how_many_are_not_shown(self, browser, ann, monkeypatch):
        monkeypatch.setattr("categories.web.contexts.MOST_OF_A_PAGE", 2)
        for year in (2024, 2025, 2026):
            make_category(user=ann, name=str(year))

        page = page_of(browser, "/projects/")

        assert rows(page) == ["2024", "2025"]
        assert "1 more project is not shown." in page.main

    def test_shows_a_hundred_levels(self, browser, ann):
        make_ancestors(user=ann, names=[f"Level {number}" for number in range(100)])

        assert page_of(browser, "/projects/").status == 200

    def test_has_no_row_of_a_stranger(self, other_browser, ann):
        make_category(user=ann, name="Secret")

        assert "You have no projects yet." in page_of(other_browser, "/projects/").main


class TestAdd:
    def test_adds_a_yearly_project_and_a_sub_project(self, browser, ann):
        page = page_of(browser, "/projects/").press("add-submit-top", name="2026")
        root = Category.objects.get(name="2026")
        page = page_of(browser, f"/projects/add/?parent={root.pk}").press("save", name="Beds")

        assert "Added “Beds”." in page.toast
        assert names(ann, root) == ["Beds"]

    def test_shows_the_form_again_with_what_was_typed(self, browser, ann):
        make_category(user=ann, name="2026")

        page = page_of(browser, "/projects/").press("add-submit-top", name="2026")

        assert page.status == 422
        assert page.one("input", name="name")["value"] == "2026"
        assert "The name “2026” is taken in this place." in page.main

    def test_refused_leaves_no_stale_side_bar(self, browser, ann):
        """The version of the refused act is given to the next one."""
        make_category(user=ann, name="2026")
        page_of(browser, "/projects/").press("add-submit-top", name="2026")

        services.create_category(user=ann, name="2027", at=NOON)

        assert "2027" in page_of(browser, "/projects/").one(id="side").text

    def test_adds_nothing_below_the_project_of_a_stranger(self, other_browser, ann, ben):
        root = make_category(user=ann, name="2026")

        page = page_of(other_browser, f"/projects/add/?parent={root.pk}").press("save", name="Beds")

        assert page.status == 422
        assert names(ben) == names(ann, root) == []


class TestRename:
    def test_renames_and_can_be_undone(self, browser, ann):
        garden = make_category(user=ann, name="Garden")

        page = page_of(browser, f"/projects/{garden.pk}/rename/").press("save", name="Yard")
        assert "Renamed to “Yard”." in page.toast
        page.undo()

        assert names(ann) == ["Garden"]

    @pytest.mark.parametrize(
        ("name", "reason"), [("", "required"), ("Beds", "is taken in this place"), ("a\u202eb", "U+202E")]
    )
    def test_refuses_with_422(self, browser, ann, name, reason):
        garden = make_category(user=ann, name="Garden")
        make_category(user=ann, name="Beds")

        page = page_of(browser, f"/projects/{garden.pk}/rename/").press("save", name=name)

        assert page.status == 422
        assert reason in page.main


class TestEdit:
    def test_saves_name_days_and_notes(self, browser, ann):
        garden = make_category(user=ann, name="Garden")

        page = page_of(browser, f"/projects/{garden.pk}/edit/")
        page.press("save", name="Yard", starts_on="2026-01-01", ends_on="2026-12-31", content="한 줄\nzwei")

        garden.refresh_from_db()
        assert (garden.name, garden.ends_on, garden.content) == ("Yard", date(2026, 12, 31), "한 줄\nzwei")

    def test_refuses_an_end_before_the_start(self, browser, ann):
        garden = make_category(user=ann, name="Garden")

        page = page_of(browser, f"/projects/{garden.pk}/edit/")
        page = page.press("save", starts_on="2026-02-01", ends_on="2026-01-01")

        assert page.status == 422
        assert "is before the first day" in page.main

    def test_shows_both_texts_of_what_has_changed_elsewhere_and_then_replaces_it(self, browser, ann):
        garden = make_category(user=ann, name="Garden", content="old")
        page = page_of(browser, f"/projects/{garden.pk}/edit/")
        services.edit_category(user=ann, category_id=garden.pk, content="theirs", at=NOON)

        page = page.press("save", content="mine")
        assert page.status == 412
        assert "theirs" in page.main
        assert "mine" in page.main
        page.press("save")

        garden.refresh_from_db()
        assert garden.content == "mine"


class TestOrder:
    def test_moves_up_and_down(self, browser, ann):
        root = make_category(user=ann, name="2026")
        made = [make_category(user=ann, name=name, parent=root) for name in "abc"]

        page_of(browser, f"/projects/{made[2].pk}/actions/").press("place-up")
        assert names(ann, root) == ["a", "c", "b"]
        page = page_of(browser, f"/projects/{made[0].pk}/actions/").press("place-down")

        assert names(ann, root) == ["c", "a", "b"]
        assert "Moved “a”: 2 of 3." in page.toast

    def test_has_no_up_for_the_first_and_no_down_for_the_last(self, browser, ann):
        first, last = make_category(user=ann, name="a"), make_category(user=ann, name="b")

        up, down = (page_of(browser, f"/projects/{each.pk}/actions/") for each in (first, last))

        assert not up.all(id="place-up")
        assert up.all(id="place-down")
        assert down.all(id="place-up")
        assert not down.all(id="place-down")


class TestMove:
    def test_moves_below_what_the_search_finds(self, browser, ann):
        garden, beds = make_category(user=ann, name="Garden"), make_category(user=ann, name="Beds")

        page = page_of(browser, f"/projects/{beds.pk}/actions/?q=gard")
        assert [each.text for each in page.below("file-found", "button")] == ["Garden"]
        page = page.press(f"file-{garden.pk}")

        assert "Moved “Beds” to Garden." in page.toast
        assert names(ann, garden) == ["Beds"]

    def test_does_not_offer_its_own_branch(self, browser, ann):
        root, beds = make_ancestors(user=ann, names=["2026", "Beds"])

        page = page_of(browser, f"/projects/{root.pk}/actions/")

        assert not page.all(id=f"file-{root.pk}")
        assert not page.all(id=f"file-{beds.pk}")

    def test_says_why_not_where_the_name_is_taken(self, browser, ann):
        root = make_category(user=ann, name="2026")
        make_category(user=ann, name="Beds", parent=root)
        beds = make_category(user=ann, name="Beds")

        page = page_of(browser, f"/projects/{beds.pk}/actions/").press(f"file-{root.pk}")

        assert "The name “Beds” is taken in that place." in page.toast
        assert names(ann) == ["2026", "Beds"]


class TestDelete:
    def test_first_counts_and_keeps_everything(self, browser, ann):
        root, beds = make_ancestors(user=ann, names=["2026", "Beds"])
        make_work(user=ann, category=beds)
        version = type(ann).objects.get(pk=ann.pk).version

        page = page_of(browser, f"/projects/{root.pk}/delete/")

        assert "2 projects, 1 work" in page.main
        assert Deletion.objects.count() == 0
        assert type(ann).objects.get(pk=ann.pk).version == version
        assert names(ann, root) == ["Beds"]

    def test_deletes_the_branch_and_undo_restores_it(self, browser, ann):
        root, beds = make_ancestors(user=ann, names=["2026", "Beds"])
        make_work(user=ann, category=beds)

        page = page_of(browser, f"/projects/{beds.pk}/delete/").press("delete")
        assert "Deleted “Beds”: 1 project, 1 work." in page.toast
        assert names(ann, root) == []
        page.undo()

        assert names(ann, root) == ["Beds"]

    def test_leads_from_the_page_of_the_deleted_to_its_parent(self, browser, ann):
        root, beds = make_ancestors(user=ann, names=["2026", "Beds"])

        page = page_of(browser, f"/projects/{beds.pk}/delete/?next=/projects/{beds.pk}/").press("delete")
        assert page.url == f"/projects/{root.pk}/"
        page = page_of(browser, f"/projects/{root.pk}/delete/?next=/projects/{root.pk}/").press("delete")

        assert page.url == "/projects/"
