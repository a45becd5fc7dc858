"""The operator's day in a real browser, and what a screen reader's rules say of each page, in light and dark.

Needs Debian's chromium; the rules are axe-core's, which `make axe` brings.
"""

import os
import shutil
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.architecture.source import ROOT
from tests.makers import (
    PASSWORD,
    make_chain,
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

CHROMIUM, AXE = shutil.which("chromium"), ROOT / ".cache" / "axe.min.js"
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no chromium here"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def chromium():
    """One browser; it runs in an event loop, beside which Django refuses its ORM unless told otherwise."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def garden(transactional_db):
    """Ann's tree with works in every state, one in the trash, and a rule; and somebody who runs the server."""
    make_operator()
    ann, today = make_user(), timezone.localdate()
    _root, beds = make_chain(user=ann, names=["2026", "Garden"])
    make_chain(user=ann, names=["2027"])
    for status in Status.values:
        make_work(user=ann, category=beds, title=f"Dig {status}", current_status=status, deadline_on="2026-01-02")
    make_finished_work(user=ann, category=beds, at=timezone.now())
    gone = make_work(user=ann, title="Weed")
    editing.delete_work(user=ann, work_id=gone.pk, at=timezone.now())
    make_recurring_work(user=ann, title="Water", starts_on=today)
    return ann


@contextmanager
def page_of(chromium, live_server, **context):
    """A page that must neither complain nor ask another server."""
    opened = chromium.new_context(base_url=live_server.url, **context)
    page, complaints, elsewhere = opened.new_page(), [], []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: elsewhere.append(request.url) if not ours(request.url, live_server) else None)
    yield page
    opened.close()
    assert complaints == []
    assert elsewhere == []


def ours(url, live_server):
    return url.startswith((f"{live_server.url}/", "data:"))


def log_in(page):
    page.goto("/admin/")
    page.get_by_label("Email").fill("root@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    playwright.expect(page.get_by_role("heading", name="Admin")).to_be_visible()


def pick(page, field, text):
    """Choose in a field that completes what is typed."""
    page.locator(f"{field} .select2-selection").click()
    page.locator(".select2-search__field").fill(text)
    page.locator(".select2-results__option--highlighted", has_text=text).click()


def act(page, row, action):
    """Tick the row of a list and run an action."""
    page.get_by_role("row", name=row).first.get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option(action)
    page.locator("button[name=index]").click()


def says(page, text):
    playwright.expect(page.locator(".messagelist")).to_contain_text(text)


class TestTheOperatorsDay:
    def test_goes_from_the_log_in_to_the_dashboard(self, chromium, live_server, garden):
        with page_of(chromium, live_server) as page:
            log_in(page)

            page.goto("/admin/works/work/add/")
            pick(page, ".field-user", "ann@example.org")
            page.get_by_label("Title").fill("Plant the pear")
            pick(page, ".field-category", "2026 › Garden")
            page.get_by_role("button", name="Save", exact=True).click()
            says(page, "was added successfully")
            playwright.expect(page.get_by_role("row", name="Plant the pear")).to_contain_text("2026 › Garden")

            page.goto("/admin/categories/category/")
            act(page, "Garden", "move")
            pick(page, ".form-row", "2027")
            page.get_by_role("button", name="Move below").click()
            says(page, "1 category moved.")
            page.get_by_role("link", name="Garden", exact=True).click()
            playwright.expect(page.locator(".breadcrumbs")).to_contain_text("2027")

            page.goto("/admin/categories/category/")
            act(page, "Garden", "delete_selected")
            page.get_by_role("button", name="Move to the trash").click()
            says(page, "Moved to the trash: 1 category, ")
            assert not Work.objects.matching("Plant").exists()

            page.goto("/admin/wheelbarrow/deletion/")
            act(page, "Garden", "restore")
            says(page, "items restored.")
            assert Work.objects.matching("Plant").exists()

            page.goto("/admin/works/recurringwork/")
            act(page, "Water", "pause")
            says(page, "1 recurring work paused.")

            cache.clear()  # the numbers of the log-in are not a minute old
            page.goto("/admin/")
            playwright.expect(page.locator("#dashboard")).to_contain_text("Scheduler has never run")
            page.locator("#dashboard").get_by_role("link", name="2027").click()
            playwright.expect(page.get_by_role("row", name="Plant the pear")).to_be_visible()

    def test_folds_a_branch_and_remembers_it(self, chromium, live_server, garden):
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

    def test_shows_the_whole_tree_without_a_script(self, chromium, live_server, garden):
        with page_of(chromium, live_server, java_script_enabled=False) as page:
            log_in(page)
            page.goto("/admin/categories/category/")

            playwright.expect(page.get_by_role("link", name="Garden", exact=True)).to_be_visible()
            playwright.expect(page.get_by_role("button", name="Fold or unfold 2026")).to_be_hidden()


PAGES = {
    "dashboard": "/admin/",
    "tree": "/admin/categories/category/",
    "check of the trees": "/admin/categories/category/check/",
    "works": "/admin/works/work/",
    "one work": "/admin/works/work/{work}/change/",
    "trash": "/admin/wheelbarrow/deletion/",
    "a recurring work": "/admin/works/recurringwork/{rule}/change/",
    "people": "/admin/accounts/user/",
    "the API": "/api/v1/",
    "works in the API": "/api/v1/works/",
    "front door": "/",
}


def violations(page):
    """What axe-core finds, each with where."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false})")["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: make axe")
@pytest.mark.parametrize("scheme", ["light", "dark"])
class TestAScreenReader:
    # axe-core itself sets styles that the policy refuses.
    def test_finds_its_way_through_the_log_in(self, chromium, live_server, garden, scheme):
        with page_of(chromium, live_server, bypass_csp=True, color_scheme=scheme) as page:
            for path in ("/admin/", "/api/session/login/"):
                page.goto(path)

                assert violations(page) == []

    @pytest.mark.parametrize("width", [1280, 390])
    def test_finds_its_way_through_every_page(self, chromium, live_server, garden, scheme, width):
        ids = {"work": Work.objects.first().pk, "rule": RecurringWork.objects.first().pk}
        size = {"width": width, "height": 900}
        with page_of(chromium, live_server, bypass_csp=True, color_scheme=scheme, viewport=size) as page:
            log_in(page)
            found, widths = {}, {}
            for name, path in PAGES.items():
                page.goto(path.format(**ids))
                found[name] = violations(page)
                widths[name] = page.evaluate("document.documentElement.scrollWidth")

            assert {name: told for name, told in found.items() if told} == {}
            assert max(widths.values()) <= width, widths
