"""The trash: what was deleted, what is in it, restoring, purging."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from categories.models import Category
from categories.services import delete_category
from tests.makers import NOON, make_ancestors, make_category, make_label, make_recurring_work, make_work
from tests.pages import page_of
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.web import trash
from works.models import Work
from works.services import editing


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def delete_work(user, title="Dig", at=NOON, **fields):
    work = make_work(user=user, title=title, **fields)
    return editing.delete_work(user=user, work_id=work.pk, at=at)


def delete_branch(user, works=2):
    root, leaf = make_ancestors(user=user, names=["2026", "Garden"])
    for number in range(works):
        make_work(user=user, title=f"Work {number}", category=leaf)
    make_recurring_work(user=user, category=root, title="Water")
    return delete_category(user=user, category_id=root.pk, at=NOON)


class TestTrashView:
    def test_shows_one_row_for_each_act(self, browser, ann):
        delete_work(ann, at=NOON - timedelta(days=29))
        deletion = delete_branch(ann)

        page = page_of(browser, "/trash/")

        rows = [element.text for element in page.all("li") if (element["id"] or "").startswith("deletion-")]
        assert rows[0].startswith("2026 2 projects, 1 recurring work, 3 works deleted today 18:00 30 days left")
        assert "Dig Work deleted Tue 4 Aug 18:00 1 day left" in rows[1]
        assert page.one("a", id=f"contents-{deletion.pk}")["href"] == f"/trash/{deletion.pk}/"

    def test_says_that_it_is_empty(self, browser):
        page = page_of(browser, "/trash/")

        assert "The trash is empty." in page.main
        assert page.all("a", id="empty") == []

    def test_shows_fifty_and_leads_to_more(self, browser, ann):
        for number in range(53):
            delete_work(ann, title=f"Work {number}")

        page = page_of(browser, "/trash/")
        older = page_of(browser, f"/trash/{page.one('a', id='page-older')['href']}")

        assert len([each for each in page.all("button") if (each["id"] or "").startswith("restore-")]) == 50
        assert len([each for each in older.all("button") if (each["id"] or "").startswith("restore-")]) == 3

    def test_shows_nothing_of_a_stranger(self, other_browser, ann):
        delete_work(ann)

        assert "The trash is empty." in page_of(other_browser, "/trash/").main

    @pytest.mark.parametrize("rows", [2, 20])
    def test_asks_as_much_of_any_number(self, browser, ann, rows, django_assert_num_queries):
        for number in range(rows):
            delete_work(ann, title=f"Work {number}")
        page_of(browser, "/trash/")
        cache.clear()

        with django_assert_num_queries(6):
            page_of(browser, "/trash/")


class TestContents:
    def test_shows_each_kind(self, browser, ann):
        deletion = delete_branch(ann)

        page = page_of(browser, f"/trash/{deletion.pk}/")
        works = page_of(browser, f"/trash/{deletion.pk}/{page.one('a', id='kind-work')['href']}")

        assert "2026" in page.main
        assert "Garden" in page.main
        assert "Work 0" not in page.main
        assert "Work 0" in works.main

    def test_is_paged(self, browser, ann, monkeypatch):
        monkeypatch.setattr(trash, "PAGE", 2)
        deletion = delete_branch(ann, works=5)
        path, found = f"/trash/{deletion.pk}/", []

        page = page_of(browser, f"{path}?kind=work")
        while True:
            found += [each.text for each in page.all("li") if each.text.startswith("Work ")]
            if not page.all("a", id="page-older"):
                break
            page = page_of(browser, f"{path}{page.one('a', id='page-older')['href']}")

        assert found == [f"Work {number}" for number in range(5)]

    @pytest.mark.parametrize("query", ["kind=user", "kind=work&page=-1", "page=999999999", "kind=label"])
    def test_ignores_what_an_address_cannot_mean(self, browser, ann, query):
        assert page_of(browser, f"/trash/{delete_branch(ann).pk}/?{query}").status == 200

    @pytest.mark.parametrize("path", ["", "purge/"])
    def test_of_a_stranger_is_not_found(self, other_browser, ann, path):
        assert page_of(other_browser, f"/trash/{delete_work(ann).pk}/{path}").status == 404


class TestRestore:
    def test_brings_everything_back_and_can_be_undone(self, browser, ann):
        deletion = delete_branch(ann)

        page = page_of(browser, "/trash/").press(f"restore-{deletion.pk}")

        assert (page.url, page.toast) == ("/trash/", "Restored “2026”. Undo")
        assert Work.objects.owned_by(ann).count() == 3
        page.press(page.one("button", **{"data-key": "z"})["id"])
        assert Work.objects.owned_by(ann).count() == 0

    def test_from_the_contents_leads_to_the_trash(self, browser, ann):
        deletion = delete_work(ann)

        assert page_of(browser, f"/trash/{deletion.pk}/").press("restore").url == "/trash/"

    def test_below_a_deleted_parent_shows_the_reason(self, browser, ann):
        root, leaf = make_ancestors(user=ann, names=["2026", "Garden"])
        inner = delete_category(user=ann, category_id=leaf.pk, at=NOON)
        delete_category(user=ann, category_id=root.pk, at=NOON)

        page = page_of(browser, "/trash/").press(f"restore-{inner.pk}")

        assert "“2026” is in the trash too." in page.toast
        assert Category.objects.owned_by(ann).count() == 0

    def test_of_a_stranger_is_refused(self, other_browser, ann, ben):
        deletion, own = delete_work(ann), delete_work(ben)
        page = page_of(other_browser, "/trash/")
        page.one(id=f"restore-{own.pk}").attrs["formaction"] = f"/trash/{deletion.pk}/restore/"

        page = page.press(f"restore-{own.pk}")

        assert page.toast == "Your trash has no such deletion. It may have been restored or purged."
        assert Deletion.objects.owned_by(ann).count() == 1


class TestPurge:
    def test_asks_once_and_offers_no_undo(self, browser, ann):
        deletion = delete_branch(ann)

        question = page_of(browser, page_of(browser, "/trash/").one("a", id=f"purge-{deletion.pk}")["href"])
        assert "2 projects, 1 recurring work, 3 works cannot be restored after that" in question.main
        assert Deletion.objects.owned_by(ann).count() == 1
        page = question.press("purge-yes")

        assert (page.url, page.toast) == ("/trash/", "Removed permanently: 2 projects, 1 recurring work, 3 works.")
        assert Work.all_objects.owned_by(ann).count() == 0

    def test_twice_shows_the_reason(self, browser, ann):
        deletion = delete_work(ann)
        question = page_of(browser, f"/trash/{deletion.pk}/purge/")
        question.press("purge-yes")

        assert "Your trash has no such deletion" in question.press("purge-yes").toast

    def test_of_a_stranger_is_refused(self, other_browser, ann, ben):
        deletion, own = delete_work(ann), delete_work(ben)
        question = page_of(other_browser, f"/trash/{own.pk}/purge/")
        question.one(id="purge-yes").form.attrs["action"] = f"/trash/{deletion.pk}/purge/"

        question.press("purge-yes")

        assert Work.all_objects.owned_by(ann).count() == 1


class TestEmpty:
    def test_asks_once_and_purges_everything(self, browser, ann):
        delete_work(ann)
        delete_branch(ann)
        kept = make_work(user=ann, title="Kept")

        question = page_of(browser, "/trash/empty/")
        assert "2 projects, 1 recurring work, 4 works cannot be restored after that." in question.main
        page = question.press("empty-yes")

        assert page.toast == "Removed permanently: 2 projects, 1 recurring work, 4 works."
        assert "The trash is empty." in page.main
        assert list(Work.all_objects.owned_by(ann)) == [kept]

    def test_keeps_what_was_deleted_since_the_question(self, browser, ann):
        delete_work(ann)
        question = page_of(browser, "/trash/empty/")
        delete_work(ann, title="Later")

        assert "Later" in question.press("empty-yes").main

    def test_counts_what_a_branch_takes_along_once(self, browser, ann):
        leaf = make_category(user=ann)
        delete_work(ann, category=leaf)
        delete_category(user=ann, category_id=leaf.pk, at=NOON)

        page = page_of(browser, "/trash/empty/").press("empty-yes")

        assert Work.all_objects.owned_by(ann).count() == 0
        assert "The trash is empty." in page.main

    def test_purges_a_bounded_number_at_once(self, browser, ann, monkeypatch):
        monkeypatch.setattr(trash, "MOST_PURGED", 2)
        for number in range(3):
            delete_work(ann, title=f"Work {number}")

        page = page_of(browser, "/trash/empty/").press("empty-yes")

        assert page.toast == "Removed permanently: 2 works. There is more: empty it again."
        assert Deletion.objects.owned_by(ann).count() == 1

    def test_leaves_the_trash_of_a_stranger(self, other_browser, ann, ben):
        delete_work(ben)
        question = page_of(other_browser, "/trash/empty/")
        delete_work(ann)

        question.press("empty-yes", up_to=str(2**62))

        assert Deletion.objects.owned_by(ann).count() == 1

    @pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 30])
    def test_ignores_a_number_that_is_none(self, browser, ann, up_to):
        delete_work(ann)

        page_of(browser, "/trash/empty/").press("empty-yes", up_to=up_to)

        assert Deletion.objects.owned_by(ann).count() == 1

    def test_of_nothing_is_no_question(self, browser):
        assert page_of(browser, "/trash/empty/").url == "/trash/"


class TestDeletedRows:
    def test_are_nowhere_but_in_the_trash(self, browser, ann):
        label = make_label(user=ann, name="Secret label")
        _root, leaf = make_ancestors(user=ann, names=["Secret root", "Secret leaf"])
        work = make_work(user=ann, title="Secret work", category=leaf, labels=[label.pk])
        other = make_work(user=ann, title="Other", labels=[label.pk])
        delete_category(user=ann, category_id=leaf.parent_id, at=NOON)

        for path in (
            "/today/",
            f"/works/{other.pk}/",
            f"/works/{other.pk}/actions/",
            f"/works/{other.pk}/edit/",
            "/go/?q=Secret",
        ):
            assert "Secret work" not in page_of(browser, path).main
            assert "Secret leaf" not in page_of(browser, path).main
        assert page_of(browser, f"/works/{work.pk}/").status == 404
        assert "Secret root" in page_of(browser, "/trash/").main
