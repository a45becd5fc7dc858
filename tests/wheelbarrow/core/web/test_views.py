"""How the pages ask for a log-in, lead back and show refusals."""

import pytest
from django.test import Client

from tests.makers import make_work
from tests.pages import page_of
from wheelbarrow.core.models import Change
from works.models import Work


@pytest.fixture
def browser(ann):
    client = Client()
    client.force_login(ann)
    return client


def post(client, work, **headers):
    return client.post(f"/works/{work.pk}/finish/", headers=headers)


class TestOrigin:
    @pytest.mark.parametrize(
        ("sent", "to"),
        [
            ({"Referer": "http://testserver/today/?group=project"}, "/today/?group=project"),
            ({"Referer": "http://evil.example/today/"}, "/"),
            ({"Referer": "javascript:alert(1)"}, "/"),
            ({"Referer": "//evil.example/"}, "/"),
            ({}, "/"),
            ({"HX-Request": "true", "HX-Current-URL": "http://testserver/today/?shown=200"}, "/today/?shown=200"),
            ({"HX-Request": "true", "HX-Current-URL": "http://evil.example/"}, "/"),
        ],
    )
    def test_is_a_page_of_this_site(self, browser, ann, sent, to):
        response = post(browser, make_work(user=ann), **sent)

        assert response.status_code == 303
        assert response.url == to

    @pytest.mark.parametrize("address", ["http://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_ignores_a_next_of_another_site(self, browser, ann, address):
        response = browser.post(f"/works/{make_work(user=ann).pk}/finish/", {"next": address})

        assert response.url == "/"

    def test_takes_next_first(self, browser, ann):
        address = {"next": "/today/?date=2026-09-02"}
        response = browser.post(
            f"/works/{make_work(user=ann).pk}/finish/", address, headers={"Referer": "http://testserver/"}
        )

        assert response.url == address["next"]


class TestHtmx:
    def test_loads_another_page_whole(self, browser, ann):
        sent = {"HX-Request": "true", "HX-Current-URL": "http://testserver/works/1/"}
        response = browser.post(f"/works/{make_work(user=ann).pk}/delete/", {"next": "/today/"}, headers=sent)

        assert (response.status_code, response.headers["HX-Redirect"]) == (200, "/today/")

    def test_without_a_session_leads_the_browser_to_the_log_in(self, client, ann):
        sent = {"HX-Request": "true", "HX-Current-URL": "http://testserver/today/?group=project"}
        response = post(client, make_work(user=ann), **sent)

        assert response.headers["HX-Redirect"].endswith("?next=/today/%3Fgroup%3Dproject")


class TestRefusals:
    def test_of_an_undo_are_shown_on_the_page(self, browser, ann):
        response = browser.post("/history/999999/undo/", headers={"Referer": "http://testserver/today/"}, follow=True)

        assert b"You have no such change." in response.content

    def test_of_a_change_of_a_stranger_too(self, browser, ann, ben):
        work = make_work(user=ben)
        change = Change.objects.get(row=work.pk, kind="work")
        browser.post(f"/history/{change.pk}/undo/")

        assert Work.objects.filter(pk=work.pk).exists()


class TestAnswers:
    def test_are_kept_out_of_shared_caches(self, browser, ann):
        response = browser.get("/today/")

        assert response.headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" in response.headers["Vary"]

    def test_carry_the_policy_without_inline_code(self, browser, ann):
        page = page_of(browser, "/today/")

        assert "unsafe-inline" not in page.response.headers["Content-Security-Policy"]
        assert [
            each for each in page.elements if "style" in each.attrs or any(n.startswith("on") for n in each.attrs)
        ] == []
        assert all(each["src"] for each in page.all("script"))
