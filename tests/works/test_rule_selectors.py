"""Recurring works as pages read them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON, make_recurring_work
from works.rule_selectors import TO_COME, days_of, rule_of, rules_of
from works.services import lifecycle, pausing
from works.services.lookup import RecurringWorkNotFound
from works.services.recurring import delete_recurring_work

TODAY = date(2026, 9, 2)
LATER = NOON + timedelta(days=10)


class TestRulesOf:
    def test_lists_the_next_day_first_and_what_is_over_last(self, ann, ben):
        ended = make_recurring_work(user=ann, title="Ended")
        pausing.end(user=ann, recurring_work_id=ended.pk, at=NOON)
        make_recurring_work(user=ann, title="Later", starts_on=date(2026, 10, 1))
        make_recurring_work(user=ann, title="Soon")
        make_recurring_work(user=ben, title="His")
        gone = make_recurring_work(user=ann, title="Gone")
        delete_recurring_work(user=ann, recurring_work_id=gone.pk, at=NOON)

        assert [row.title for row in rules_of(ann, limit=9)] == ["Soon", "Later", "Ended"]
        assert [row.title for row in rules_of(ann, limit=1)] == ["Soon"]


class TestRuleOf:
    def test_finds_only_live_ones_of_the_person(self, ann, ben):
        row = make_recurring_work(user=ann)
        assert rule_of(ann, row.pk) == row
        with pytest.raises(RecurringWorkNotFound):
            rule_of(ben, row.pk)

        delete_recurring_work(user=ann, recurring_work_id=row.pk, at=NOON)
        with pytest.raises(RecurringWorkNotFound):
            rule_of(ann, row.pk)


class TestDaysOf:
    def test_has_ten_days_to_come_and_the_past_ones_newest_first(self, ann):
        made = make_recurring_work(user=ann, starts_on=TODAY - timedelta(days=2), catch_up="create_all")
        work = made.works.get(occurs_on=TODAY - timedelta(days=1))
        lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)

        found = days_of(rule_of(ann, made.pk), today=TODAY)

        assert [day.occurs_on for day in found.to_come] == [TODAY + timedelta(days=n) for n in range(TO_COME)]
        assert [day.state for day in found.to_come] == ["open", *["planned"] * 9]
        assert [(day.occurs_on.day, day.state) for day in found.past] == [(1, "done"), (31, "open")]
        assert not found.has_earlier

    def test_shows_missed_and_skipped_days(self, ann):
        row = make_recurring_work(user=ann, starts_on=TODAY, catch_up="latest_only")
        pausing.skip(user=ann, recurring_work_id=row.pk, at=NOON)
        pausing.run_now(user=ann, recurring_work_id=row.pk, at=LATER)

        found = days_of(rule_of(ann, row.pk), today=TODAY + timedelta(days=10))

        states = {day.occurs_on.day: day.state for day in found.past}
        assert (states[2], states[3], states[4]) == ("open", "skipped", "missed")

    def test_goes_back_by_steps_that_fit_the_rule(self, ann):
        row = make_recurring_work(user=ann, starts_on=TODAY - timedelta(days=100), catch_up="create_all")
        yesterday = TODAY - timedelta(days=1)

        first = days_of(rule_of(ann, row.pk), today=TODAY)
        earlier = days_of(rule_of(ann, row.pk), today=TODAY, until=first.first)

        assert (first.past[0].occurs_on, first.first, first.has_earlier) == (
            yesterday,
            yesterday - timedelta(days=30),
            True,
        )
        assert (earlier.to_come, earlier.past[0].occurs_on) == ([], first.first)

    def test_takes_one_statement(self, ann):
        row = rule_of(ann, make_recurring_work(user=ann).pk)

        with CaptureQueriesContext(connection) as statements:
            days_of(row, today=TODAY)

        assert len(statements) == 1

    def test_of_a_rule_that_is_over_has_only_past_days(self, ann):
        row = make_recurring_work(
            user=ann, starts_on=TODAY - timedelta(days=3), rule="FREQ=DAILY;COUNT=2", catch_up="create_all"
        )

        found = days_of(rule_of(ann, row.pk), today=TODAY)

        assert ([day.occurs_on.day for day in found.past], found.to_come) == ([31, 30], [])
