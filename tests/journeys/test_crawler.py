"""What the crawler operates on one page, and that it finds what is wrong there."""

import pytest

from categories.models import ApiToken
from tests.journeys.pages import cookie_of
from tests.makers import make_user, make_work
from works.models import Import

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.journeys.crawler import Crawler

pytestmark = [pytest.mark.prove, pytest.mark.xdist_group("browser")]


def crawl(chromium, live_server, user, path, *, broken="", within="never"):
    """Crawl one page; return the addresses to which forms were sent, and the findings. `broken` ones answer 500."""
    context, sent = chromium.new_context(), []
    if broken:
        context.route(f"**{broken}", lambda route: route.fulfill(status=500, body="No."))
    context.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    def log_in(page):
        context.add_cookies([cookie_of(user, live_server)])
        page.goto(live_server.url + path)

    crawler = Crawler(context, log_in=log_in, entries=[path], language="en", within=within, presses=25).run()
    context.close()
    return [url.removeprefix(live_server.url) for url in sent], crawler.watch.findings


@pytest.fixture
def ann(transactional_db):
    return make_user()


class TestCrawler:
    def test_uploads_a_file(self, chromium, live_server, ann):
        sent, findings = crawl(chromium, live_server, ann, "/settings/imports/")

        assert sent.count("/settings/imports/") == 2
        assert Import.objects.owned_by(ann).count() == 1
        assert findings == []

    def test_corrects_what_was_refused(self, chromium, live_server, ann):
        _sent, findings = crawl(chromium, live_server, ann, "/settings/tokens/")

        assert ApiToken.objects.owned_by(ann).exists()
        assert findings == []

    def test_operates_the_bar_of_selected_works(self, chromium, live_server, ann):
        for number in range(3):
            make_work(user=ann, title=f"Dig {number}", deadline_on="2026-01-01")

        sent, findings = crawl(chromium, live_server, ann, "/today/?select=1")

        assert "/works/bulk/" in sent
        assert findings == []

    def test_finds_what_the_server_cannot_do(self, chromium, live_server, ann):
        _sent, findings = crawl(chromium, live_server, ann, "/labels/", broken="/quick/")

        assert any("POST /quick/ answers 500" in finding for finding in findings)

    def test_finds_a_link_that_leads_nowhere(self, chromium, live_server, ann):
        _sent, findings = crawl(chromium, live_server, ann, "/labels/", broken="/board/", within="/board/")

        assert any("the link answers 500" in finding for finding in findings)
