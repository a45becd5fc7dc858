"""History by day, and undo on it."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from tests.makers import (
    NOON,
    make_ancestors,
    make_category,
    make_label,
    make_operator,
    make_recurring_work,
    make_report_copy,
    make_work,
)
from tests.pages import page_of
from wheelbarrow.core.history.actors import Actor, acting_as
from wheelbarrow.core.history.acts import acting
from wheelbarrow.core.models import Change
from wheelbarrow.core.web import history
from works.services import editing
from works.services.generation import make_due_works


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def edit(user, work, at=NOON, **values):
    with acting_as(Actor("page")):
        return editing.edit_work(user=user, work_id=work.pk, at=at, **values)


def entries(page):
    return [element.text for element in page.all("li", class_="entry")]


class TestHistoryView:
    def test_shows_acts_by_day_the_newest_first(self, browser, ann):
        work = make_work(user=ann, at=NOON - timedelta(days=3))
        edit(ann, work, at=NOON - timedelta(days=1), title="Plant")
        edit(ann, work, title="Sow")

        page = page_of(browser, "/history/")

        assert [element.text for element in page.all("h2") if (element["id"] or "").startswith("day-")] == [
            "Today", "Yesterday", "Sun 30 Aug"
        ]  # fmt: skip
        assert entries(page)[0] == "18:00 Sow Work · Title “Plant” → “Sow” Undo"
        assert [link.text for link in page.all("a", href=f"/works/{work.pk}/")] == ["Sow"] * 3

    def test_shows_one_day_of_the_person(self, browser, ann):
        work = make_work(user=ann, at=NOON - timedelta(days=3))
        # 1 September, 00:30 in Seoul.
        edit(ann, work, at=NOON.replace(day=31, month=8, hour=15, minute=30), title="Plant")

        assert "Title “Dig” → “Plant”" in page_of(browser, "/history/?date=2026-09-01").main
        assert "Nothing was changed on this day." in page_of(browser, "/history/?date=2026-08-31").main

    def test_shows_one_row(self, browser, ann):
        work, other = make_work(user=ann), make_work(user=ann, title="Other")
        edit(ann, work, title="Plant")

        page = page_of(browser, f"/history/?row=work:{work.pk}")

        assert page.one("h1").text == "History of “Plant”"
        assert len(entries(page)) == 2
        assert "Other" not in page.main
        assert other

    @pytest.mark.parametrize(
        "query", ["row=x", "row=work:x", "row=user:1", "date=2026-02-31", "before=x", "row=work:9999999999999999999"]
    )
    def test_ignores_what_an_address_cannot_mean(self, browser, ann, query):
        make_work(user=ann)

        assert len(entries(page_of(browser, f"/history/?{query}"))) == 1

    def test_puts_the_changes_of_one_act_together(self, browser, ann):
        works = [make_work(user=ann, title=f"Work {number}") for number in range(9)]
        editing.finish_works(user=ann, ids=[work.pk for work in works], at=NOON)

        page = page_of(browser, "/history/")

        assert len(entries(page)) == 10
        assert entries(page)[0].count("Finished") == 6
        assert "and 3 more changes" in entries(page)[0]

    def test_folds_changes_that_read_the_same(self, browser, ann):
        works = [make_work(user=ann) for _number in range(3)]
        editing.finish_works(user=ann, ids=[work.pk for work in works], at=NOON)

        assert "Finished × 3" in entries(page_of(browser, "/history/"))[0]

    def test_leads_to_earlier_acts(self, browser, ann, monkeypatch):
        monkeypatch.setattr(history, "MOST", 5)
        for number in range(3):
            make_work(user=ann, title=f"Single {number}")
        works = [make_work(user=ann, title=f"Of many {number}") for number in range(4)]
        editing.finish_works(user=ann, ids=[work.pk for work in works], at=NOON)

        page, found = page_of(browser, "/history/"), []
        while True:
            found += entries(page)
            if not page.all("a", id="earlier"):
                break
            page = page_of(browser, f"/history/{page.one('a', id='earlier')['href']}")

        assert len(found) == 8
        assert len(set(found)) == 8

    def test_names_who_did_it(self, browser, ann):
        operator = make_operator()
        work = make_work(user=ann)
        for who in (Actor("api"), Actor("admin", operator=operator.pk), Actor("import")):
            with acting_as(who):
                editing.edit_work(user=ann, work_id=work.pk, title=who.kind, at=NOON)
        edit(ann, work, title="page")
        rule = make_recurring_work(user=ann)
        with acting_as(Actor("scheduler")), acting("generated", user=ann, at=NOON):
            make_due_works(at=NOON + timedelta(days=1), user=ann, ids=[rule.pk])

        found = entries(page_of(browser, "/history/"))

        assert "The scheduler created this by a rule." in found[0]
        assert "Undo" not in found[0]
        assert [text for text in ("API", "root@example.org, in the admin", "import") if text in "".join(found)] == [
            "API", "root@example.org, in the admin", "import"
        ]  # fmt: skip
        assert next(text for text in found if "“page”" in text).endswith("→ “page” Undo")

    def test_shows_nothing_of_a_stranger(self, other_browser, ann):
        work = make_work(user=ann)

        assert "Nothing has been changed yet." in page_of(other_browser, "/history/").main
        page = page_of(other_browser, f"/history/?row=work:{work.pk}")
        assert "Dig" not in page.main
        assert entries(page) == []

    def test_links_no_row_that_is_deleted(self, browser, ann):
        work = make_work(user=ann)
        editing.delete_work(user=ann, work_id=work.pk, at=NOON)

        assert page_of(browser, "/history/").all("a", href=f"/works/{work.pk}/") == []

    @pytest.mark.parametrize("rows", [2, 20])
    def test_asks_as_much_of_any_number_of_acts(self, browser, ann, rows, django_assert_num_queries):
        for number in range(rows):
            _root, leaf = make_ancestors(user=ann, names=[f"Year {number}", "Leaf"])
            work = make_work(user=ann, category=leaf)
            edit(ann, work, title=f"Plant {number}")
        page_of(browser, "/history/")
        cache.clear()

        # Session and person; changes, the newest, names, what is live, what is undone; three of the side bar.
        with django_assert_num_queries(10):
            page_of(browser, "/history/")


class TestUndo:
    def test_takes_back_and_marks_the_act(self, browser, ann):
        work = make_work(user=ann)
        edit(ann, work, title="Plant")
        page = page_of(browser, "/history/")

        page = page.press(page.all("button", form="act", class_="plain")[0]["id"])

        assert page.toast == "Undone. Undo"
        work.refresh_from_db()
        assert work.title == "Dig"
        assert entries(page)[0].startswith("18:00 Dig Work · Undo: Title “Plant” → “Dig”")
        assert "Undone." in entries(page)[1]

    def test_of_an_undo_is_an_act_again(self, browser, ann):
        work = make_work(user=ann)
        edit(ann, work, title="Plant")
        page = page_of(browser, "/history/")
        for _time in range(2):
            page = page.press(page.all("button", form="act", class_="plain")[0]["id"])

        work.refresh_from_db()
        assert work.title == "Plant"
        assert "Undone." not in entries(page)[2]
        assert "Undone." in entries(page)[1]

    def test_that_is_refused_shows_the_reason(self, browser, ann):
        work = make_work(user=ann)
        edit(ann, work, title="Plant")
        edit(ann, work, title="Sow")
        page = page_of(browser, "/history/")

        page = page.press(page.all("button", form="act", class_="plain")[1]["id"])

        assert "“Sow” was changed again later" in page.toast
        assert page.url == "/history/"
        work.refresh_from_db()
        assert work.title == "Sow"

    @pytest.mark.parametrize(
        ("make", "back"),
        [
            (make_work, "/today/"),
            (make_category, "/projects/"),
            (make_recurring_work, "/recurring/"),
            (make_label, "/labels/"),
            (make_report_copy, "/report/copies/"),
        ],
    )
    def test_on_the_page_of_a_row_that_is_gone_by_it_leads_to_the_list(self, client, ann, make, back):
        client.force_login(ann)
        row = make(user=ann)
        change = Change.objects.owned_by(ann).newest_first().first()

        answer = client.post(
            f"/history/{change.pk}/undo/", follow=True, HTTP_REFERER=f"http://testserver/{row.pages}{row.pk}/edit/"
        )

        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, back)

    def test_on_the_page_of_a_row_that_stays_keeps_to_it(self, client, ann):
        client.force_login(ann)
        work = make_work(user=ann)
        edit(ann, work, title="Plant")
        change = Change.objects.owned_by(ann).newest_first().first()

        answer = client.post(f"/history/{change.pk}/undo/", HTTP_REFERER=f"http://testserver/works/{work.pk}/")

        assert answer.url == f"/works/{work.pk}/"

    def test_of_a_stranger_is_refused(self, browser, other_browser, ann, ben):
        make_work(user=ann)
        make_category(user=ben)
        page = page_of(other_browser, "/history/")
        theirs = page_of(browser, "/history/").all("button", form="act", class_="plain")[0]
        button = page.all("button", form="act", class_="plain")[0]
        button.attrs["formaction"] = theirs["formaction"]

        page = page.press(button["id"])

        assert page.toast == "You have no such change. It may be older than the history that is kept."
