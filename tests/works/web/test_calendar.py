"""/calendar/"""

from datetime import date, time, timedelta

import pytest
from django.core.cache import cache

from accounts.choices import Weekday
from tests.makers import NOON, make_ancestors, make_category, make_finished_work, make_recurring_work, make_work
from tests.pages import page_of
from works.services import editing

DAY = date(2026, 9, 2)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def on(number):
    return DAY + timedelta(days=number)


def days(page):
    return [element["data-drop"] for element in page.all("ul") if element["data-drop"]]


def entries(page, day):
    """The ids of what a cell shows."""
    [cell] = [element for element in page.all("ul") if element["data-drop"] == str(day)]
    inside = page.elements[page.elements.index(cell) + 1 :]
    found = []
    for element in inside:
        if element.tag in ("ul", "td"):
            break
        if element.tag == "li":
            found.append(element.text)
    return found


class TestMonth:
    def test_is_the_present_one_and_marks_today(self, browser, ann):
        page = page_of(browser, "/calendar/")

        assert page.one("h1").text == "September 2026"
        assert (days(page)[0], days(page)[-1]) == ("2026-08-31", "2026-10-04")
        [today] = page.all("td", **{"aria-current": "date"})
        assert today["class"].split()[0] == "today"

    def test_begins_weeks_as_the_person_has_chosen(self, browser, ann):
        ann.week_starts_on = Weekday.SUNDAY
        ann.save()

        assert days(page_of(browser, "/calendar/2026-09/"))[0] == "2026-08-30"

    def test_shows_works_deadlines_finished_works_and_occurrences_to_come(self, browser, ann):
        make_work(user=ann, title="Both", starts_on=on(1), deadline_on=on(2), deadline_time=time(9))
        make_finished_work(user=ann, title="Done", at=NOON)
        make_recurring_work(user=ann, title="Water", rule="FREQ=WEEKLY")

        page = page_of(browser, "/calendar/")

        assert entries(page, on(1)) == ["Both"]
        assert entries(page, on(2)) == ["09:00 Both deadline"]
        assert "Done done" in entries(page, on(0))
        assert entries(page, on(7)) == ["Water repeats"]

    def test_shows_four_entries_and_a_link_to_the_others(self, browser, ann):
        for number in range(7):
            make_work(user=ann, title=f"Work {number}", starts_on=on(1))

        page = page_of(browser, "/calendar/")

        assert len(entries(page, on(1))) == 4
        [more] = page.all("a", class_="more")
        assert (more.text, more["href"]) == ("+3", f"/today/?date={on(1)}")
        assert len(page_of(browser, more["href"]).works) == 7

    def test_shows_nothing_of_strangers_and_of_the_trash(self, browser, ann, ben):
        make_work(user=ben, title="Ben's", starts_on=on(1))
        deleted = make_work(user=ann, title="Deleted", starts_on=on(1))
        editing.delete_work(user=ann, work_id=deleted.pk, at=NOON)

        assert page_of(browser, "/calendar/").works == []

    def test_leads_to_the_months_beside_and_to_weeks(self, browser, ann):
        page = page_of(browser, "/calendar/2026-12/")

        assert page.one(id="after")["href"] == "/calendar/2027-01/"
        assert page.one(id="before")["href"] == "/calendar/2026-11/"
        assert page.all("a", href="/calendar/2026-W53/")

    @pytest.mark.parametrize(
        "period", ["2026-13", "2026-00", "2026-W54", "2027-W53", "x", "0000-01", "2999-01", "2026-1"]
    )
    def test_is_missing_for_no_period(self, browser, ann, period):
        assert browser.get(f"/calendar/{period}/").status_code == 404

    @pytest.mark.parametrize("period", ["1970-01", "2998-12", "1970-W01", "2998-W52"])
    def test_has_the_first_and_the_last_period(self, browser, ann, period):
        assert browser.get(f"/calendar/{period}/").status_code == 200

    def test_leads_strangers_to_the_log_in(self, client, ann):
        assert client.get("/calendar/2026-09/").status_code == 302

    @pytest.mark.parametrize("rows", [2, 20])
    @pytest.mark.parametrize("period", ["2026-09", "2026-W36"])
    def test_reads_the_same_for_ten_times_the_rows(self, browser, ann, rows, period, django_assert_num_queries):
        for number in range(rows):
            _root, leaf = make_ancestors(user=ann, names=[f"Year {number}", "Leaf"])
            make_work(user=ann, category=leaf, starts_on=on(1), deadline_on=on(2))
            make_finished_work(user=ann, category=leaf)
            make_recurring_work(user=ann, category=leaf)
        page_of(browser, "/calendar/")
        cache.clear()

        # Session and person; planned and finished works and the ancestors of each; rules; three of the side bar.
        with django_assert_num_queries(10):
            page_of(browser, f"/calendar/{period}/")


class TestWeek:
    def test_shows_the_days_of_an_iso_week_with_times(self, browser, ann):
        make_work(user=ann, title="Morning", deadline_on=on(1), deadline_time=time(9, 30))
        make_work(user=ann, title="Any time", starts_on=on(1), category=make_category(user=ann))

        page = page_of(browser, "/calendar/2026-W36/")

        assert page.one("h1").text == "Week 36, 2026"
        assert days(page)[:7] == [str(on(number)) for number in range(-2, 5)]
        assert [each.text for each in page.all("th", scope="row")] == ["", "09:00"]
        assert page.works == ["Any time", "09:30 Morning"]

    def test_is_the_one_around_the_thursday_where_weeks_begin_on_another_day(self, browser, ann):
        for start, first in [("SU", "2026-08-30"), ("SA", "2026-08-29"), ("FR", "2026-08-28"), ("TH", "2026-09-03")]:
            ann.week_starts_on = start
            ann.save()

            page = page_of(browser, "/calendar/2026-W36/")

            assert days(page)[0] == first
            after = page_of(browser, page.one(id="after")["href"])
            assert days(after)[0] == str(date.fromisoformat(first) + timedelta(days=7))

    def test_of_a_new_year_belongs_to_the_year_of_most_of_its_days(self, browser, ann):
        page = page_of(browser, "/calendar/2026-W53/")

        assert days(page)[:7][-1] == "2027-01-03"
        assert page.one(id="after")["href"] == "/calendar/2027-W01/"
