"""A recurring work is changed: for the works to come, or for the open ones too."""

from datetime import time, timedelta

import pytest

from tests.makers import NOON, make_category, make_recurring_work
from tests.works.services.calendar import (
    LATER,
    cursor,
    day,
    days,
    made,
    missed,
    noon,
    open_days,
    purge_work,
    stored,
    work_on,
)
from works.choices import CatchUp, Priority, Status
from works.models import RecurringWork
from works.recurrence.repeats import Repeats
from works.recurrence.rule import RulePartOutOfRange
from works.services import lifecycle, pausing, recurring, scheduler, splitting
from works.services.lookup import RecurringWorkNotFound, UnknownCategory


def edit(rule, /, at=LATER, **changes):
    return recurring.edit_recurring_work(user=rule.user, recurring_work_id=rule.pk, at=at, **changes)


@pytest.fixture
def fridays(ann):
    """Nothing has been made of it yet."""
    return make_recurring_work(user=ann, rule="FREQ=WEEKLY;BYDAY=FR")


class TestEditRecurringWork:
    def test_holds_for_the_works_to_come(self, ann):
        rule, bed = make_recurring_work(user=ann, title="Water"), make_category(user=ann)

        edit(rule, title="Rain", priority=Priority.LOW, category=bed.pk, deadline_days=1, deadline_time=time(8))
        scheduler.tick(noon("09-03"))

        before, after = work_on(rule, "09-02"), work_on(rule, "09-03")
        assert (before.title, before.priority, before.category_id, before.deadline_on) == ("Water", "NONE", None, None)
        assert (after.title, after.priority, after.category_id) == ("Rain", "LOW", bed.pk)
        assert (after.deadline_on, after.deadline_time) == (day("09-04"), time(8))
        assert stored(rule).updated_at == noon("09-03")

    @pytest.mark.parametrize(
        "changes",
        [
            {"rule": "FREQ=WEEKLY;BYDAY=TH"},
            {"repeats": Repeats("WEEKLY", weekdays=("TH",))},
            {"rule": "FREQ=DAILY", "starts_on": day("09-03")},
        ],
    )
    def test_gives_other_days_to_a_rule_that_has_made_nothing(self, fridays, changes):
        edit(fridays, **changes)
        scheduler.tick(noon("09-03"))

        assert made(fridays) == ["09-03"]

    def test_gives_other_days_as_a_new_rule_has_them(self, fridays):
        edit(fridays, rule="FREQ=DAILY", starts_on=day("08-30"), catch_up=CatchUp.LATEST_ONLY)

        assert (made(fridays), cursor(fridays), stored(fridays).missed_on) == (["09-02"], "09-03", [])

    @pytest.mark.parametrize(
        "changes",
        [{"rule": "FREQ=WEEKLY"}, {"repeats": Repeats("WEEKLY", weekdays=("FR",))}, {"starts_on": day("09-01")}],
    )
    def test_gives_no_other_days_once_a_work_was_made(self, ann, changes):
        rule = make_recurring_work(user=ann)

        with pytest.raises(recurring.WorksMadeAlready):
            edit(rule, title="Rain", **changes)

        assert (stored(rule).title, stored(rule).rule, cursor(rule)) == ("Water", "FREQ=DAILY", "09-03")

    def test_gives_no_other_days_even_where_that_work_was_purged(self, ann):
        rule = make_recurring_work(user=ann)
        purge_work(rule, "09-02")

        with pytest.raises(recurring.WorksMadeAlready):
            edit(rule, rule="FREQ=WEEKLY")

        assert made(rule) == []

    def test_gives_no_other_days_where_a_work_was_made_early(self, fridays):
        splitting.edit_one_day(
            user=fridays.user, recurring_work_id=fridays.pk, occurs_on=day("09-04"), at=NOON, title="Rain"
        )

        with pytest.raises(recurring.WorksMadeAlready):
            edit(fridays, rule="FREQ=WEEKLY;BYDAY=TH")

        assert (made(fridays), cursor(fridays)) == (["09-04"], "09-04")

    def test_takes_the_same_days_in_other_words_for_no_change(self, ann):
        rule = make_recurring_work(user=ann)

        edit(rule, rule="RRULE:INTERVAL=1;FREQ=DAILY", repeats=Repeats("DAILY"), starts_on=day("09-02"))

        assert (stored(rule).rule, made(rule), cursor(rule)) == ("FREQ=DAILY", ["09-02"], "09-03")

    def test_leaves_out_a_day_to_come(self, fridays):
        edit(fridays, skipped_on=days("09-04"))

        assert (cursor(fridays), stored(fridays).next_due_on) == ("09-11", day("09-11"))

    def test_leaves_out_a_day_to_come_of_a_rule_that_is_off(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY;BYDAY=FR", is_active=False)

        edit(rule, skipped_on=days("09-04"))

        assert cursor(rule) == "09-11"

    @pytest.mark.parametrize("lead_days", [0, 2])
    def test_creates_a_day_to_come_that_is_added_before_the_cursor_when_it_is_due(self, ann, lead_days):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY", lead_days=lead_days)

        edit(rule, extra_on=days("09-05", "09-20"))
        at_once = made(rule)
        scheduler.tick(noon("09-05") - timedelta(days=lead_days))

        assert (at_once, made(rule), cursor(rule)) == (["09-02"], ["09-02", "09-05"], "09-09")

    def test_creates_a_day_that_is_added_to_a_rule_that_is_over(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=DAILY;COUNT=1")

        edit(rule, extra_on=days("09-05"))
        before = made(rule)
        scheduler.tick(noon("09-05"))

        assert (before, made(rule), cursor(rule)) == (["09-02"], ["09-02", "09-05"], None)

    def test_creates_no_added_day_while_paused_or_ended(self, ann):
        paused, ended, over = (make_recurring_work(user=ann, rule=f"FREQ=WEEKLY{end}") for end in ("", "", ";COUNT=1"))
        pausing.pause(user=ann, recurring_work_id=paused.pk, at=LATER, from_on=day("09-03"), until_on=day("09-06"))
        for rule in (ended, over):
            pausing.end(user=ann, recurring_work_id=rule.pk, at=LATER)

        for rule in (paused, ended, over):
            edit(rule, at=noon("09-04"), extra_on=days("09-03", "09-04", "09-05"))
        for text in ("09-04", "09-05", "09-09"):
            scheduler.tick(noon(text))

        assert [made(rule) for rule in (paused, ended, over)] == [["09-02", "09-09"], ["09-02"], ["09-02"]]

    def test_creates_days_between_an_added_one_and_the_cursor_once_though_purged(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=DAILY;INTERVAL=2", lead_days=5)
        for text in ("09-04", "09-06"):
            purge_work(rule, text)

        edit(rule, extra_on=days("09-05"))
        for number in range(3, 9):
            scheduler.tick(noon(f"09-0{number}"))

        assert "09-05" in made(rule)
        assert not {"09-04", "09-06"} & set(made(rule))
        assert (missed(rule), stored(rule).settled_on) == ([], [])

    @pytest.mark.parametrize(
        ("text", "left_out", "put_back"),
        [
            ("09-02", {"skipped_on": days("09-02")}, {"skipped_on": []}),
            ("09-01", {"extra_on": []}, {"extra_on": days("09-01")}),
        ],
    )
    def test_puts_a_purged_day_back_without_a_work(self, ann, text, left_out, put_back):
        rule = make_recurring_work(user=ann, starts_on=day("08-31"), rule="FREQ=DAILY;INTERVAL=2")
        edit(rule, extra_on=days("09-01"))
        purge_work(rule, text)

        edit(rule, **left_out)
        edit(rule, **put_back)
        scheduler.tick(noon("09-03"))

        assert made(rule) == [other for other in ("09-01", "09-02") if other != text]

    def test_cancels_the_open_work_of_a_skipped_day_and_reopens_it_with_the_day(self, ann):
        rule = make_recurring_work(user=ann, starts_on=day("08-31"), catch_up=CatchUp.CREATE_ALL)
        lifecycle.set_status(user=ann, work_id=work_on(rule, "09-01").pk, status=Status.IN_PROGRESS, at=NOON)
        lifecycle.finish_work(user=ann, work_id=work_on(rule, "09-02").pk, at=NOON)

        edit(rule, skipped_on=days("09-01", "09-02"))
        skipped = [work_on(rule, text).status for text in ("08-31", "09-01", "09-02")]
        edit(rule, skipped_on=[])

        assert skipped == [Status.TODO, Status.CANCELLED, Status.DONE]
        assert [work_on(rule, text).status for text in ("09-01", "09-02")] == [Status.IN_PROGRESS, Status.DONE]

    @pytest.mark.parametrize("catch_up", [CatchUp.CREATE_ALL, CatchUp.LATEST_ONLY, CatchUp.SKIP])
    def test_counts_days_that_waited_as_missed_when_it_waits_no_longer(self, ann, catch_up):
        rule = make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE)
        scheduler.tick(noon("09-05"))

        edit(rule, at=noon("09-05"), catch_up=catch_up)

        assert (open_days(rule), missed(rule)) == (["09-02", "09-05"], ["09-03", "09-04"])

    def test_keeps_so_many_single_days_at_most(self, ann):
        rule = make_recurring_work(user=ann, skipped_on=[day("10-01") + timedelta(days=n) for n in range(366)])

        with pytest.raises(recurring.TooManySingleDays):
            pausing.skip(user=ann, recurring_work_id=rule.pk, at=LATER)

        assert len(stored(rule).skipped_on) == 366

    def test_makes_a_day_at_once_that_is_added_behind_the_cursor(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY", starts_on=day("08-26"), skipped_on=days("09-02"))

        edit(rule, extra_on=days("08-31"))
        edit(rule, skipped_on=[])
        edit(rule, extra_on=days("08-31"), skipped_on=[])

        assert (made(rule), cursor(rule)) == (["08-26", "08-31", "09-02"], "09-09")

    def test_makes_no_purged_day_again_by_adding_it(self, ann):
        rule = make_recurring_work(user=ann)
        purge_work(rule, "09-02")

        edit(rule, extra_on=days("09-02"))

        assert made(rule) == []

    def test_makes_the_days_ahead_at_once(self, fridays):
        edit(fridays, lead_days=2)

        assert (made(fridays), cursor(fridays), stored(fridays).next_due_on) == (["09-04"], "09-11", day("09-09"))

    def test_ends_a_rule_and_begins_it_again_without_a_backlog(self, ann):
        rule = make_recurring_work(user=ann, catch_up=CatchUp.CREATE_ALL)
        edit(rule, is_active=False)
        scheduler.tick(noon("09-05"))

        edit(rule, at=noon("09-06"), is_active=True)
        scheduler.tick(noon("09-07"))

        assert (made(rule), stored(rule).missed_on) == (["09-02", "09-06", "09-07"], [])

    def test_refuses_a_time_without_its_days_and_an_extra_day_before_the_start(self, ann):
        rule = make_recurring_work(user=ann, deadline_days=0, deadline_time=time(9))

        with pytest.raises(recurring.TimeWithoutDeadlineDays):
            edit(rule, deadline_days=None)
        with pytest.raises(recurring.ExtraDayBeforeStart):
            edit(rule, extra_on=days("09-01"))

        assert (stored(rule).deadline_days, stored(rule).extra_on) == (0, [])

    def test_finds_no_strangers_rule_and_no_strangers_category(self, ann, ben):
        rule, bens, bens_category = (
            make_recurring_work(user=ann),
            make_recurring_work(user=ben),
            make_category(user=ben),
        )

        with pytest.raises(RecurringWorkNotFound):
            recurring.edit_recurring_work(user=ann, recurring_work_id=bens.pk, at=LATER, title="Mine")
        with pytest.raises(UnknownCategory):
            edit(rule, category=bens_category.pk)

        assert (stored(bens).title, stored(rule).category_id) == ("Water", None)


class TestEditOfARuleThatCannotBeRead:
    @pytest.fixture
    def broken(self, ann):
        rule = make_recurring_work(user=ann, catch_up=CatchUp.CREATE_ALL)
        RecurringWork.objects.filter(pk=rule.pk).update(rule="FREQ=SOMETIMES")
        scheduler.tick(noon("09-03"))
        return rule

    def test_repairs_it_from_its_cursor_on(self, broken):
        edit(broken, at=noon("09-05"), rule="FREQ=DAILY")

        assert (made(broken), cursor(broken)) == (["09-02", "09-03", "09-04", "09-05"], "09-06")
        assert (stored(broken).failed_at, stored(broken).failure) == (None, "")

    def test_without_a_new_one_is_refused(self, broken):
        with pytest.raises(RulePartOutOfRange) as refused:
            edit(broken, title="Rain")

        assert set(refused.value.errors) == {"rule"}
        assert stored(broken).failed_at == noon("09-03")
