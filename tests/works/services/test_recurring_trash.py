"""A rule in the trash, alone or with its category: its works stay, and show no rule in any way."""

import pytest
from django.db import connection

from categories import services as categories
from tests.makers import NOON, make_ancestors, make_category, make_recurring_work
from tests.works.services.calendar import LATER, cursor, day, days, made, missed, noon, stored, work_on
from wheelbarrow.core import trash
from wheelbarrow.core.models import Deletion
from works.choices import CatchUp
from works.models import RecurringWork, Work
from works.services import editing, recurring, scheduler
from works.services.lookup import RecurringWorkNotFound


def delete(rule, at=LATER):
    return recurring.delete_recurring_work(user=rule.user, recurring_work_id=rule.pk, at=at)


def delete_category(category, at=LATER):
    return categories.delete_category(user=category.user, category_id=category.pk, at=at)


def restore(deletion, at=LATER):
    return trash.restore_deletion(user=deletion.user, deletion_id=deletion.pk, at=at)


def purge(deletion):
    return trash.purge_deletion(user=deletion.user, deletion_id=deletion.pk, at=LATER)


@pytest.fixture
def daily(ann):
    """Three works, one of them in the trash already."""
    rule = make_recurring_work(user=ann, starts_on=day("08-31"), catch_up=CatchUp.CREATE_ALL)
    editing.delete_work(user=ann, work_id=work_on(rule, "09-01").pk, at=NOON)
    return rule


class TestDeleteRecurringWork:
    def test_trashes_the_rule_and_leaves_its_works(self, daily):
        deletion = delete(daily)

        assert (deletion.kind, deletion.label) == ("recurring_work", "Water")
        assert deletion.counts == {"recurring_works": 1}
        assert not RecurringWork.objects.exists()
        assert list(Work.objects.order_by("occurs_on").values_list("occurs_on", flat=True)) == days("08-31", "09-02")

    def test_shows_no_rule_on_its_works_in_any_way(self, daily):
        delete(daily)

        works = Work.all_objects.all()
        assert {work.recurring_work for work in works} == {work.recurring_work_id for work in works} == {None}
        assert not works.filter(recurring_work=daily.pk).exists()
        assert not works.filter(recurring_work_id=daily.pk).exists()
        assert not works.filter(recurring_work__isnull=False).exists()
        assert set(works.values_list("recurring_work", flat=True)) == {None}
        assert set(works.values_list("recurring_work__title", flat=True)) == {None}
        assert {work.updated_at for work in works} == {LATER}

    def test_makes_no_more_works(self, daily):
        delete(daily)

        scheduler.tick(noon("09-05"))

        assert Work.all_objects.count() == 3

    def test_takes_no_key_off_the_works_of_others(self, ann, ben, daily):
        mine, theirs = make_recurring_work(user=ann), make_recurring_work(user=ben)

        delete(daily)

        assert made(mine) == made(theirs) == ["09-02"]

    def test_finds_no_strangers_rule_and_none_twice(self, daily, ben):
        with pytest.raises(RecurringWorkNotFound):
            recurring.delete_recurring_work(user=ben, recurring_work_id=daily.pk, at=LATER)
        delete(daily)
        with pytest.raises(RecurringWorkNotFound):
            delete(daily)

        assert Deletion.objects.filter(kind="recurring_work").count() == 1


