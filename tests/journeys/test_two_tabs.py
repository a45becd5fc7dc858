"""A work edited in two tabs, in a real browser: the second is shown both texts, and nothing that was typed is lost."""

import pytest
from django.test import Client

from tests.makers import make_work
from works.models import Work

pytestmark = [pytest.mark.alike, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_tab(chromium, live_server, ann):
    """Return a function that opens a page of ann in a tab; errors in the console fail the test."""
    client = Client()
    client.force_login(ann)
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    context.set_default_timeout(10_000)
    errors = []

    def open_(path):
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{live_server.url}{path}")
        return page

    yield open_
    context.close()
    # The browser reports the 412 itself.
    assert [error for error in errors if "412" not in error] == []


class TestTwoTabs:
    def test_show_both_texts_and_keep_what_is_chosen(self, open_tab, ann):
        work = make_work(user=ann, content="old")
        first, second = open_tab(f"/works/{work.pk}/"), open_tab(f"/works/{work.pk}/")
        for tab in (first, second):
            tab.locator("#edit-notes-open").click()
        first.locator("#w-notes").fill("from the first")
        first.locator("#w-notes").press("Control+Enter")
        first.locator("#note", has_text="from the first").wait_for()

        second.locator("#w-notes").fill("from the second")
        second.locator("#w-notes-save").click()

        second.locator("#theirs-content").wait_for()
        assert second.locator("#theirs-content").inner_text() == "from the first"
        assert second.locator("textarea[name=content]").input_value() == "from the second"
        second.locator("#keep-mine").click()
        second.locator("#note", has_text="from the second").wait_for()
        assert Work.objects.get(pk=work.pk).content == "from the second"

    def test_in_a_dialog_over_a_list(self, open_tab, ann):
        work = make_work(user=ann, title="Dig")
        tab = open_tab("/today/")
        tab.locator(f"#open-{work.pk}").click()
        tab.locator("#dialog .detail").wait_for()
        other = open_tab(f"/works/{work.pk}/")
        other.keyboard.press("e")
        other.locator("#w-title").fill("Sow")
        other.keyboard.press("Enter")
        other.locator("h1", has_text="Sow").wait_for()

        tab.keyboard.press("e")
        tab.locator("#w-title").fill("Plant")
        tab.keyboard.press("Enter")

        tab.locator("#dialog #theirs-title", has_text="Sow").wait_for()
        tab.locator("#dialog #keep-mine").click()
        tab.locator("#dialog h1", has_text="Plant").wait_for()
        tab.go_back()
        tab.locator(f"#open-{work.pk}", has_text="Plant").wait_for()
        assert tab.locator("dialog[open]").count() == 0
        assert tab.url.endswith("/today/")
