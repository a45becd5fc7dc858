"""The page of a report in a browser: what is copied, drawn and printed, and the preview of a rule while one types."""

import pytest
from django.utils import timezone

from tests.journeys.pages import page_as
from tests.makers import make_category, make_finished_work, make_user, make_work
from works.models import RecurringWork

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect

pytestmark = [pytest.mark.alike, pytest.mark.xdist_group("browser")]


@pytest.fixture
def ann(transactional_db):
    """Ann, with works that are done and open."""
    ann, now = make_user(), timezone.now()
    beds = make_category(user=ann, name="텃밭 *2026*")
    make_finished_work(user=ann, title="물주기 & <b>", category=beds, at=now)
    make_work(user=ann, title="Dig", category=beds, at=now)
    return ann


class TestReport:
    def test_is_copied_as_the_markdown_of_its_address(self, chromium, live_server, ann):
        permissions = ["clipboard-read", "clipboard-write"]
        with page_as(chromium, live_server, ann, permissions=permissions) as page:
            page.goto("/report/?preset=this-month")
            page.get_by_role("link", name="Copy as Markdown").click()
            expect(page.get_by_text("Copied.")).to_be_visible()
            copied = page.evaluate("navigator.clipboard.readText()")
            href = page.get_by_role("link", name="Copy as Markdown").get_attribute("href")
            text = page.request.get(href).text()

        assert copied == text
        assert "- 물주기 \\& \\<b\\> (done " in copied

    def test_shows_the_text_selected_where_there_is_no_clipboard(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
            page.goto("/report/?preset=this-month")
            page.get_by_role("link", name="Copy as Markdown").click()
            area = page.get_by_label("Copy this text:")
            expect(area).to_be_focused()
            selected = area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
            href = page.get_by_role("link", name="Copy as Markdown").get_attribute("href")
            assert selected == page.request.get(href).text()

    def test_is_downloaded_as_a_picture(self, chromium, live_server, ann, tmp_path):
        with page_as(chromium, live_server, ann) as page:
            page.goto("/report/?preset=this-month")
            with page.expect_download() as download:
                page.get_by_role("link", name="PNG").click()
            download.value.save_as(tmp_path / "report.png")

        assert (tmp_path / "report.png").read_bytes().startswith(b"\x89PNG")

    def test_shows_its_picture_by_itself_without_breaking_its_policy(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            page.goto("/report.svg?preset=this-month")
            colour = page.evaluate("getComputedStyle(document.querySelector('.bar')).fill")

        assert colour == "rgb(35, 97, 63)"


class TestRule:
    def test_is_previewed_while_one_chooses_and_saved(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann, expected=["422", "htmx:"]) as page:
            page.goto("/recurring/new/")
            preview = page.locator("#rule-preview")
            expect(preview).to_contain_text("every")
            page.get_by_label("Monday to Friday").check()
            expect(preview).to_contain_text("every weekday")
            expect(preview.get_by_role("listitem")).to_have_count(10)
            page.get_by_label("Another rule").check()
            page.get_by_label("RRULE").fill("FREQ=SOMETIMES")
            expect(preview).to_contain_text("FREQ")
            page.get_by_label("RRULE").fill("FREQ=MONTHLY;BYDAY=-1FR")
            expect(preview).to_contain_text("last Friday")
            page.get_by_label("Part of a project’s name").fill("텃")
            page.get_by_label("Part of a project’s name").press("Enter")
            expect(page.get_by_label("텃밭 *2026*")).to_be_checked()
            page.get_by_label("Title").fill("물주기")
            page.get_by_label("Title").press("Enter")
            page.wait_for_url("**/recurring/*/")
            expect(page.get_by_role("status")).to_contain_text("물주기")

        row = RecurringWork.objects.get()
        assert (row.rule, row.title, row.category.name) == ("FREQ=MONTHLY;BYDAY=-1FR", "물주기", "텃밭 *2026*")
