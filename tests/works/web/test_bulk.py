"""The bar for several works of a list."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.makers import make_category, make_work
from tests.pages import page_of
from works.models import Work


@pytest.fixture
def works(ann):
    return [make_work(user=ann, title=title) for title in ("One", "Two", "Three")]


def chosen(*rows):
    return [str(row.pk) for row in rows]


class TestBulk:
    def test_finishes_and_undo_reopens_all(self, browser, ann, works):
        page = page_of(browser, "/inbox/").press("bulk-finish", id=chosen(*works[:2]))
        assert page.works == ["Three"]
        assert "Finished 2 works." in page.toast

        assert set(page.undo().works) == {"One", "Two", "Three"}

    def test_plans_for_tomorrow_and_moves_deadlines_that_are_before_it(self, browser, ann, works):
        today = ann.local_time(works[0].created_at).date()
        late = make_work(user=ann, title="Late", deadline_on=date(2020, 1, 1))

        page = page_of(browser, "/inbox/").press("bulk-tomorrow", id=chosen(works[0], late))

        assert "2 works: tomorrow." in page.toast
        late.refresh_from_db()
        works[0].refresh_from_db()
        assert late.starts_on == late.deadline_on == works[0].starts_on
        assert works[0].starts_on > today
        assert works[0].deadline_on is None

    def test_plans_several_works_of_today_and_stays_in_the_selection(self, browser, ann):
        rows = [make_work(user=ann, title=title, deadline_on=date(2020, 1, 1)) for title in ("Late", "Later")]
        assert not page_of(browser, "/today/").all(id="bulk")

        page = page_of(browser, "/today/?select=1&group=project").press("bulk-today", id=chosen(*rows))

        assert page.url == "/today/?select=1&group=project"
        assert "2 works: today." in page.toast
        assert {work.deadline_on for work in Work.objects.all()} == {ann.local_time(timezone.now()).date()}

    def test_asks_where_to_move_then_moves(self, browser, ann, works):
        garden = make_category(user=ann, name="Garden")

        page = page_of(browser, "/inbox/").press("bulk-file", id=chosen(*works[:2]))
        assert "Move 2 works" in page.main
        page = page.press(f"file-{garden.pk}")

        assert page.url == "/inbox/"
        assert "Moved 2 works to Garden." in page.toast
        assert page.works == ["Three"]

    def test_deletes_as_one_deletion(self, browser, ann, works):
        page = page_of(browser, "/inbox/").press("bulk-delete", id=chosen(*works))
        assert "Deleted 3 works." in page.toast
        assert page.works == []

        assert len(page.undo().works) == 3

    def test_changes_none_if_one_is_a_strangers(self, browser, ann, ben, works):
        secret = make_work(user=ben, title="Secret")

        page = page_of(browser, "/inbox/").press("bulk-finish", id=chosen(works[0], secret))

        assert "Nothing was changed" in page.toast
        assert Work.objects.open().count() == 4

    @pytest.mark.parametrize(("ids", "reason"), [([], "Select works first."), (["x"], "Select works of this list.")])
    def test_says_why_not(self, browser, works, ids, reason):
        page = page_of(browser, "/inbox/").press("bulk-finish", id=ids)

        assert reason in page.toast

    def test_takes_at_most_300(self, browser, works):
        page = page_of(browser, "/inbox/").press("bulk-finish", id=[str(number) for number in range(1, 302)])

        assert "Select at most 300 works." in page.toast

    def test_shows_the_bar_only_below_a_list(self, browser, ann):
        assert not page_of(browser, "/inbox/").all(id="bulk")


class TestPlanWorks:
    def test_has_the_same_number_of_statements_for_many(self, browser, ann):
        def statements(number):
            rows = [make_work(user=ann, deadline_on=date(2020, 1, 1) + timedelta(days=n)) for n in range(number)]
            rows += [make_work(user=ann) for _n in range(number)]
            page = page_of(browser, "/inbox/")
            with CaptureQueriesContext(connection) as found:
                page.press("bulk-tomorrow", id=chosen(*rows))
            return len(found)

        assert statements(2) == statements(20)
