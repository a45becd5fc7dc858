"""Works out of rules: each day once, whatever happened to the server, to the works and to the rule."""

import pytest
from django.db import IntegrityError, connection

from categories import services as categories
from tests.makers import NOON, make_category, make_recurring_work, make_work
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
from works.choices import CatchUp, Status
from works.models import RecurringWork, Work
from works.services import editing, generation, lifecycle, pausing, recurring, scheduler, splitting


class TestATick:
    def test_makes_each_day_once_however_often_it_comes(self, ann):
        rule = make_recurring_work(user=ann)

        for text in ("09-02", "09-03", "09-03", "09-03", "09-04"):
            scheduler.tick(noon(text))

        assert (made(rule), cursor(rule)) == (["09-02", "09-03", "09-04"], "09-05")

    def test_moves_the_cursor_only_forward(self, ann):
        rule = make_recurring_work(user=ann)
        scheduler.tick(noon("09-05"))

        scheduler.tick(noon("09-03"))

        assert cursor(rule) == "09-06"

    @pytest.mark.parametrize(
        ("catch_up", "daily", "gone"),
        [
            (CatchUp.CREATE_ALL, ["09-02", "09-03", "09-04", "09-05"], []),
            (CatchUp.LATEST_ONLY, ["09-02", "09-05"], ["09-03", "09-04"]),
            (CatchUp.SKIP, ["09-02", "09-05"], ["09-03", "09-04"]),
            # The one of the second is open still.
            (CatchUp.WAIT_FOR_DONE, ["09-02"], []),
        ],
    )
    def test_catches_up_after_days_without_a_server(self, ann, catch_up, daily, gone):
        rule = make_recurring_work(user=ann, catch_up=catch_up)

        scheduler.tick(noon("09-05"))

        assert (made(rule), missed(rule)) == (daily, gone)

    def test_catches_up_on_a_day_that_is_none_of_the_rule(self, ann):
        latest, none = (
            make_recurring_work(user=ann, rule="FREQ=WEEKLY;BYDAY=FR", catch_up=catch_up)
            for catch_up in (CatchUp.LATEST_ONLY, CatchUp.SKIP)
        )

        scheduler.tick(noon("09-13"))

        assert (made(latest), missed(latest)) == (["09-11"], ["09-04"])
        assert (made(none), missed(none)) == ([], ["09-04", "09-11"])

    def test_adds_to_what_was_missed_before(self, ann):
        rule = make_recurring_work(user=ann)

        for text in ("09-04", "09-06"):
            scheduler.tick(noon(text))

        assert missed(rule) == ["09-03", "09-05"]

    def test_makes_the_days_ahead_of_each_day(self, ann):
        rule = make_recurring_work(user=ann, lead_days=2)

        scheduler.tick(noon("09-03"))

        assert (made(rule), stored(rule).next_due_on) == (["09-02", "09-03", "09-04", "09-05"], day("09-04"))

    def test_sees_a_template_as_it_is_then(self, ann):
        bed = make_category(user=ann)
        rule = make_recurring_work(user=ann, category=bed)
        categories.edit_category(user=ann, category_id=bed.pk, name="Orchard", at=LATER)
        make_work(user=ann, category=bed)

        scheduler.tick(noon("09-03"))

        assert (work_on(rule, "09-03").category, work_on(rule, "09-03").position) == (bed, 2)

    def test_settles_rules_of_many_people_each_for_its_owner(self, ann, ben):
        rules = [make_recurring_work(user=user, category=make_category(user=user)) for user in (ann, ben)]

        done = scheduler.tick(noon("09-03"))

        assert (done.settled, done.made, done.failed) == (2, 2, 0)
        for rule in rules:
            work = work_on(rule, "09-03")
            assert (work.user, work.category, work.position) == (rule.user, rule.category, 1)

    def test_costs_the_same_statements_at_any_number_of_rules(self, ann, django_assert_num_queries):
        for text, rules in (("09-03", 2), ("09-04", 30)):
            for index in range(rules):
                make_recurring_work(user=ann, category=make_category(user=ann, name=f"{text} {index}"))
            # Begin, claim, versions, places, works, their texts and labels, cursors, changes, end.
            with django_assert_num_queries(10):
                generation.run_batch(noon(text), size=1000)

        assert Work.objects.count() == 66

    def test_passes_over_people_who_cannot_log_in(self, ann):
        rule = make_recurring_work(user=ann)
        ann.is_active = False
        ann.save()

        scheduler.tick(noon("09-03"))

        assert made(rule) == ["09-02"]


