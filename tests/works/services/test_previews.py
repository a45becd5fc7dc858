"""What a rule, or a change of one, would do; and what became of its days."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.makers import NOON, make_category, make_recurring_work
from tests.works.services.calendar import LATER, cursor, day, days, made, missed, noon, purge_work, stored, work_on
from works.choices import CatchUp, Scope
from works.models import RecurringWork, Work
from works.recurrence.schedule import RuleNeverMatches
from works.services import editing, lifecycle, pausing, previews, recurring, scheduler, splitting
from works.services.lookup import RecurringWorkNotFound, UnknownCategory


def rows():
    """All that is stored of rules and works."""
    return [list(model.all_objects.order_by("pk").values()) for model in (RecurringWork, Work)]


def preview(user, at=LATER, **fields):
    return previews.preview(user=user, at=at, **fields)


class TestPreviewOfANewRule:
    def test_shows_ten_days_from_today_on_and_what_would_be_made_at_once(self, ann):
        shown = preview(ann, rule="freq=daily", starts_on=day("08-31"), catch_up=CatchUp.CREATE_ALL)

        assert (shown.row.rule, shown.dates[0], len(shown.dates)) == ("FREQ=DAILY", day("09-02"), 10)
        assert shown.made == days("08-31", "09-01", "09-02")
        assert shown.changed == []

    def test_shows_the_days_of_a_rule_that_begins_later_or_ends_soon(self, ann):
        later = preview(ann, rule="FREQ=WEEKLY", starts_on=day("12-24"))
        soon = preview(ann, rule="FREQ=DAILY;COUNT=2")

        assert (later.dates[:2], later.made) == (days("12-24", "12-31"), [])
        assert (soon.dates, soon.made) == (days("09-02", "09-03"), days("09-02"))

    def test_is_in_the_active_language(self, ann):
        with translation.override("ko"):
            korean = preview(ann, rule="FREQ=DAILY").sentence
        english = preview(ann, rule="FREQ=DAILY").sentence

        assert korean
        assert english
        assert korean != english

    def test_shows_how_it_would_catch_up(self, ann):
        shown = [preview(ann, rule=rule).row.catch_up for rule in ("FREQ=DAILY", "FREQ=MONTHLY")]

        assert shown == ["latest_only", "create_all"]

    def test_keeps_nothing(self, ann):
        make_recurring_work(user=ann)
        before = rows()

        preview(ann, rule="FREQ=DAILY", title="Rain")

        assert rows() == before

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({}, recurring.RuleMissing),
            ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, RuleNeverMatches),
            ({"rule": "FREQ=DAILY", "category": 2**62}, UnknownCategory),
        ],
    )
    def test_refuses_what_saving_would(self, ann, fields, refusal):
        with pytest.raises(refusal):
            preview(ann, **fields)

        assert rows() == [[], []]


class TestPreviewOfAChange:
    @pytest.fixture
    def daily(self, ann):
        """Three works, one of them changed by hand and one done."""
        rule = make_recurring_work(user=ann, starts_on=day("08-31"), catch_up=CatchUp.CREATE_ALL, deadline_days=1)
        editing.edit_work(user=ann, work_id=work_on(rule, "09-01").pk, at=NOON, title="Mist")
        lifecycle.finish_work(user=ann, work_id=work_on(rule, "08-31").pk, at=NOON)
        return rule

    def test_names_the_works_that_would_change_and_in_what(self, daily):
        bed = make_category(user=daily.user)

        shown = preview(
            daily.user,
            recurring_work=daily.pk,
            scope=Scope.ALL_OPEN,
            title="Rain",
            deadline_days=2,
            category=bed.pk,
        )

        assert {(each.title, each.occurs_on, *each.fields) for each in shown.changed} == {
            ("Mist", day("09-01"), "deadline_on", "position", "category"),
            ("Rain", day("09-02"), "title", "deadline_on", "position", "category"),
        }
        assert {each.id for each in shown.changed} == {work_on(daily, text).pk for text in ("09-01", "09-02")}

    def test_names_none_for_a_change_of_works_to_come(self, daily):
        shown = preview(daily.user, recurring_work=daily.pk, title="Rain")

        assert (shown.changed, shown.made, shown.row.title) == ([], [], "Rain")

    def test_names_works_that_would_go_over_to_another_rule(self, daily):
        shown = preview(
            daily.user,
            recurring_work=daily.pk,
            scope=Scope.THIS_AND_FUTURE,
            occurs_on=day("09-02"),
            rule="FREQ=WEEKLY",
        )

        assert [(each.occurs_on, each.fields) for each in shown.changed] == [(day("09-02"), ["recurring_work"])]
        assert shown.dates[:2] == days("09-02", "09-09")

    def test_shows_no_day_before_a_split(self, daily):
        change = {"recurring_work": daily.pk, "scope": Scope.THIS_AND_FUTURE, "occurs_on": day("09-09")}

        assert preview(daily.user, **change, title="Rain").dates[0] == day("09-09")

    def test_shows_whether_the_notes_would_change_without_reading_them(self, daily):
        editing.edit_work(user=daily.user, work_id=work_on(daily, "09-02").pk, at=NOON, content="Mine")

        with CaptureQueriesContext(connection) as queries:
            shown = preview(daily.user, recurring_work=daily.pk, scope=Scope.ALL_OPEN, content="All")

        assert [(each.occurs_on, each.fields) for each in shown.changed] == [(day("09-01"), ["content"])]
        assert not [each for each in queries if '"works_work"."content",' in each["sql"]]

    def test_names_the_work_of_one_day_that_would_be_made_early(self, daily):
        shown = preview(daily.user, recurring_work=daily.pk, scope=Scope.THIS, occurs_on=day("09-09"), title="Rain")

        assert (shown.made, shown.changed) == (days("09-09"), [])

    def test_names_what_more_days_ahead_would_make(self, daily):
        shown = preview(daily.user, recurring_work=daily.pk, lead_days=2)

        assert shown.made == days("09-03", "09-04")

    @pytest.mark.parametrize("scope", [None, *Scope])
    def test_keeps_nothing(self, daily, scope):
        before = rows()

        preview(daily.user, recurring_work=daily.pk, scope=scope, occurs_on=scope and day("09-02"), title="Rain")

        assert rows() == before

    def test_refuses_what_saving_would(self, daily):
        before = rows()

        with pytest.raises(recurring.WorksMadeAlready):
            preview(daily.user, recurring_work=daily.pk, rule="FREQ=WEEKLY")

        assert rows() == before

    def test_finds_no_strangers_rule(self, daily, ben):
        with pytest.raises(RecurringWorkNotFound):
            preview(ben, recurring_work=daily.pk, title="Mine")


class TestWarnings:
    @pytest.mark.parametrize(
        ("fields", "warning"),
        [
            ({"rule": "FREQ=DAILY;COUNT=1", "skipped_on": days("09-02")}, "There is no day left"),
            ({"rule": "FREQ=DAILY", "starts_on": day("01-01") - timedelta(days=300)}, "latest 366 days only"),
            ({"rule": "FREQ=MONTHLY"}, "“2026” ends on 2026-12-31"),
        ],
    )
    def test_name_what_a_person_may_not_expect(self, ann, fields, warning):
        year = make_category(user=ann, name="2026", ends_on=day("12-31"))
        usual = preview(ann, rule="FREQ=DAILY", category=year.pk, catch_up=CatchUp.CREATE_ALL)

        shown = preview(ann, **fields, category=year.pk, catch_up=CatchUp.CREATE_ALL)

        assert [text for text in shown.warnings if warning in text]
        assert usual.warnings == []

    def test_count_the_days_that_a_change_makes_missed(self, ann):
        rule = make_recurring_work(user=ann, catch_up=CatchUp.WAIT_FOR_DONE)

        shown = preview(ann, at=noon("09-05"), recurring_work=rule.pk, catch_up=CatchUp.CREATE_ALL)

        assert (shown.warnings, shown.made) == (["2 past days count as missed."], days("09-05"))


class TestOccurrences:
    def test_of_a_split_begin_there(self, ann):
        rule = make_recurring_work(user=ann, starts_on=day("09-01"), skipped_on=days("09-01"))
        change = {"user": ann, "recurring_work_id": rule.pk, "at": LATER, "occurs_on": day("09-04")}
        new = splitting.edit_this_and_future(**change, title="Rain")

        assert self.states(new, "08-30", "09-05") == {"09-04": "planned", "09-05": "planned"}

    def states(self, rule, first, last):
        shown = previews.occurrences(row=stored(rule), first=day(first), last=day(last))
        return {f"{each.occurs_on:%m-%d}": each.state for each in shown}

    def test_show_the_state_of_each_day(self, ann):
        rule = make_recurring_work(user=ann, starts_on=day("08-28"), catch_up=CatchUp.CREATE_ALL)
        lifecycle.finish_work(user=ann, work_id=work_on(rule, "08-29").pk, at=NOON)
        pausing.skip(user=ann, recurring_work_id=rule.pk, occurs_on=day("08-30"), at=NOON)
        editing.delete_work(user=ann, work_id=work_on(rule, "08-31").pk, at=NOON)
        purge_work(rule, "09-01")
        pausing.skip(user=ann, recurring_work_id=rule.pk, occurs_on=day("09-03"), at=NOON)
        pausing.pause(user=ann, recurring_work_id=rule.pk, from_on=day("09-05"), until_on=day("09-06"), at=NOON)

        assert self.states(rule, "08-25", "09-07") == {
            "08-28": "open",
            "08-29": "done",
            "08-30": "cancelled",
            "08-31": "deleted",
            "09-01": "passed",
            "09-02": "open",
            "09-03": "skipped",
            "09-04": "planned",
            "09-05": "paused",
            "09-06": "paused",
            "09-07": "planned",
        }

    def test_show_what_was_missed(self, ann):
        rule = make_recurring_work(user=ann)
        scheduler.tick(noon("09-04"))

        assert (made(rule), missed(rule), cursor(rule)) == (["09-02", "09-04"], ["09-03"], "09-05")
        assert self.states(rule, "09-03", "09-04") == {"09-03": "missed", "09-04": "open"}

    def test_show_the_days_that_are_not_made_while_it_is_off(self, ann):
        rule = make_recurring_work(user=ann)
        pausing.end(user=ann, recurring_work_id=rule.pk, at=LATER)

        assert self.states(rule, "09-02", "09-03") == {"09-02": "open", "09-03": "ended"}

    def test_hold_the_first_and_the_last_day_asked_for(self, ann):
        rule = make_recurring_work(user=ann, extra_on=[])

        assert list(self.states(rule, "09-03", "09-05")) == ["09-03", "09-04", "09-05"]

    def test_show_the_work_unless_it_is_in_the_trash(self, ann):
        rule = make_recurring_work(user=ann, starts_on=day("09-01"), catch_up=CatchUp.CREATE_ALL)
        editing.delete_work(user=ann, work_id=work_on(rule, "09-01").pk, at=NOON)

        shown = previews.occurrences(row=stored(rule), first=day("09-01"), last=day("09-03"))

        assert [each.work for each in shown] == [None, work_on(rule, "09-02"), None]