class TestRestoringARule:
    def test_shows_it_on_its_works_again(self, daily):
        before = list(Work.all_objects.order_by("pk").values_list("pk", "recurring_work", "occurs_on", "deleted_at"))

        restore(delete(daily))

        after = list(Work.all_objects.order_by("pk").values_list("pk", "recurring_work", "occurs_on", "deleted_at"))
        assert after == before
        assert set(Work.all_objects.values_list("recurring_work_in_trash", flat=True)) == {None}

    @pytest.mark.parametrize("catch_up", [CatchUp.CREATE_ALL, CatchUp.LATEST_ONLY, CatchUp.SKIP])
    def test_makes_up_for_nothing(self, ann, catch_up):
        rule = make_recurring_work(user=ann, catch_up=catch_up)
        deletion = delete(rule)
        scheduler.tick(noon("09-05"))

        restore(deletion, at=noon("09-06"))
        scheduler.tick(noon("09-06"))

        assert (made(rule), missed(rule), cursor(rule)) == (["09-02", "09-06"], [], "09-07")

    def test_makes_nothing_twice(self, daily):
        restore(delete(daily))
        RecurringWork.objects.update(next_occurrence_on=day("08-31"), next_due_on=day("08-31"))

        scheduler.tick(noon("09-03"))

        assert made(daily) == ["08-31", "09-01", "09-02", "09-03"]

    def test_leaves_a_work_to_its_own_deletion(self, daily):
        restore(delete(daily))

        work = work_on(daily, "09-01")
        assert work.deletion.kind == "work"
        restore(work.deletion)
        assert Work.objects.made_by(daily.pk).count() == 3

    def test_of_a_work_while_its_rule_is_in_the_trash_shows_no_rule(self, daily):
        own = work_on(daily, "09-01").deletion
        delete(daily)

        restore(own)

        work = Work.objects.get(occurs_on=day("09-01"))
        assert (work.recurring_work_id, work.recurring_work_in_trash_id) == (None, daily.pk)

    def test_is_refused_under_a_category_in_the_trash(self, ann):
        bed = make_category(user=ann)
        inner = delete(make_recurring_work(user=ann, category=bed))
        delete_category(bed)

        with pytest.raises(trash.ParentInTrash):
            restore(inner)


class TestPurgingARule:
    def test_leaves_its_works_and_no_key_that_points_nowhere(self, daily):
        purge(delete(daily))

        connection.check_constraints()
        assert not RecurringWork.all_objects.exists()
        works = Work.all_objects.values_list("recurring_work", "recurring_work_in_trash").distinct()
        assert list(works) == [(None, None)]
        assert Work.objects.count() == 2
        assert set(Work.objects.values_list("occurs_on", flat=True)) == set(days("08-31", "09-02"))


class TestDeletingTheCategory:
    @pytest.fixture
    def branch(self, ann):
        """2026 › Garden with a rule, of which one work was filed in 2027."""
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        rule = make_recurring_work(user=ann, category=tree, starts_on=day("09-01"), catch_up=CatchUp.CREATE_ALL)
        other = make_category(user=ann, name="2027")
        editing.edit_work(user=ann, work_id=work_on(rule, "09-01").pk, at=NOON, category=other.pk)
        return root, rule

    def test_takes_its_rules_along_and_counts_them(self, branch):
        root, _rule = branch

        deletion = delete_category(root)

        assert deletion.counts == {"categories": 2, "recurring_works": 1, "works": 1}
        assert not RecurringWork.objects.exists()

    def test_leaves_works_in_other_categories_without_a_rule(self, branch):
        root, rule = branch

        delete_category(root)

        work = Work.objects.get()
        assert (work.occurs_on, work.category.name) == (day("09-01"), "2027")
        assert (work.recurring_work_id, work.recurring_work_in_trash_id) == (None, rule.pk)

    def test_makes_no_more_works(self, branch):
        root, _rule = branch
        delete_category(root)

        scheduler.tick(noon("09-05"))

        assert Work.all_objects.count() == 2

    def test_is_undone_exactly_and_makes_up_for_nothing(self, branch):
        root, rule = branch
        deletion = delete_category(root)
        scheduler.tick(noon("09-05"))

        restored = restore(deletion, at=noon("09-06"))
        scheduler.tick(noon("09-07"))

        assert restored.counts["recurring_works"] == 1
        assert made(rule) == ["09-01", "09-02", "09-06", "09-07"]
        assert (Work.objects.count(), missed(rule)) == (4, [])

    def test_leaves_a_rule_that_was_deleted_before_to_its_own_deletion(self, branch):
        root, rule = branch
        own = delete(rule)

        outer = delete_category(root)

        assert outer.counts["recurring_works"] == 0
        assert stored(rule).deletion == own
        restore(outer)
        assert not RecurringWork.objects.exists()
        restore(own)
        assert made(rule) == ["09-01", "09-02"]

    def test_for_good_takes_the_rule_and_leaves_works_elsewhere(self, branch):
        root, rule = branch
        delete(rule)

        purged = purge(delete_category(root))

        connection.check_constraints()
        assert purged.counts == {"categories": 2, "recurring_works": 1, "works": 1}
        assert not RecurringWork.all_objects.exists()
        work = Work.all_objects.get()
        assert (work.occurs_on, work.recurring_work_in_trash_id) == (day("09-01"), None)
        assert not Deletion.objects.exists()
