"""Move a branch."""

import pytest

from categories import services
from categories.models import Category
from categories.paths import MAX_LEVELS
from categories.repair import find_problems
from tests.categories.test_services import LATER, delete, in_order, where
from tests.makers import NOON, make_ancestors, make_category
from wheelbarrow.core import trash


def move(category, parent):
    parent_id = parent.pk if parent else None
    return services.move_category(user=category.user, category_id=category.pk, parent_id=parent_id, at=LATER)


class TestMoveCategory:
    def test_takes_the_branch_along(self, ann):
        tree, beds, roses = make_ancestors(user=ann, names=["Garden", "Beds", "Roses"])
        kitchen, shelf = make_ancestors(user=ann, names=["Kitchen", "Shelf"])

        move(beds, shelf)

        new = f"/{kitchen.pk}/{shelf.pk}/{beds.pk}"
        assert where(tree, beds, roses) == [(f"/{tree.pk}", 0), (new, 2), (f"{new}/{roses.pk}", 3)]
        assert find_problems(user=ann) == []

    def test_makes_a_root(self, ann):
        _garden, beds, roses = make_ancestors(user=ann, names=["Garden", "Beds", "Roses"])

        move(beds, None)

        assert where(beds, roses) == [(f"/{beds.pk}", 0), (f"/{beds.pk}/{roses.pk}", 1)]
        assert find_problems(user=ann) == []

    def test_hangs_a_root_elsewhere(self, ann):
        tree, beds = make_ancestors(user=ann, names=["Garden", "Beds"])
        year = make_category(user=ann, name="2026")

        move(tree, year)

        assert where(tree, beds) == [(f"/{year.pk}/{tree.pk}", 1), (f"/{year.pk}/{tree.pk}/{beds.pk}", 2)]

    def test_leaves_a_neighbour_whose_path_begins_alike(self, ann):
        first = make_category(user=ann, name="1")
        other = make_category(user=ann, name="10")
        Category.all_objects.filter(pk=other.pk).update(path=f"{first.path}0")
        year = make_category(user=ann, name="2026")

        move(first, year)

        assert where(other) == [(f"{first.path}0", 0)]

    def test_moves_deleted_descendants_too(self, ann):
        _garden, beds, roses, thorns = make_ancestors(user=ann, names=["Garden", "Beds", "Roses", "Thorns"])
        kitchen = make_category(user=ann, name="Kitchen")
        deletion = delete(roses)

        move(beds, kitchen)

        assert where(thorns) == [(f"/{kitchen.pk}/{beds.pk}/{roses.pk}/{thorns.pk}", 3)]
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=LATER)
        assert find_problems(user=ann) == []

    def test_gives_it_the_last_place_and_leaves_a_gap(self, ann):
        tree, kitchen = make_category(user=ann, name="Garden"), make_category(user=ann, name="Kitchen")
        beds, *_others = [make_category(user=ann, name=name, parent=tree) for name in ("Beds", "Paths", "Pond")]
        make_category(user=ann, name="Sink", parent=kitchen)

        moved = move(beds, kitchen)

        assert in_order(ann, tree) == [("Paths", 1), ("Pond", 2)]
        assert in_order(ann, kitchen) == [("Sink", 0), ("Beds", 1)]
        assert (moved.position, moved.updated_at) == (1, LATER)

    def test_changes_nothing_when_it_is_there_already(self, ann):
        tree, beds = make_ancestors(user=ann, names=["Garden", "Beds"])
        make_category(user=ann, name="Paths", parent=tree)

        move(beds, tree)

        assert in_order(ann, tree) == [("Beds", 0), ("Paths", 1)]
        assert Category.objects.get(pk=beds.pk).updated_at == NOON

    @pytest.mark.parametrize("target", [0, 1, 2])
    def test_refuses_its_own_subtree(self, ann, target):
        nested = make_ancestors(user=ann, names=["Garden", "Beds", "Roses"])
        before = where(*nested)

        with pytest.raises(services.MoveIntoOwnSubtree):
            move(nested[0], nested[target])

        assert where(*nested) == before

    def test_refuses_where_the_name_is_taken(self, ann):
        tree, beds = make_ancestors(user=ann, names=["Garden", "Beds"])
        kitchen, _beds = make_ancestors(user=ann, names=["Kitchen", "Beds"])

        with pytest.raises(services.NameTakenThere) as refusal:
            move(beds, kitchen)

        assert "“Beds”" in refusal.value.detail
        assert in_order(ann, tree) == [("Beds", 0)]

    def test_refuses_a_roots_name_at_the_root(self, ann):
        _garden, beds = make_ancestors(user=ann, names=["Garden", "Beds"])
        make_category(user=ann, name="Beds")

        with pytest.raises(services.NameTakenThere):
            move(beds, None)

    @pytest.mark.parametrize("dies", [True, False])
    def test_refuses_to_push_the_deepest_below_level_99(self, ann, dies):
        top, *_rest, deepest = make_ancestors(user=ann, names=["x"] * (MAX_LEVELS - 1))
        first, second = make_ancestors(user=ann, names=["2026", "Garden"])
        if dies:
            delete(deepest)

        move(top, first)
        assert where(deepest)[0][1] == 99

        with pytest.raises(services.TooDeep):
            move(top, second)

        assert where(deepest)[0][1] == 99

    def test_refuses_a_parent_that_is_not_there_or_in_the_trash(self, ann):
        tree, gone = make_category(user=ann, name="Garden"), make_category(user=ann, name="Gone")
        delete(gone)

        with pytest.raises(services.ParentNotFound):
            move(tree, gone)
        with pytest.raises(services.ParentNotFound):
            services.move_category(user=ann, category_id=tree.pk, parent_id=10**9, at=LATER)

    def test_does_not_find_what_is_in_the_trash(self, ann):
        tree = make_category(user=ann, name="Garden")
        delete(tree)

        with pytest.raises(services.CategoryNotFound):
            move(tree, None)

    def test_takes_nothing_of_a_strangers(self, ann, ben):
        tree = make_category(user=ann, name="Garden")
        others = make_category(user=ben, name="Ben's")

        with pytest.raises(services.ParentNotFound):
            move(tree, others)
        with pytest.raises(services.CategoryNotFound):
            services.move_category(user=ben, category_id=tree.pk, parent_id=others.pk, at=LATER)

        assert where(tree, others) == [(f"/{tree.pk}", 0), (f"/{others.pk}", 0)]
