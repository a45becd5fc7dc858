"""The account of a person in a browser: from the front page to the first work, by mouse, by keyboard and without a network."""

import pytest
from django.test import Client

from accounts.models import User
from categories.models import Category
from tests.conftest import PROVE
from tests.journeys.pages import AXE, LOOKS, MORE_LOOKS, page_as, violations
from tests.makers import PASSWORD, make_user, make_work
from works.models import Work

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect

pytestmark = [pytest.mark.alike, pytest.mark.xdist_group("browser")]
NEW = "another horse battery"
# Chromium reports each answer from 400 on.
REFUSED = "status of 422"


@pytest.fixture
def ann(transactional_db):
    return make_user()


class TestANewPerson:
    def test_comes_from_the_front_page_to_their_project_in_the_time_zone_of_the_browser(
        self, chromium, live_server, transactional_db
    ):
        with page_as(chromium, live_server, None, locale="en-GB", timezone_id="Asia/Seoul") as page:
            page.goto("/")
            page.get_by_role("link", name="Open an account").click()
            expect(page.locator("#id_email")).to_be_focused()
            page.keyboard.type("new@example.org")
            page.keyboard.press("Tab")
            page.keyboard.type(NEW)
            page.keyboard.press("Enter")
            page.get_by_role("button", name="Begin with").click()

            expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
            assert page.url.endswith("/today/#quick-text")
        user = User.objects.get()
        assert (user.email, user.time_zone, user.language) == ("new@example.org", "Asia/Seoul", "en")
        assert Category.objects.get().user_id == user.pk

    def test_needs_no_scripts(self, chromium, live_server, transactional_db, settings):
        with page_as(chromium, live_server, None, java_script_enabled=False, locale="ko-KR") as page:
            page.goto("/signup/")
            page.locator("#id_email").fill("new@example.org")
            page.locator("#id_password").fill(NEW)
            assert not page.locator(".reveal").is_visible()
            page.locator(".entrance button[type=submit]").click()
            page.locator("#begin-example").click()

            expect(page.locator("html")).to_have_attribute("lang", "ko")
        user = User.objects.get()
        assert (user.language, user.time_zone) == ("ko", settings.TIME_ZONE)
        assert Work.objects.owned_by(user).exists()

    def test_is_shown_what_is_wrong_with_the_cursor_there(self, chromium, live_server, ann):
        with page_as(chromium, live_server, None, expected=[REFUSED]) as page:
            page.goto("/signup/")
            page.locator("#id_email").fill("new@example.org")
            page.locator("#id_password").fill("short")
            page.keyboard.press("Enter")

            expect(page.locator("#id_password")).to_be_focused()
            expect(page.locator("#id_password")).to_have_attribute("aria-invalid", "true")
            expect(page.locator("#id_email")).to_have_value("new@example.org")


class TestAPassword:
    def test_can_be_looked_at_and_is_sent_hidden(self, chromium, live_server, ann):
        with page_as(chromium, live_server, None, expected=[REFUSED]) as page:
            page.goto("/login/")
            page.locator("#id_login").fill(ann.email)
            page.locator("#id_password").fill("wrong")
            page.locator(".reveal").click()
            expect(page.locator("#id_password")).to_have_attribute("type", "text")
            expect(page.locator(".reveal")).to_have_attribute("aria-pressed", "true")
            page.get_by_role("button", name="Log in").click()

            expect(page.get_by_role("alert")).to_contain_text("The email or the password is wrong")
            expect(page.locator("#id_password")).to_have_attribute("type", "password")
            page.locator("#id_password").fill(PASSWORD)
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()


class TestSettings:
    def test_find_a_time_zone_and_answer_in_the_language(self, chromium, live_server, ann):
        with page_as(chromium, live_server, ann) as page:
            page.goto("/today/")
            page.locator("#person-menu-button").click()
            page.get_by_role("link", name="Settings").click()
            page.get_by_label("Time zone").fill("Europe/Paris")
            page.get_by_label("Language").select_option("ko")
            page.get_by_role("button", name="Save").click()

            expect(page.locator("html")).to_have_attribute("lang", "ko")
        ann.refresh_from_db()
        assert (ann.time_zone, ann.language) == ("Europe/Paris", "ko")

    def test_change_the_password_and_stay(self, chromium, live_server, ann):
        elsewhere = Client()
        elsewhere.force_login(ann)
        with page_as(chromium, live_server, ann) as page:
            page.goto("/settings/password/")
            page.get_by_label("Current password", exact=True).fill(PASSWORD)
            page.get_by_label("New password", exact=True).fill(NEW)
            page.get_by_role("button", name="Change the password").click()

            expect(page.locator("#toasts")).to_contain_text("Your password is changed.")
            page.goto("/today/")
            expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
        assert elsewhere.get("/today/").status_code == 302


KEPT = """async () => {
    const found = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
    return found;
}"""


class TestWithoutANetwork:
    def test_shows_the_page_for_it_and_has_kept_nothing_of_the_person(self, chromium, live_server, ann):
        make_work(user=ann, title="Secret plan")
        failed = ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
        with page_as(chromium, live_server, ann, expected=failed) as page:
            page.goto("/logout/")
            page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
            page.wait_for_function("navigator.serviceWorker.controller || location.reload()", polling=500)
            for path in ("/today/", "/settings/profile/", "/api/v1/works/", "/go/?q=Secret"):
                page.goto(path, wait_until="networkidle")
            kept = page.evaluate(KEPT)
            page.context.set_offline(True)
            page.goto("/today/")

            expect(page.get_by_role("heading", name="No connection")).to_be_visible()
            assert "Secret" not in page.content()
            page.context.set_offline(False)
            page.get_by_role("link", name="Try again").click()
            expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
        assert "/offline/" in kept
        assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: make axe")
@pytest.mark.parametrize(("scheme", "width", "language"), LOOKS + MORE_LOOKS * PROVE, ids=str)
def test_each_page_is_accessible_and_fits_its_width(chromium, live_server, ann, scheme, width, language):
    ann.language = language
    ann.save()
    out = [
        "/",
        "/login/",
        "/signup/",
        "/password/reset/",
        "/password/reset/sent/",
        "/password/reset/done/",
        "/offline/",
    ]
    out += ["/password/reset/MQ/abc-def/", "/email/confirm/abc/"]
    own = ["profile", "email", "password", "sessions", "account"]
    inside = ["/welcome/", "/logout/", *(f"/settings/{name}/" for name in own)]
    size = {"width": width, "height": 900}
    found, widths = {}, {}
    for user, paths in ((None, out), (ann, inside)):
        options = {"bypass_csp": True, "color_scheme": scheme, "viewport": size, "locale": language}
        with page_as(chromium, live_server, user, expected=["status of 404"], **options) as page:
            for path in paths:
                page.goto(path)
                found[path] = violations(page)
                widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert {path: rules for path, rules in found.items() if rules} == {}
    assert {path: wide for path, wide in widths.items() if wide > width} == {}
