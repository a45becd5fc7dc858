"""A rule stops for a while, or for good."""

import pytest

from tests.makers import NOON, make_recurring_work
from tests.works.services.calendar import (
    LATER,
    cursor,
    day,
    made,
    missed,
    noon,
    open_days,
    purge_work,
    stored,
    tick_daily,
    work_on,
)
from works.choices import CatchUp, Status
from works.models import RecurringWork
from works.services import lifecycle, pausing
from works.services.lookup import RecurringWorkNotFound


def pause(rule, at=LATER, **span):
    return pausing.pause(user=rule.user, recurring_work_id=rule.pk, at=at, **span).row


def resume(rule, at):
    return pausing.resume(user=rule.user, recurring_work_id=rule.pk, at=at)


@pytest.fixture(params=CatchUp)
def daily(request, ann):
    """One rule for each way to catch up, begun on the second: after a pause they are all the same."""
    return make_recurring_work(user=ann, catch_up=request.param)


@pytest.fixture
def rents(ann):
    """Makes up for every day that it can."""
    return make_recurring_work(user=ann, catch_up=CatchUp.CREATE_ALL)


class TestPause:
    def test_until_resumed_makes_no_work_and_no_backlog(self, daily):
        pause(daily, from_on=day("09-03"))
        finish_all(daily)
        tick_daily("09-03", "09-05")

        row = resume(daily, noon("09-06"))
        finish_all(daily)
        tick_daily("09-07")

        assert (made(daily), missed(daily)) == (["09-02", "09-06", "09-07"], [])
        assert (row.paused_from, row.paused_until) == (None, None)

    def test_until_a_day_ends_by_itself_behind_that_day(self, daily):
        pause(daily, from_on=day("09-03"), until_on=day("09-05"))
        finish_all(daily)

        tick_daily("09-04", "09-05", "09-06")

        assert (made(daily), cursor(daily), missed(daily)) == (["09-02", "09-06"], "09-07", [])

    @pytest.mark.parametrize(
        ("fields", "span", "ticks", "expected"),
        [
            # It ended while the server was down, and leaves out its days only.
            ({}, ("09-04", "09-06"), ["09-08"], (["09-02", "09-03", "09-07", "09-08"], "09-09")),
            # In the future it changes nothing until it begins, and keeps days ahead back too.
            ({}, ("09-04", None), ["09-03", "09-04", "09-05"], (["09-02", "09-03"], "09-04")),
            (
                {"lead_days": 2},
                ("09-06", None),
                ["09-03", "09-04", "09-05"],
                (["09-02", "09-03", "09-04", "09-05"], "09-06"),
            ),
            # Every other week stays every other week, and COUNT counts its days.
            (
                {"rule": "FREQ=WEEKLY;INTERVAL=2"},
                ("09-03", "09-20"),
                ["09-16", "09-23", "09-30"],
                (["09-02", "09-30"], "10-14"),
            ),
            ({"rule": "FREQ=DAILY;COUNT=4"}, ("09-03", "09-04"), ["09-05", "09-06"], (["09-02", "09-05"], None)),
        ],
    )
    def test_leaves_out_its_days_only(self, ann, fields, span, ticks, expected):
        rule = make_recurring_work(user=ann, **{"catch_up": CatchUp.CREATE_ALL, **fields})
        first, last = span
        pause(rule, from_on=day(first), until_on=last and day(last))

        tick_daily(*ticks)

        assert (made(rule), cursor(rule)) == expected

    def test_from_today_leaves_the_work_that_is_there(self, rents):
        row = pause(rents)

        tick_daily("09-03")

        assert (row.paused_from, row.paused_until, open_days(rents)) == (day("09-02"), None, ["09-02"])

    def test_first_creates_what_was_due_before_it_and_nothing_of_its_own_days(self, daily):
        finish_all(daily)

        pause(daily, at=noon("09-04"))

        assert "09-04" not in made(daily)
        assert missed(daily) == (["09-03"] if daily.catch_up == CatchUp.SKIP else [])
        assert made(daily)[1:] == ([] if daily.catch_up == CatchUp.SKIP else ["09-03"])

    def test_is_called_off_or_shortened_without_losing_a_day_to_come(self, ann):
        called_off, ended, shortened = (make_recurring_work(user=ann, lead_days=3) for _ in range(3))
        for rule in (called_off, ended, shortened):
            pause(rule, from_on=day("09-07"), until_on=day("09-20"))

        tick_daily("09-03", "09-05")
        resume(called_off, noon("09-05"))
        tick_daily("09-07", "09-08")
        resume(ended, noon("09-09"))
        pause(shortened, at=noon("09-09"), until_on=day("09-09"))
        tick_daily("09-10")

        to_the_13th = [f"09-{number:02}" for number in range(2, 14)]
        assert made(called_off) == to_the_13th
        assert made(ended) == [text for text in to_the_13th if text not in ("09-07", "09-08")]
        assert made(shortened) == [text for text in to_the_13th if text not in ("09-07", "09-08", "09-09")]

    def test_makes_no_day_again_that_was_made_ahead_and_purged(self, ann):
        rule = make_recurring_work(user=ann, lead_days=3)
        pause(rule, from_on=day("09-03"), until_on=day("09-20"))
        purge_work(rule, "09-05")

        tick_daily("09-03")
        resume(rule, noon("09-04"))

        assert made(rule) == ["09-02", "09-03", "09-04", "09-06", "09-07"]

    def test_again_while_it_lasts_holds_from_where_it_began(self, rents):
        pause(rents, from_on=day("09-03"), until_on=day("09-05"))

        row = pause(rents, at=noon("09-04"), until_on=day("09-07"))
        tick_daily("09-08")

        assert (row.paused_from, row.paused_until) == (day("09-03"), day("09-07"))
        assert made(rents) == ["09-02", "09-08"]

    def test_again_after_it_is_over_is_another_pause(self, rents):
        pause(rents, from_on=day("09-03"), until_on=day("09-03"))

        row = pause(rents, at=noon("09-05"))

        assert (row.paused_from, made(rents)) == (day("09-05"), ["09-02", "09-04"])

    def test_from_the_same_day_gets_another_end_and_from_other_days_is_refused(self, rents):
        pause(rents, from_on=day("09-05"), until_on=day("09-10"))
        pause(rents, from_on=day("09-05"), until_on=day("09-09"))

        for span in ({}, {"from_on": day("09-11")}, {"from_on": day("09-04"), "until_on": day("09-07")}):
            with pytest.raises(pausing.AlreadyPaused, match="2026-09-05 to 2026-09-09"):
                pause(rents, **span)
            assert (stored(rents).paused_from, stored(rents).paused_until) == (day("09-05"), day("09-09"))

    def test_delays_no_day_created_ahead_behind_it(self, ann):
        rule = make_recurring_work(user=ann, lead_days=3)
        pause(rule, from_on=day("09-07"), until_on=day("09-07"))

        tick_daily("09-05")
        ahead = made(rule)
        resume(rule, noon("09-06"))

        assert ahead == ["09-02", "09-03", "09-04", "09-05", "09-06", "09-08"]
        assert (made(rule), stored(rule).settled_on) == ([*ahead[:-1], "09-07", "09-08", "09-09"], [])

    def test_creates_no_day_again_that_was_created_behind_it_and_purged(self, ann):
        rule = make_recurring_work(user=ann, lead_days=3)
        pause(rule, from_on=day("09-06"), until_on=day("09-06"))
        tick_daily("09-04")
        purge_work(rule, "09-07")

        tick_daily("09-05", "09-08")

        assert "09-07" not in made(rule)
        assert missed(rule) == []

    def test_lists_the_works_inside_it_and_cancels_the_open_ones_on_request(self, ann, ben):
        rule, _other = make_recurring_work(user=ann, lead_days=3), make_recurring_work(user=ann, lead_days=3)
        lifecycle.finish_work(user=ann, work_id=work_on(rule, "09-04").pk, at=NOON)
        span = {
            "user": ann,
            "recurring_work_id": rule.pk,
            "at": LATER,
            "from_on": day("09-03"),
            "until_on": day("09-04"),
        }

        left = [work.status for work in pausing.pause(**span).works]
        cancelled = pausing.pause(**span, cancel_open=True).works

        assert left == [Status.TODO, Status.DONE]
        assert [(f"{work.occurs_on:%m-%d}", work.status) for work in cancelled] == [
            ("09-03", Status.CANCELLED),
            ("09-04", Status.DONE),
        ]
        assert open_days(rule) == ["09-02", "09-05"]

    def test_is_refused_for_days_that_make_no_pause(self, rents):
        for span, refusal, field in [
            ({"until_on": day("09-01")}, pausing.PauseEndsBeforeItBegins, "until"),
            ({"from_on": day("09-05"), "until_on": day("09-04")}, pausing.PauseEndsBeforeItBegins, "until"),
            ({"from_on": day("09-01")}, pausing.PauseBeginsInThePast, "from"),
        ]:
            with pytest.raises(refusal) as refused:
                pause(rents, **span)
            assert set(refused.value.errors) == {field}
            assert stored(rents).paused_from is None

    def test_finds_no_strangers_rule(self, rents, ben):
        for act in (pausing.pause, pausing.resume, pausing.skip, pausing.end, pausing.run_now):
            with pytest.raises(RecurringWorkNotFound):
                act(user=ben, recurring_work_id=rents.pk, at=LATER)

        assert stored(rents).paused_from is None
        assert open_days(rents) == ["09-02"]