class TestADayThatWasMade:
    @pytest.fixture
    def rule(self, ann):
        """Its cursor has been lost: the index alone keeps the days apart."""
        rule = make_recurring_work(user=ann, starts_on=day("08-31"), catch_up=CatchUp.CREATE_ALL)
        editing.delete_work(user=ann, work_id=work_on(rule, "08-31").pk, at=NOON)
        lifecycle.finish_work(user=ann, work_id=work_on(rule, "09-01").pk, at=NOON)
        RecurringWork.objects.filter(pk=rule.pk).update(next_occurrence_on=day("08-31"), next_due_on=day("08-31"))
        return rule

    def test_is_not_made_again_live_closed_or_in_the_trash(self, rule):
        before = list(Work.all_objects.order_by("pk").values())

        scheduler.tick(noon("09-03"))

        assert list(Work.all_objects.order_by("pk").values())[:3] == before
        assert made(rule) == ["08-31", "09-01", "09-02", "09-03"]

    def test_is_not_made_again_when_it_was_purged(self, ann):
        rule = make_recurring_work(user=ann)
        purge_work(rule, "09-02")

        scheduler.tick(NOON)
        scheduler.tick(noon("09-03"))

        assert made(rule) == ["09-03"]

    def test_early_by_hand_is_passed_over_when_its_day_comes(self, ann):
        rule = make_recurring_work(user=ann)
        splitting.edit_one_day(user=ann, recurring_work_id=rule.pk, occurs_on=day("09-04"), at=LATER, title="Rain")

        for text in ("09-03", "09-04", "09-05"):
            scheduler.tick(noon(text))

        assert [work_on(rule, text).title for text in made(rule)] == ["Water", "Water", "Rain", "Water"]


FINISHING = {
    "finish": lambda user, pk, at: lifecycle.finish_work(user=user, work_id=pk, at=at),
    "cancel": lambda user, pk, at: lifecycle.set_status(user=user, work_id=pk, status=Status.CANCELLED, at=at),
    "edit": lambda user, pk, at: editing.edit_work(user=user, work_id=pk, current_status=Status.DONE, at=at),
    "finish many": lambda user, pk, at: editing.finish_works(user=user, ids=[pk], at=at),
    "cancel many": lambda user, pk, at: editing.set_status_of_works(
        user=user, ids=[pk], status=Status.CANCELLED, at=at
    ),
    "edit many": lambda user, pk, at: editing.edit_works(user=user, ids=[pk], current_status=Status.DONE, at=at),
}


