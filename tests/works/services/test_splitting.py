"""A rule is changed from one of its days on; and how far each scope reaches."""

import pytest

from tests.makers import NOON, make_recurring_work
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
    tick_daily,
    work_on,
)
from works.choices import CatchUp, Scope, Status
from works.models import RecurringWork, Work
from works.recurrence.repeats import Repeats
from works.services import editing, lifecycle, pausing, splitting
from works.services.lookup import RecurringWorkNotFound


def split(rule, /, text=None, at=LATER, **changes):
    occurs_on = text and day(text)
    return splitting.edit_this_and_future(
        user=rule.user, recurring_work_id=rule.pk, occurs_on=occurs_on, at=at, **changes
    )


@pytest.fixture
def daily(ann):
    """Five works, from the first to the fifth of September, on whose evening it is changed."""
    rule = make_recurring_work(user=ann, starts_on=day("09-01"), catch_up=CatchUp.CREATE_ALL, deadline_days=1)
    tick_daily("09-03", "09-04", "09-05")
    return rule


class TestEditThisAndFuture:
    def test_ends_the_rule_before_the_day_and_begins_a_linked_one(self, daily):
        new = split(daily, "09-04", at=noon("09-05"), title="Rain")

        old = stored(daily)
        assert (old.rule, old.is_active, cursor(old), old.title) == ("FREQ=DAILY;UNTIL=20260903", True, None, "Water")
        assert (new.rule, new.title, cursor(new)) == ("FREQ=DAILY", "Rain", "09-06")
        assert (new.series, old.series, new.user) == (old.pk, None, old.user)
        assert (new.created_at, new.updated_at, old.updated_at) == (noon("09-05"),) * 3

    def test_gives_works_from_that_day_on_to_the_new_rule(self, daily):
        editing.edit_work(user=daily.user, work_id=work_on(daily, "09-05").pk, at=NOON, title="Mist")

        new = split(daily, "09-04", at=noon("09-05"), title="Rain", deadline_days=2)

        assert (made(daily), made(new)) == (["09-01", "09-02", "09-03"], ["09-04", "09-05"])
        assert [work_on(new, text).title for text in made(new)] == ["Rain", "Mist"]
        assert [work_on(new, text).deadline_on for text in made(new)] == days("09-06", "09-07")
        assert [work_on(daily, text).title for text in made(daily)] == ["Water"] * 3

    def test_makes_nothing_twice_that_is_closed_or_in_the_trash(self, daily):
        lifecycle.finish_work(user=daily.user, work_id=work_on(daily, "09-04").pk, at=NOON)
        editing.delete_work(user=daily.user, work_id=work_on(daily, "09-05").pk, at=NOON)

        new = split(daily, "09-04", at=noon("09-05"), title="Rain")
        tick_daily("09-05", "09-06")

        assert (made(new), open_days(new)) == (["09-04", "09-05", "09-06"], ["09-06"])
        assert [work_on(new, text).title for text in made(new)] == ["Water", "Water", "Rain"]

    def test_never_makes_again_what_was_purged(self, daily):
        purge_work(daily, "09-05")

        new = split(daily, "09-04", at=noon("09-05"), title="Rain")
        tick_daily("09-05", "09-06")

        assert (made(new), new.skipped_on) == (["09-04", "09-06"], [])

    def test_never_creates_again_a_day_created_ahead_and_purged(self, daily):
        ahead = {"user": daily.user, "recurring_work_id": daily.pk, "at": noon("09-05")}
        splitting.edit_one_day(**ahead, occurs_on=day("09-08"), title="Fog")
        purge_work(daily, "09-08")

        new = split(daily, "09-07", at=noon("09-05"), rule="FREQ=DAILY;INTERVAL=1;COUNT=9")
        tick_daily("09-06", "09-07", "09-08", "09-09")

        assert (made(new), missed(new)) == (["09-07", "09-09"], [])

    def test_never_makes_what_was_missed(self, ann):
        rule = make_recurring_work(user=ann)
        tick_daily("09-05")

        new = split(rule, "09-03", at=noon("09-05"), title="Rain")

        assert (missed(rule), new.missed_on, new.skipped_on) == (["09-03", "09-04"], [], [])
        assert made(new) == ["09-05"]

    def test_begins_with_the_next_day_by_default(self, daily):
        new = split(daily, at=noon("09-05"), title="Rain")
        tick_daily("09-06")

        assert (made(daily)[-1], made(new)) == ("09-05", ["09-06"])
        assert stored(daily).rule == "FREQ=DAILY;UNTIL=20260905"

    def test_goes_on_with_the_count(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=DAILY;COUNT=5", starts_on=day("09-01"))

        new = split(rule, "09-03", title="Rain")
        tick_daily(*(f"09-0{number}" for number in range(3, 9)))

        assert made(rule) == ["09-02"]
        assert (made(new), cursor(new)) == (["09-03", "09-04", "09-05"], None)

    def test_goes_on_with_the_cadence(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY;INTERVAL=2")

        new = split(rule, "09-10", title="Rain")
        tick_daily("09-16", "09-23", "09-30")

        assert (made(rule), made(new)) == (["09-02"], ["09-16", "09-30"])

    def test_counts_other_days_from_that_day(self, daily):
        new = split(daily, "09-08", at=noon("09-05"), rule="FREQ=WEEKLY;COUNT=2")
        tick_daily("09-06", "09-07", "09-08", "09-15", "09-22")

        assert made(daily)[-1] == "09-07"
        assert (new.starts_on, made(new)) == (day("09-08"), ["09-08", "09-15"])

    def test_leaves_works_on_days_that_the_new_rule_has_not_where_they_are(self, daily):
        new = split(daily, "09-03", at=noon("09-05"), rule="FREQ=WEEKLY", title="Rain")
        tick_daily("09-10")

        assert (made(daily), made(new)) == (["09-01", "09-02", "09-04", "09-05"], ["09-03", "09-10"])
        assert work_on(daily, "09-04").title == "Water"

    def test_does_not_make_up_for_new_days_in_the_past(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY", catch_up=CatchUp.CREATE_ALL)
        tick_daily("09-09")

        new = split(rule, "09-02", at=noon("09-09"), rule="FREQ=DAILY")

        assert made(new) == ["09-02", "09-09"]

    def test_first_makes_what_is_due_by_the_old_rule(self, daily):
        new = split(daily, "09-07", at=noon("09-06"), title="Rain")

        assert (made(daily)[-1], work_on(daily, "09-06").title, cursor(new)) == ("09-06", "Water", "09-07")

    def test_ends_no_rule_later_than_it_ended_by_itself(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=DAILY;UNTIL=20260903")

        new = split(rule, "09-10", rule="FREQ=WEEKLY")

        assert (stored(rule).rule, cursor(rule), cursor(new)) == ("FREQ=DAILY;UNTIL=20260903", "09-03", "09-10")

    def test_switches_off_a_rule_that_has_no_day_before(self, daily):
        new = split(daily, "09-01", at=noon("09-05"), title="Rain")
        tick_daily("09-06")

        assert (stored(daily).is_active, cursor(daily), made(daily)) == (False, None, [])
        assert made(new) == ["09-01", "09-02", "09-03", "09-04", "09-05", "09-06"]

    def test_of_a_rule_that_was_switched_off_so_is_no_work_for_centuries(self, daily):
        split(daily, "09-01", at=noon("09-05"), title="Rain")

        again = split(daily, "09-01", at=noon("09-05"), title="Mist")

        assert len(again.settled_on) < 400

    @pytest.mark.parametrize(("text", "starts"), [(None, "09-02"), ("09-03", "09-03"), ("09-04", "09-04")])
    def test_changes_a_rule_in_place_that_has_no_work_and_no_day_before(self, ann, text, starts):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY;BYDAY=FR")

        same = split(rule, text, rule="FREQ=WEEKLY;BYDAY=SA")

        assert (same, same.rule, same.series) == (rule, "FREQ=WEEKLY;BYDAY=SA", None)
        assert (same.starts_on, cursor(same)) == (day(starts), "09-05")

    def test_splits_a_rule_at_the_day_although_no_work_has_been_created(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY;BYDAY=FR")

        new = split(rule, "09-12", title="Rain")
        tick_daily("09-04", "09-11", "09-18")

        assert (made(rule), made(new), new.title) == (["09-04", "09-11"], ["09-18"], "Rain")
        assert stored(rule).rule == "FREQ=WEEKLY;UNTIL=20260911;BYDAY=FR"

    @pytest.mark.parametrize("by", ["rule", "repeats"])
    def test_begins_the_same_rule_again_after_its_end(self, ann, by):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY;COUNT=3;BYDAY=WE")
        again = {"rule": rule.rule, "repeats": Repeats("WEEKLY", weekdays=("WE",), count=3)}

        new = split(rule, "10-07", **{by: again[by]})
        tick_daily(*(["09-09", "09-16", "09-23", "09-30", "10-07", "10-14", "10-21", "10-28"]))

        assert (made(rule), cursor(rule)) == (["09-02", "09-09", "09-16"], None)
        assert (made(new), cursor(new)) == (["10-07", "10-14", "10-21"], None)

    @pytest.mark.parametrize("text", ["FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY;UNTIL=20260916"])
    def test_without_other_days_is_refused_after_the_end_and_changes_nothing(self, ann, text):
        rule = make_recurring_work(user=ann, rule=text)
        before = list(RecurringWork.objects.values())

        with pytest.raises(pausing.RuleIsOver):
            split(rule, "10-07", at=noon("09-10"), title="Rain")

        assert list(RecurringWork.objects.values()) == before
        assert made(rule) == ["09-02"]

    def test_names_the_first_rule_of_a_series_of_changes(self, daily):
        second = split(daily, "09-04", at=noon("09-05"), title="Rain")
        third = split(second, "09-05", at=noon("09-05"), title="Mist")

        assert (second.series, third.series) == (daily.pk, daily.pk)

    def test_divides_skipped_and_extra_days(self, ann):
        rule = make_recurring_work(
            user=ann,
            rule="FREQ=WEEKLY",
            skipped_on=days("09-16", "09-23"),
            extra_on=days("09-18", "09-25"),
        )

        new = split(rule, "09-20", title="Rain")

        assert (new.skipped_on, new.extra_on) == (["2026-09-23"], ["2026-09-25"])
        assert stored(rule).extra_on == ["2026-09-18"]

    def test_is_refused_without_a_day_when_the_rule_is_over(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=DAILY;COUNT=1")

        with pytest.raises(pausing.RuleIsOver):
            split(rule, title="Rain")

    def test_finds_no_strangers_rule(self, daily, ben):
        with pytest.raises(RecurringWorkNotFound):
            splitting.edit_this_and_future(user=ben, recurring_work_id=daily.pk, at=LATER, title="Mine")

        assert RecurringWork.objects.get() == daily


class TestEditInScope:
    def edit(self, rule, /, scope, **changes):
        return splitting.edit_in_scope(
            user=rule.user, recurring_work_id=rule.pk, at=noon("09-05"), scope=scope, **changes
        )

    @pytest.mark.parametrize(
        ("scope", "titles"),
        [
            (None, ["Water", "Water", "Water", "Rain"]),
            (Scope.ALL_OPEN, ["Rain", "Rain", "Rain", "Rain"]),
            (Scope.THIS, ["Water", "Rain", "Water", "Water"]),
            (Scope.THIS_AND_FUTURE, ["Water", "Rain", "Rain", "Rain"]),
        ],
    )
    def test_reaches_as_far_as_its_scope(self, daily, scope, titles):
        self.edit(daily, scope, occurs_on=scope and day("09-03"), title="Rain")
        tick_daily("09-06")

        by_day = dict(Work.objects.values_list("occurs_on", "title"))
        assert [by_day[each] for each in days("09-02", "09-03", "09-05", "09-06")] == titles

    def test_needs_a_day_for_one_day(self, daily):
        with pytest.raises(splitting.OccurrenceNeeded) as refused:
            self.edit(daily, Scope.THIS, title="Rain")

        assert set(refused.value.errors) == {"occurs_on"}

    @pytest.mark.parametrize("scope", [None, *Scope])
    def test_leaves_what_is_closed_as_it_was(self, daily, scope):
        lifecycle.finish_work(user=daily.user, work_id=work_on(daily, "09-03").pk, at=NOON)

        if scope is not Scope.THIS:
            self.edit(daily, scope, occurs_on=scope and day("09-03"), title="Rain")

        closed = Work.objects.get(current_status=Status.DONE)
        assert (closed.title, closed.occurs_on) == ("Water", day("09-03"))
