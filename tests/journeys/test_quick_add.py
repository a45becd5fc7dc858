"""The box of quick add in a browser: what is typed, composed, pressed and pasted in it."""

from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session

from tests.journeys.pages import AXE, page_as, violations
from tests.makers import make_ancestors, make_category, make_user, make_work
from works.models import RecurringWork, Work

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect

pytestmark = [pytest.mark.alike, pytest.mark.xdist_group("browser")]

PASTE = """(text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.getElementById("quick-text").dispatchEvent(event);
}"""
# How an input method builds each of these words.
COMPOSED = {"내일": "ㄴ 내 낸 내이 내일", "회의": "ㅎ 호 회 회ㅇ 회으 회의", "오후": "오 오ㅎ 오후", "텃": "ㅌ 터 텃"}


@pytest.fixture
def ann(transactional_db):
    ann = make_user()
    root, _home = make_ancestors(user=ann, names=["2026년 집", "텃밭"])
    make_category(user=ann, name="Office", parent=root)
    return ann


def open_box(page):
    """Open Today, and wait for the script of the box."""
    page.goto("/today/")
    with page.expect_response("**/quick*.js"):
        page.keyboard.press("q")
    expect(page.locator("#quick-text")).to_be_focused()
    page.wait_for_timeout(100)


@contextmanager
def held_back(page, script):
    """Let the script, which the block asks for, come when the block has ended."""
    routes = []
    page.route(script, lambda route: routes.append(route))
    with page.expect_request(script):
        yield
    routes[0].continue_()


def compose(page, word):
    """Type a word as an input method does: letter by letter, each replacing what is composed."""
    method = page.context.new_cdp_session(page)
    for part in COMPOSED[word].split():
        method.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
        page.wait_for_timeout(100)
    method.send("Input.insertText", {"text": word})


def marked(page):
    return page.locator("#quick-marks mark:not(.plain)")