class TestWaitForDone:
    @pytest.fixture
    def rule(self, ann):
        return make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE)

    @pytest.mark.parametrize("finish", FINISHING.values(), ids=FINISHING)
    def test_makes_the_next_when_the_last_is_closed_but_not_before_its_day(self, ann, rule, finish):
        later = make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE)
        finish(ann, work_on(rule, "09-02").pk, LATER)
        assert made(rule) == ["09-02"]
        scheduler.tick(noon("09-03"))
        assert open_days(rule) == ["09-03"]

        finish(ann, work_on(later, "09-02").pk, noon("09-03"))

        assert (open_days(later), cursor(later), missed(later)) == (["09-03"], "09-04", [])

    def test_has_one_open_and_counts_those_that_passed_while_it_was(self, ann, rule):
        for text in ("09-03", "09-04", "09-05"):
            scheduler.tick(noon(text))
        while_open = open_days(rule)

        lifecycle.finish_work(user=ann, work_id=work_on(rule, "09-02").pk, at=noon("09-06"))

        assert (while_open, open_days(rule), missed(rule)) == (["09-02"], ["09-06"], ["09-03", "09-04", "09-05"])

    def test_has_one_of_the_days_ahead_open(self, ann):
        rule = make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE, lead_days=3)

        first = open_days(rule)
        lifecycle.finish_work(user=ann, work_id=work_on(rule, "09-02").pk, at=LATER)
        scheduler.tick(LATER)

        assert (first, open_days(rule), cursor(rule)) == (["09-02"], ["09-03"], "09-04")

    def test_makes_the_next_of_each_that_is_finished_in_one_order(self, ann, rule):
        other = make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE)
        ids = [work_on(each, "09-02").pk for each in (rule, other)]

        editing.finish_works(user=ann, ids=[*ids, make_work(user=ann).pk], at=noon("09-03"))

        assert open_days(rule) == open_days(other) == ["09-03"]

    def test_makes_no_second_one_when_the_rule_is_changed_or_run(self, ann, rule):
        which = {"user": ann, "recurring_work_id": rule.pk, "at": noon("09-04")}

        recurring.edit_recurring_work(**which, title="Rain")
        pausing.run_now(**which)

        assert (open_days(rule), cursor(rule)) == (["09-02"], "09-03")

    def test_waits_for_no_work_in_the_trash(self, ann, rule):
        editing.delete_work(user=ann, work_id=work_on(rule, "09-02").pk, at=LATER)

        scheduler.tick(noon("09-03"))

        assert open_days(rule) == ["09-03"]

    def test_waits_for_a_day_created_ahead_when_its_turn_comes_only(self, ann, rule):
        ahead = {"user": ann, "recurring_work_id": rule.pk, "at": LATER}
        splitting.edit_one_day(**ahead, occurs_on=day("09-05"), title="Rain")

        for text in ("09-03", "09-04", "09-05", "09-06"):
            for other in open_days(rule)[:1] if text < "09-06" else ():
                lifecycle.finish_work(user=ann, work_id=work_on(rule, other).pk, at=noon(text))
            scheduler.tick(noon(text))

        assert (made(rule), open_days(rule)) == (["09-02", "09-03", "09-04", "09-05"], ["09-05"])
        lifecycle.finish_work(user=ann, work_id=work_on(rule, "09-05").pk, at=noon("09-06"))
        assert open_days(rule) == ["09-06"]

    def test_has_one_open_however_many_days_are_added(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY", starts_on=day("08-19"), catch_up=CatchUp.WAIT_FOR_DONE)
        added = days("08-20", "08-21", "09-03", "09-04")

        recurring.edit_recurring_work(user=ann, recurring_work_id=rule.pk, at=LATER, extra_on=added)
        held = open_days(rule)
        lifecycle.finish_work(user=ann, work_id=work_on(rule, "09-02").pk, at=noon("09-04"))

        assert (held, open_days(rule)) == (["09-02"], ["09-04"])
        assert missed(rule) == ["08-20", "08-21", "09-03"]

    def test_makes_nothing_of_a_rule_that_is_paused_or_off(self, ann, rule):
        RecurringWork.objects.filter(pk=rule.pk).update(paused_from=day("09-03"))
        other = make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE)
        RecurringWork.objects.filter(pk=other.pk).update(is_active=False)

        for each in (rule, other):
            lifecycle.finish_work(user=ann, work_id=work_on(each, "09-02").pk, at=noon("09-03"))

        assert open_days(rule) == open_days(other) == []

    def test_leaves_rules_that_do_not_wait_to_the_scheduler(self, ann):
        rule = make_recurring_work(user=ann, catch_up=CatchUp.CREATE_ALL)

        lifecycle.finish_work(user=ann, work_id=work_on(rule, "09-02").pk, at=noon("09-03"))

        assert made(rule) == ["09-02"]

    def test_makes_the_next_in_the_transaction_that_closes_the_last(self, ann, rule):
        with connection.cursor() as sql:
            connection.check_constraints()
            sql.execute("CREATE UNIQUE INDEX one_of_them ON works_work (title) WHERE title = 'Rain'")
        make_work(user=ann, title="Rain")
        RecurringWork.objects.filter(pk=rule.pk).update(title="Rain")

        with pytest.raises(IntegrityError):
            lifecycle.finish_work(user=ann, work_id=work_on(rule, "09-02").pk, at=noon("09-03"))

        assert (open_days(rule), cursor(rule)) == (["09-02"], "09-03")


class TestMissedDays:
    def test_are_not_those_that_were_left_out_on_purpose(self, ann):
        rule = make_recurring_work(user=ann, skipped_on=days("09-03"))
        RecurringWork.objects.filter(pk=rule.pk).update(paused_from=day("09-05"), paused_until=day("09-06"))

        scheduler.tick(noon("09-08"))

        assert (made(rule), missed(rule)) == (["09-02", "09-08"], ["09-04", "09-07"])