def finish_all(rule):
    """So that the next need not wait."""
    for text in open_days(rule):
        lifecycle.finish_work(user=rule.user, work_id=work_on(rule, text).pk, at=LATER)


class TestResume:
    def test_makes_the_work_of_today_at_once(self, rents):
        pause(rents, from_on=day("09-03"))

        row = resume(rents, noon("09-05"))

        assert (made(rents), row.next_occurrence_on) == (["09-02", "09-05"], day("09-06"))

    def test_of_a_pause_to_come_calls_it_off(self, rents):
        pause(rents, from_on=day("09-05"))

        resume(rents, noon("09-04"))
        tick_daily("09-05")

        assert made(rents) == ["09-02", "09-03", "09-04", "09-05"]

    def test_first_makes_what_was_due_before_the_pause(self, rents):
        pause(rents, from_on=day("09-04"))

        resume(rents, noon("09-06"))

        assert made(rents) == ["09-02", "09-03", "09-06"]

    def test_is_refused_to_what_is_not_paused(self, rents):
        with pytest.raises(pausing.NotPaused):
            resume(rents, LATER)

    def test_on_its_last_day_is_in_time_and_after_it_is_refused(self, rents):
        pause(rents, from_on=day("09-03"), until_on=day("09-04"))
        resume(rents, noon("09-04"))
        pause(rents, at=noon("09-04"), from_on=day("09-05"), until_on=day("09-06"))

        with pytest.raises(pausing.NotPaused):
            resume(rents, noon("09-07"))

        assert made(rents) == ["09-02", "09-04"]


