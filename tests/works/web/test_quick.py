"""The box of quick add on every page, without JavaScript and as its script asks."""

from datetime import date, timedelta

import pytest

from categories.models import Category
from tests.makers import NOON, make_ancestors, make_category, make_work
from tests.pages import Page, page_of
from works.models import Label, RecurringWork, Work

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/today/"}


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def post(client, path, **data):
    """Send a form with the token of a page."""
    token = page_of(client, "/today/").all("input", name="csrfmiddlewaretoken")[0]["value"]
    headers = data.pop("headers", {"Referer": "http://testserver/today/"})
    return Page(client, client.post(path, {"csrfmiddlewaretoken": token, **data}, follow=True, headers=headers))


@pytest.mark.alike
class TestTheBox:
    @pytest.mark.parametrize("path", ["/today/", "/go/"])
    def test_is_on_every_page(self, browser, path):
        assert page_of(browser, path).one(id="quick-text")["role"] == "combobox"

    def test_adds_a_work_and_offers_undo(self, browser, ann):
        page = page_of(browser, "/today/?group=project").press("quick-add", text="Dig tomorrow at 9")

        assert page.url == "/today/?group=project"
        assert page.toast == "Added “Dig”: on Thu 3 Sep, 09:00. Undo"
        assert Work.objects.get().deadline_on == date(2026, 9, 3)
        page.press(page.one("button", **{"data-key": "z"})["id"])
        assert Work.objects.count() == 0

    def test_adds_a_recurring_work(self, browser, ann):
        page = page_of(browser, "/today/").press("quick-add", text="물 주기 매일")

        assert page.toast == "Added “물 주기”: every day, first on Wed 2 Sep. Undo"
        assert RecurringWork.objects.get().title == "물 주기"
        assert page.works == ["물 주기"]

    def test_shows_a_refusal_with_what_was_typed(self, browser, ann):
        page = page_of(browser, "/today/").press("quick-add", text="#Home")

        assert page.status == 422
        assert page.one(id="quick-text")["value"] == "#Home"
        assert "The line has no title." in page.one(id="quick-offer").text
        assert not page.all(id="quick-create")

    def test_offers_to_create_what_is_missing(self, browser, ann):
        make_category(user=ann, name="2026")

        page = page_of(browser, "/today/").press("quick-add", text="Dig #2026/Garden @tools")
        assert (page.status, Work.objects.count(), Category.objects.count()) == (422, 0, 1)
        assert page.one(id="quick-create").text == "Create 2026/Garden, @tools and add"
        page = page.press("quick-create")

        assert page.url == "/today/"
        assert Work.objects.get().category.name == "Garden"
        assert Label.objects.get().name == "tools"
        page.press(page.one("button", **{"data-key": "z"})["id"])
        assert (Work.objects.count(), Category.objects.count(), Label.objects.count()) == (0, 1, 0)

    def test_offers_nothing_for_a_path_that_may_be_several(self, browser, ann):
        make_ancestors(user=ann, names=["2025", "Home"])
        make_ancestors(user=ann, names=["2026", "Home"])

        page = page_of(browser, "/today/").press("quick-add", text="Dig #Home")

        assert "2025/Home, 2026/Home" in page.one(id="quick-offer").text
        assert not page.all(id="quick-create")

    def test_adds_several_lines_in_one_act(self, browser, ann):
        page = post(browser, "/quick/", lines="Dig tomorrow\r\n\r\n\tPlant\r\nWater daily")

        assert page.toast == "Added 3 works. Undo"
        page.press(page.one("button", **{"data-key": "z"})["id"])
        assert (Work.objects.count(), RecurringWork.objects.count()) == (0, 0)

    def test_shows_several_lines_again(self, browser, ann):
        page = post(browser, "/quick/", lines="Dig\nPlant #Garden\nSow #Barn")

        assert (page.status, Work.objects.count()) == (422, 0)
        assert page.one(id="quick-lines").text == "Dig Plant #Garden Sow #Barn"
        assert page.one(id="quick-create").text == "Create Garden, Barn and add"

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"text": ""}, "The line has no title."),
            ({"text": "x" * 501}, "at most 500 characters"),
            ({"text": "Dig\u202e"}, "U+202E"),
            ({"text": "e" + "\u0301" * 40}, "accents"),
            ({"lines": "x\n" * 201}, "At most 200 works"),
            ({"lines": "a\nb\u202e"}, "U+202E"),
        ],
    )
    def test_refuses(self, browser, ann, data, message):
        page = post(browser, "/quick/", **data)

        assert (page.status, Work.objects.count()) == (422, 0)
        assert message in page.one(id="quick-offer").text

    def test_answers_htmx_with_the_box_alone(self, browser, ann):
        page = post(browser, "/quick/", text="Dig #Home", headers=HTMX)

        assert page.status == 422
        assert page.one("form", id="quick")["class"] == "is-open"
        assert not page.all(id="main")
        assert page.response["HX-Push-Url"] == "false"

    def test_leaves_what_the_person_has_unread(self, browser, ann):
        post(browser, "/quick/", text="Dig tomorrow", plain="tomorrow")

        assert Work.objects.get().title == "Dig tomorrow"

    def test_keeps_a_stranger_out(self, other_browser, browser, ann, ben):
        make_ancestors(user=ann, names=["2026", "Home"])

        page = post(other_browser, "/quick/", text="Dig #2026/Home")

        assert page.one(id="quick-create").text == "Create 2026/Home and add"
        assert "Home" not in post(other_browser, "/quick/parse/", text="Dig #2026").one(id="quick-words").text

    def test_needs_a_token_and_a_session(self, browser, client, ann):
        assert browser.post("/quick/", {"text": "Dig"}).status_code == 403
        assert client.post("/quick/", {"text": "Dig"}).status_code == 302
        assert Work.objects.count() == 0


