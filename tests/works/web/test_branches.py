"""Pause, resume and roll over from the pages of projects."""

from datetime import date

import pytest

from categories.models import Category
from tests.makers import NOON, make_ancestors, make_category, make_recurring_work, make_work
from tests.pages import page_of


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def year(ann):
    return make_category(user=ann, name="Work 2026")


class TestPause:
    def test_pauses_until_a_day_and_resumes(self, browser, ann, year):
        page = page_of(browser, f"/projects/{year.pk}/pause/").press("pause", until="2026-09-10")
        year.refresh_from_db()
        assert (year.paused_from, year.paused_until) == (date(2026, 9, 2), date(2026, 9, 10))
        assert "paused until" in page.toast
        assert "paused until" in page_of(browser, "/projects/").main

        page = page_of(browser, f"/projects/{year.pk}/actions/").press("resume")

        assert "Resumed “Work 2026”." in page.toast
        assert "paused" not in page_of(browser, "/projects/").main

    def test_pauses_for_ever(self, browser, year):
        page_of(browser, f"/projects/{year.pk}/pause/").press("pause")

        year.refresh_from_db()
        assert (year.paused_from, year.paused_until) == (date(2026, 9, 2), None)

    def test_refuses_a_day_in_the_past(self, browser, year):
        page = page_of(browser, f"/projects/{year.pk}/pause/").press("pause", until="2026-09-01")

        assert page.status == 422

    def test_says_that_it_is_not_paused(self, browser, ann, ben, year):
        page = page_of(browser, f"/projects/{year.pk}/pause/")
        token = page.all("input", name="csrfmiddlewaretoken")[0]["value"]

        answer = browser.post(f"/projects/{year.pk}/resume/", {"csrfmiddlewaretoken": token}, follow=True)

        assert "The project is not paused itself." in answer.content.decode()

    def test_is_not_there_for_a_stranger(self, other_browser, year):
        assert page_of(other_browser, f"/projects/{year.pk}/pause/").status == 404


class TestRollOver:
    @pytest.fixture
    def garden(self, ann, year):
        garden = make_category(user=ann, name="Garden", parent=year)
        make_work(user=ann, category=garden)
        make_recurring_work(user=ann, category=garden)
        return garden

    def test_proposes_the_next_year(self, browser, year):
        assert page_of(browser, f"/projects/{year.pk}/roll-over/").one(id="id_name")["value"] == "Work 2027"

    def test_first_shows_what_would_happen_and_changes_nothing(self, browser, ann, year, garden):
        page = page_of(browser, f"/projects/{year.pk}/roll-over/")
        assert not page.all(id="start")

        page = page.press("preview", **{f"branch-{garden.pk}": "copy"})

        assert "2 projects, 0 open works, 1 recurring work" in page.main
        assert [each["value"] for each in page.below(f"branch-{garden.pk}", "option") if "selected" in each.attrs] == [
            "copy"
        ]
        assert Category.objects.roots().count() == 1

    def test_a_preview_leaves_no_stale_side_bar(self, browser, ann, year, garden):
        """The version that was rolled back is given to the next act."""
        page_of(browser, f"/projects/{year.pk}/roll-over/").press("preview")

        make_category(user=ann, name="Elsewhere")

        assert "Elsewhere" in page_of(browser, "/projects/").one(id="side").text

    def test_then_starts_it_and_undo_takes_it_back(self, browser, ann, year, garden):
        page = page_of(browser, f"/projects/{year.pk}/roll-over/").press("preview").press("start")
        new = Category.objects.get(name="Work 2027")
        assert page.url == f"/projects/{new.pk}/"
        assert "Started “Work 2027”: 2 projects, 2 open works, 1 recurring work." in page.toast

        page.undo()

        assert list(Category.objects.roots()) == [year]

    def test_refuses_a_taken_name_with_422(self, browser, ann, year):
        make_category(user=ann, name="Work 2027")

        page = page_of(browser, f"/projects/{year.pk}/roll-over/").press("preview")

        assert page.status == 422
        assert "The name “Work 2027” is taken" in page.main

    def test_is_refused_for_a_sub_project(self, browser, ann):
        _root, beds = make_ancestors(user=ann, names=["2026", "Beds"])

        page = page_of(browser, f"/projects/{beds.pk}/roll-over/")

        assert page.status == 400
        assert not page_of(browser, f"/projects/{beds.pk}/actions/").all(id="roll-over")

    def test_is_not_there_for_a_stranger(self, other_browser, year):
        assert page_of(other_browser, f"/projects/{year.pk}/roll-over/").status == 404
