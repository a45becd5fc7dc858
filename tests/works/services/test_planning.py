"""Many works are planned for a day as one is."""

from datetime import date

import pytest

from tests.makers import NOON, make_work
from works.services import editing
from works.services.planning import plan_work, plan_works

THURSDAY = date(2026, 9, 3)
CASES = [
    {},
    {"deadline_on": date(2026, 9, 1)},
    {"deadline_on": date(2026, 9, 20)},
    {"starts_on": date(2026, 9, 2), "deadline_on": date(2026, 9, 2)},
    {"starts_on": date(2026, 9, 1), "deadline_on": date(2026, 9, 20)},
]


def days(work):
    work.refresh_from_db()
    return work.starts_on, work.deadline_on


class TestPlanWorks:
    @pytest.mark.parametrize("day", [THURSDAY, None])
    def test_does_to_each_what_planning_one_does(self, ann, day):
        together = [make_work(user=ann, **fields) for fields in CASES]
        alone = [make_work(user=ann, **fields) for fields in CASES]

        plan_works(user=ann, ids=[work.pk for work in together], day=day, at=NOON)
        for work in alone:
            plan_work(user=ann, work_id=work.pk, day=day, at=NOON)

        assert [days(work) for work in together] == [days(work) for work in alone]

    def test_moves_deadlines_that_would_be_before_the_day_or_were_its_day(self, ann):
        works = [make_work(user=ann, **fields) for fields in CASES]

        plan_works(user=ann, ids=[work.pk for work in works], day=THURSDAY, at=NOON)

        later = date(2026, 9, 20)
        assert [days(work)[1] for work in works] == [None, THURSDAY, later, THURSDAY, later]
        assert {days(work)[0] for work in works} == {THURSDAY}

    def test_changes_none_if_one_is_a_strangers(self, ann, ben):
        mine, other = make_work(user=ann, deadline_on=date(2026, 9, 1)), make_work(user=ben)

        with pytest.raises(editing.BulkRefused):
            plan_works(user=ann, ids=[mine.pk, other.pk], day=THURSDAY, at=NOON)

        assert days(mine) == (None, date(2026, 9, 1))
        assert days(other) == (None, None)