@pytest.mark.alike
class TestParse:
    def test_marks_the_text_and_says_it_in_words(self, browser, ann):
        page = post(browser, "/quick/parse/", text="Dig <b> tomorrow, Friday !high #Home", plain="Friday")

        marks = page.one(id="quick-marks")
        assert "".join(marks.parts) == "Dig <b> tomorrow, Friday !high #Home"
        assert [(mark["class"], mark.text) for mark in page.all("mark")] == [
            ("day", "tomorrow"),
            ("plain", "Friday"),
            ("priority", "!high"),
            ("path", "#Home"),
        ]
        assert page.one(id="quick-words").text == "on Thu 3 Sep · new: Home · High priority"
        assert not page.all("input")

    def test_speaks_korean(self, browser, ann):
        ann.language = "ko"
        ann.save()

        page = post(browser, "/quick/parse/", text="보고서 금요일 3시까지")

        assert page.one(id="quick-words").text == "9월 4일(금) 15:00까지"

    def test_shows_several_lines(self, browser, ann):
        page = post(browser, "/quick/parse/", lines="\n".join(["Dig tomorrow", "Water daily", *"abcdefghijk"]))

        assert page.one(id="quick-words")["data-button"] == "Add 13 works"
        assert [row.text for row in page.all("li")][:2] == ["Dig on Thu 3 Sep", "Water every day, first on Wed 2 Sep"]
        assert "and 3 more" in page.one(id="quick-words").text

    def test_of_nothing_is_empty(self, browser, ann):
        assert post(browser, "/quick/parse/", text=" ").one(id="quick-words").text == ""


@pytest.mark.alike
class TestPaths:
    def test_come_last_used_first_and_match_any_part(self, browser, ann, ben):
        root, _home = make_ancestors(user=ann, names=["2026", "Home"])
        garden = make_category(user=ann, name="Home garden", parent=root)
        make_category(user=ben, name="Home of Ben")
        make_work(user=ann, category=garden)

        paths = [option["data-path"] for option in page_of(browser, "/quick/paths/?q=20/ho").all("li")]

        assert paths == ["2026/Home garden", "2026/Home"]

    def test_need_the_same_queries_for_ten_times_the_rows(self, browser, ann, django_assert_num_queries):
        root = make_category(user=ann, name="2026")
        for number in range(20):
            make_work(
                user=ann, category=make_category(user=ann, name=f"c{number}", parent=root), at=NOON + timedelta(1)
            )
        page_of(browser, "/today/")

        with django_assert_num_queries(7):
            page_of(browser, "/quick/paths/?q=c1")
