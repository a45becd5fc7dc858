"""The scheduler and a person on one rule at one moment: either first, and as it comes. PROVE=1 repeats each race 300 times."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from categories import services as categories
from tests.makers import NOON, make_ancestors, make_category, make_recurring_work
from tests.proofs.racing import ROUNDS, assert_only, assert_sound, overtake, race
from wheelbarrow.core import trash
from works.choices import CatchUp, Status
from works.models import RecurringWork, Work
from works.services import editing, lifecycle, pausing, recurring, scheduler, splitting

ONE_WRITER = "SQLite has one writer at a time, from BEGIN on; test_exactly_once.py is its proof"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason=ONE_WRITER),
]

# A rule that began on day 0 is two days behind.
LATER = NOON + timedelta(days=2)


def meetings(rounds=ROUNDS):
    """Each way in which two can meet, by number: one first, the other first, and as it comes, many times."""
    yield 0, overtake
    yield 1, lambda one, other: overtake(other, one)[::-1]
    yield from ((number, race) for number in range(2, 2 + rounds))


def make_due_rule(user, *, catch_up=CatchUp.CREATE_ALL, **fields):
    """Daily from day 0 on, of which the work is there; due twice at LATER."""
    return make_recurring_work(user=user, catch_up=catch_up, **fields)


def ticking(**options):
    return lambda: scheduler.tick(LATER, **options)


def day(number):
    return NOON.date() + timedelta(days=number)


def days_made(works=None):
    """Count the works of each day, by its number, deleted ones included."""
    works = Work.all_objects.all() if works is None else works
    return Counter((occurs_on - NOON.date()).days for occurs_on in works.values_list("occurs_on", flat=True))


def once(*numbers):
    return dict.fromkeys(numbers, 1)


def clear():
    Work.all_objects.all().delete()
    RecurringWork.all_objects.all().delete()


class TestDeleteCategory:
    def deleting(self, user, category):
        return lambda: categories.delete_category(user=user, category_id=category.pk, at=LATER)

    def test_leaves_no_live_work_in_a_deleted_one(self, ann):
        for number, meet in meetings():
            root, leaf = make_ancestors(user=ann, names=[f"{number}", "Garden"])
            make_due_rule(ann, category=leaf)

            tick, deletion = outcomes = meet(ticking(), self.deleting(ann, root))

            assert_only(outcomes)
            assert not Work.objects.exists()
            assert not Work.objects.stranded().exists()
            assert not RecurringWork.objects.exists()
            assert deletion.counts["works"] == Work.all_objects.taken_by(deletion).count() == 1 + tick.made
            assert_sound(ann)
            clear()

    def test_makes_no_day_twice_when_it_comes_back(self, ann):
        for number, meet in meetings():
            root, leaf = make_ancestors(user=ann, names=[f"{number}", "Garden"])
            make_due_rule(ann, category=leaf)

            tick, deletion = meet(ticking(), self.deleting(ann, root))
            trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=LATER)
            scheduler.tick(LATER + timedelta(days=1))

            # What came back makes up for nothing: day 1 is there if the scheduler came first.
            assert days_made(Work.objects.all()) == once(0, 2, 3, *([1] if tick.made else []))
            clear()


class TestDeleteRecurringWork:
    def test_keeps_its_works_and_knows_them_again(self, ann):
        for _number, meet in meetings():
            row = make_due_rule(ann)

            tick, deletion = outcomes = meet(
                ticking(), lambda row=row: recurring.delete_recurring_work(user=ann, recurring_work_id=row.pk, at=LATER)
            )

            assert_only(outcomes)
            assert Work.objects.filter(recurring_work=None, recurring_work_in_trash=row.pk).count() == 1 + tick.made
            assert Work.objects.count() == 1 + tick.made
            trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=LATER)
            scheduler.tick(LATER)
            assert days_made(Work.objects.made_by(row.pk)) == once(0, 2, *([1] if tick.made else []))
            clear()


class TestRestore:
    def test_brings_back_a_rule_that_makes_each_day_once(self, ann):
        for _number, meet in meetings():
            row = make_due_rule(ann)
            deletion = recurring.delete_recurring_work(user=ann, recurring_work_id=row.pk, at=NOON)

            outcomes = meet(
                lambda: [scheduler.tick(LATER), scheduler.tick(LATER)],
                lambda deletion=deletion: trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=LATER),
            )

            assert_only(outcomes)
            scheduler.tick(LATER)
            assert days_made(Work.objects.made_by(row.pk)) == once(0, 2)
            clear()


class TestPurge:
    def test_leaves_nothing_of_what_is_being_made(self, ann, ben):
        for number, meet in meetings():
            make_due_rule(ann, category=make_category(user=ann, name=f"{number}"))
            make_due_rule(ben)

            outcomes = meet(ticking(), lambda: self.delete_and_purge(ann))

            assert_only(outcomes)
            scheduler.tick(LATER)
            assert not RecurringWork.all_objects.owned_by(ann).exists()
            assert not Work.all_objects.owned_by(ann).exists()
            assert days_made() == once(0, 1, 2)
            connection.check_constraints()
            clear()

    def delete_and_purge(self, user):
        [category] = categories.Category.objects.owned_by(user)
        deletion = categories.delete_category(user=user, category_id=category.pk, at=LATER)
        trash.purge_deletion(user=user, deletion_id=deletion.pk, at=LATER)

    def test_keeps_the_works_of_a_rule(self, ann):
        for _number, meet in meetings():
            row = make_due_rule(ann)

            tick, _purged = outcomes = meet(ticking(), lambda row=row: self.delete_rule_and_purge(ann, row))

            assert_only(outcomes)
            assert not RecurringWork.all_objects.exists()
            assert Work.objects.filter(recurring_work=None, recurring_work_in_trash=None).count() == 1 + tick.made
            clear()

    def delete_rule_and_purge(self, user, row):
        deletion = recurring.delete_recurring_work(user=user, recurring_work_id=row.pk, at=LATER)
        trash.purge_deletion(user=user, deletion_id=deletion.pk, at=LATER)


class TestWaitForDone:
    """The days ahead keep several days due at once, so that only the open work holds the rule back."""

    def make(self, user):
        row = make_due_rule(user, catch_up=CatchUp.WAIT_FOR_DONE, lead_days=3)
        return row, Work.objects.made_by(row.pk).get()

    def finishing(self, user, work):
        return lambda: lifecycle.finish_work(user=user, work_id=work.pk, at=LATER)

    def test_has_one_open_when_the_last_is_finished(self, ann):
        for _number, meet in meetings():
            row, work = self.make(ann)

            outcomes = meet(lambda: [scheduler.tick(LATER), scheduler.tick(LATER)], self.finishing(ann, work))

            assert_only(outcomes)
            assert days_made(Work.objects.made_by(row.pk)) == once(0, 2)
            scheduler.tick(LATER)
            assert Work.objects.open().count() == 1
            clear()

    def test_has_one_open_with_two_schedulers(self, ann):
        for _number in range(ROUNDS):
            row, work = self.make(ann)

            outcomes = race(self.finishing(ann, work), ticking(), ticking())

            assert_only(outcomes)
            assert days_made(Work.objects.made_by(row.pk)) == once(0, 2)
            clear()

    def test_has_one_open_when_many_see_that_none_is(self, ann):
        for _number, meet in meetings():
            row, work = self.make(ann)
            editing.delete_work(user=ann, work_id=work.pk, at=NOON)
            running = lambda row=row: pausing.run_now(user=ann, recurring_work_id=row.pk, at=LATER)  # noqa: E731

            outcomes = meet(ticking(), ticking()) if meet is overtake else race(ticking(), ticking(), running)
            outcomes += meet(ticking(), running)

            assert_only(outcomes)
            assert Work.objects.open().count() == 1
            clear()

    def test_waits_for_no_one_who_waits_for_it(self, ann):
        """A day that was made ahead and is closed: the scheduler passes over its work while its person touches it."""
        for _number in range(ROUNDS):
            row, work = self.make(ann)
            splitting.edit_one_day(user=ann, recurring_work_id=row.pk, occurs_on=day(2), title="Ahead", at=NOON)
            ahead = Work.objects.get(occurs_on=day(2))
            editing.delete_work(user=ann, work_id=work.pk, at=NOON)
            Work.objects.with_ids([ahead.pk]).update(current_status=Status.DONE, end_at=NOON)

            outcomes = race(
                ticking(),
                lambda pk=ahead.pk: lifecycle.set_status(user=ann, work_id=pk, status=Status.CANCELLED, at=LATER),
            )

            assert_only(outcomes)
            assert set(days_made().values()) == {1}
            clear()


class TestThisAndFuture:
    @pytest.mark.parametrize("split", [None, 1, 2, 4])
    @pytest.mark.parametrize("changes", [{"title": "New"}, {"title": "New", "rule": "FREQ=DAILY;COUNT=20"}])
    def test_makes_each_day_once_over_both_rules(self, ann, split, changes):
        for _number, meet in meetings(ROUNDS // 8):
            row = make_due_rule(ann)
            occurs_on = None if split is None else day(split)

            outcomes = meet(
                ticking(),
                lambda row=row, on=occurs_on: splitting.edit_this_and_future(
                    user=ann, recurring_work_id=row.pk, occurs_on=on, at=LATER, **changes
                ),
            )
            scheduler.tick(LATER + timedelta(days=3))

            assert_only(outcomes)
            assert days_made() == once(*range(6))
            assert days_made(Work.objects.filter(title="New")) == once(*range(3 if split is None else split, 6))
            clear()


class TestSkip:
    def test_leaves_no_open_work_on_that_day(self, ann):
        for _number, meet in meetings():
            row = make_due_rule(ann)

            outcomes = meet(
                ticking(),
                lambda row=row: pausing.skip(user=ann, recurring_work_id=row.pk, occurs_on=day(2), at=LATER),
            )
            scheduler.tick(LATER + timedelta(days=1))

            assert_only(outcomes)
            assert days_made(Work.objects.open()) == once(0, 1, 3)
            assert set(days_made().values()) == {1}
            clear()


class TestPause:
    def test_creates_the_days_before_it_and_no_later_ones(self, ann):
        for _number, meet in meetings():
            row = make_due_rule(ann)

            outcomes = meet(ticking(), lambda row=row: pausing.pause(user=ann, recurring_work_id=row.pk, at=LATER))
            scheduler.tick(LATER + timedelta(days=3))

            assert_only(outcomes)
            # The day of the pause has its work if the scheduler came first.
            assert days_made() == once(0, 1, *([2] if outcomes[0].made == 2 else []))
            clear()


class TestTwoSchedulers:
    def test_share_the_rules(self, ann, ben):
        for _number, meet in meetings(ROUNDS // 2):
            for user in (ann, ben) * 4:
                make_due_rule(user)

            outcomes = meet(ticking(size=3), ticking(size=2))

            assert_only(outcomes)
            scheduler.tick(LATER)
            assert sum(tick.made for tick in outcomes) <= 16
            assert Counter(Work.objects.values_list("recurring_work")) == Counter(
                {(pk,): 3 for pk in RecurringWork.objects.ids()}
            )
            assert days_made() == dict.fromkeys(range(3), 8)
            clear()
