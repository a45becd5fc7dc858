"""/upcoming/"""

from datetime import date, time, timedelta

import pytest
from django.core.cache import cache

from tests.makers import NOON, make_ancestors, make_category, make_label, make_recurring_work, make_work
from tests.pages import page_of
from works.models import Work
from works.services import branches, editing

DAY = date(2026, 9, 2)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def on(number):
    return DAY + timedelta(days=number)


def titles(page, number):
    """What the page shows on the day so many days from today."""
    [section] = [each for each in page.all("section") if each["aria-labelledby"] == f"day-{on(number)}"]
    return section.text


class TestUpcoming:
    def test_shows_each_day_with_what_starts_or_is_due(self, browser, ann):
        make_work(user=ann, title="Both", starts_on=on(1), deadline_on=on(3))
        make_work(user=ann, title="Due", deadline_on=on(2), deadline_time=time(15))

        page = page_of(browser, "/upcoming/")

        assert len(page.all("section", class_="day")) == 7
        assert titles(page, 1).startswith("Tomorrow 1 Both")
        assert titles(page, 2).startswith("Fri 4 Sep 1 Due Fri 4 Sep 15:00")
        assert "Deadline of “Both”" in titles(page, 3)
        assert page.works == ["Both", "Due", "Deadline of “Both”"]

    def test_folds_what_is_overdue_and_shows_it_once(self, browser, ann):
        make_work(user=ann, title="Old", deadline_on=on(-3))
        make_work(user=ann, title="This morning", deadline_on=DAY, deadline_time=time(9))

        page = page_of(browser, "/upcoming/")

        assert page.one(id="overdue").text.startswith("Overdue 2 Old")
        assert page.works == ["Old", "This morning"]
        assert page_of(browser, f"/upcoming/?from={on(7)}").all(id="overdue") == []

    def test_shows_occurrences_to_come_that_lead_to_their_rule(self, browser, ann):
        rule = make_recurring_work(user=ann, title="물주기", rule="FREQ=WEEKLY")

        page = page_of(browser, f"/upcoming/?from={on(7)}")

        [ghost] = page.all("li", class_="ghost")
        assert ghost.text == "물주기"
        assert page.one("a", href=f"/recurring/{rule.pk}/").text == "물주기"

    def test_shows_nothing_of_strangers_of_the_trash_and_of_paused_branches(self, browser, ann, ben):
        root = make_category(user=ann)
        make_work(user=ann, title="Paused", category=root, starts_on=on(1))
        make_recurring_work(user=ann, title="Paused too", category=root)
        branches.pause_branch(user=ann, category_id=root.pk, at=NOON)
        deleted = make_work(user=ann, title="Deleted", starts_on=on(1))
        editing.delete_work(user=ann, work_id=deleted.pk, at=NOON)
        make_work(user=ben, title="Ben's", starts_on=on(1))

        page = page_of(browser, f"/upcoming/?from={on(1)}")

        assert page.works == []
        assert page.all("li", class_="ghost") == []

    def test_says_so_where_nothing_is_planned(self, browser, ann):
        assert "Nothing is planned for these days." in page_of(browser, "/upcoming/").main

    def test_leaves_out_the_last_works_of_too_many(self, browser, ann, monkeypatch):
        monkeypatch.setattr("works.web.upcoming.MOST_WORKS", 2)
        for number in (3, 1, 2):
            make_work(user=ann, title=f"Day {number}", starts_on=on(number))

        page = page_of(browser, "/upcoming/")

        assert page.works == ["Day 1", "Day 2"]
        assert "Not all works of these days are shown." in page.main

    def test_leads_on_and_back_but_not_before_today(self, browser, ann):
        make_work(user=ann, title="Next week", starts_on=on(8))

        page = page_of(browser, "/upcoming/")
        assert page.all(id="days-before") == []
        page = page_of(browser, f"/upcoming/{page.one(id='days-after')['href']}")
        assert page.works == ["Next week"]
        page = page_of(browser, f"/upcoming/{page.one(id='days-before')['href']}")
        assert page.works == []

    @pytest.mark.parametrize("query", ["from=x&days=y", "from=2999-12-31&days=99999", "from=1000-01-01", "days=0"])
    def test_ignores_what_an_address_cannot_mean(self, browser, ann, query):
        assert page_of(browser, f"/upcoming/?{query}").status == 200

    def test_moves_a_work_by_the_button_that_dragging_presses(self, browser, ann):
        work = make_work(user=ann, title="Dig", starts_on=on(1))
        page = page_of(browser, "/upcoming/")

        page = page.press(f"tomorrow-{work.pk}", day=str(on(4)))

        assert page.url == "/upcoming/"
        assert "Dig" in titles(page, 4)
        assert Work.objects.get(pk=work.pk).starts_on == on(4)

    def test_leads_strangers_to_the_log_in(self, client, ann):
        assert client.get("/upcoming/").status_code == 302

    @pytest.mark.parametrize("rows", [2, 20])
    def test_reads_the_same_for_ten_times_the_rows(self, browser, ann, rows, django_assert_num_queries):
        label = make_label(user=ann)
        for number in range(rows):
            _root, leaf = make_ancestors(user=ann, names=[f"Year {number}", "Leaf"])
            make_work(user=ann, category=leaf, labels=[label.pk], starts_on=on(1), deadline_on=on(2))
            make_work(user=ann, category=leaf, deadline_on=on(-2))
            make_recurring_work(user=ann, category=leaf)
        page_of(browser, "/upcoming/")
        cache.clear()

        # Session and person; planned and overdue works and the ancestors of each; rules; three of the side bar.
        with django_assert_num_queries(10):
            page_of(browser, "/upcoming/")
