"""What becomes of the trash, and of all the rest, when a person goes for good."""

from categories import services as categories
from categories.models import Category
from tests.makers import NOON, make_category, make_chain, make_recurring_work, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.models import Deletion
from works.models import RecurringWork, Work
from works.services import recurring


class TestPurgingAPerson:
    def test_removes_every_row_of_the_person_and_none_of_a_stranger(self, ann, ben):
        _root, tree, beds = make_chain(user=ann, names=["2026", "Garden", "Beds"])
        make_work(user=ann, category=beds)
        make_recurring_work(user=ann, category=beds)
        gone = make_recurring_work(user=ann)
        recurring.delete_recurring_work(user=ann, recurring_work_id=gone.pk, at=NOON)
        categories.delete_category(user=ann, category_id=tree.pk, at=NOON)
        his = make_recurring_work(user=ben, category=make_category(user=ben))

        trash.purge_all_of(ann)

        assert Category.all_objects.get() == his.category
        assert RecurringWork.all_objects.get() == Work.all_objects.get().recurring_work == his
        assert not Deletion.objects.exists()
