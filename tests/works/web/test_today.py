"""/today/"""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.makers import (
    NOON,
    make_ancestors,
    make_category,
    make_finished_work,
    make_label,
    make_recurring_work,
    make_work,
)
from tests.pages import page_of
from works.choices import Status
from works.services import branches, editing, labels

DAY = datetime(2026, 9, 2).date()


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


class TestToday:
    def test_shows_each_work_where_it_belongs_with_its_path(self, browser, ann):
        _root, beds = make_ancestors(user=ann, names=["2026", "Beds"])
        make_work(user=ann, title="Late", category=beds, deadline_on=DAY - timedelta(days=3))
        make_work(user=ann, title="By time", deadline_on=DAY, deadline_time="20:00")
        make_work(user=ann, title="Due", deadline_on=DAY)
        make_work(user=ann, title="Begun", current_status=Status.IN_PROGRESS)
        make_work(user=ann, title="Whenever")
        make_work(user=ann, title="Later", starts_on=DAY + timedelta(days=1))

        page = page_of(browser, "/today/")

        assert page.works == ["Late", "By time", "Due", "Begun", "Whenever"]
        assert [element.text for element in page.all("h2") if element["id"] != "keys-title" and element["id"]] == [
            "Overdue 1", "At a time 1", "Due today 1", "In progress 1", "Anytime 1",
        ]  # fmt: skip
        assert "3 days late 2026Beds" in page.main
        assert "today 20:00" in page.main

    def test_shows_labels_the_rule_and_the_state(self, browser, ann):
        label = make_label(user=ann, name="Phone")
        make_work(user=ann, title="Call", labels=[label.pk], priority="HIGH", my_job=True, content="Ask for Kim.")
        make_recurring_work(user=ann, title="Water")

        page = page_of(browser, "/today/")

        assert "High my job Phone" in page.main
        assert "every day" in page.main

    def test_shows_nothing_that_is_deleted_paused_or_of_a_stranger(self, browser, ann, ben):
        gone = make_category(user=ann, name="Gone")
        resting = make_category(user=ann, name="Resting")
        deleted = make_work(user=ann, title="Deleted")
        make_work(user=ann, title="Resting work", category=resting)
        make_work(user=ben, title="Ben's")
        label = make_label(user=ann, name="Old label")
        make_work(user=ann, title="Here", labels=[label.pk], category=gone)
        editing.delete_work(user=ann, work_id=deleted.pk, at=NOON)
        branches.pause_branch(user=ann, category_id=resting.pk, at=NOON)
        labels.delete_label(user=ann, label_id=label.pk, at=NOON)

        page = page_of(browser, "/today/")

        assert page.works == ["Here"]
        assert "Old label" not in page.main

    def test_is_ordered_as_the_profile_has_it_unless_asked(self, browser, ann):
        ann.today_by = "project"
        ann.save()
        make_work(user=ann, title="Dig", deadline_on=DAY)

        assert page_of(browser, "/today/").all(id="by-reason")
        assert page_of(browser, "/today/?group=urgency").all(id="by-project")

    def test_groups_by_project_if_asked(self, browser, ann):
        first, second = make_category(user=ann, name="First"), make_category(user=ann, name="Second")
        make_work(user=ann, title="One", category=first)
        make_work(user=ann, title="Two", category=second)
        make_work(user=ann, title="Nowhere")

        page = page_of(browser, "/today/?group=project")

        assert [element.text for element in page.all("h2") if (element["id"] or "").startswith("section-")] == [
            "First 1", "Second 1", "Inbox 1",
        ]  # fmt: skip

    def test_keeps_what_was_done_today_until_midnight(self, browser, ann, time_machine):
        make_finished_work(user=ann, title="Done", at=NOON)

        assert page_of(browser, "/today/").works == ["Done"]
        # 18:00 in Seoul; six hours later it is the next day there.
        time_machine.move_to(NOON + timedelta(hours=6), tick=False)
        assert page_of(browser, "/today/").works == []

    def test_names_the_next_due_work_where_nothing_is_left(self, browser, ann):
        make_work(user=ann, title="Next", starts_on=DAY + timedelta(days=1), deadline_on=DAY + timedelta(days=1))

        assert "Nothing is left for today.Next: Next – tomorrow" in page_of(browser, "/today/").main

    def test_leads_to_yesterday_and_tomorrow(self, browser, ann):
        make_finished_work(user=ann, title="Yesterday", at=NOON - timedelta(days=1))
        make_work(user=ann, title="Tomorrow", starts_on=DAY + timedelta(days=1), deadline_on=DAY + timedelta(days=1))

        page = page_of(browser, "/today/")

        assert page_of(browser, f"/today/{page.one('a', id='day-before')['href']}").works == ["Yesterday"]
        assert page_of(browser, f"/today/{page.one('a', id='day-after')['href']}").works == ["Tomorrow"]

    @pytest.mark.parametrize("query", ["date=2026-02-31", "date=x", "shown=-1", "shown=99999999999", "group=x"])
    def test_ignores_what_an_address_cannot_mean(self, browser, ann, query):
        make_work(user=ann, title="Here")

        assert page_of(browser, f"/today/?{query}").works == ["Here"]

    def test_shows_a_hundred_works_and_leads_to_more(self, browser, ann):
        for number in range(103):
            make_work(user=ann, title=f"Work {number}")

        page = page_of(browser, "/today/")

        assert len(page.works) == 100
        assert len(page_of(browser, f"/today/{page.one('a', id='more')['href']}").works) == 103

    def test_asks_strangers_to_log_in(self, client, ann):
        response = client.get("/today/")

        assert response.status_code == 302
        assert response.url.endswith("?next=/today/")


class TestQueries:
    @pytest.mark.parametrize("rows", [3, 30])
    def test_do_not_grow_with_the_rows(self, browser, ann, rows, django_assert_num_queries):
        label = make_label(user=ann)
        for number in range(rows):
            _root, leaf = make_ancestors(user=ann, names=[f"Year {number}", "Leaf"])
            make_work(user=ann, category=leaf, labels=[label.pk], deadline_on=DAY)
            make_finished_work(user=ann, category=leaf, at=timezone.now())
        page_of(browser, "/today/")
        cache.clear()

        # Session and person; works, finished works, the ancestors of both; tree, totals and what is beside them.
        with django_assert_num_queries(8):
            page_of(browser, "/today/")
        # The side bar is kept until the next write.
        with django_assert_num_queries(5):
            page_of(browser, "/today/")


class TestTheDay:
    def test_is_that_of_the_person(self, browser, ann, time_machine):
        time_machine.move_to(datetime(2026, 9, 2, 15, 30, tzinfo=UTC), tick=False)

        assert "Thursday 3 September 2026" in page_of(browser, "/today/").main
