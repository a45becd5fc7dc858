"""A change for one day of a rule: its work is changed, and made early where it is still to come."""

from datetime import time, timedelta

import pytest

from tests.makers import NOON, make_category, make_recurring_work
from tests.works.services.calendar import (
    LATER,
    cursor,
    day,
    made,
    missed,
    noon,
    purge_work,
    stored,
    tick_daily,
    work_on,
)
from works.choices import CatchUp
from works.models import RecurringWork
from works.services import editing, pausing, recurring, splitting
from works.services.lookup import RecurringWorkNotFound


def edit_one_day(rule, /, text, at=LATER, **changes):
    return splitting.edit_one_day(user=rule.user, recurring_work_id=rule.pk, occurs_on=day(text), at=at, **changes)


@pytest.fixture
def daily(ann):
    """Five works, from the first to the fifth of September, on whose evening it is changed."""
    rule = make_recurring_work(user=ann, starts_on=day("09-01"), catch_up=CatchUp.CREATE_ALL, deadline_days=1)
    tick_daily("09-03", "09-04", "09-05")
    return rule


class TestEditOneDay:
    def test_changes_the_work_of_that_day_alone(self, daily):
        row = edit_one_day(daily, "09-02", title="Rain", deadline_days=3, deadline_time=time(8))

        work = work_on(daily, "09-02")
        assert (work.title, work.deadline_on, work.deadline_time) == ("Rain", day("09-05"), time(8))
        assert [work_on(daily, text).title for text in ("09-01", "09-03")] == ["Water", "Water"]
        assert (row, stored(daily).title) == (daily, "Water")

    def test_makes_a_day_to_come_now(self, daily):
        edit_one_day(daily, "09-08", title="Rain")

        work = work_on(daily, "09-08")
        assert (work.title, work.starts_on, work.deadline_on) == ("Rain", day("09-08"), day("09-09"))
        assert cursor(daily) == "09-06"

    def test_takes_the_deadline_off(self, ann):
        rule = make_recurring_work(user=ann, deadline_days=1, deadline_time=time(9))

        edit_one_day(rule, "09-02", deadline_days=None)

        assert (work_on(rule, "09-02").deadline_on, work_on(rule, "09-02").deadline_time) == (None, None)
        assert stored(rule).deadline_days == 1

    def test_files_it_elsewhere(self, daily):
        bed = make_category(user=daily.user)

        edit_one_day(daily, "09-02", category=bed.pk)

        assert [work_on(daily, text).category for text in ("09-02", "09-03")] == [bed, None]

    def test_refuses_what_no_day_has_of_its_own_by_name(self, daily):
        with pytest.raises(splitting.NotOfOneDay) as refused:
            edit_one_day(daily, "09-02", title="Rain", rule="FREQ=WEEKLY", lead_days=1)

        assert set(refused.value.errors) == {"rule", "lead_days"}
        assert work_on(daily, "09-02").title == "Water"

    @pytest.mark.parametrize("text", ["08-31", "09-06", "09-12"])
    def test_refuses_a_day_that_is_none(self, daily, text):
        pausing.skip(user=daily.user, recurring_work_id=daily.pk, at=noon("09-05"), occurs_on=day("09-06"))
        RecurringWork.objects.filter(pk=daily.pk).update(rule="FREQ=DAILY;UNTIL=20260911")

        with pytest.raises(pausing.NotAnOccurrence):
            edit_one_day(daily, text, title="Rain")

    def test_refuses_a_day_whose_work_was_deleted(self, daily):
        editing.delete_work(user=daily.user, work_id=work_on(daily, "09-02").pk, at=NOON)

        with pytest.raises(splitting.OccurrenceSettled, match="2026-09-02"):
            edit_one_day(daily, "09-02", title="Rain")

    def test_refuses_a_day_that_was_made_early_and_deleted(self, daily):
        edit_one_day(daily, "09-08", title="Rain")
        editing.delete_work(user=daily.user, work_id=work_on(daily, "09-08").pk, at=NOON)

        with pytest.raises(splitting.OccurrenceSettled):
            edit_one_day(daily, "09-08", title="Rain")

    def test_creates_a_day_once_though_its_work_was_purged(self, daily):
        edit_one_day(daily, "09-08", title="Rain")
        purge_work(daily, "09-08")

        with pytest.raises(splitting.OccurrenceSettled):
            edit_one_day(daily, "09-08", title="Rain")
        with pytest.raises(recurring.WorksMadeAlready):
            recurring.edit_recurring_work(user=daily.user, recurring_work_id=daily.pk, at=NOON, rule="FREQ=WEEKLY")
        tick_daily("09-06", "09-07", "09-08", "09-09")

        assert made(daily) == ["09-01", "09-02", "09-03", "09-04", "09-05", "09-06", "09-07", "09-09"]
        assert (missed(daily), stored(daily).settled_on) == ([], [])

    def test_is_refused_for_more_days_than_a_rule_keeps(self, daily):
        some = [(day("10-01") + timedelta(days=n)).isoformat() for n in range(recurring.MAX_SETTLED_DAYS)]
        RecurringWork.objects.filter(pk=daily.pk).update(settled_on=some)

        with pytest.raises(recurring.TooManySingleDays):
            edit_one_day(daily, "09-08", title="Rain")

    def test_refuses_a_day_that_was_missed(self, ann):
        rule = make_recurring_work(user=ann)
        tick_daily("09-04")

        with pytest.raises(splitting.OccurrenceSettled):
            edit_one_day(rule, "09-03", title="Rain")

        assert made(rule) == ["09-02", "09-04"]

    def test_finds_no_strangers_rule(self, daily, ben):
        with pytest.raises(RecurringWorkNotFound):
            splitting.edit_one_day(user=ben, recurring_work_id=daily.pk, occurs_on=day("09-02"), at=LATER, title="Mine")

        assert work_on(daily, "09-02").title == "Water"
