"""A recurring work is changed together with its open works."""

from datetime import time

import pytest

from tests.makers import NOON, make_category, make_recurring_work, make_work
from tests.works.services.calendar import day, days, noon, open_days, work_on
from tests.works.services.test_recurring_edits import LATER
from works.choices import CatchUp, Priority
from works.models import Work
from works.services import editing, lifecycle, recurring, scheduler
from works.services.lookup import RecurringWorkNotFound


def edit_all_open(rule, /, at=LATER, **changes):
    return recurring.edit_all_open(user=rule.user, recurring_work_id=rule.pk, at=at, **changes)


class TestEditAllOpen:
    @pytest.mark.parametrize(
        ("column", "value"), [("title", "Rain"), ("content", "All"), ("priority", Priority.HIGH), ("my_job", True)]
    )
    def test_gives_it_to_works_that_were_not_changed_by_hand(self, ann, column, value):
        rule = make_recurring_work(user=ann, starts_on=day("09-01"), catch_up=CatchUp.CREATE_ALL)
        by_hand = {"title": "Mist", "content": "Few", "priority": Priority.LOW, "my_job": True}[column]
        editing.edit_work(user=ann, work_id=work_on(rule, "09-01").pk, at=NOON, **{column: by_hand})

        edit_all_open(rule, **{column: value})

        assert getattr(work_on(rule, "09-01"), column) == by_hand
        assert getattr(work_on(rule, "09-02"), column) == value
        assert work_on(rule, "09-02").updated_at == LATER

    def test_leaves_closed_works_works_in_the_trash_and_those_of_others(self, ann):
        rule = make_recurring_work(user=ann, starts_on=day("08-31"), catch_up=CatchUp.CREATE_ALL)
        other, by_hand = make_recurring_work(user=ann), make_work(user=ann, title="Water")
        lifecycle.finish_work(user=ann, work_id=work_on(rule, "08-31").pk, at=NOON)
        editing.delete_work(user=ann, work_id=work_on(rule, "09-01").pk, at=NOON)

        edit_all_open(rule, title="Rain")

        assert [work_on(rule, text).title for text in ("08-31", "09-01", "09-02")] == ["Water", "Water", "Rain"]
        assert work_on(other, "09-02").title == Work.objects.get(pk=by_hand.pk).title == "Water"

    def test_files_them_elsewhere_behind_what_is_there(self, ann):
        bed, kitchen = make_category(user=ann), make_category(user=ann, name="Kitchen")
        rule = make_recurring_work(user=ann, category=bed, starts_on=day("08-31"), catch_up=CatchUp.CREATE_ALL)
        make_work(user=ann, category=kitchen)
        editing.edit_work(user=ann, work_id=work_on(rule, "09-01").pk, at=NOON, category=None)

        edit_all_open(rule, category=kitchen.pk)

        places = [(work_on(rule, text).category, work_on(rule, text).position) for text in ("08-31", "09-01", "09-02")]
        assert places == [(kitchen, 1), (None, 0), (kitchen, 2)]

    def test_moves_deadlines_that_are_the_rule_s_and_leave_the_start_before_them(self, ann):
        rule = make_recurring_work(user=ann, deadline_days=5, starts_on=day("08-30"), catch_up=CatchUp.CREATE_ALL)
        put_off, started_late = work_on(rule, "08-30"), work_on(rule, "08-31")
        editing.edit_work(user=ann, work_id=put_off.pk, at=NOON, deadline_on=day("09-20"))
        editing.edit_work(user=ann, work_id=started_late.pk, at=NOON, starts_on=day("09-04"))

        edit_all_open(rule, deadline_days=3, deadline_time=time(8))

        deadlines = [work_on(rule, text).deadline_on for text in ("08-30", "08-31", "09-01")]
        assert deadlines == days("09-20", "09-05", "09-04")
        assert [work_on(rule, text).deadline_time for text in ("08-30", "09-01")] == [None, time(8)]

    def test_holds_for_the_works_to_come_too(self, ann):
        rule = make_recurring_work(user=ann)

        edit_all_open(rule, title="Rain")
        scheduler.tick(noon("09-03"))

        assert [work_on(rule, text).title for text in ("09-02", "09-03")] == ["Rain", "Rain"]
        assert open_days(rule) == ["09-02", "09-03"]

    def test_gives_no_other_days_once_a_work_was_made(self, ann):
        rule = make_recurring_work(user=ann)

        with pytest.raises(recurring.WorksMadeAlready):
            edit_all_open(rule, rule="FREQ=WEEKLY", title="Rain")

        assert work_on(rule, "09-02").title == "Water"

    def test_finds_no_strangers_rule(self, ann, ben):
        bens = make_recurring_work(user=ben)

        with pytest.raises(RecurringWorkNotFound):
            recurring.edit_all_open(user=ann, recurring_work_id=bens.pk, at=LATER, title="Mine")

        assert work_on(bens, "09-02").title == "Water"