class TestTheKey:
    def test_opens_the_box_for_what_is_typed_at_once(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            with page.expect_response("**/keys*.js"):
                page.goto("/today/")
            page.wait_for_load_state("networkidle")
            page.keyboard.press("q")
            page.keyboard.type("Dig the bed")
            expect(page.locator("#quick-text")).to_have_value("Dig the bed")

    def test_whose_script_comes_late_makes_no_shortcut_of_what_is_typed(self, chromium, live_server, ann):
        work = make_work(user=ann, title="Weed")
        with page_as(chromium, live_server, ann) as page:
            with held_back(page, "**/keys*.js"):
                page.goto(f"/works/{work.pk}/")
                page.keyboard.press("q")
                page.keyboard.type("dig")
            expect(page.locator("#quick-text")).to_be_focused()
            page.wait_for_load_state("networkidle")

        assert Work.objects.get(pk=work.pk).end_at is None


class TestThePalette:
    def test_takes_what_is_typed_before_its_script_has_come(self, chromium, live_server, ann):
        work = make_work(user=ann, title="Weed")
        with page_as(chromium, live_server, ann) as page:
            page.goto(f"/works/{work.pk}/", wait_until="networkidle")
            with held_back(page, "**/palette*.js"):
                page.keyboard.press("Control+k")
                page.keyboard.type("wed")
            palette = page.get_by_role("dialog")
            expect(palette.get_by_role("combobox")).to_have_value("wed")
            palette.get_by_role("combobox").fill("weed")
            expect(palette.get_by_role("option")).to_contain_text(["Weed"])
            page.keyboard.press("Escape")
            page.keyboard.press("Control+k")
            expect(palette.get_by_role("combobox")).to_have_value("")

        assert Work.objects.get(pk=work.pk).end_at is None


class TestTheBox:
    def test_escape_closes_its_list_and_then_leaves_it_to_the_keys(self, chromium, live_server, ann):
        make_work(user=ann, title="Weed")
        with page_as(chromium, live_server, ann) as page:
            page.goto("/inbox/")
            page.keyboard.press("q")
            expect(page.locator("#quick-text")).to_be_focused()
            page.keyboard.type("Call Ann #Off")
            expect(page.get_by_role("option")).to_have_text(["2026년 집/Office"])
            page.keyboard.press("Escape")
            expect(page.get_by_role("option")).to_have_count(0)
            expect(page.locator("#quick-text")).to_be_focused()

            page.keyboard.press("Escape")
            page.keyboard.press("j")

            expect(page.locator("#main .work .title")).to_be_focused()
            expect(page.locator("#quick-text")).to_have_value("Call Ann #Off")

    def test_reads_while_korean_is_composed_and_leaves_the_field_alone(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann, locale="ko-KR") as page:
            open_box(page)
            compose(page, "내일")
            page.keyboard.type(" ")
            compose(page, "회의")
            page.keyboard.type(" ")
            compose(page, "오후")
            page.keyboard.type(" 3시 ")

            expect(page.locator("#quick-text")).to_have_value("내일 회의 오후 3시 ")
            expect(marked(page)).to_have_text(["내일", "오후 3시"])
            assert page.evaluate("document.getElementById('quick-text').selectionStart") == 12

            page.keyboard.type("#")
            compose(page, "텃")
            expect(page.get_by_role("option")).to_have_text(["2026년 집/텃밭"])
            page.keyboard.press("Tab")
            expect(page.locator("#quick-text")).to_have_value('내일 회의 오후 3시 #"2026년 집/텃밭" ')
            page.keyboard.press("Enter")
            expect(page.get_by_role("status")).to_contain_text("“회의”")
            expect(page.locator("#quick-text")).to_have_value("")
            expect(page.locator("#quick-text")).to_be_focused()

        work = Work.objects.get()
        assert (work.title, work.category.name, f"{work.deadline_time:%H:%M}") == ("회의", "텃밭", "15:00")

    def test_unreads_by_a_click_and_by_backspace(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            open_box(page)
            page.keyboard.type("Plan tomorrow at 9")
            expect(marked(page)).to_have_text(["tomorrow", "at 9"])
            box = marked(page).first.bounding_box()
            page.mouse.click(box["x"] + 5, box["y"] + 5)
            expect(marked(page)).to_have_text(["at 9"])
            page.keyboard.press("End")
            page.keyboard.press("Backspace")
            expect(marked(page)).to_have_count(0)
            expect(page.locator("#quick-text")).to_have_value("Plan tomorrow at 9")
            page.keyboard.press("Enter")
            expect(page.get_by_role("status")).to_contain_text("Added “Plan tomorrow at 9”.")

        assert Work.objects.get().deadline_on is None

    def test_chooses_a_path_by_the_keyboard(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            open_box(page)
            page.keyboard.type("Dig #2026")
            expect(page.get_by_role("option")).to_have_count(3)
            for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown"):
                page.keyboard.press(key)
            chosen = page.locator("#quick-paths [aria-selected=true]")
            expect(page.locator("#quick-text")).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
            page.keyboard.press("Escape")
            expect(page.get_by_role("option")).to_have_count(0)
            expect(page.locator("#quick-text")).to_have_attribute("aria-expanded", "false")

    def test_offers_to_create_what_is_missing_and_leaves_the_page_below(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann, expected=["422"]) as page:
            open_box(page)
            page.keyboard.type("Dig #Barn")
            page.keyboard.press("Enter")
            expect(page.get_by_role("button", name="Create Barn and add")).to_be_visible()
            expect(page.locator("#quick-text")).to_have_value("Dig #Barn")
            assert page.url.endswith("/today/")
            page.get_by_role("button", name="Create Barn and add").click()
            expect(page.get_by_role("status")).to_contain_text("Added “Dig”")
            expect(page.locator("#side")).to_contain_text("Barn")
            expect(page.locator("#main")).to_contain_text("Dig")

    def test_takes_pasted_lines_as_works(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            open_box(page)
            page.evaluate(PASTE, "Dig tomorrow\n  Plant\n\nWater daily\n")
            expect(page.get_by_role("button", name="Add 3 works")).to_be_visible()
            expect(page.locator("#quick-words li")).to_have_count(3)
            page.keyboard.press("Control+Enter")
            expect(page.get_by_role("status")).to_contain_text("Added 3 works.")
            expect(page.locator("#quick-lines")).to_be_hidden()
            page.get_by_role("button", name="Undo").click()
            expect(page.get_by_role("status")).to_contain_text("Undone.")

        assert (Work.objects.count(), RecurringWork.objects.count()) == (0, 0)

    def test_keeps_what_was_typed_when_the_session_has_ended(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            open_box(page)
            page.keyboard.type("Do not lose this")
            Session.objects.all().delete()
            page.keyboard.press("Enter")
            page.wait_for_url("**/login/?next=/today/**")
            assert "Do not lose this" in page.evaluate("sessionStorage.getItem('quick')")

        assert Work.objects.count() == 0

    def test_works_without_javascript(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann, java_script_enabled=False, expected=["422"]) as page:
            page.goto("/today/?group=project")
            page.fill("#quick-text", "Dig #Barn")
            page.get_by_role("button", name="Add", exact=True).click()
            page.get_by_role("button", name="Create Barn and add").click()
            expect(page.get_by_role("status")).to_contain_text("Added “Dig”")
            assert page.url.endswith("/today/?group=project")

    @pytest.mark.skipif(not AXE.exists(), reason="run `make axe` first")
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_is_accessible(self, chromium, live_server, ann, scheme):
        with page_as(chromium, live_server, ann, color_scheme=scheme, bypass_csp=True) as page:
            open_box(page)
            page.keyboard.type("Plan tomorrow #2026")
            expect(page.get_by_role("option")).to_have_count(3)

            assert violations(page) == []
