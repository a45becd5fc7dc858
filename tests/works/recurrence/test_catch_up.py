"""What becomes of days, as days: plan() knows no database."""

from datetime import date, timedelta

import pytest

from works.choices import CatchUp
from works.recurrence import catch_up
from works.recurrence.catch_up import plan

TODAY = date(2026, 9, 2)
CREATE_ALL, LATEST_ONLY, SKIP, WAIT = CatchUp


def day(number):
    """So many days from today."""
    return TODAY + timedelta(days=number)


def days(*numbers):
    return [day(number) for number in numbers]


def planned(numbers, policy, *, last=0, today=0):
    """What is made, what is missed and where the cursor goes, as numbers of days from TODAY."""
    made = plan(iter(days(*numbers)), today=day(today), last=day(last), catch_up=policy)
    return (
        [(each - TODAY).days for each in made.make],
        [(each - TODAY).days for each in made.missed],
        made.next_on and (made.next_on - TODAY).days,
    )


class TestPlan:
    @pytest.mark.parametrize("policy", CatchUp)
    def test_makes_the_work_of_today(self, policy):
        assert planned([0, 7], policy) == ([0], [], 7)

    @pytest.mark.parametrize("policy", CatchUp)
    def test_makes_nothing_before_its_day(self, policy):
        assert planned([1, 7], policy) == ([], [], 1)

    @pytest.mark.parametrize("policy", CatchUp)
    def test_ends_with_the_rule(self, policy):
        assert planned([0], policy) == ([0], [], None)
        assert planned([], policy) == ([], [], None)

    @pytest.mark.parametrize(
        ("policy", "make", "missed"),
        [
            (CREATE_ALL, [-3, -2, -1, 0], []),
            (LATEST_ONLY, [0], [-3, -2, -1]),
            (SKIP, [0], [-3, -2, -1]),
            (WAIT, [0], [-3, -2, -1]),
        ],
    )
    def test_catches_up_after_days_without_a_server(self, policy, make, missed):
        assert planned([-3, -2, -1, 0, 1], policy) == (make, missed, 1)

    @pytest.mark.parametrize(
        ("policy", "make", "missed"),
        [
            (CREATE_ALL, [-9, -2], []),
            (LATEST_ONLY, [-2], [-9]),
            (SKIP, [], [-9, -2]),
            (WAIT, [-2], [-9]),
        ],
    )
    def test_catches_up_on_a_day_that_is_none_of_the_rule(self, policy, make, missed):
        assert planned([-9, -2, 5], policy) == (make, missed, 5)

    @pytest.mark.parametrize(
        ("policy", "make", "missed", "next_on"),
        [
            (CREATE_ALL, [-2, 0, 2, 4], [], 6),
            (LATEST_ONLY, [0, 2, 4], [-2], 6),
            (SKIP, [0, 2, 4], [-2], 6),
            (WAIT, [0], [-2], 2),
        ],
    )
    def test_looks_ahead_up_to_last(self, policy, make, missed, next_on):
        assert planned([-2, 0, 2, 4, 6], policy, last=5) == (make, missed, next_on)

    def test_makes_one_of_the_days_ahead_where_they_wait_for_one_another(self):
        assert planned([2, 4, 6], WAIT, last=5) == ([2], [], 4)

    @pytest.mark.parametrize(
        ("policy", "make", "missed"),
        [(CREATE_ALL, [-4, -3], []), (LATEST_ONLY, [-3], [-4]), (SKIP, [], [-4, -3]), (WAIT, [-3], [-4])],
    )
    def test_stops_where_a_pause_begins(self, policy, make, missed):
        assert planned([-4, -3, -2, -1, 0], policy, last=-3) == (make, missed, -2)


class TestPlanOfVeryManyDays:
    """A tick is bounded; the next one goes on where it stopped."""

    def test_creates_the_latest_366_past_works_at_most(self):
        make, missed, next_on = planned(range(-1000, 2), CREATE_ALL)

        assert make == list(range(-365, 1))
        assert len(make) == catch_up.MAX_WORKS == 366
        assert (missed, next_on) == (list(range(-1000, -365)), 1)

    @pytest.mark.parametrize("policy", [LATEST_ONLY, WAIT])
    def test_creates_none_of_ten_years_while_the_latest_is_not_known(self, policy):
        first = plan((day(n) for n in range(-4000, 2)), today=TODAY, last=TODAY, catch_up=policy)
        then = plan((day(n) for n in range((first.next_on - TODAY).days, 2)), today=TODAY, last=TODAY, catch_up=policy)

        assert first.make == []
        assert len(first.missed) == catch_up.MAX_DAYS
        assert (then.make, then.next_on) == ([TODAY], day(1))
        assert [*first.missed, *then.missed] == [day(n) for n in range(-4000, 0)]

    def test_finds_the_latest_where_just_so_many_have_passed(self):
        make, missed, next_on = planned(range(1 - catch_up.MAX_DAYS, 2), LATEST_ONLY)

        assert (make, len(missed), next_on) == ([0], catch_up.MAX_DAYS - 1, 1)

    def test_counts_all_as_missed_where_none_is_made(self):
        make, missed, next_on = planned(range(-4000, 2), SKIP)

        assert (make, missed[0], len(missed)) == ([], -4000, catch_up.MAX_DAYS)
        assert next_on == -4000 + catch_up.MAX_DAYS

    @pytest.mark.parametrize("policy", CatchUp)
    def test_settles_each_day_once_over_many_ticks(self, policy):
        cursor, made, missed = -5000, [], []
        for _tick in range(20):
            make, gone, cursor = planned(range(cursor, 10), policy)
            made, missed = made + make, missed + gone

        assert sorted(made + missed) == list(range(-5000, 1))
        assert cursor == 1