class TestEnd:
    def test_makes_no_more_works_and_keeps_those_that_are_made(self, rents):
        row = pausing.end(user=rents.user, recurring_work_id=rents.pk, at=LATER)

        tick_daily("09-03")

        assert (row.is_active, open_days(rents)) == (False, ["09-02"])


class TestRunNow:
    def test_makes_what_is_due_and_is_safe_to_repeat(self, rents):
        for _time in range(2):
            pausing.run_now(user=rents.user, recurring_work_id=rents.pk, at=noon("09-03"))

        assert made(rents) == ["09-02", "09-03"]

    def test_tries_again_what_was_set_aside(self, rents):
        RecurringWork.objects.filter(pk=rents.pk).update(rule="FREQ=SOMETIMES")
        tick_daily("09-03")

        still = pausing.run_now(user=rents.user, recurring_work_id=rents.pk, at=noon("09-04"))
        RecurringWork.objects.filter(pk=rents.pk).update(rule="FREQ=DAILY")
        repaired = pausing.run_now(user=rents.user, recurring_work_id=rents.pk, at=noon("09-05"))

        assert (still.failed_at, repaired.failed_at, repaired.failure) == (noon("09-04"), None, "")
        assert made(rents) == ["09-02", "09-03", "09-04", "09-05"]
