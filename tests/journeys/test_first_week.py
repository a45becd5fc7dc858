"""A person's first week on the pages, from the sign-up to a branch that is deleted and restored: by mouse, by keyboard
alone, by touch on a small phone, and without JavaScript."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
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


class Mouse:
    """How a person operates a page; the others differ from it."""

    options = {"java_script_enabled": True}

    def __init__(self, page):
        self.page = page

    def press(self, selector):
        self.page.locator(selector).click()

    def type(self, selector, text):
        self.page.locator(selector).fill(text)

    def go(self, path, letter):
        self.press(f'#side a[href="{path}"]')
        self.page.wait_for_url(f"**{path}")


class Keyboard(Mouse):
    """Tab to each control, Enter on it; the keys of the sheet lead to other pages."""

    def reach(self, selector):
        target = self.page.locator(selector)
        target.wait_for()
        for _press in range(150):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {selector}.")

    def press(self, selector):
        self.reach(selector)
        self.page.keyboard.press("Enter")

    def type(self, selector, text):
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def go(self, path, letter):
        self.page.evaluate("document.activeElement.blur()")
        self.page.keyboard.press("g")
        self.page.keyboard.press(letter)
        self.page.wait_for_url(f"**{path}")


class Touch(Mouse):
    """A phone of 360 pixels; what is tapped is large enough for a finger (WCAG 2.5.8)."""

    options = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}

    def press(self, selector):
        target = self.page.locator(selector)
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24, (selector, box)
        target.tap()

    def go(self, path, letter):
        self.press('.bottom a[href="#side"]')
        super().go(path, letter)


class NoScripts(Mouse):
    """JavaScript is switched off."""

    options = {"java_script_enabled": False}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "hands_of", [Mouse, Keyboard, Touch, NoScripts] if connection.vendor == "sqlite" else [Mouse, Keyboard]
)
def test_a_first_week(chromium, live_server, hands_of):
    clock = {"locale": "ko-KR", "timezone_id": "Asia/Seoul", "permissions": ["clipboard-read", "clipboard-write"]}
    has_scripts = hands_of is not NoScripts
    # htmx logs each preview that the next one replaces.
    expected = ["htmx:sendAbort", "htmx:afterRequest"]
    with page_as(chromium, live_server, None, expected=expected, **clock, **hands_of.options) as page:
        hands = hands_of(page)
        # Sign up; the language comes from the browser, and by a script the zone.
        page.goto("/signup/")
        hands.type("[name=email]", EMAIL)
        hands.type("[name=password1], [name=password]", PASSWORD)
        page.locator("[name=password1], [name=password]").press("Enter")
        page.wait_for_url("**/welcome/")
        kim, now = User.objects.get(email=EMAIL), timezone.localtime(timezone=ZoneInfo("Asia/Seoul"))
        assert (kim.language, kim.time_zone) == ("ko", "Asia/Seoul" if has_scripts else "UTC")

        # First run: this year's project.
        hands.press("#begin-year")
        page.wait_for_url("**/today/**")

        # Quick add in Korean; with scripts its box has the focus, and the text is composed.
        if has_scripts:
            expect(page.locator("#quick-text")).to_be_focused()
            compose(page, "오늘 오후 11시 30분 회의 준비")
            expect(page.locator("#quick-marks mark").first).to_be_visible()
            expect(page.locator("#quick-text")).to_have_value("오늘 오후 11시 30분 회의 준비")
        else:
            hands.type("#quick-text", "오늘 오후 11시 30분 회의 준비")
        page.keyboard.press("Enter")
        expect(page.locator("#main .title", has_text="회의 준비")).to_be_visible()
        work = Work.objects.owned_by(kim).get()
        assert (work.title, work.deadline_time.hour) == ("회의 준비", 23)

        # Finish and undo.
        hands.press(f"#finish-{work.pk}")
        expect(page.locator(f"#work-{work.pk}.closed")).to_be_visible()
        hands.press("#toasts button")
        expect(page.locator(f"#work-{work.pk}:not(.closed)")).to_be_visible()
        hands.press(f"#finish-{work.pk}")
        expect(page.locator(f"#work-{work.pk}.closed")).to_be_visible()

        # A second project is moved below the first one.
        hands.go("/projects/", "p")
        hands.type("#add-name-top", "이사")
        hands.press("#add-submit-top")
        expect(page.locator("#main a.title", has_text="이사")).to_be_visible()
        year, branch = (Category.objects.owned_by(kim).get(name=name) for name in (str(now.year), "이사"))
        hands.press(f"#more-branch-{branch.pk}")
        hands.type("#file-q", year.name)
        hands.press(f"#file-{year.pk}")
        expect(page.locator(f"#below-{year.pk} #branch-{branch.pk}")).to_be_visible()
        branch.refresh_from_db()
        assert branch.parent == year

        # A recurring rule, by its page.
        hands.go("/recurring/", "e")
        hands.press("#new-rule")
        hands.type("[name=title]", "물주기")
        hands.press("#rule-save")
        page.wait_for_url(re.compile(r"/recurring/\d+/"))
        assert RecurringWork.objects.owned_by(kim).get().rule.startswith("FREQ=")

        # The report, copied as Markdown; without scripts the button leads to the text.
        hands.go("/report/", "r")
        hands.press("#copy")
        if has_scripts:
            expect(page.locator("#copied, #copied-text").first).not_to_be_empty()
            page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('회의 준비'))")
        else:
            expect(page.locator("body")).to_contain_text("회의 준비")
            page.go_back()

        # Delete the year with its branch, and restore both.
        hands.go("/projects/", "p")
        hands.press(f"#more-branch-{year.pk}")
        hands.press("#delete")
        page.wait_for_url(re.compile(r"/delete/"))
        hands.press("#main #delete")
        page.wait_for_url("**/projects/")
        expect(page.locator("#toasts button")).to_be_visible()
        expect(page.locator("#main a.title")).to_have_count(0)
        hands.go("/trash/", "d")
        hands.press("[id^=restore-]")
        expect(page.locator("#toasts button")).to_be_visible()
        expect(page.locator("[id^=restore-]")).to_have_count(0)
        hands.go("/projects/", "p")
        expect(page.locator(f"#branch-{year.pk}")).to_be_visible()
        branch.refresh_from_db()
        assert branch.deleted_at is None
