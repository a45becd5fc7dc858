"""The next yearly project: its tree copied, what is open and recurring moved, the old year closed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from categories.models import Category
from categories.services import CategoryNotFound, NameTaken
from tests.makers import NOON, make_ancestors, make_category, make_finished_work, make_recurring_work, make_work
from tests.wheelbarrow.core.history.states import state_of
from wheelbarrow.core.history.undo import NoLongerFits, undo, undo_last
from wheelbarrow.core.models import Change
from works.models import RecurringWork, Work
from works.services.roll_over import Choice, NotAYearlyProject, UnknownBranch, next_name, roll_over

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def year(ann):
    """2026 with two branches, each with an open, a finished and a recurring work."""
    root = make_category(user=ann, name="2026", content="Plan", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    for name in ("Garden", "Office"):
        branch = make_category(user=ann, name=name, parent=root, starts_on=date(2026, 2, 28))
        make_work(user=ann, title=f"Open {name}", category=branch)
        make_finished_work(user=ann, title=f"Done {name}", category=branch)
        make_recurring_work(user=ann, title=f"Every day {name}", category=branch)
    make_work(user=ann, title="Deep", category=make_category(user=ann, name="Beds", parent=branch_of(ann, "Garden")))
    return root


def branch_of(user, name, under="2026"):
    return Category.objects.owned_by(user).get(name=name, path__startswith=Category.objects.get(name=under).path)


def places(rows):
    return {
        row.title: " ".join(Category.objects.ancestors_of(row.category).values_list("name", flat=True)) for row in rows
    }


class TestRollOver:
    def test_copies_the_tree_with_its_days_a_year_later(self, ann, year):
        done = roll_over(user=ann, category_id=year.pk, name="2027", at=NOON)

        new = Category.objects.subtree_of(done.category).in_order()
        assert list(new.values_list("name", "level", "position", "content", "starts_on", "ends_on")) == [
            ("2027", 0, 1, "Plan", date(2027, 1, 1), date(2027, 12, 31)),
            ("Garden", 1, 0, "", date(2027, 2, 28), None),
            ("Office", 1, 1, "", date(2027, 2, 28), None),
            ("Beds", 2, 0, "", None, None),
        ]
        assert done[1:] == (4, 5, 2)

    def test_moves_what_is_open_and_recurring_and_leaves_what_is_finished(self, ann, year):
        roll_over(user=ann, category_id=year.pk, name="2027", at=NOON)

        works = places(Work.objects.exclude(recurring_work__isnull=False).select_related("category"))
        assert works == {
            "Open Garden": "2027 Garden",
            "Open Office": "2027 Office",
            "Deep": "2027 Garden Beds",
            "Done Garden": "2026 Garden",
            "Done Office": "2026 Office",
        }
        rules = places(RecurringWork.objects.select_related("category"))
        assert rules == {"Every day Garden": "2027 Garden", "Every day Office": "2027 Office"}

    def test_takes_a_choice_for_each_branch(self, ann, year):
        choices = {branch_of(ann, "Garden").pk: Choice.COPY, branch_of(ann, "Office").pk: Choice.LEAVE}

        done = roll_over(user=ann, category_id=year.pk, name="2027", branches=choices, at=NOON)

        assert set(Category.objects.subtree_of(done.category).values_list("name", flat=True)) == {
            "2027",
            "Garden",
            "Beds",
        }
        works = places(Work.objects.exclude(recurring_work__isnull=False).open().select_related("category"))
        assert works == {"Open Garden": "2026 Garden", "Open Office": "2026 Office", "Deep": "2026 Garden Beds"}
        rules = places(RecurringWork.objects.select_related("category"))
        assert rules == {"Every day Garden": "2027 Garden", "Every day Office": "2026 Office"}

    def test_closes_the_old_year_on_the_day_before_the_new_one(self, ann):
        without_days = make_category(user=ann, name="2026")
        endless = make_category(user=ann, name="Endless", starts_on=date(2026, 4, 1))

        roll_over(user=ann, category_id=without_days.pk, name="2027", at=NOON)
        roll_over(user=ann, category_id=endless.pk, name="Endless 2", at=NOON)

        days = dict(Category.objects.values_list("name", "ends_on"))
        assert (days["2026"], days["Endless"]) == (NOON.date(), date(2027, 3, 31))

    def test_moves_29_february_to_28(self, ann):
        leap = make_category(user=ann, name="2028", starts_on=date(2028, 2, 29))

        assert roll_over(user=ann, category_id=leap.pk, name="2029", at=NOON).category.starts_on == date(2029, 2, 28)

    def test_is_one_act_that_can_be_undone_and_redone(self, ann, ben, year):
        make_category(user=ben, name="2026")
        before, of_ben = state_of(ann), state_of(ben)
        roll_over(user=ann, category_id=year.pk, name="2027", at=NOON)
        after = state_of(ann)

        undo_last(user=ann, at=LATER)

        assert (state_of(ann), state_of(ben)) == (before, of_ben)
        assert after != before

    def test_cannot_be_undone_after_work_in_the_new_year(self, ann, year):
        done = roll_over(user=ann, category_id=year.pk, name="2027", at=NOON)
        make_work(user=ann, category=done.category)
        state = state_of(ann)
        change = Change.objects.of_row("category", done.category.pk).first()
        with pytest.raises(NoLongerFits):
            undo(user=ann, change_id=change.pk, at=LATER)

        assert state_of(ann) == state

    def test_takes_the_same_statements_for_any_number_of_rows(self, ann, year, count_queries):
        few = count_queries(lambda: roll_over(user=ann, category_id=year.pk, name="2027", at=NOON))
        big = make_category(user=ann, name="Big", starts_on=year.starts_on, ends_on=year.ends_on)
        for number in range(20):
            leaf = make_category(user=ann, name=f"{number}", parent=big)
            make_work(user=ann, category=leaf)
            make_recurring_work(user=ann, category=leaf)

        assert count_queries(lambda: roll_over(user=ann, category_id=big.pk, name="Bigger", at=NOON)) == few

    def test_refuses_a_branch_an_unknown_choice_and_a_taken_name(self, ann, year):
        branch, other = branch_of(ann, "Garden"), make_ancestors(user=ann, names=["Other", "Below"])
        order = {"user": ann, "at": NOON}

        with pytest.raises(NotAYearlyProject):
            roll_over(category_id=branch.pk, name="2027", **order)
        with pytest.raises(UnknownBranch, match=str(other[1].pk)):
            roll_over(category_id=year.pk, name="2027", branches={other[1].pk: Choice.LEAVE}, **order)
        with pytest.raises(NameTaken):
            roll_over(category_id=year.pk, name="2026", **order)

    def test_of_a_stranger_is_not_found(self, ben, year):
        with pytest.raises(CategoryNotFound):
            roll_over(user=ben, category_id=year.pk, name="2027", at=NOON)

        assert not Category.objects.owned_by(ben).exists()


@pytest.fixture
def count_queries():
    """Return a function that calls another and returns the number of its queries."""

    def count(call):
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count


class TestNextName:
    @pytest.mark.parametrize(
        ("name", "following"),
        [
            ("2026", "2027"),
            ("Work 2026", "Work 2027"),
            ("2026년 업무", "2027년 업무"),
            ("2026-2027", "2027-2028"),
            ("School 2026/27", "School 2027/28"),
            ("1999/00", "2000/01"),
            ("2026-08", "2027-08"),
            ("1999", "2000"),
            ("Home", ""),
            ("Room 12345", ""),
            ("Nr. 1234", ""),
            ("", ""),
        ],
    )
    def test_moves_each_year_on(self, name, following):
        assert next_name(name) == following
