"""A paused branch: nothing of it on Today, nothing made by its recurring works."""

from datetime import timedelta

import pytest

from categories import services as categories
from categories.services import CategoryNotFound
from tests.makers import NOON, make_ancestors, make_category, make_recurring_work, make_work
from wheelbarrow.core.history.undo import undo_last
from works.models import RecurringWork, Work
from works.selectors import works_of_today
from works.services import pausing
from works.services.branches import BranchNotPaused, pause_branch, resume_branch
from works.services.previews import occurrences
from works.services.recurring import edit_recurring_work
from works.services.scheduler import tick

TODAY = NOON.date()


def after(days):
    return NOON + timedelta(days=days)


def todays_titles(user, at):
    return sorted(row["title"] for row in works_of_today(user.pk, user.local_time(at), {"title": "title"}))


def made_days(rule):
    return [(work.occurs_on - TODAY).days for work in Work.objects.made_by(rule.pk).order_by("occurs_on")]


@pytest.fixture
def garden(ann):
    """A yearly project with a branch, two levels deep."""
    return make_ancestors(user=ann, names=["2026", "Garden", "Beds"])


class TestPauseBranch:
    def test_hides_open_works_at_any_depth_from_today_until_it_is_over(self, ann, ben, garden):
        root, branch, leaf = garden
        make_work(user=ann, title="Deep", category=leaf, deadline_on=TODAY)
        make_work(user=ann, title="Outside", category=root)
        make_work(user=ben, title="Of Ben")

        pause_branch(user=ann, category_id=branch.pk, at=NOON, until_on=TODAY + timedelta(days=2))

        assert [todays_titles(ann, after(days)) for days in (0, 2, 3)] == [
            ["Outside"],
            ["Outside"],
            ["Deep", "Outside"],
        ]
        assert todays_titles(ben, NOON) == ["Of Ben"]

    def test_makes_no_works_for_its_days_also_later(self, ann, garden):
        rule = make_recurring_work(user=ann, category=garden[2], catch_up="create_all")
        pause_branch(user=ann, category_id=garden[1].pk, at=after(1), until_on=TODAY + timedelta(days=3))

        for days in (1, 2, 3):
            assert tick(after(days)).made == 0
        tick(after(5))

        assert made_days(rule) == [0, 4, 5]

    def test_lasts_until_it_is_resumed(self, ann, garden):
        rule = make_recurring_work(user=ann, category=garden[2], catch_up="create_all")
        pause_branch(user=ann, category_id=garden[0].pk, at=after(1))
        tick(after(300))

        resume_branch(user=ann, category_id=garden[0].pk, at=after(301))

        assert made_days(rule) == [0, 301]

    def test_can_be_called_off_before_it_begins_without_losing_a_day(self, ann, garden):
        rule = make_recurring_work(user=ann, category=garden[2], catch_up="create_all", lead_days=3)
        pause_branch(user=ann, category_id=garden[1].pk, at=NOON, from_on=TODAY + timedelta(days=4))
        tick(after(2))
        assert made_days(rule) == [0, 1, 2, 3]

        resume_branch(user=ann, category_id=garden[1].pk, at=after(2))

        assert made_days(rule) == [0, 1, 2, 3, 4, 5]

    def test_survives_an_edit_of_a_rule_in_it(self, ann, garden):
        rule = make_recurring_work(user=ann, category=garden[2], catch_up="create_all")
        pause_branch(user=ann, category_id=garden[1].pk, at=after(1))

        edit_recurring_work(user=ann, recurring_work_id=rule.pk, at=after(2), title="Rake")
        assert made_days(rule) == [0]
        resume_branch(user=ann, category_id=garden[1].pk, at=after(4))

        assert made_days(rule) == [0, 4]

    def test_ends_for_a_branch_that_is_moved_out(self, ann, garden):
        rule = make_recurring_work(user=ann, category=garden[2], catch_up="create_all")
        pause_branch(user=ann, category_id=garden[1].pk, at=after(1))
        edit_recurring_work(user=ann, recurring_work_id=rule.pk, at=after(1), title="Rake")

        categories.move_category(user=ann, category_id=garden[2].pk, parent_id=None, at=after(2))
        tick(after(2))

        assert made_days(rule) == [0, 1, 2]

    def test_adds_to_the_own_pause_of_a_rule(self, ann, garden):
        rule = make_recurring_work(user=ann, category=garden[2], catch_up="create_all")
        pausing.pause(user=ann, recurring_work_id=rule.pk, at=after(1), until_on=TODAY + timedelta(days=2))
        pause_branch(user=ann, category_id=garden[1].pk, at=after(2), until_on=TODAY + timedelta(days=3))

        for days in range(1, 6):
            tick(after(days))

        assert made_days(rule) == [0, 4, 5]

    def test_shows_in_the_occurrences_of_a_rule(self, ann, garden):
        rule = make_recurring_work(user=ann, category=garden[2])
        pause_branch(user=ann, category_id=garden[1].pk, at=after(1), until_on=TODAY + timedelta(days=2))

        row = RecurringWork.objects.with_zone().get(pk=rule.pk)
        days = occurrences(row=row, first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=3))

        assert [day.state for day in days] == ["paused", "paused", "planned"]

    def test_takes_one_update_at_any_size(self, ann, garden, django_assert_num_queries):
        for number in range(20):
            leaf = make_category(user=ann, name=f"Bed {number}", parent=garden[1])
            make_work(user=ann, category=leaf)
            make_recurring_work(user=ann, category=leaf)

        # Lock, category, UPDATE, log; and the savepoint of the test's transaction.
        with django_assert_num_queries(6):
            pause_branch(user=ann, category_id=garden[1].pk, at=NOON)

    def test_can_be_undone(self, ann, garden):
        make_work(user=ann, title="Deep", category=garden[2])
        pause_branch(user=ann, category_id=garden[1].pk, at=NOON)

        undo_last(user=ann, at=NOON)

        assert todays_titles(ann, NOON) == ["Deep"]

    @pytest.mark.parametrize(
        ("days", "error"),
        [
            ({"from_on": TODAY - timedelta(days=1)}, pausing.PauseBeginsInThePast),
            ({"until_on": TODAY - timedelta(days=1)}, pausing.PauseEndsBeforeItBegins),
        ],
    )
    def test_refuses_days_that_make_no_pause(self, ann, garden, days, error):
        with pytest.raises(error):
            pause_branch(user=ann, category_id=garden[0].pk, at=NOON, **days)

    def test_of_a_stranger_is_not_found(self, ben, garden):
        with pytest.raises(CategoryNotFound):
            pause_branch(user=ben, category_id=garden[0].pk, at=NOON)


class TestResumeBranch:
    def test_is_refused_where_nothing_is_paused(self, ann, garden):
        pause_branch(user=ann, category_id=garden[0].pk, at=NOON)

        with pytest.raises(BranchNotPaused):
            resume_branch(user=ann, category_id=garden[1].pk, at=NOON)
