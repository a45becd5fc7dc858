"""Saved views: links of the side bar."""

import pytest

from tests.makers import NOON
from tests.pages import page_of
from works.models import SavedView
from works.services.saved_views import save_view


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def links(page):
    """Names and addresses in the side bar."""
    return [(each.text, each["href"]) for each in page.all("a") if (each["id"] or "").startswith("view-")]


class TestSavedViews:
    def test_are_saved_renamed_and_removed_where_they_lead(self, browser, ann):
        page = page_of(browser, "/search/?q=is%3Aopen+%EC%A0%84%ED%99%94&page=2")

        page = page.press("view-save", name="전화")

        assert page.toast == "Saved “전화”. Undo"
        [(name, href)] = links(page)
        assert (name, href) == ("전화", "/search/?q=is%3Aopen+%EC%A0%84%ED%99%94")
        page = page_of(browser, href)
        assert page.one(id="saved-button").text == "전화"
        page = page.press("view-rename", name="Calls")
        assert [name for name, _href in links(page)] == ["Calls"]
        page = page.press("view-remove")
        assert links(page) == []
        assert page.toast == "Removed “Calls”. Undo"
        page = page.press(page.one("button", **{"data-key": "z"})["id"])
        assert [name for name, _href in links(page)] == ["Calls"]

    @pytest.mark.parametrize("path", ["/upcoming/?days=3", "/board/?more=TODO", "/calendar/2026-11/", "/upcoming/"])
    def test_are_pages_with_what_was_chosen(self, browser, ann, path):
        page_of(browser, path).press("view-save", name="View")

        assert links(page_of(browser, "/today/")) == [("View", path)]

    def test_of_strangers_are_not_shown_and_not_changed(self, other_browser, ann, ben):
        theirs = save_view(user=ann, name="Ann's", address="board/", at=NOON)
        save_view(user=ben, name="Own", address="board/", at=NOON)
        page = page_of(other_browser, "/board/")
        assert links(page) == [("Own", "/board/")]

        for button in ("view-rename", "view-remove"):
            form = page.one(id=button).form
            verb = form["action"].rsplit("/", 2)[1]
            form.attrs["action"] = f"/views/{theirs.pk}/{verb}/"
            after = page.press(button, name="Mine")
            assert after.toast == "You have no such saved view. It may have been removed: look in the trash."

        assert SavedView.objects.get(pk=theirs.pk).name == "Ann's"

    @pytest.mark.parametrize("address", ["//example.org/", "https://example.org/", "admin/", "javascript:alert(1)", ""])
    def test_lead_to_no_other_page(self, browser, ann, address):
        page = page_of(browser, "/board/").press("view-save", name="View", address=address)

        assert SavedView.objects.count() == 0
        assert links(page) == []

    def test_need_a_visible_name(self, browser, ann):
        page = page_of(browser, "/board/").press("view-save", name="\u200b")

        assert page.toast == "Use at least one visible character."
        assert SavedView.objects.count() == 0

    def test_are_a_few(self, browser, ann):
        for number in range(30):
            save_view(user=ann, name=f"View {number}", address=f"board/?under={number}", at=NOON)

        page = page_of(browser, "/board/").press("view-save", name="One more")

        assert page.toast == "You have 30 saved views. Remove one of them first."

    def test_without_a_token_are_refused(self, browser, ann):
        assert browser.post("/views/", {"name": "x", "address": "board/"}).status_code == 403
