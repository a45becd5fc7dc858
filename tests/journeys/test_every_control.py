"""Every control of the browsable API and the admin, operated in a browser by each kind of user, in both languages.

PROVE=1 does all of it; without it the operator and a person open each kind of page on SQLite, in Korean, and press what
changes no row. Of each kind they follow two links, of twenty with PROVE=1.
SCREENSHOTS=folder saves a picture of each kind of page in three widths.
"""

import os
from pathlib import Path

import pytest

from categories.models import ApiToken, Category
from tests.makers import PASSWORD
from wheelbarrow.api_root import subjects
from wheelbarrow.core import jobs
from wheelbarrow.core.models import Change, Deletion
from works.models import Feed, Import, Label, RecurringWork, ReportCopy, SavedView, Work

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.journeys.crawler import Crawler
from tests.journeys.rows import make_people
from tests.wheelbarrow.core.api.endpoints import noun_of
from tests.wheelbarrow.web.routes import READ

EMAILS = {
    "operator": "root@example.org",
    "staff": "staff@example.org",
    "person": "ann@example.org",
    "pages": "ann@example.org",
}
ADDRESSES = {
    "operator": ["/admin/login/", "/", "/admin/", "/api/v1/", "/admin/nope/", "/admin/works/work/999999/change/"],
    "staff": ["/admin/login/", "/admin/"],
    "pages": ["/login/", "/", "/nope/", "/works/999999/actions/"],
    "person": ["/api/session/login/", "/", "/api/v1/", "/nope/", "/api/v1/nope/", "/api/v1/works/999999/"],
}
# The pages that each opens where they are linked: operators use the admin, people the API or the pages.
WITHIN = {
    "operator": "/admin/|/api/",
    "staff": "/admin/|/api/",
    "person": "/api/",
    "pages": "(?!/admin/|/api/|/walk)",
}
MODELS = {
    "categories": Category,
    "works": Work,
    "labels": Label,
    "recurring-works": RecurringWork,
    "trash": Deletion,
    "changes": Change,
    "auth/tokens": ApiToken,
    "projects": Category,
    "recurring": RecurringWork,
    "history": Change,
    "report/copies": ReportCopy,
    "views": SavedView,
    "settings/imports": Import,
    "imports": Import,
    "feeds": Feed,
}
ALL = [(user, language, {"instances": 2}) for user in EMAILS for language in ("en", "ko")]
SHARE = [(user, "ko", {"instances": 1, "links": 2, "presses": 0}) for user in ("operator", "pages")]
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")
WIDTHS = (390, 1024, 1280)


def pages_of(instances):
    """Every page of the person, those of rows with rows of ann."""
    for route in [route for route in READ if route.is_whole]:
        rows = MODELS[route.noun].objects.filter(user__email=EMAILS["pages"])[:instances] if route.has_row else [None]
        yield from (route.address(row and row.pk) for row in rows)


def addresses_of(user, instances):
    """Every address of the API, those of rows with rows of the user; every page of a person who uses the pages."""
    if user == "pages":
        yield from pages_of(instances)
        return
    for path in [endpoint.path for endpoints in subjects().values() for endpoint in endpoints]:
        if "{pk}" not in path:
            yield path
            continue
        rows = MODELS[noun_of(path)].objects.filter(user__email=EMAILS[user]).order_by("-pk")
        rows = rows[: 4 if "trash" in path else instances]  # restoring and purging each take some
        yield from (path.replace("{pk}", str(row.pk)) for row in rows)


def save_pictures(folder):
    """A function that saves the page in three widths."""

    def save(page, kind):
        name = "".join(letter if letter.isalnum() else "_" for letter in kind).strip("_") or "home"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True, timeout=120_000)

    return save


@pytest.mark.alike
@pytest.mark.parametrize(("user", "language", "bounds"), ALL if os.environ.get("PROVE") else SHARE, ids=str)
def test_every_control_works(chromium, live_server, transactional_db, record_property, user, language, bounds):
    make_people(person=EMAILS["person"], staff=EMAILS["staff"], language=language)
    first, *others = ADDRESSES[user]

    def log_in(page):
        page.goto(f"{live_server.url}{first}")
        page.locator("[name=username], [name=login]").fill(EMAILS[user])
        page.locator("[name=password]").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("[name=password]").press("Enter")

    inspect = {"inspect": save_pictures(Path(SCREENSHOTS) / f"{user}-{language}")} if SCREENSHOTS else {}
    # The browser asks for the other language: the one in the user's profile counts.
    context = chromium.new_context(locale={"en": "ko-KR", "ko": "en-GB"}[language])
    entries = [*others, *addresses_of(user, bounds["instances"])]
    options = {"language": language, "within": WITHIN[user], "between": jobs.run_waiting, **bounds, **inspect}
    crawler = Crawler(context, log_in=log_in, entries=entries, **options).run()
    context.close()

    record_property("operated", f"{user} {language}: {dict(crawler.counts)}")
    for key in crawler.gone:
        record_property("operated", f"{user} {language}: nothing shows any more: {key}")
    assert crawler.watch.findings == [], "\n".join(crawler.watch.findings)
