"""One day of a rule is left out."""

import pytest

from tests.makers import NOON, make_recurring_work
from tests.works.services.calendar import LATER, day, made, missed, noon, open_days, stored, tick_daily, work_on
from works.choices import CatchUp, Status
from works.services import editing, lifecycle, pausing


def pause(rule, at=LATER, **span):
    return pausing.pause(user=rule.user, recurring_work_id=rule.pk, at=at, **span)


def skip(rule, at=LATER, **which):
    return pausing.skip(user=rule.user, recurring_work_id=rule.pk, at=at, **which)


@pytest.fixture
def rents(ann):
    """Makes up for every day that it can."""
    return make_recurring_work(user=ann, catch_up=CatchUp.CREATE_ALL)


class TestSkip:
    def test_leaves_out_the_next_day(self, rents):
        row = skip(rents)

        tick_daily("09-03", "09-04")

        assert (row.skipped_on, row.next_occurrence_on) == (["2026-09-03"], day("09-04"))
        assert (made(rents), missed(rents)) == (["09-02", "09-04"], [])

    def test_of_the_next_day_passes_over_a_pause(self, rents):
        pause(rents, from_on=day("09-03"), until_on=day("09-05"))

        row = skip(rents, at=noon("09-04"))
        tick_daily("09-06", "09-07")

        assert (row.skipped_on, made(rents)) == (["2026-09-06"], ["09-02", "09-07"])

    def test_of_the_next_day_takes_the_first_of_a_pause_without_an_end(self, rents):
        pause(rents, from_on=day("09-03"))

        assert skip(rents).skipped_on == ["2026-09-03"]

    def test_leaves_out_the_day_that_is_named(self, rents):
        skip(rents, occurs_on=day("09-04"))

        tick_daily("09-03", "09-04", "09-05")

        assert made(rents) == ["09-02", "09-03", "09-05"]

    def test_cancels_a_work_that_was_made(self, rents):
        skip(rents, occurs_on=day("09-02"))

        work = work_on(rents, "09-02")
        assert (work.status, work.end_at, work.updated_at) == (Status.CANCELLED, LATER, LATER)
        assert stored(rents).skipped_on == ["2026-09-02"]

    def test_of_the_work_that_others_wait_for_makes_the_next_at_once(self, ann):
        rule = make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE)

        skip(rule, at=noon("09-03"), occurs_on=day("09-02"))

        assert open_days(rule) == ["09-03"]

    def test_leaves_a_work_in_the_trash_there(self, rents):
        editing.delete_work(user=rents.user, work_id=work_on(rents, "09-02").pk, at=NOON)

        skip(rents, occurs_on=day("09-02"))

        assert work_on(rents, "09-02").status is Status.TODO

    def test_is_refused_where_the_work_is_closed(self, rents):
        lifecycle.finish_work(user=rents.user, work_id=work_on(rents, "09-02").pk, at=LATER)

        with pytest.raises(pausing.OccurrenceClosed):
            skip(rents, occurs_on=day("09-02"))

        assert (work_on(rents, "09-02").status, stored(rents).skipped_on) == (Status.DONE, [])

    def test_is_refused_to_a_day_that_is_none_and_names_the_next(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY")

        with pytest.raises(pausing.NotAnOccurrence, match=r"2026-09-03.*2026-09-09"):
            skip(rule, occurs_on=day("09-03"))

    def test_is_refused_to_a_day_that_is_skipped_already(self, rents):
        skip(rents)

        with pytest.raises(pausing.NotAnOccurrence):
            skip(rents, occurs_on=day("09-03"))

    def test_is_refused_when_the_rule_is_over(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=DAILY;COUNT=1")

        with pytest.raises(pausing.RuleIsOver):
            skip(rule)
