"""Every control of the browsable API and the admin, operated in a browser by each kind of user, in both languages."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from categories.models import Category
from tests.makers import (
    PASSWORD,
    make_chain,
    make_finished_work,
    make_operator,
    make_recurring_work,
    make_user,
    make_work,
)
from wheelbarrow.api_root import subjects
from wheelbarrow.core.models import Deletion
from works.choices import Status
from works.models import RecurringWork, Work
from works.services import editing

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import sync_playwright

from tests.journeys.crawler import Crawler

CHROMIUM = shutil.which("chromium")
EMAILS = {"operator": "root@example.org", "staff": "staff@example.org", "person": "ann@example.org"}
LOG_IN = {"operator": "/admin/login/", "staff": "/admin/login/", "person": "/api/session/login/"}
ENTRIES = {"operator": ["/", "/admin/", "/api/v1/"], "staff": ["/", "/admin/", "/api/v1/"], "person": ["/", "/api/v1/"]}
MISTYPED = ["/nope/", "/admin/nope/", "/admin/works/work/999999/change/", "/api/v1/nope/", "/api/v1/works/999999/"]


@pytest.fixture(scope="module")
def chromium():
    """One browser; it runs in an event loop, beside which Django refuses its ORM unless told otherwise."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def fill(user):
    """A tree with works in every state, recurring works, and something in the trash."""
    now, today = timezone.now(), timezone.localdate()
    root, beds = make_chain(user=user, names=["2026", "Garden"])
    (old,) = make_chain(user=user, names=["2025"])
    for status in Status.values:
        make_work(user=user, category=beds, title=f"Dig {status}", current_status=status, deadline_on="2026-01-02")
    make_work(user=user, title="Anything", starts_on=today)
    make_finished_work(user=user, category=beds, at=now)
    make_recurring_work(user=user, category=beds, title="Water", starts_on=today - timedelta(days=3), deadline_days=1)
    make_recurring_work(user=user, category=root, title="Report", rule="FREQ=WEEKLY;BYDAY=FR", catch_up="wait_for_done")
    gone = make_work(user=user, category=old, title="Weed")
    editing.delete_work(user=user, work_id=gone.pk, at=now)
    doomed = make_work(user=user, category=beds, title="Prune")
    editing.delete_work(user=user, work_id=doomed.pk, at=now)


@pytest.fixture
def cast(transactional_db):
    """The three users and a stranger, each with rows, and a log-in that failed."""
    users = [make_user(EMAILS["person"], name="Ann"), make_user("ben@example.org", name="Ben")]
    users.append(make_user(EMAILS["staff"], name="Sam"))
    accounts.set_permissions(user=users[2], at=timezone.now(), is_staff=True)
    users[2].user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    users.append(make_operator())
    for user in users:
        fill(user)
    Client().post("/admin/login/", {"username": EMAILS["person"], "password": "wrong"})
    return users


def typed_addresses(path, user):
    """The address; for one of a row, that of two rows of the user."""
    if "{" not in path:
        return [path]
    model = {"categories": Category, "works": Work, "recurring-works": RecurringWork, "trash": Deletion}[
        path.split("/")[3]
    ]
    ids = model.objects.filter(user__email=EMAILS[user]).order_by("-pk").values_list("pk", flat=True)[:2]
    return [path.replace("{pk}", str(pk)) for pk in ids]


@pytest.mark.skipif(not CHROMIUM, reason="there is no chromium here")
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("user", EMAILS)
def test_every_control_works(chromium, live_server, cast, user, language, record_property):
    for row in cast:
        accounts.edit_profile(user=row, language=language)
    typed = [address for rows in subjects().values() for row in rows for address in typed_addresses(row.path, user)]
    screenshots = os.environ.get("SCREENSHOTS", "") and Path(os.environ["SCREENSHOTS"]) / f"{user}-{language}"

    def log_in(page):
        page.goto(f"{live_server.url}{LOG_IN[user]}")
        page.locator("[name=username]").fill(EMAILS[user])
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main [type=submit], #login-form [type=submit]").first.click()
        page.wait_for_load_state()

    crawler = Crawler(
        chromium.new_context(locale={"en": "en-GB", "ko": "ko-KR"}[language]),
        log_in=log_in,
        entries=[*ENTRIES[user], *typed, *MISTYPED],
        screenshots=screenshots,
    ).run()
    crawler.context.close()
    counts = f"{user} {language}: {dict(crawler.counts)}"
    record_property("operated", counts)
    print(counts)  # noqa: T201
    assert crawler.findings == [], "\n".join(crawler.findings)
