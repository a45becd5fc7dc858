"""A person's first week on the pages, in one browser: from the sign-up to a branch that is deleted and restored."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from categories.models import Category
from tests.journeys.pages import page_as
from tests.makers import PASSWORD
from works.models import RecurringWork, Work

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect

pytestmark = pytest.mark.xdist_group("browser")
EMAIL = "kim@example.org"


def compose(page, text):
    """Type Korean as an input method does: each syllable is composed before it is committed."""
    session = page.context.new_cdp_session(page)
    for syllable in text:
        session.send("Input.imeSetComposition", {"text": syllable, "selectionStart": 1, "selectionEnd": 1})
        session.send("Input.insertText", {"text": syllable})


def undo(page):
    page.get_by_role("status").get_by_role("button").click()


@pytest.mark.django_db(transaction=True)
def test_a_first_week(chromium, live_server):
    clock = {"locale": "ko-KR", "timezone_id": "Asia/Seoul", "permissions": ["clipboard-read", "clipboard-write"]}
    # htmx logs each preview that the next one replaces.
    with page_as(chromium, live_server, None, expected=["htmx:sendAbort", "htmx:afterRequest"], **clock) as page:
        # Sign up; language and zone come from the browser.
        page.goto("/signup/")
        page.locator("[name=email]").fill(EMAIL)
        page.locator("[name=password1], [name=password]").first.fill(PASSWORD)
        page.locator("[name=password1], [name=password]").first.press("Enter")
        page.wait_for_url("**/welcome/")
        kim, now = User.objects.get(email=EMAIL), timezone.localtime(timezone=ZoneInfo("Asia/Seoul"))
        assert (kim.language, kim.time_zone) == ("ko", "Asia/Seoul")

        # First run: this year's project.
        page.locator("#begin-year").click()
        page.wait_for_url("**/today/**")

        # Quick add, whose box has the focus, in Korean, by composition.
        expect(page.locator("#quick-text")).to_be_focused()
        compose(page, "오늘 오후 11시 30분 회의 준비")
        expect(page.locator("#quick-marks mark").first).to_be_visible()
        expect(page.locator("#quick-text")).to_have_value("오늘 오후 11시 30분 회의 준비")
        page.keyboard.press("Enter")
        expect(page.locator("#main .title", has_text="회의 준비")).to_be_visible()
        work = Work.objects.owned_by(kim).get()
        assert (work.title, work.deadline_time.hour) == ("회의 준비", 23)

        # Finish and undo.
        page.locator(f"#finish-{work.pk}").click()
        expect(page.locator(f"#work-{work.pk}.closed")).to_be_visible()
        undo(page)
        expect(page.locator(f"#work-{work.pk}:not(.closed)")).to_be_visible()
        page.locator(f"#finish-{work.pk}").click()
        expect(page.locator(f"#work-{work.pk}.closed")).to_be_visible()

        # A second project is moved below the first one.
        page.goto("/projects/")
        page.locator("#add-name-top").fill("이사")
        page.locator("#add-submit-top").click()
        expect(page.locator("#main a.title", has_text="이사")).to_be_visible()
        year, branch = (Category.objects.owned_by(kim).get(name=name) for name in (str(now.year), "이사"))
        page.locator(f"#more-branch-{branch.pk}").click()
        page.locator("#file-q").fill(year.name)
        page.locator(f"#file-{year.pk}").click()
        expect(page.locator(f"#below-{year.pk} #branch-{branch.pk}")).to_be_visible()
        branch.refresh_from_db()
        assert branch.parent == year

        # A recurring rule, by its page.
        page.goto("/recurring/new/")
        page.locator("[name=title]").fill("물주기")
        page.locator("#rule-save").click()
        page.wait_for_url(re.compile(r"/recurring/\d+/"))
        assert RecurringWork.objects.owned_by(kim).get().rule.startswith("FREQ=")

        # The report, copied as Markdown.
        page.goto("/report/")
        page.locator("#copy").click()
        expect(page.locator("#copied, #copied-text").first).not_to_be_empty()
        page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('회의 준비'))")

        # Delete the year with its branch, and restore both.
        page.goto(f"/projects/{year.pk}/delete/")
        page.locator("#delete").click()
        page.wait_for_url("**/projects/")
        expect(page.locator("#main a.title")).to_have_count(0)
        page.goto("/trash/")
        page.locator("[id^=restore-]").click()
        expect(page.locator("[id^=restore-]")).to_have_count(0)
        page.goto("/projects/")
        expect(page.locator(f"#branch-{year.pk}")).to_be_visible()
        branch.refresh_from_db()
        assert branch.deleted_at is None
