"""The person's pages in a browser: what a press does, what it costs, and what happens where it fails."""

import gzip
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.conftest import PROVE
from tests.journeys.pages import AXE, LOOKS, MORE_LOOKS, page_as, violations
from tests.makers import make_ancestors, make_finished_work, make_label, make_recurring_work, make_user, make_work
from tests.wheelbarrow.web.routes import MAKERS, READ
from works.choices import Status
from works.models import Work

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect

pytestmark = [pytest.mark.alike, pytest.mark.xdist_group("browser")]
# The budget of design.md, section 8, compressed, in bytes: scripts, styles, HTML; requests of the first visit; elements.
SCRIPTS, STYLES, HTML, REQUESTS, ELEMENTS = 30_000, 12_000, 15_000, 7, 1_000


@pytest.fixture
def ann(transactional_db):
    """Ann, with works in every state, labels and a rule."""
    ann = make_user()
    today = timezone.localdate()
    _root, beds = make_ancestors(user=ann, names=["2026년 집", "텃밭"])
    label = make_label(user=ann, name="전화")
    for status in Status.values:
        make_work(user=ann, category=beds, title=f"Dig {status}", current_status=status, labels=[label.pk])
    make_work(user=ann, title="Late", deadline_on=today - timedelta(days=2), priority="URGENT")
    make_finished_work(user=ann, title="Early", at=timezone.now())
    make_recurring_work(user=ann, title="물주기", category=beds, starts_on=today, at=timezone.now())
    return ann


