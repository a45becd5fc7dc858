"""Today and the days to come are what a plain reading of all works gives."""

from datetime import date, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from categories.models import Category
from tests.makers import NOON
from tests.trees import FULL, TODAY, examples, make_rows, rolled_back, small_trees, some_days, trees
from works.agenda import overdue_works, planned_works
from works.choices import Priority
from works.lateness import has_begun, is_overdue
from works.models import Work
from works.services import branches

# Which categories are paused from which day until which; None for no end.
pauses = st.lists(st.tuples(st.integers(0, 5), some_days, st.none() | some_days), max_size=2)


def pause(user, rows, chosen):
    live = set(Category.objects.owned_by(user).ids())
    for number, first, last in chosen:
        pk = rows.categories[number % len(rows.categories)]
        if pk in live:
            until = last and max(first, last)
            branches.pause_branch(user=user, category_id=pk, from_on=first, until_on=until, at=NOON - timedelta(days=3))


def is_paused(work, day):
    """Whether a category above the work, read one by one, is paused on the day."""
    category = work.category
    while category:
        begun = category.paused_from and category.paused_from <= day
        if begun and (category.paused_until is None or day <= category.paused_until):
            return True
        category = Category.objects.filter(pk=category.parent_id).first()
    return False


def open_works(user):
    return [work for work in Work.all_objects.filter(user=user) if work.deleted_at is None and work.end_at is None]


def days_in(work, first, last):
    return [day for day in (work.starts_on, work.deadline_on) if day and first <= day <= last]


def in_order_of_today(work, moment):
    today = moment.date()
    late = is_overdue(work.deadline_on, work.deadline_time, moment)
    due = work.deadline_on or date.max
    return (
        0 if late else 1 if due == today else 2,
        due if due <= today else date.max,
        (work.deadline_time is None, work.deadline_time or time.min),
        -list(Priority).index(work.priority),
        due,
        work.position,
        work.pk,
    )


class TestForToday:
    @examples(6)
    @given(tree=trees, strangers=small_trees, chosen=pauses)
    @example(tree=FULL, strangers=FULL, chosen=[(3, TODAY, None)])
    def test_is_every_open_work_that_has_begun_and_is_not_paused(self, tree, strangers, chosen, ann, ben):
        with rolled_back():
            pause(ann, make_rows(ann, tree), chosen)
            make_rows(ben, strangers)
            moment = ann.local_time(NOON)
            begun = [work for work in open_works(ann) if has_begun(work.starts_on, moment.date())]
            found = [work for work in begun if not is_paused(work, moment.date())]

            shown = list(Work.objects.owned_by(ann).for_today(moment))

            assert shown == sorted(found, key=lambda work: in_order_of_today(work, moment))
            late = [work for work in found if is_overdue(work.deadline_on, work.deadline_time, moment)]
            assert set(overdue_works(ann, moment)) == set(late)


class TestPlannedBetween:
    @examples(6)
    @given(tree=trees, strangers=small_trees, chosen=pauses, first=some_days, last=some_days)
    @example(tree=FULL, strangers=FULL, chosen=[], first=TODAY, last=TODAY)
    def test_is_every_open_work_that_starts_or_is_due(self, tree, strangers, chosen, first, last, ann, ben):
        first, last = sorted([first, last])
        with rolled_back():
            pause(ann, make_rows(ann, tree), chosen)
            make_rows(ben, strangers)
            found = {work: days_in(work, first, last) for work in open_works(ann)}

            shown = list(planned_works(ann, first, last))

            assert set(shown) == {work for work, days in found.items() if days and not is_paused(work, days[0])}
            assert len(shown) == len(set(shown))
            assert [found[work][0] for work in shown] == sorted(found[work][0] for work in shown)
