"""A person moves in from Todoist: the import and its undo, a calendar program, a script, and the export to take along."""

import json
import re
import zipfile
from datetime import date
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from categories.models import Category
from tests.journeys.pages import page_as
from tests.journeys.test_first_week import Mouse, NoScripts
from tests.makers import PASSWORD, make_user
from wheelbarrow.core import jobs
from works.models import RecurringWork, Work

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect

pytestmark = [pytest.mark.alike, pytest.mark.xdist_group("browser")]
NAME = "이사.csv"


def todoist(today: date) -> dict:
    """A file as Todoist exports a project."""
    rows = [
        "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE",
        "section,짐 싸기,,,,,,,,",
        f"task,상자 사기 @급함,큰 것 열 개,4,1,Kim (1),,{today},ko,Asia/Seoul",
        "task,책 묶기,,1,1,Kim (1),,,ko,Asia/Seoul",
        "task,화분에 물 주기,,1,1,Kim (1),,매주 월요일,ko,Asia/Seoul",
    ]
    return {"name": NAME, "mimeType": "text/csv", "buffer": ("\ufeff" + "\n".join(rows) + "\n").encode()}


def import_file(page, hands, file):
    """Upload a file from the first page after the sign-up, look at the preview, and import it."""
    page.goto("/welcome/")
    hands.press('#main a[href$="/settings/imports/"]')
    page.locator("#import-file").set_input_files(file)
    hands.press("#upload")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    expect(page.locator("#main")).to_contain_text("상자 사기")
    assert not Work.objects.exists()

    # Another answer is shown before it counts.
    page.locator("#import-where").select_option("new")
    hands.press("#apply")
    expect(page.locator("#toasts")).not_to_be_empty()
    assert not Work.objects.exists()
    hands.press("#apply")
    page.locator("#import-progress").wait_for()
    jobs.run_waiting()
    if isinstance(hands, NoScripts):
        hands.press("#reload")
    page.locator("#undo-import").wait_for()


def read_calendar(page, hands) -> str:
    """Create a feed, and return what a calendar program gets at its address."""
    page.goto("/settings/feeds/")
    hands.type("#main [name=name]", "폰")
    hands.press("#create-feed")
    link = page.locator("#feed-link").input_value()
    with urlopen(link) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        text = answer.read().decode()
    page.goto("/settings/feeds/")
    hands.press("[id^=revoke-]")
    expect(page.locator("[id^=revoke-]")).to_have_count(0)
    with pytest.raises(HTTPError, match="404"):
        urlopen(link)
    return text.replace("\r\n ", "")


def add_by_script(page, hands, live_server, title):
    """Create a token that may add, and add a work with it as a script does."""
    page.goto("/settings/tokens/")
    hands.type("#main [name=name]", "스크립트")
    page.locator("[name=scopes][value=add]").check()
    hands.press("#create-token")
    page.locator("#secret").wait_for()
    headers = {
        "Authorization": f"Bearer {page.locator('#secret').input_value()}",
        "Content-Type": "application/json",
    }
    body = json.dumps({"title": title}).encode()
    with urlopen(Request(f"{live_server.url}/api/v1/works/", data=body, headers=headers)) as answer:
        assert answer.status == 201
        row = json.load(answer)["id"]
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(f"{live_server.url}/api/v1/works/{row}/", headers=headers, method="DELETE"))


def download_manifest(page, hands) -> dict:
    """Download everything, and return the manifest of the zip."""
    page.goto("/settings/data/")
    with page.expect_download() as download:
        hands.press("#export")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        return json.loads(archive.read("manifest.json"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hands_of", [Mouse, NoScripts])
def test_moving_in(chromium, live_server, hands_of):
    kim = make_user(email="kim@example.org", language="ko", time_zone="Asia/Seoul")
    today = timezone.localdate(timezone=ZoneInfo("Asia/Seoul"))
    with page_as(chromium, live_server, None, locale="ko-KR", accept_downloads=True, **hands_of.options) as page:
        hands = hands_of(page)
        page.goto("/login/")
        hands.type("#id_login", kim.email)
        hands.type("#id_password", PASSWORD)
        page.locator("#id_password").press("Enter")
        page.wait_for_url("**/today/**")

        import_file(page, hands, todoist(today))
        hands.go("/today/", "t")
        expect(page.locator("#main .title", has_text="상자 사기")).to_be_visible()
        hands.go("/projects/", "p")
        expect(page.locator("#main a.title", has_text="Todoist").first).to_be_visible()
        assert Category.objects.owned_by(kim).filter(name="짐 싸기").exists()
        assert RecurringWork.objects.owned_by(kim).get().rule == "FREQ=WEEKLY;BYDAY=MO"

        text = read_calendar(page, hands)
        assert "SUMMARY:상자 사기" in text
        assert f"DTSTART;VALUE=DATE:{today:%Y%m%d}" in text
        add_by_script(page, hands, live_server, "온도 재기")
        manifest = download_manifest(page, hands)
        assert manifest["format"] == "wheelbarrow"

        # What the import has brought goes by one step; what the script has added stays.
        page.goto("/history/")
        hands.press("[id^=act-]:has-text('Todoist') [id^=undo-act-]")
        expect(page.locator("#toasts")).not_to_be_empty()
        page.goto("/projects/")
        expect(page.locator("#main a.title")).to_have_count(0)
        assert list(Work.objects.owned_by(kim).values_list("title", flat=True)) == ["온도 재기"]
