"""The first run."""

import time_machine

from categories.models import Category
from tests.makers import NOON
from tests.pages import page_of
from works.models import Work


class TestWelcome:
    def test_offers_the_year_an_example_or_nothing(self, browser, ann):
        with time_machine.travel(NOON, tick=False):
            page = page_of(browser, "/welcome/")

        assert [form["action"] for form in page.all("form") if "/welcome/" in (form["action"] or "")] == [
            "/welcome/year/",
            "/welcome/example/",
        ]
        assert page.all("a", id="begin-nothing", href="/today/")
        assert "2026" in page.all(id="begin-year")[0].text


class TestYear:
    def test_leads_to_today_with_the_field_for_a_work(self, browser, ann, ben):
        page = page_of(browser, "/welcome/").press("begin-year")

        root = Category.objects.get()
        assert (root.user_id, root.level) == (ann.pk, 0)
        assert page.url.startswith("/today/")
        assert f"Created the project “{root.name}”" in page.all(id="toasts")[0].text

    def test_names_the_place_to_type(self, browser, ann):
        page = page_of(browser, "/welcome/")

        token = page.all("input", name="csrfmiddlewaretoken")[0]["value"]
        answer = browser.post("/welcome/year/", {"csrfmiddlewaretoken": token})

        assert (answer.status_code, answer.headers["Location"]) == (303, "/today/#quick-text")

    def test_is_shown_as_refused_a_second_time(self, browser, ann):
        page_of(browser, "/welcome/").press("begin-year")

        page = page_of(browser, "/welcome/").press("begin-year")

        assert page.url == "/welcome/"
        assert "is taken in this place" in page.all(id="toasts")[0].text
        assert Category.objects.count() == 1


class TestExample:
    def test_leads_to_today_and_can_be_undone(self, browser, ann, ben):
        page = page_of(browser, "/welcome/").press("begin-example")
        shown = [title.text for title in page.all("a", class_="title")]
        undone = page.press(page.all("button", **{"data-key": "z"})[0]["id"])

        assert page.url == "/today/"
        assert "Finish this work: press its circle" in shown
        assert undone.status == 200
        assert not Work.objects.exists()
        assert not Category.objects.exists()
