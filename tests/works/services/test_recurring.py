"""A recurring work is made, and what is due of it with it."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection

from categories import services as categories
from tests.makers import NOON, make_category, make_recurring_work, make_user, make_work
from tests.works.services.calendar import cursor, day, days, made, missed, noon, open_days, stored
from works.choices import CatchUp, Priority, Status
from works.models import RecurringWork, Work
from works.recurrence.repeats import Repeats
from works.recurrence.rule import RuleNotUnderstood
from works.recurrence.schedule import RuleNeverMatches
from works.services import recurring, scheduler
from works.services.lookup import UnknownCategory


class TestCreateRecurringWork:
    def test_makes_the_work_of_today_from_its_template(self, ann):
        bed = make_category(user=ann)

        rule = make_recurring_work(
            user=ann,
            title="Water",
            content="All beds",
            category=bed,
            priority=Priority.HIGH,
            my_job=True,
            deadline_days=2,
            deadline_time=time(9, 30),
        )

        work = Work.objects.get()
        assert (work.recurring_work, work.occurs_on, work.starts_on) == (rule, day("09-02"), day("09-02"))
        assert (work.title, work.content, work.category) == ("Water", "All beds", bed)
        assert (work.priority, work.my_job, work.status) == (Priority.HIGH, True, Status.TODO)
        assert (work.deadline_on, work.deadline_time) == (day("09-04"), time(9, 30))
        assert (work.user, work.created_at, work.updated_at) == (ann, NOON, NOON)

    def test_gives_no_deadline_unless_asked_and_one_on_the_day_for_zero_days(self, ann):
        make_recurring_work(user=ann, title="none")
        make_recurring_work(user=ann, title="same day", deadline_days=0)

        deadlines = dict(Work.objects.values_list("title", "deadline_on"))
        assert deadlines == {"none": None, "same day": day("09-02")}

    def test_begins_today_by_default(self, ann):
        rule = make_recurring_work(user=ann, rule="freq=weekly;interval=1")

        assert (rule.starts_on, rule.rule, rule.created_at) == (day("09-02"), "FREQ=WEEKLY", NOON)
        assert (made(rule), cursor(rule)) == (["09-02"], "09-09")

    def test_begins_on_the_person_s_day(self, db):
        early = make_user("early@example.org", time_zone="Pacific/Kiritimati")
        late = make_user("late@example.org", time_zone="America/Los_Angeles")
        at = NOON.replace(hour=11)

        starts = [make_recurring_work(user=user, at=at).starts_on for user in (early, late)]

        assert starts == days("09-03", "09-02")

    def test_takes_the_simple_form(self, ann):
        rule = make_recurring_work(user=ann, repeats=Repeats("WEEKLY", weekdays=("FR",)))

        assert (rule.rule, cursor(rule)) == ("FREQ=WEEKLY;BYDAY=FR", "09-04")

    @pytest.mark.parametrize(
        ("text", "catch_up"),
        [
            ("FREQ=DAILY", "latest_only"),
            ("FREQ=WEEKLY", "latest_only"),
            ("FREQ=MONTHLY", "create_all"),
            ("FREQ=YEARLY", "create_all"),
        ],
    )
    def test_chooses_how_to_catch_up_by_the_rule_by_default(self, ann, text, catch_up):
        usual = make_recurring_work(user=ann, rule=text)
        other = make_recurring_work(user=ann, rule=text, catch_up=CatchUp.SKIP)

        assert (usual.catch_up, other.catch_up) == (catch_up, "skip")

    @pytest.mark.parametrize(
        ("catch_up", "daily", "weekly"),
        [
            (CatchUp.CREATE_ALL, ["08-30", "08-31", "09-01", "09-02"], ["08-21", "08-28"]),
            (CatchUp.LATEST_ONLY, ["09-02"], ["08-28"]),
            (CatchUp.SKIP, ["09-02"], []),
            (CatchUp.WAIT_FOR_DONE, ["09-02"], ["08-28"]),
        ],
    )
    def test_has_missed_nothing_before_it_was_made(self, ann, catch_up, daily, weekly):
        each_day = make_recurring_work(user=ann, starts_on=day("08-30"), catch_up=catch_up)
        fridays = make_recurring_work(user=ann, rule="FREQ=WEEKLY", starts_on=day("08-21"), catch_up=catch_up)

        assert (made(each_day), cursor(each_day), missed(each_day)) == (daily, "09-03", [])
        assert (made(fridays), cursor(fridays), missed(fridays)) == (weekly, "09-04", [])

    @pytest.mark.parametrize("catch_up", CatchUp)
    def test_makes_nothing_before_its_first_day(self, ann, catch_up):
        rule = make_recurring_work(user=ann, starts_on=day("09-03"), catch_up=catch_up)

        assert (made(rule), cursor(rule), rule.next_due_on) == ([], "09-03", day("09-03"))

    def test_makes_the_days_ahead(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=WEEKLY;BYDAY=FR", lead_days=9)

        assert (made(rule), cursor(rule), rule.next_due_on) == (["09-04", "09-11"], "09-18", day("09-09"))

    @pytest.mark.parametrize("starts_on", [date(2025, 9, 2), date(2025, 9, 1), date(1900, 1, 1)])
    def test_reaches_back_366_works_in_all(self, ann, starts_on):
        rule = make_recurring_work(user=ann, starts_on=starts_on, catch_up=CatchUp.CREATE_ALL)
        scheduler.tick(NOON + timedelta(minutes=1))

        works = Work.objects.order_by("occurs_on").values_list("occurs_on", flat=True)
        assert (len(works), works[0]) == (366, date(2025, 9, 2))
        assert (cursor(rule), missed(rule), scheduler.state(NOON).lag) == ("09-03", [], timedelta())

    def test_makes_nothing_while_it_is_off(self, ann):
        rule = make_recurring_work(user=ann, is_active=False)

        scheduler.tick(noon("09-05"))

        assert made(rule) == []

    def test_leaves_out_skipped_days_and_takes_extra_ones(self, ann):
        rule = make_recurring_work(
            user=ann,
            rule="FREQ=WEEKLY;BYDAY=FR",
            starts_on=day("08-21"),
            catch_up=CatchUp.CREATE_ALL,
            skipped_on=days("08-28", "08-21", "08-28"),
            extra_on=days("09-02", "08-27"),
        )

        assert (rule.skipped_on, rule.extra_on) == (["2026-08-21", "2026-08-28"], ["2026-08-27", "2026-09-02"])
        assert (made(rule), cursor(rule)) == (["08-27", "09-02"], "09-04")

    def test_puts_its_works_behind_what_is_there_in_the_order_of_their_days(self, ann, ben):
        bed = make_category(user=ann)
        make_work(user=ann, category=bed)
        make_work(user=ann)
        make_work(user=ben)

        filed = make_recurring_work(user=ann, category=bed, starts_on=day("08-31"), catch_up=CatchUp.CREATE_ALL)
        loose = make_recurring_work(user=ann, starts_on=day("09-01"), catch_up=CatchUp.CREATE_ALL)

        places = {rule: list(Work.objects.made_by(rule.pk).order_by("occurs_on")) for rule in (filed, loose)}
        assert [work.position for work in places[filed]] == [1, 2, 3]
        assert [work.position for work in places[loose]] == [1, 2]

    def test_keeps_neither_rule_nor_work_where_a_work_cannot_be_stored(self, ann):
        with connection.cursor() as sql:
            sql.execute("CREATE UNIQUE INDEX one_of_them ON works_work (title) WHERE title = 'Water'")
        make_work(user=ann, title="Water")

        with pytest.raises(IntegrityError):
            make_recurring_work(user=ann, title="Water")

        assert not RecurringWork.all_objects.exists()
        assert Work.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "refusal", "field"),
        [
            ({}, recurring.RuleMissing, "rule"),
            ({"rule": "every day"}, RuleNotUnderstood, "rule"),
            ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, RuleNeverMatches, "rule"),
            ({"rule": "FREQ=DAILY", "repeats": Repeats("WEEKLY")}, recurring.RuleAndRepeats, "repeats"),
            (
                {"rule": "FREQ=DAILY", "deadline_time": time(9)},
                recurring.TimeWithoutDeadlineDays,
                "deadline_time",
            ),
            ({"rule": "FREQ=DAILY", "extra_on": days("09-01")}, recurring.ExtraDayBeforeStart, "extra_on"),
        ],
    )
    def test_refuses_what_disagrees(self, ann, fields, refusal, field):
        with pytest.raises(refusal) as refused:
            recurring.create_recurring_work(user=ann, at=NOON, title="Water", **fields)

        assert set(refused.value.errors) == {field}
        assert not RecurringWork.all_objects.exists()

    def test_takes_rule_and_simple_form_while_they_agree(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=DAILY", repeats=Repeats("DAILY"))

        assert rule.rule == "FREQ=DAILY"

    def test_refuses_a_strangers_category_and_one_in_the_trash(self, ann, ben):
        bens, gone = make_category(user=ben), make_category(user=ann)
        categories.delete_category(user=ann, category_id=gone.pk, at=NOON)

        for category in (bens, gone):
            with pytest.raises(UnknownCategory):
                make_recurring_work(user=ann, category=category)

        assert not RecurringWork.all_objects.exists()


class TestUntilAndCount:
    def test_end_the_rule(self, ann):
        until = make_recurring_work(user=ann, rule="FREQ=DAILY;UNTIL=20260903")
        count = make_recurring_work(user=ann, rule="FREQ=DAILY;COUNT=2")

        for text in ("09-03", "09-04", "09-05"):
            scheduler.tick(noon(text))

        for rule in (until, count):
            assert (open_days(rule), cursor(rule), stored(rule).next_due_on) == (["09-02", "09-03"], None, None)

    def test_count_a_skipped_day(self, ann):
        rule = make_recurring_work(user=ann, rule="FREQ=DAILY;COUNT=3", skipped_on=days("09-03"))

        for text in ("09-03", "09-04", "09-05"):
            scheduler.tick(noon(text))

        assert made(rule) == ["09-02", "09-04"]
