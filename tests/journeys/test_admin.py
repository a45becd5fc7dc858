"""An operator's day in the admin, in a browser, and the rules of axe-core for each page, in light and dark.

`make axe` downloads axe-core.
"""

from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.journeys.pages import AXE, violations
from tests.makers import (
    PASSWORD,
    make_ancestors,
    make_finished_work,
    make_operator,
    make_recurring_work,
    make_user,
    make_work,
)
from works.choices import Status
from works.models import RecurringWork, Work
from works.services import editing

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = [pytest.mark.alike, pytest.mark.xdist_group("browser")]


@pytest.fixture
def rows(transactional_db):
    """An operator, and Ann's rows: a tree with works in every state, one in the trash, and a recurring work."""
    make_operator()
    ann, today = make_user(), timezone.localdate()
    _root, beds = make_ancestors(user=ann, names=["2026", "Garden"])
    make_ancestors(user=ann, names=["2027"])
    for status in Status.values:
        make_work(user=ann, category=beds, title=f"Dig {status}", current_status=status, deadline_on="2026-01-02")
    make_finished_work(user=ann, category=beds, at=timezone.now())
    gone = make_work(user=ann, title="Weed")
    editing.delete_work(user=ann, work_id=gone.pk, at=timezone.now())
    make_recurring_work(user=ann, title="Water", starts_on=today, at=timezone.now())
    return ann


@contextmanager
def page_of(chromium, live_server, **context):
    """A page that must log neither an error nor a warning."""
    opened = chromium.new_context(base_url=live_server.url, **context)
    page, errors = opened.new_page(), []
    page.on("console", lambda line: errors.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    opened.close()
    assert errors == []


def log_in(page):
    page.goto("/admin/")
    page.get_by_label("Email").fill("root@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    playwright.expect(page.get_by_role("heading", name="Admin")).to_be_visible()


def pick(page, field, text):
    """Choose a row in an autocomplete field."""
    page.locator(f"{field} .select2-selection").click()
    page.locator(".select2-dropdown .select2-search__field").fill(text)
    page.locator(".select2-results__option--highlighted", has_text=text).click()


def act(page, row, action):
    """Select the row of a list and run an action."""
    page.locator("#result_list tbody").get_by_role("row", name=row).first.get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option(action)
    page.locator("button[name=index]").click()


def expect_message(page, text):
    playwright.expect(page.locator(".messagelist")).to_contain_text(text)


class TestOperator:
    def test_adds_moves_deletes_restores_and_pauses(self, chromium, live_server, rows):
        with page_of(chromium, live_server) as page:
            log_in(page)

            page.goto("/admin/works/work/add/")
            pick(page, ".field-user", "ann@example.org")
            page.get_by_label("Title").fill("Plant the pear")
            pick(page, ".field-category", "2026 › Garden")
            page.get_by_role("button", name="Save", exact=True).click()
            expect_message(page, "was added successfully")
            playwright.expect(page.get_by_role("row", name="Plant the pear")).to_contain_text("2026 › Garden")

            page.goto("/admin/categories/category/")
            act(page, "Garden", "move")
            pick(page, ".form-row", "2027")
            page.get_by_role("button", name="Move below").click()
            expect_message(page, "1 project moved.")
            page.get_by_role("link", name="Garden", exact=True).click()
            playwright.expect(page.locator(".breadcrumbs")).to_contain_text("2027")

            page.goto("/admin/categories/category/")
            act(page, "Garden", "delete_selected")
            page.get_by_role("button", name="Move to the trash").click()
            expect_message(page, "Moved to the trash: 1 project, ")
            assert not Work.objects.matching("Plant").exists()

            page.goto("/admin/wheelbarrow/deletion/")
            act(page, "Garden", "restore")
            expect_message(page, "items restored.")
            assert Work.objects.matching("Plant").exists()

            page.goto("/admin/works/recurringwork/")
            act(page, "Water", "pause")
            page.get_by_label("Cancel open works").check()
            page.get_by_role("button", name="Pause").click()
            expect_message(page, "1 recurring work paused.")
            expect_message(page, "Water (Cancelled)")

            cache.clear()  # the dashboard is cached for a minute
            page.goto("/admin/")
            playwright.expect(page.locator("#dashboard")).to_contain_text("Scheduler has never run")
            page.locator("#dashboard").get_by_role("link", name="2027").click()
            playwright.expect(page.get_by_role("row", name="Plant the pear")).to_be_visible()

    def test_folds_a_subtree_and_finds_it_folded_after_a_reload(self, chromium, live_server, rows):
        with page_of(chromium, live_server) as page:
            log_in(page)
            page.goto("/admin/categories/category/")
            leaf = page.get_by_role("link", name="Garden", exact=True)
            playwright.expect(leaf).to_be_visible()

            page.get_by_role("button", name="Fold or unfold 2026").click()
            playwright.expect(leaf).to_be_hidden()
            page.reload()
            playwright.expect(leaf).to_be_hidden()
            page.get_by_role("button", name="Fold or unfold 2026").click()
            playwright.expect(leaf).to_be_visible()

    def test_sees_the_whole_tree_without_scripts(self, chromium, live_server, rows):
        with page_of(chromium, live_server, java_script_enabled=False) as page:
            log_in(page)
            page.goto("/admin/categories/category/")

            playwright.expect(page.get_by_role("link", name="Garden", exact=True)).to_be_visible()
            playwright.expect(page.get_by_role("button", name="Fold or unfold 2026")).to_be_hidden()


# The log-in pages come first, before anybody has logged in.
PAGES = {
    "log-in of the admin": "/admin/login/",
    "log-in of the API": "/api/session/login/",
    "dashboard": "/admin/",
    "tree": "/admin/categories/category/",
    "check of the trees": "/admin/categories/category/check/",
    "works": "/admin/works/work/",
    "one work": "/admin/works/work/{work}/change/",
    "trash": "/admin/wheelbarrow/deletion/",
    "a recurring work": "/admin/works/recurringwork/{rule}/change/",
    "the question where to move": "/admin/works/work/",
    "the question how long to pause": "/admin/works/recurringwork/",
    "people": "/admin/accounts/user/",
    "the API": "/api/v1/",
    "works in the API": "/api/v1/works/",
    "front page": "/",
}
# The pages that an action of a list asks first.
QUESTIONS = {"the question where to move": "move", "the question how long to pause": "pause"}


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: make axe")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
class TestAccessibility:
    def test_each_page_passes_and_fits_its_width(self, chromium, live_server, rows, scheme, width):
        ids = {"work": Work.objects.first().pk, "rule": RecurringWork.objects.first().pk}
        size = {"width": width, "height": 900}
        # axe-core sets inline styles, which the policy of the pages refuses.
        with page_of(chromium, live_server, bypass_csp=True, color_scheme=scheme, viewport=size) as page:
            found, widths = {}, {}
            for name, path in PAGES.items():
                if name == "dashboard":
                    log_in(page)
                page.goto(path.format(**ids))
                if name in QUESTIONS:
                    act(page, "", QUESTIONS[name])
                    playwright.expect(page.locator(".confirmation .submit-row")).to_be_visible()
                found[name] = violations(page)
                widths[name] = page.evaluate("document.documentElement.scrollWidth")

        assert {name: rules for name, rules in found.items() if rules} == {}
        assert max(widths.values()) <= width, widths
