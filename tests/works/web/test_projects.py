"""`/projects/{id}/`: the page of one project."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from categories import services
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
from works.models import Work
from works.services import editing


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def nested(ann):
    return make_ancestors(user=ann, names=["2026", "Garden", "Beds"])


class TestProject:
    def test_shows_its_place_and_its_own_works(self, browser, ann, nested):
        make_work(user=ann, title="Here", category=nested[1])
        make_work(user=ann, title="Below", category=nested[2])
        make_work(user=ann, title="Above", category=nested[0])

        page = page_of(browser, f"/projects/{nested[1].pk}/")

        assert [each.text for each in page.all("a") if (each["id"] or "").startswith("crumb-")] == ["Projects", "2026"]
        assert page.works == ["Here", "Beds"]

    def test_shows_works_of_sub_projects_with_the_rest_of_their_path(self, browser, ann, nested):
        work = make_work(user=ann, title="Below", category=nested[2])

        page = page_of(browser, f"/projects/{nested[0].pk}/?deep=1")

        assert "Below" in page.works
        assert [each.text for each in page.below(f"work-{work.pk}", "a") if each["href"].startswith("/projects/")] == [
            "Garden",
            "Beds",
        ]

    def test_names_the_first_and_the_last_of_many_ancestors(self, browser, ann):
        deep = make_ancestors(user=ann, names=[f"Level {number}" for number in range(8)])

        page = page_of(browser, f"/projects/{deep[-1].pk}/")

        crumbs = [each for each in page.all("a") if (each["id"] or "").startswith("crumb-")]
        assert [each.text for each in crumbs] == ["Projects", "Level 0", "…", "Level 4", "Level 5", "Level 6"]
        assert crumbs[2]["href"] == f"/projects/{deep[3].pk}/"

    def test_orders_by_deadline_then_priority(self, browser, ann, nested):
        for title, fields in {
            "none": {},
            "high": {"priority": "HIGH"},
            "late": {"deadline_on": NOON.date() - timedelta(days=1)},
            "soon": {"deadline_on": NOON.date() + timedelta(days=1)},
        }.items():
            make_work(user=ann, title=title, category=nested[2], **fields)

        assert page_of(browser, f"/projects/{nested[2].pk}/").works == ["late", "soon", "high", "none"]

    def test_shows_closed_works_on_request(self, browser, ann, nested):
        make_finished_work(user=ann, title="Done", category=nested[2])

        assert "Done" not in page_of(browser, f"/projects/{nested[2].pk}/").works
        assert page_of(browser, f"/projects/{nested[2].pk}/?closed=1").works == ["Done"]

    def test_shows_more_on_request(self, browser, ann, nested, monkeypatch):
        monkeypatch.setattr("works.web.lists.FIRST", 1)
        make_work(user=ann, title="a", category=nested[2])
        make_work(user=ann, title="b", category=nested[2])

        page = page_of(browser, f"/projects/{nested[2].pk}/")

        assert page.works == ["a"]
        assert page_of(browser, page.one(id="more-open")["href"]).works == ["a", "b"]

    def test_counts_finished_works_by_the_weeks_of_the_person(self, browser, ann, nested):
        """NOON is a Wednesday. Sunday 23:30 in Seoul is Sunday 14:30 in UTC, Monday 00:30 there is Sunday 15:30."""
        sunday = NOON.replace(hour=14, minute=30) - timedelta(days=3)
        for at in (NOON, sunday, sunday + timedelta(hours=1), NOON - timedelta(weeks=12)):
            make_finished_work(user=ann, category=nested[2], at=at)

        page = page_of(browser, f"/projects/{nested[0].pk}/")

        assert "the oldest first: 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2" in page.below("weeks", "svg")[0]["aria-label"]

    def test_lists_what_recurs_in_it(self, browser, ann, nested):
        make_recurring_work(user=ann, title="Water", category=nested[2])
        make_recurring_work(user=ann, title="Elsewhere")

        page = page_of(browser, f"/projects/{nested[2].pk}/")

        assert "Water" in page.main
        assert "Elsewhere" not in page.main
        assert "Water" in page_of(browser, f"/projects/{nested[0].pk}/?deep=1").main

    def test_shows_its_history(self, browser, ann, nested):
        services.edit_category(user=ann, category_id=nested[2].pk, name="Rows", at=NOON)

        assert "Name “Beds” → “Rows”" in page_of(browser, f"/projects/{nested[2].pk}/").main

    def test_shows_no_deleted_row(self, browser, ann, nested):
        editing.delete_work(user=ann, work_id=make_work(user=ann, title="Gone", category=nested[1]).pk, at=NOON)
        services.delete_category(user=ann, category_id=nested[2].pk, at=NOON)

        page = page_of(browser, f"/projects/{nested[1].pk}/?deep=1&closed=1")

        assert page.works == []
        assert page_of(browser, f"/projects/{nested[2].pk}/").status == 404

    def test_does_not_exist_for_a_stranger(self, other_browser, nested):
        assert page_of(other_browser, f"/projects/{nested[0].pk}/").status == 404

    def test_has_the_same_number_of_statements_for_ten_times_the_rows(self, browser, ann, nested):
        def fill(number):
            for _n in range(number):
                below = make_category(user=ann, name=f"n{_n} {number}", parent=nested[0])
                label = make_label(user=ann, name=f"l{_n} {number}")
                make_work(user=ann, category=below, labels=[label.pk])
                make_finished_work(user=ann, category=below)
                make_recurring_work(user=ann, category=below)

        def statements():
            cache.clear()
            with CaptureQueriesContext(connection) as found:
                page = page_of(browser, f"/projects/{nested[0].pk}/?deep=1&closed=1")
            assert page.status == 200
            return len(found)

        fill(3)
        few = statements()
        fill(30)

        assert (statements(), few) == (18, 18)


class TestAddWork:
    def test_adds_a_work_to_it(self, browser, ann, nested):
        page = page_of(browser, f"/projects/{nested[2].pk}/").press("new-work-add", title="Rake")

        assert page.works == ["Rake"]
        assert Work.objects.get().category == nested[2]

    def test_shows_the_reason_beside_what_was_typed(self, browser, ann, nested):
        page = page_of(browser, f"/projects/{nested[2].pk}/").press("new-work-add", title="a\u202eb")

        assert page.status == 422
        assert page.one(id="new-work")["value"] == "a\u202eb"
        assert "U+202E" in page.one(id="new-work-error").text

    def test_adds_nothing_to_the_project_of_a_stranger(self, other_browser, ben, nested):
        mine = make_category(user=ben, name="Mine")
        token = page_of(other_browser, f"/projects/{mine.pk}/").all("input", name="csrfmiddlewaretoken")[0]["value"]

        other_browser.post(f"/projects/{nested[0].pk}/works/", {"title": "Rake", "csrfmiddlewaretoken": token})

        assert Work.objects.count() == 0