class TestAPress:
    def test_strikes_a_work_through_and_undo_takes_it_back(self, chromium, live_server, ann):
        late = Work.objects.get(title="Late")
        with page_as(chromium, live_server, ann) as page:
            loads = []
            page.on("request", lambda request: loads.append(request.url) if request.is_navigation_request() else None)
            page.goto("/today/")
            page.evaluate(
                "() => { window.settled = new Promise((is) => addEventListener('htmx:afterSettle', is, {once: true})) }"
            )
            page.get_by_role("button", name="Finish “Late”").click()
            expect(page.locator(f"#work-{late.pk}.closed")).to_be_visible()
            expect(page.get_by_role("status")).to_contain_text("Finished “Late”.")
            # The button that was pressed keeps the focus.
            expect(page.locator(f"#finish-{late.pk}")).to_be_focused()
            # Before htmx has seen the new form, the browser would send it, and load the page.
            page.evaluate("settled")
            page.keyboard.press("z")
            expect(page.locator(f"#work-{late.pk}:not(.closed)")).to_be_visible()
            assert len(loads) == 1

        assert Work.objects.get(pk=late.pk).end_at is None

    def test_works_without_javascript(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann, java_script_enabled=False) as page:
            page.goto("/today/?group=project")
            page.get_by_role("button", name="Finish “Late”").click()
            expect(page.get_by_role("status")).to_contain_text("Finished “Late”.")
            assert page.url.endswith("/today/?group=project")
            page.get_by_role("button", name="Undo").click()
            expect(page.get_by_role("button", name="Finish “Late”")).to_be_visible()

    def test_with_the_server_away_says_so_and_changes_nothing(self, chromium, live_server, ann):
        late = Work.objects.get(title="Late")
        with page_as(chromium, live_server, ann, expected=["ERR_INTERNET_DISCONNECTED", "htmx:"]) as page:
            page.goto("/today/")
            page.context.set_offline(True)
            page.get_by_role("button", name="Finish “Late”").click()
            expect(page.get_by_role("status")).to_contain_text("Not saved")
            expect(page.locator(f"#work-{late.pk}:not(.closed):not(.is-sending)")).to_be_visible()
            page.context.set_offline(False)
            page.get_by_role("button", name="Finish “Late”").click()
            expect(page.locator(f"#work-{late.pk}.closed")).to_be_visible()

    def test_after_the_session_ended_leads_to_the_log_in_and_back(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            page.goto("/today/?group=project")
            Session.objects.all().delete()
            page.get_by_role("button", name="Finish “Late”").click()
            page.wait_for_url("**/login/?next=/today/**")

        assert Work.objects.get(title="Late").end_at is None


# Presses a key of another layout.
KEY = "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {...key, bubbles: true}))"


class TestTheKeyboard:
    def test_moves_finishes_plans_and_undoes(self, chromium, live_server, ann):
        late = Work.objects.get(title="Late")
        with page_as(chromium, live_server, ann) as page:
            page.goto("/today/")
            page.keyboard.press("j")
            expect(page.locator(f"#open-{late.pk}")).to_be_focused()
            page.keyboard.press("2")
            expect(page.get_by_role("status")).to_contain_text("Priority of “Late”: high.")
            page.keyboard.press("w")
            expect(page.get_by_role("status")).to_contain_text("“Late”: tomorrow.")
            # The row is gone; its place in the list keeps the focus.
            expect(page.locator("#main .work :focus")).to_have_count(1)
            page.keyboard.press("z")
            expect(page.locator(f"#work-{late.pk}")).to_be_visible()

    def test_opens_the_actions_of_a_row_and_returns_to_it(self, chromium, live_server, ann):
        late = Work.objects.get(title="Late")
        with page_as(chromium, live_server, ann) as page:
            page.goto("/today/")
            page.keyboard.press("j")
            page.keyboard.press("t")
            expect(page.get_by_role("dialog")).to_be_visible()
            expect(page.locator("#when-today")).to_be_focused()
            page.keyboard.press("Escape")
            expect(page.locator(f"#open-{late.pk}, #more-{late.pk}").and_(page.locator(":focus"))).to_have_count(1)

    def test_finds_its_way_with_a_korean_layout(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            page.goto("/today/")
            page.keyboard.press("Control+k")
            expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
            page.keyboard.type("텃밭")
            expect(page.get_by_role("option", name="2026년 집 / 텃밭")).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.locator("#palette input")).not_to_be_focused()
            # ㅓ is where j is.
            page.evaluate(KEY, {"key": "ㅓ", "code": "KeyJ"})
            expect(page.locator("#main .title:focus")).to_have_count(1)
            page.evaluate(KEY, {"key": "ㅃ", "code": "KeyQ", "shiftKey": True})
            page.evaluate(KEY, {"key": "ㅂ", "code": "KeyQ"})
            expect(page.locator("#quick-text")).to_be_focused()

    def test_follows_what_is_printed_on_the_keys(self, chromium, live_server, ann):
        """On a French keyboard q is where others have a, and digits need Shift, as ? does on a German one."""
        with page_as(chromium, live_server, ann) as page:
            page.goto("/today/")
            page.evaluate(KEY, {"key": "J", "code": "KeyJ", "shiftKey": True})
            expect(page.locator("#main .title:focus")).to_have_count(0)
            page.evaluate(KEY, {"key": "j", "code": "KeyJ"})
            page.evaluate(KEY, {"key": "1", "code": "Digit1", "shiftKey": True})
            expect(page.get_by_role("status")).to_contain_text("Priority of “Late”: urgent.")
            page.set_viewport_size({"width": 640, "height": 450})
            page.evaluate(KEY, {"key": "?", "code": "Minus", "shiftKey": True})
            expect(page.locator("#keys-title")).to_be_in_viewport()
            page.keyboard.press("Escape")
            expect(page.locator("#keys")).to_be_hidden()
            page.evaluate(KEY, {"key": "k", "code": "KeyV", "ctrlKey": True})
            expect(page.locator("#palette")).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.locator("#palette input")).not_to_be_focused()
            page.evaluate(KEY, {"key": "q", "code": "KeyA"})
            expect(page.locator("#quick-text")).to_be_focused()

    def test_does_nothing_while_one_types(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            page.goto(f"/works/{Work.objects.get(title='Late').pk}/actions/")
            page.locator("#file-q").fill("d")
            page.keyboard.press("d")
            expect(page.locator("#file-q")).to_have_value("dd")
            # As a browser sends it that fills in a form.
            page.evaluate("document.activeElement.dispatchEvent(new Event('keydown', {bubbles: true}))")


class TestTheBudget:
    def test_holds_for_today_with_fifty_works(self, chromium, live_server, ann):
        _root, leaf = make_ancestors(user=ann, names=["2026", "Beds"])
        label = make_label(user=ann, name="Shop")
        for number in range(50 - Work.objects.count()):
            make_work(
                user=ann,
                category=leaf,
                title=f"Plant row {number}",
                labels=[label.pk],
                deadline_on=timezone.localdate(),
            )
        with page_as(chromium, live_server, ann) as page:
            answers = []
            page.on("response", lambda response: answers.append(response))
            page.goto("/today/", wait_until="networkidle")
            elements = page.evaluate(
                "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
            )
            sizes = {"script": 0, "stylesheet": 0, "document": 0}
            for answer in answers:
                assert answer.url.startswith(live_server.url), answer.url
                if answer.request.resource_type in sizes:
                    sizes[answer.request.resource_type] += len(gzip.compress(answer.body()))

        assert sizes["script"] <= SCRIPTS
        assert sizes["stylesheet"] <= STYLES
        assert sizes["document"] <= HTML
        assert len(answers) <= REQUESTS, "\n".join(answer.url for answer in answers)
        assert elements <= ELEMENTS


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: make axe")
@pytest.mark.parametrize(("scheme", "width", "language"), LOOKS + MORE_LOOKS * PROVE, ids=str)
def test_each_page_is_accessible_and_fits_its_width(chromium, live_server, ann, scheme, width, language):
    ann.language = language
    ann.save()
    size = {"width": width, "height": 900}
    with page_as(chromium, live_server, ann, bypass_csp=True, color_scheme=scheme, viewport=size) as page:
        found, widths = {}, {}
        for number, route in enumerate(route for route in READ if route.is_whole):
            page.goto(route.address(MAKERS[route.noun](ann, f"Row {number}").pk if route.has_row else None))
            found[route.route] = violations(page)
            widths[route.route] = page.evaluate("document.documentElement.scrollWidth")

    assert {path: rules for path, rules in found.items() if rules} == {}
    assert {path: wide for path, wide in widths.items() if wide > width} == {}
