"""What the days of a person hold."""

from datetime import date, time, timedelta

import pytest

from tests.makers import NOON, make_category, make_recurring_work, make_work
from works.agenda import FURTHEST, MOST_RULES, occurrences_between, overdue_works, planned_works
from works.choices import CatchUp
from works.services import branches, editing, lifecycle, pausing, recurring

TODAY = date(2026, 9, 2)


def day(number):
    """The day so many days from today."""
    return TODAY + timedelta(days=number)


def ghosts(user, first=0, last=6, limit=100):
    found = occurrences_between(user, day(first), day(last), today=TODAY, limit=limit)
    return [(ghost.title, (ghost.day - TODAY).days) for ghost in found]


class TestOccurrencesBetween:
    def test_are_the_days_of_rules_that_have_no_work_yet(self, ann, ben):
        make_recurring_work(user=ann, title="Water", rule="FREQ=DAILY;INTERVAL=2")
        make_recurring_work(user=ben, title="Ben's")

        # The work of today has been made with the rule.
        assert ghosts(ann) == [("Water", 2), ("Water", 4), ("Water", 6)]

    def test_leave_out_what_was_made_ahead_also_if_it_was_deleted(self, ann):
        rule = make_recurring_work(user=ann, lead_days=2)
        work = rule.works.get(occurs_on=day(2))
        editing.delete_work(user=ann, work_id=work.pk, at=NOON)

        assert ghosts(ann) == [("Water", 3), ("Water", 4), ("Water", 5), ("Water", 6)]

    def test_leave_out_skipped_days(self, ann):
        rule = make_recurring_work(user=ann)
        pausing.skip(user=ann, recurring_work_id=rule.pk, occurs_on=day(2), at=NOON)

        assert ghosts(ann, last=3) == [("Water", 1), ("Water", 3)]

    def test_leave_out_a_pause(self, ann):
        rule = make_recurring_work(user=ann)
        pausing.pause(user=ann, recurring_work_id=rule.pk, from_on=day(1), until_on=day(4), at=NOON)

        assert ghosts(ann) == [("Water", 5), ("Water", 6)]

    def test_leave_out_what_was_made_ahead_behind_a_pause(self, ann):
        rule = make_recurring_work(user=ann)
        pausing.pause(user=ann, recurring_work_id=rule.pk, from_on=day(2), until_on=day(3), at=NOON)
        recurring.edit_recurring_work(user=ann, recurring_work_id=rule.pk, lead_days=5, at=NOON)

        assert ghosts(ann, last=7) == [("Water", 6), ("Water", 7)]

    def test_have_none_in_a_pause_without_an_end(self, ann):
        rule = make_recurring_work(user=ann)
        pausing.pause(user=ann, recurring_work_id=rule.pk, at=NOON)

        assert ghosts(ann) == []

    def test_leave_out_the_pause_of_a_branch(self, ann):
        root = make_category(user=ann)
        make_recurring_work(user=ann, category=make_category(user=ann, name="Beds", parent=root))
        branches.pause_branch(user=ann, category_id=root.pk, from_on=day(1), until_on=day(4), at=NOON)

        assert ghosts(ann) == [("Water", 5), ("Water", 6)]

    def test_end_with_the_rule(self, ann):
        make_recurring_work(user=ann, title="Until", rule="FREQ=DAILY;UNTIL=20260904")
        make_recurring_work(user=ann, title="Count", rule="FREQ=DAILY;COUNT=2")
        ended = make_recurring_work(user=ann, title="Ended")
        pausing.end(user=ann, recurring_work_id=ended.pk, at=NOON)
        deleted = make_recurring_work(user=ann, title="Deleted")
        recurring.delete_recurring_work(user=ann, recurring_work_id=deleted.pk, at=NOON)

        assert ghosts(ann) == [("Count", 1), ("Until", 1), ("Until", 2)]

    def test_of_one_work_at_a_time_are_the_next_only(self, ann):
        make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE)

        assert ghosts(ann) == [("Water", 1)]
        assert ghosts(ann, first=2) == []

    def test_begin_today_and_end_after_two_years(self, ann):
        make_recurring_work(user=ann, starts_on=day(5), rule="FREQ=DAILY")

        assert ghosts(ann, first=-30, last=5) == [("Water", 5)]
        far = FURTHEST.days
        assert ghosts(ann, first=far - 1, last=far + 5) == [("Water", far - 1), ("Water", far)]

    def test_come_by_day_and_time(self, ann):
        make_recurring_work(user=ann, title="Any time")
        make_recurring_work(user=ann, title="Early", deadline_days=0, deadline_time=time(8))
        make_recurring_work(user=ann, title="Next day", deadline_days=1, deadline_time=time(7))

        assert [title for title, _day in ghosts(ann, first=1, last=1)] == ["Early", "Any time", "Next day"]

    def test_are_bounded(self, ann):
        make_recurring_work(user=ann)

        assert len(ghosts(ann, last=200, limit=10)) == 10
        assert MOST_RULES <= 1000

    @pytest.mark.parametrize("rows", [1, 10])
    def test_take_one_query(self, ann, rows, django_assert_num_queries):
        for number in range(rows):
            make_recurring_work(user=ann, title=f"Rule {number}")

        with django_assert_num_queries(1):
            assert len(ghosts(ann, first=1, last=2)) == 2 * rows


class TestPlannedWorks:
    def test_start_or_are_due_in_the_period(self, ann, ben):
        make_work(user=ann, title="Starts", starts_on=day(1), deadline_on=day(30))
        make_work(user=ann, title="Due", starts_on=day(-30), deadline_on=day(2))
        make_work(user=ann, title="Outside", starts_on=day(-1), deadline_on=day(3))
        make_work(user=ben, title="Ben's", starts_on=day(1))
        closed = make_work(user=ann, title="Closed", starts_on=day(1))
        lifecycle.finish_work(user=ann, work_id=closed.pk, at=NOON)
        deleted = make_work(user=ann, title="Deleted", starts_on=day(1))
        editing.delete_work(user=ann, work_id=deleted.pk, at=NOON)

        assert {work.title for work in planned_works(ann, day(1), day(2))} == {"Starts", "Due"}

    def test_leave_out_a_branch_that_is_paused_on_their_day(self, ann):
        root = make_category(user=ann)
        make_work(user=ann, title="Paused", category=root, starts_on=day(1))
        make_work(user=ann, title="After", category=root, starts_on=day(3))
        branches.pause_branch(user=ann, category_id=root.pk, until_on=day(2), at=NOON)

        assert [work.title for work in planned_works(ann, day(0), day(6))] == ["After"]


class TestOverdueWorks:
    def test_are_those_of_today(self, ann, ben):
        root = make_category(user=ann)
        make_work(user=ann, title="Late", deadline_on=day(-1))
        make_work(user=ann, title="Later", deadline_on=day(-2))
        make_work(user=ann, title="Paused", category=root, deadline_on=day(-2))
        make_work(user=ben, title="Ben's", deadline_on=day(-2))
        branches.pause_branch(user=ann, category_id=root.pk, at=NOON)

        assert [work.title for work in overdue_works(ann, ann.local_time(NOON))] == ["Later", "Late"]
