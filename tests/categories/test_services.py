"""Create and delete categories."""

from datetime import date, timedelta

import pytest

from categories import services
from categories.models import Category
from categories.paths import MAX_LEVELS
from tests.makers import NOON, make_ancestors, make_category
from wheelbarrow.core import trash
from wheelbarrow.core.models import Deletion

LATER = NOON + timedelta(hours=1)


def in_order(user, parent=None):
    """The live children's names and places, as a list shows them."""
    rows = Category.objects.owned_by(user).children_of(parent.pk if parent else None).order_by("position", "pk")
    return [(row.name, row.position) for row in rows]


def make_categories(user, *names, parent=None):
    return [make_category(user=user, name=name, parent=parent) for name in names]


def delete(category):
    return services.delete_category(user=category.user, category_id=category.pk, at=LATER)


def where(*categories):
    """Return path and level of each, deleted or not."""
    rows = {row.pk: (row.path, row.level) for row in Category.all_objects.with_ids([row.pk for row in categories])}
    return [rows[category.pk] for category in categories]


class TestCreateCategory:
    def test_makes_a_root(self, ann):
        root = services.create_category(user=ann, name="2026", content="All of it", at=NOON)

        root.refresh_from_db()
        assert (root.name, root.content, root.parent_id) == ("2026", "All of it", None)
        assert (root.path, root.level, root.root_id) == (f"/{root.pk}", 0, root.pk)
        assert (root.created_at, root.updated_at) == (NOON, NOON)

    def test_makes_a_child(self, ann):
        root, branch = make_ancestors(user=ann, names=["2026", "Garden"])

        leaf = services.create_category(user=ann, name="Beds", parent=branch.pk, at=NOON)

        leaf.refresh_from_db()
        assert (leaf.path, leaf.level) == (f"/{root.pk}/{branch.pk}/{leaf.pk}", 2)

    def test_takes_the_parents_path_for_its_id(self, ann):
        _root, branch = make_ancestors(user=ann, names=["2026", "Garden"])

        leaf = services.create_category(user=ann, name="Beds", path=branch.path, at=NOON)

        assert leaf.parent_id == branch.pk

    def test_takes_both_when_they_agree(self, ann):
        root = make_category(user=ann)

        leaf = services.create_category(user=ann, name="Beds", parent=root.pk, path=root.path, at=NOON)

        assert leaf.parent_id == root.pk

    def test_refuses_a_path_that_names_another_than_parent(self, ann):
        first, second = make_categories(ann, "2025", "2026")

        with pytest.raises(services.ParentAndPathDisagree) as refusal:
            services.create_category(user=ann, name="Beds", parent=first.pk, path=second.path, at=NOON)

        assert list(refusal.value.errors) == ["path"]

    @pytest.mark.parametrize("field", ["parent", "path"])
    def test_refuses_a_parent_that_is_not_there(self, ann, field):
        nowhere = {"parent": 10**9, "path": f"/{10**9}"}[field]

        with pytest.raises(services.ParentNotFound) as refusal:
            services.create_category(user=ann, name="Beds", at=NOON, **{field: nowhere})

        assert list(refusal.value.errors) == [field]
        assert not Category.all_objects.owned_by(ann).exists()

    @pytest.mark.parametrize("field", ["parent", "path"])
    def test_refuses_a_parent_in_the_trash(self, ann, field):
        root = make_category(user=ann)
        place = {"parent": root.pk, "path": root.path}[field]
        services.delete_category(user=ann, category_id=root.pk, at=NOON)

        with pytest.raises(services.ParentNotFound):
            services.create_category(user=ann, name="Beds", at=NOON, **{field: place})

    @pytest.mark.parametrize("field", ["parent", "path"])
    def test_refuses_a_strangers_parent(self, ann, ben, field):
        root = make_category(user=ann)
        place = {"parent": root.pk, "path": root.path}[field]

        with pytest.raises(services.ParentNotFound):
            services.create_category(user=ben, name="Beds", at=NOON, **{field: place})

        assert not Category.all_objects.owned_by(ben).exists()

    @pytest.mark.parametrize("below", [True, False])
    def test_refuses_a_siblings_name(self, ann, below):
        parent = make_category(user=ann, name="2026") if below else None
        make_category(user=ann, name="Garden", parent=parent)

        with pytest.raises(services.NameTaken) as refusal:
            make_category(user=ann, name="Garden", parent=parent)

        assert list(refusal.value.errors) == ["name"]
        assert "“Garden”" in refusal.value.detail

    @pytest.mark.parametrize("below", [True, False])
    def test_lets_a_name_be_used_again_when_its_holder_is_in_the_trash(self, ann, below):
        parent = make_category(user=ann, name="2026") if below else None
        gone = make_category(user=ann, name="Garden", parent=parent)
        services.delete_category(user=ann, category_id=gone.pk, at=NOON)

        again = make_category(user=ann, name="Garden", parent=parent)

        assert again.pk != gone.pk

    def test_lets_cousins_and_strangers_have_the_same_name(self, ann, ben):
        first, second = make_categories(ann, "2025", "2026")
        make_category(user=ann, name="Garden", parent=first)

        make_category(user=ann, name="Garden", parent=second)
        make_category(user=ann, name="Garden")
        make_category(user=ben, name="Garden")

        assert Category.objects.named("Garden").count() == 4

    def test_goes_100_levels_deep_and_no_deeper(self, ann):
        deepest = make_ancestors(user=ann, names=["x"] * MAX_LEVELS)[-1]

        with pytest.raises(services.TooDeep) as refusal:
            make_category(user=ann, parent=deepest)

        assert deepest.level == 99
        assert "100" in refusal.value.detail

    def test_refuses_an_end_before_the_start(self, ann):
        with pytest.raises(services.EndsBeforeItStarts) as refusal:
            make_category(user=ann, starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1))

        assert list(refusal.value.errors) == ["ends_on"]

    def test_takes_a_period_of_one_day(self, ann):
        category = make_category(user=ann, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1))

        category.refresh_from_db()
        assert category.starts_on == category.ends_on == date(2026, 1, 1)

    def test_puts_it_last(self, ann, ben):
        make_category(user=ben, name="Ben's")
        root = make_categories(ann, "2025", "2026")[1]

        make_categories(ann, "Garden", "Kitchen", parent=root)

        assert in_order(ann) == [("2025", 0), ("2026", 1)]
        assert in_order(ann, root) == [("Garden", 0), ("Kitchen", 1)]

    @pytest.mark.parametrize(
        ("position", "order"), [(0, "xabc"), (1, "axbc"), (3, "abcx"), (99, "abcx"), (None, "abcx")]
    )
    def test_puts_it_at_its_position(self, ann, ben, position, order):
        make_categories(ann, *"abc")
        make_categories(ben, *"abc")

        make_category(user=ann, name="x", position=position)

        assert in_order(ann) == [(name, place) for place, name in enumerate(order)]
        assert in_order(ben) == [("a", 0), ("b", 1), ("c", 2)]


class TestDeleteCategory:
    def test_keeps_path_level_and_parent_of_the_deleted(self, ann):
        nested = make_ancestors(user=ann, names=["Garden", "Beds"])
        before = where(*nested)

        delete(nested[0])

        assert where(*nested) == before

    def test_keeps_its_place_free_for_its_return(self, ann):
        a, _b, c = [make_category(user=ann, name=name) for name in "abc"]
        services.edit_category(user=ann, category_id=c.pk, position=0, at=NOON)

        deletion = delete(a)
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=LATER)

        assert in_order(ann) == [("c", 0), ("a", 1), ("b", 2)]

    def test_does_not_find_what_is_in_the_trash_already(self, ann):
        tree = make_category(user=ann)
        delete(tree)

        with pytest.raises(services.CategoryNotFound):
            delete(tree)

        assert Deletion.objects.owned_by(ann).count() == 1
