"""A tick over all people, rules that fail, and how the scheduler is doing."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.makers import NOON, make_recurring_work, make_user, make_work
from tests.works.services.calendar import cursor, made, missed, noon, open_days, stored
from wheelbarrow.core import trash
from works.choices import CatchUp
from works.models import RecurringWork, Scheduler, Work
from works.services import pausing, recurring, scheduler


def break_rule(rule):
    """What another version stored, or a hand in the table."""
    RecurringWork.objects.filter(pk=rule.pk).update(rule="FREQ=SOMETIMES")


@pytest.fixture
def unstorable(ann):
    """A rule whose works the database refuses: another work has their title, and there can be one."""
    with connection.cursor() as sql:
        sql.execute("CREATE UNIQUE INDEX one_of_them ON works_work (title) WHERE title = 'Rain'")
    make_work(user=ann, title="Rain")
    return make_recurring_work(user=ann, title="Rain", starts_on=noon("09-03").date())


class TestTick:
    def test_returns_its_counts_and_writes_the_heartbeat(self, ann):
        for _rule in range(3):
            make_recurring_work(user=ann)
        break_rule(make_recurring_work(user=ann))

        done = scheduler.tick(noon("09-03"))

        beat = Scheduler.objects.get()
        assert done == (4, 3, 1)
        assert (beat.ticked_at, beat.made, beat.failed) == (noon("09-03"), 3, 1)
        assert beat.host
        assert beat.took > timedelta()

    def test_has_one_heartbeat(self, db):
        for text in ("09-02", "09-03"):
            scheduler.tick(noon(text))

        assert Scheduler.objects.get().ticked_at == noon("09-03")

    @pytest.mark.parametrize("size", [1, 2, 3, 1000])
    def test_settles_all_in_batches_of_any_size(self, ann, size):
        rules = [make_recurring_work(user=ann) for _ in range(3)]
        batches = []

        done = scheduler.tick(noon("09-03"), size=size, report=batches.append)

        assert (done.settled, done.made) == (3, 3)
        assert [made(rule) for rule in rules] == [["09-02", "09-03"]] * 3
        assert all(batch.claimed <= size for batch in batches)

    def test_considers_some_days_of_a_rule_and_is_not_late_with_the_others(self, ann, monkeypatch):
        monkeypatch.setattr("works.recurrence.catch_up.MAX_WORKS", 2)
        monkeypatch.setattr("works.recurrence.catch_up.MAX_DAYS", 3)
        rules = [make_recurring_work(user=ann, catch_up=CatchUp.CREATE_ALL) for _ in range(2)]

        first = scheduler.tick(noon("09-09"), size=1)
        lag = scheduler.state(noon("09-09") + timedelta(minutes=1)).lag
        for minute in range(1, 6):
            scheduler.tick(noon("09-09") + timedelta(minutes=minute))

        assert (first.settled, first.made, lag) == (2, 0, timedelta(minutes=1))
        assert [made(rule) for rule in rules] == [["09-02", "09-08", "09-09"]] * 2
        assert missed(rules[0]) == ["09-03", "09-04", "09-05", "09-06", "09-07"]

    def test_stops_between_batches_when_it_is_asked_to(self, ann):
        for _rule in range(3):
            make_recurring_work(user=ann)

        done = scheduler.tick(noon("09-03"), size=1, stop=lambda: True)

        assert (done.settled, Work.objects.count()) == (1, 4)
        assert Scheduler.objects.get().made == 1

    def test_takes_the_oldest_first(self, ann):
        young = make_recurring_work(user=ann, rule="FREQ=DAILY;INTERVAL=2")
        old = make_recurring_work(user=ann)

        scheduler.tick(noon("09-04"), size=1, stop=lambda: True)

        assert (made(old), made(young)) == (["09-02", "09-04"], ["09-02"])


class TestARuleThatFails:
    @pytest.mark.parametrize(
        ("column", "value"),
        [("rule", "FREQ=SOMETIMES"), ("settled_on", 7), ("skipped_on", ["soon"]), ("missed_on", 7)],
    )
    def test_is_set_aside_with_its_error_and_stops_no_other(self, ann, column, value):
        first, rule, last = (make_recurring_work(user=ann) for _ in range(3))
        RecurringWork.objects.filter(pk=rule.pk).update(**{column: value})

        done = scheduler.tick(noon("09-04"))

        assert (done.settled, done.made, done.failed) == (3, 2, 1)
        assert (stored(rule).failed_at, stored(rule).updated_at) == (noon("09-04"), noon("09-04"))
        assert stored(rule).failure
        assert (made(rule), stored(rule).next_occurrence_on) == (["09-02"], noon("09-03").date())
        assert made(first) == made(last) == ["09-02", "09-04"]

    def test_shows_the_reason(self, ann):
        rule = make_recurring_work(user=ann)
        break_rule(rule)

        scheduler.tick(noon("09-03"))

        assert stored(rule).failure.startswith("RulePartOutOfRange: FREQ cannot be SOMETIMES")

    def test_is_not_tried_again_by_the_next_tick(self, ann):
        rule = make_recurring_work(user=ann)
        break_rule(rule)
        scheduler.tick(noon("09-03"))

        done = scheduler.tick(noon("09-04"))

        assert done.settled == 0
        assert stored(rule).failed_at == noon("09-03")

    @pytest.mark.parametrize("size", [1, 2, 1000])
    def test_in_the_database_is_set_aside_too(self, ann, unstorable, size):
        others = [make_recurring_work(user=ann) for _ in range(2)]

        done = scheduler.tick(noon("09-03"), size=size)

        assert (done.settled, done.made, done.failed) == (3, 2, 1)
        assert [made(rule) for rule in others] == [["09-02", "09-03"]] * 2
        assert (made(unstorable), cursor(unstorable)) == ([], "09-03")
        assert stored(unstorable).failed_at == noon("09-03")
        assert "IntegrityError" in stored(unstorable).failure

    def test_in_the_database_goes_on_when_it_is_run_again(self, ann, unstorable):
        scheduler.tick(noon("09-03"))
        Work.objects.filter(title="Rain").update(title="Mist")

        pausing.run_now(user=ann, recurring_work_id=unstorable.pk, at=noon("09-03"))

        assert (made(unstorable), stored(unstorable).failure) == (["09-03"], "")


class TestState:
    def test_has_no_lag_where_nothing_is_due(self, ann):
        make_recurring_work(user=ann)

        state = scheduler.state(NOON)

        assert state == (None, timedelta(), 0)
        assert not state.is_late

    def test_has_the_last_tick(self, db):
        scheduler.tick(NOON)

        assert scheduler.state(noon("09-03")).last_tick_at == NOON

    @pytest.mark.parametrize(("minutes", "is_late"), [(0, False), (15, False), (16, True)])
    def test_is_late_when_a_due_rule_has_waited_for_a_quarter_of_an_hour(self, ann, minutes, is_late):
        make_recurring_work(user=ann)
        # In Seoul the third begins at 15:00 UTC.
        at = NOON.replace(hour=15) + timedelta(minutes=minutes)

        state = scheduler.state(at)

        assert (state.lag, state.is_late) == (timedelta(minutes=minutes), is_late)

    def test_counts_from_the_beginning_of_the_day_in_the_zone_of_the_rule(self, ann):
        make_recurring_work(user=ann, time_zone="America/Los_Angeles", starts_on=noon("09-03").date())

        assert scheduler.state(noon("09-03")).lag == timedelta(hours=2)

    def test_counts_the_days_ahead(self, db):
        make_recurring_work(user=make_user(time_zone="UTC"), lead_days=1)

        assert scheduler.state(noon("09-03")).lag == timedelta(hours=9)

    def test_counts_rules_that_are_set_aside_and_does_not_wait_for_them(self, ann):
        break_rule(make_recurring_work(user=ann))
        scheduler.tick(noon("09-03"))

        assert scheduler.state(noon("09-05")) == (noon("09-03"), timedelta(), 1)

    def test_waits_for_no_rule_that_waits_itself_is_paused_off_or_in_the_trash(self, ann):
        make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE)
        paused, bounded, off, gone = (make_recurring_work(user=ann) for _ in range(4))
        pausing.pause(user=ann, recurring_work_id=paused.pk, at=NOON)
        pausing.pause(user=ann, recurring_work_id=bounded.pk, until_on=noon("09-05").date(), at=NOON)
        pausing.end(user=ann, recurring_work_id=off.pk, at=NOON)
        recurring.delete_recurring_work(user=ann, recurring_work_id=gone.pk, at=NOON)

        assert scheduler.state(noon("09-05")).lag == timedelta()
        assert scheduler.tick(noon("09-05")).settled == 0

    def test_counts_from_the_restore_of_what_was_in_the_trash(self, ann):
        rule = make_recurring_work(user=ann)
        deletion = recurring.delete_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON)
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=noon("09-05"))

        assert scheduler.state(noon("09-05") + timedelta(minutes=1)).lag == timedelta(minutes=1)

    def test_counts_from_the_end_of_a_pause(self, ann):
        rule = make_recurring_work(user=ann)
        pausing.pause(user=ann, recurring_work_id=rule.pk, until_on=noon("09-04").date(), at=NOON)

        # In Seoul the fifth has begun 18 hours ago.
        assert scheduler.state(noon("09-05")).lag == timedelta(hours=18)

    def test_costs_the_same_with_many_rules(self, ann, django_assert_num_queries):
        for _rule in range(20):
            make_recurring_work(user=ann)

        with django_assert_num_queries(3):
            scheduler.state(noon("09-05"))


class TestAnInterruptedTick:
    def test_is_finished_by_the_next(self, ann):
        rules = [make_recurring_work(user=ann) for _ in range(3)]

        def interrupt(_batch):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            scheduler.tick(noon("09-03"), size=1, report=interrupt)
        scheduler.tick(noon("09-03"))

        assert [open_days(rule) for rule in rules] == [["09-02", "09-03"]] * 3
