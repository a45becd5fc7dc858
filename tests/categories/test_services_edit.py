"""Editing a category: its words, its place and its parent."""

from datetime import date

import pytest

from categories import services
from tests.categories.test_services import LATER, in_order, make_categories
from tests.makers import NOON, make_ancestors, make_category
from wheelbarrow.core import trash


def names(user, parent=None):
    return [name for name, _place in in_order(user, parent)]


def edit(category, **changes):
    return services.edit_category(user=category.user, category_id=category.pk, at=LATER, **changes)


class TestEditCategory:
    def test_changes_what_is_named_and_leaves_the_rest(self, ann):
        category = make_category(user=ann, name="Garden", content="Beds", starts_on=date(2026, 1, 1))

        edit(category, name="Orchard")

        category.refresh_from_db()
        assert (category.name, category.content, category.starts_on) == ("Orchard", "Beds", date(2026, 1, 1))
        assert (category.created_at, category.updated_at) == (NOON, LATER)

    def test_keeps_its_own_name(self, ann):
        category = make_category(user=ann, name="Garden")

        assert edit(category, name="Garden").name == "Garden"

    @pytest.mark.parametrize("below", [True, False])
    def test_refuses_a_siblings_name(self, ann, below):
        parent = make_category(user=ann, name="2026") if below else None
        tree, _kitchen = make_categories(ann, "Garden", "Kitchen", parent=parent)

        with pytest.raises(services.NameTaken):
            edit(tree, name="Kitchen")

        tree.refresh_from_db()
        assert tree.name == "Garden"

    def test_refuses_an_end_before_the_start_it_has(self, ann):
        category = make_category(user=ann, starts_on=date(2026, 2, 1))

        with pytest.raises(services.EndsBeforeItStarts):
            edit(category, ends_on=date(2026, 1, 31))

    @pytest.mark.parametrize(
        ("name", "position", "order"),
        [("a", 0, "abcd"), ("a", 2, "bcad"), ("a", 3, "bcda"), ("d", 0, "dabc"), ("c", 1, "acbd"), ("b", 99, "acdb")],
    )
    def test_puts_it_at_its_position(self, ann, ben, name, position, order):
        rows = dict(zip("abcd", make_categories(ann, *"abcd"), strict=True))
        make_categories(ben, *"abcd")

        edited = edit(rows[name], position=position)

        assert in_order(ann) == [(name, place) for place, name in enumerate(order)]
        assert edited.position == order.index(name)
        assert in_order(ben) == [("a", 0), ("b", 1), ("c", 2), ("d", 3)]

    def test_counts_places_among_the_live(self, ann):
        a, b, _c = make_categories(ann, *"abc")
        services.delete_category(user=ann, category_id=b.pk, at=NOON)

        edit(a, position=1)

        assert in_order(ann) == [("c", 0), ("a", 1)]

    def test_counts_a_restored_one_among_them(self, ann):
        a, b, _c = make_categories(ann, *"abc")
        deletion = services.delete_category(user=ann, category_id=b.pk, at=NOON)
        make_category(user=ann, name="x", position=1)
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        assert sorted(names(ann)) == ["a", "b", "c", "x"]

        edit(a, position=1)

        assert [place for _name, place in in_order(ann)] == [0, 1, 2, 3]
        assert names(ann)[1] == "a"

    def test_moves_it_when_parent_is_another(self, ann):
        tree, kitchen = make_categories(ann, "Garden", "Kitchen")
        beds = make_category(user=ann, name="Beds", parent=tree)

        edit(beds, parent=kitchen.pk, name="Tiles", content="Blue")

        beds.refresh_from_db()
        assert (beds.name, beds.content, beds.path) == ("Tiles", "Blue", f"{kitchen.path}/{beds.pk}")

    def test_moves_it_to_a_place(self, ann):
        tree, kitchen = make_categories(ann, "Garden", "Kitchen")
        beds, _paths = make_categories(ann, "Beds", "Paths", parent=tree)
        make_categories(ann, "Sink", "Stove", parent=kitchen)

        edit(beds, parent=kitchen.pk, position=1)

        assert in_order(ann, kitchen) == [("Sink", 0), ("Beds", 1), ("Stove", 2)]
        # A move leaves a gap, as a deletion does.
        assert in_order(ann, tree) == [("Paths", 1)]

    def test_may_take_another_name_to_where_its_own_is_taken(self, ann):
        tree, kitchen = make_categories(ann, "Garden", "Kitchen")
        beds = make_category(user=ann, name="Beds", parent=tree)
        make_category(user=ann, name="Beds", parent=kitchen)

        edit(beds, parent=kitchen.pk, name="Other beds")

        assert names(ann, kitchen) == ["Beds", "Other beds"]

    def test_leaves_the_path_when_parent_is_the_same(self, ann):
        tree, beds = make_ancestors(user=ann, names=["Garden", "Beds"])

        assert edit(beds, parent=tree.pk).path == beds.path

    @pytest.mark.parametrize("at_root", [True, False])
    def test_refuses_a_move_to_where_the_name_is_taken_and_blames_the_name(self, ann, at_root):
        tree, beds = make_ancestors(user=ann, names=["Garden", "Beds"])
        kitchen = make_category(user=ann, name="Kitchen")
        make_category(user=ann, name="Beds", parent=None if at_root else kitchen)

        with pytest.raises(services.NameTaken) as refusal:
            edit(beds, parent=None if at_root else kitchen.pk)

        beds.refresh_from_db()
        assert list(refusal.value.errors) == ["name"]
        assert beds.parent_id == tree.pk

    def test_takes_nothing_of_a_strangers(self, ann, ben):
        tree = make_category(user=ann)
        others = make_category(user=ben, name="Ben's")

        with pytest.raises(services.CategoryNotFound):
            services.edit_category(user=ben, category_id=tree.pk, name="Mine", at=LATER)
        with pytest.raises(services.ParentNotFound):
            edit(tree, parent=others.pk)

        tree.refresh_from_db()
        assert (tree.name, tree.parent_id) == ("Garden", None)

    def test_does_not_find_what_is_in_the_trash(self, ann):
        tree = make_category(user=ann)
        services.delete_category(user=ann, category_id=tree.pk, at=NOON)

        with pytest.raises(services.CategoryNotFound):
            edit(tree, name="Orchard")
