"""/board/"""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from categories.services import delete_category
from tests.makers import NOON, make_ancestors, make_category, make_finished_work, make_label, make_work
from tests.pages import page_of
from works.choices import Priority, Status
from works.models import Work
from works.services import editing, lifecycle

DAY = date(2026, 9, 2)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def column(page, status):
    """The titles of a column, in order."""
    [cards] = [element for element in page.all("ul") if element["data-drop"] == status]
    found = []
    for element in page.elements[page.elements.index(cards) + 1 :]:
        if element.tag in ("ul", "section"):
            break
        if element.tag == "a" and element["class"] == "title":
            found.append(element.text)
    return found


class TestBoard:
    def test_has_a_column_for_each_status(self, browser, ann):
        for status in Status:
            make_work(user=ann, title=status.value, current_status=status)

        page = page_of(browser, "/board/")

        assert {status: column(page, status) for status in Status} == {status: [status.value] for status in Status}

    def test_orders_by_priority_then_deadline_and_closed_works_by_closing(self, browser, ann):
        make_work(user=ann, title="Later", deadline_on=DAY + timedelta(days=2))
        make_work(user=ann, title="None")
        make_work(user=ann, title="Soon", deadline_on=DAY)
        make_work(user=ann, title="Urgent", priority=Priority.URGENT)
        make_finished_work(user=ann, title="First", at=NOON - timedelta(hours=2), priority=Priority.URGENT)
        make_finished_work(user=ann, title="Last", at=NOON)

        page = page_of(browser, "/board/")

        assert column(page, Status.TODO) == ["Urgent", "Soon", "Later", "None"]
        assert column(page, Status.DONE) == ["Last", "First"]

    def test_keeps_closed_works_for_seven_days(self, browser, ann):
        make_finished_work(user=ann, title="Seven", at=NOON - timedelta(days=6))
        make_finished_work(user=ann, title="Eight", at=NOON - timedelta(days=7))

        assert column(page_of(browser, "/board/"), Status.DONE) == ["Seven"]

    def test_shows_twenty_of_a_status_its_count_and_more(self, browser, ann):
        for number in range(23):
            make_work(user=ann, title=f"Work {number}")
            make_work(user=ann, title=f"Begun {number}", current_status=Status.IN_PROGRESS)

        page = page_of(browser, "/board/")

        assert len(column(page, Status.TODO)) == 20
        assert page.one(id="column-todo").text == "To do 23"
        page = page_of(browser, f"/board/{page.one(id='more-of-todo')['href']}")
        assert len(column(page, Status.TODO)) == 23
        assert len(column(page, Status.IN_PROGRESS)) == 20
        page = page_of(browser, f"/board/{page.one(id='more-of-in_progress')['href']}")
        assert len(page.works) == 46

    def test_shows_one_branch_chosen_by_part_of_its_path(self, browser, ann):
        root, leaf = make_ancestors(user=ann, names=["2026년", "텃밭"])
        make_work(user=ann, title="In it", category=leaf)
        make_work(user=ann, title="Outside")

        page = page_of(browser, "/board/?find=텃밭")
        assert [each.text for each in page.all("a") if (each["id"] or "").startswith("branch-")] == ["2026년 / 텃밭"]
        page = page_of(browser, f"/board/{page.one(id=f'branch-{leaf.pk}')['href']}")

        assert page.works == ["In it"]
        assert page.one(id="branch-button").text == "2026년 / 텃밭"
        assert page_of(browser, f"/board/?under={root.pk}").works == ["In it"]

    def test_of_a_branch_of_a_stranger_or_of_none_is_missing(self, browser, ann, ben):
        theirs = make_category(user=ben)
        gone = make_category(user=ann)
        delete_category(user=ann, category_id=gone.pk, at=NOON)

        for under in (theirs.pk, gone.pk, "x", "9" * 30, "²"):
            assert browser.get(f"/board/?under={under}").status_code == 404

    def test_shows_nothing_of_strangers_and_of_the_trash(self, browser, ann, ben):
        make_work(user=ben, title="Ben's")
        deleted = make_work(user=ann, title="Deleted")
        editing.delete_work(user=ann, work_id=deleted.pk, at=NOON)

        page = page_of(browser, "/board/?more=TODO&more=x")

        assert page.works == []
        assert page.one(id="column-todo").text == "To do 0"

    def test_moves_a_card_by_the_button_that_dragging_presses(self, browser, ann):
        work = make_work(user=ann, title="Dig")
        page = page_of(browser, f"/works/{work.pk}/actions/")

        page = page.press("status-in_progress", next="/board/")

        assert column(page, Status.IN_PROGRESS) == ["Dig"]
        assert page.toast == "“Dig”: In progress. Undo"
        assert Work.objects.get(pk=work.pk).current_status == Status.IN_PROGRESS

    def test_leads_strangers_to_the_log_in(self, client, ann):
        assert client.get("/board/").status_code == 302

    @pytest.mark.parametrize("rows", [2, 20])
    def test_reads_the_same_for_ten_times_the_rows(self, browser, ann, rows, django_assert_num_queries):
        label = make_label(user=ann)
        for number in range(rows):
            _root, leaf = make_ancestors(user=ann, names=[f"Year {number}", "Leaf"])
            work = make_work(user=ann, category=leaf, labels=[label.pk])
            make_work(user=ann, category=leaf, current_status=Status.REJECTED)
            lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)
        page_of(browser, "/board/")
        cache.clear()

        # Session and person; ids, counts, works and their ancestors; two of the chooser; three of the side bar.
        with django_assert_num_queries(11):
            page_of(browser, "/board/")
