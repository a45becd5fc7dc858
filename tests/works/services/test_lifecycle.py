"""The status of works: current_status, started_at, end_at and filed_under change together."""

from datetime import timedelta
from itertools import product

import pytest

from categories import services as categories
from tests.makers import NOON, make_ancestors, make_work
from works.choices import Status
from works.models import Work
from works.services import lifecycle
from works.services.lookup import WorkNotFound

LATER = NOON + timedelta(hours=1)
OPEN = [status for status in Status if not status.is_closed]
CLOSED = [status for status in Status if status.is_closed]


def stored(work):
    work = Work.objects.get(pk=work.pk)
    return work.status, work.started_at, work.end_at, [link["name"] for link in work.filed_under]


@pytest.fixture
def bed(ann):
    return make_ancestors(user=ann, names=["2026", "Garden", "Beds"])[-1]


ANCESTORS = ["2026", "Garden", "Beds"]


class TestTheStates:
    def test_are_four_open_and_two_closed(self):
        assert OPEN == ["TODO", "IN_PROGRESS", "UNDER_REVIEW", "REJECTED"]
        assert CLOSED == ["DONE", "CANCELLED"]


class TestSetStatus:
    def test_keeps_the_four_fields_in_step(self, ann, bed):
        for first, then in product(Status, repeat=2):
            work = make_work(user=ann, category=bed, current_status=first)
            before = stored(work)

            lifecycle.set_status(user=ann, work_id=work.pk, status=then, at=LATER)

            started_at = {True: NOON, False: LATER if then is Status.IN_PROGRESS else None}[first is Status.IN_PROGRESS]
            ended_at = (NOON if first.is_closed else LATER) if then.is_closed else None
            assert stored(work) == (then, started_at, ended_at, ANCESTORS if then.is_closed else []), (first, then)
            if first is then:
                assert stored(work) == before
                assert Work.objects.get(pk=work.pk).updated_at == NOON

    def test_keeps_the_first_start(self, ann):
        work = make_work(user=ann, current_status=Status.IN_PROGRESS)
        lifecycle.set_status(user=ann, work_id=work.pk, status=Status.UNDER_REVIEW, at=LATER)

        lifecycle.set_status(user=ann, work_id=work.pk, status=Status.IN_PROGRESS, at=LATER)

        assert Work.objects.get(pk=work.pk).started_at == NOON

    def test_files_a_work_without_a_category_under_nothing(self, ann):
        work = make_work(user=ann)

        lifecycle.set_status(user=ann, work_id=work.pk, status=Status.DONE, at=LATER)

        assert stored(work) == (Status.DONE, None, LATER, [])

    def test_leaves_other_works_alone(self, ann, ben, bed):
        work, other = make_work(user=ann, category=bed), make_work(user=ann, category=bed)
        bens = make_work(user=ben)

        lifecycle.set_status(user=ann, work_id=work.pk, status=Status.DONE, at=LATER)

        assert stored(other)[0] == stored(bens)[0] == Status.TODO

    def test_finds_no_strangers_work(self, ann, ben):
        bens = make_work(user=ben)

        with pytest.raises(WorkNotFound):
            lifecycle.set_status(user=ann, work_id=bens.pk, status=Status.DONE, at=LATER)

        assert stored(bens)[0] == Status.TODO


class TestFinishWork:
    def test_twice_keeps_the_first_end(self, ann, bed):
        work = make_work(user=ann, category=bed)
        lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)

        lifecycle.finish_work(user=ann, work_id=work.pk, at=LATER)

        assert stored(work) == (Status.DONE, None, NOON, ANCESTORS)


class TestReopenWork:
    def test_goes_back_to_where_it_was_and_leaves_an_open_work_as_it_is(self, ann, bed):
        for closed in CLOSED:
            fresh = make_work(user=ann, category=bed, current_status=closed)
            begun = make_work(user=ann, category=bed, current_status=Status.IN_PROGRESS)
            lifecycle.set_status(user=ann, work_id=begun.pk, status=closed, at=NOON)

            for work in (fresh, begun):
                lifecycle.reopen_work(user=ann, work_id=work.pk, at=LATER)

            assert stored(fresh) == (Status.TODO, None, None, [])
            assert stored(begun) == (Status.IN_PROGRESS, NOON, None, [])
        for open_status in OPEN:
            work = make_work(user=ann, category=bed, current_status=open_status)
            before = stored(work)

            lifecycle.reopen_work(user=ann, work_id=work.pk, at=LATER)

            assert stored(work) == before


class TestFiledUnder:
    def test_keeps_the_ancestors_at_closing_whatever_happens_to_them_later(self, ann, bed):
        work = make_work(user=ann, category=bed)
        lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)

        categories.edit_category(user=ann, category_id=bed.pk, at=LATER, name="Borders")
        categories.move_category(user=ann, category_id=bed.pk, parent_id=None, at=LATER)

        assert stored(work)[3] == ANCESTORS
