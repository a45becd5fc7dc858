"""The sentences about the tree, each with what it must not hold."""

from datetime import date, timedelta

import pytest

from categories import services
from categories.models import Category
from categories.querysets import Link, path_range
from tests.makers import NOON, make_category, make_chain, make_work
from works.models import Work


def delete(category):
    return services.delete_category(user=category.user, category_id=category.pk, at=NOON)


@pytest.fixture
def tree(ann, ben):
    """2026 → Garden → Beds and 2026 → Kitchen, 2025, and a twin of it all that is Ben's."""
    rows = {}
    for user in (ann, ben):
        root, tree, beds = make_chain(user=user, names=["2026", "Garden", "Beds"])
        kitchen = make_category(user=user, name="Kitchen", parent=root)
        rows[user.email] = [root, tree, beds, kitchen, make_category(user=user, name="2025")]
    return rows[ann.email]


def hers(ann):
    return Category.objects.owned_by(ann)


class TestRoots:
    def test_are_the_rows_without_a_parent(self, ann, tree):
        root, _garden, _beds, _kitchen, old = tree

        assert set(hers(ann).roots()) == {root, old}


class TestChildrenOf:
    def test_are_one_level_below(self, ann, tree):
        root, tree, _beds, kitchen, _old = tree

        assert set(hers(ann).children_of(root.pk)) == {tree, kitchen}

    def test_of_none_are_the_roots(self, ann, tree):
        root, *_rest, old = tree

        assert set(hers(ann).children_of(None)) == {root, old}


class TestSubtreeOf:
    def test_is_the_node_and_all_below(self, tree):
        root, tree, beds, kitchen, _old = tree

        assert set(Category.objects.subtree_of(root)) == {root, tree, beds, kitchen}
        assert set(Category.objects.subtree_of(tree)) == {tree, beds}

    def test_holds_nothing_of_a_stranger_whose_path_lies_in_the_range(self, ben, tree):
        intruder = Category.objects.owned_by(ben).named("Kitchen").get()
        Category.all_objects.filter(pk=intruder.pk).update(path=f"{tree[0].path}/{intruder.pk}")

        assert intruder not in Category.objects.subtree_of(tree[0])

    def test_leaves_out_the_deleted(self, tree):
        root, tree, beds, kitchen, _old = tree
        delete(tree)

        assert set(Category.objects.subtree_of(root)) == {root, kitchen}
        assert set(Category.all_objects.subtree_of(root)) == {root, tree, beds, kitchen}

    def test_never_meets_a_path_that_begins_alike(self, ann):
        first, second = make_category(user=ann, name="1"), make_category(user=ann, name="2")
        Category.all_objects.filter(pk=second.pk).update(path=f"{first.path}0")

        assert set(Category.objects.subtree_of(first)) == {first}


class TestAncestorsOf:
    def test_are_the_categories_from_the_root(self, tree):
        root, tree, beds, _kitchen, _old = tree

        assert list(Category.objects.ancestors_of(beds)) == [root, tree, beds]

    def test_take_one_query(self, tree, django_assert_num_queries):
        with django_assert_num_queries(1):
            list(Category.objects.ancestors_of(tree[2]))


class TestAtLevel:
    @pytest.mark.parametrize(("level", "names"), [(0, {"2026", "2025"}), (1, {"Garden", "Kitchen"}), (3, set())])
    def test_is_the_rows_of_that_level(self, ann, tree, level, names):
        assert {row.name for row in hers(ann).at_level(level)} == names


class TestAtPath:
    def test_is_the_one_row(self, ann, tree):
        assert list(hers(ann).at_path(tree[2].path)) == [tree[2]]

    def test_is_nobody_in_a_strangers_tree(self, ben, tree):
        assert list(Category.objects.owned_by(ben).at_path(tree[2].path)) == []


class TestOverlapping:
    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "holds"),
        [
            (None, None, True),
            (date(2026, 3, 31), None, True),
            (date(2026, 4, 1), None, False),
            (None, date(2026, 3, 1), True),
            (None, date(2026, 2, 28), False),
            (date(2026, 1, 1), date(2026, 12, 31), True),
            (date(2026, 3, 5), date(2026, 3, 6), True),
            (date(2026, 4, 1), date(2026, 4, 2), False),
        ],
    )
    def test_holds_what_is_in_force_on_some_day(self, ann, ben, starts_on, ends_on, holds):
        for user in (ann, ben):
            make_category(user=user, starts_on=starts_on, ends_on=ends_on)

        assert hers(ann).overlapping(date(2026, 3, 1), date(2026, 3, 31)).exists() is holds


class TestMatching:
    @pytest.mark.parametrize(("text", "names"), [("gard", {"Garden"}), ("EDS", {"Beds"}), ("%", set()), ("zzz", set())])
    def test_looks_into_the_name_in_any_case(self, ann, tree, text, names):
        assert {row.name for row in hers(ann).matching(text)} == names

    def test_looks_into_the_content(self, ann, ben):
        category = make_category(user=ann, content="Roses and thorns")

        assert list(hers(ann).matching("THORN")) == [category]
        assert not Category.objects.owned_by(ben).matching("thorn").exists()


class TestAncestorsByPath:
    def test_give_the_links_of_each_path(self, ann, tree):
        root, tree, beds, _kitchen, old = tree

        ancestors = hers(ann).ancestors_by_path([beds.path, old.path])

        assert ancestors == {
            beds.path: [Link(root.pk, "2026", 0), Link(tree.pk, "Garden", 1), Link(beds.pk, "Beds", 2)],
            old.path: [Link(old.pk, "2025", 0)],
        }

    def test_take_one_query_for_any_number_and_none_for_none(self, ann, tree, django_assert_num_queries):
        with django_assert_num_queries(1):
            hers(ann).ancestors_by_path([row.path for row in tree])
        with django_assert_num_queries(0):
            assert hers(ann).ancestors_by_path([]) == {}

    def test_show_a_stranger_nothing(self, ben, tree):
        assert Category.objects.owned_by(ben).ancestors_by_path([tree[2].path]) == {tree[2].path: []}


class TestDeepestLevel:
    def test_is_the_greatest(self, ann, tree):
        assert hers(ann).deepest_level() == 2

    def test_is_below_every_level_where_there_are_none(self, ann):
        assert hers(ann).deepest_level() == -1


class TestNextPosition:
    def test_is_behind_the_last(self, ann, tree):
        assert hers(ann).children_of(tree[0].pk).next_position() == 2

    def test_is_0_where_there_are_none(self, ann):
        assert hers(ann).next_position() == 0


class TestAround:
    @pytest.mark.parametrize(
        ("position", "free", "places"), [(0, 0, [1, 2]), (1, 1, [0, 2]), (2, 2, [0, 1]), (9, 2, [0, 1])]
    )
    def test_leaves_one_place_free_and_stores_nothing(self, ann, ben, position, free, places):
        for user in (ann, ben):
            make_category(user=user, name="a")
            make_category(user=user, name="b")

        found, siblings = hers(ann).around(position)

        assert (found, [row.position for row in siblings]) == (free, places)
        assert {row.user_id for row in siblings} == {ann.pk}
        assert list(hers(ann).order_by("pk").values_list("position", flat=True)) == [0, 1]


class TestConflictingWith:
    def test_is_the_live_sibling_that_took_the_name(self, ann, ben, tree):
        root, tree, *_rest = tree
        deletion = delete(tree)
        assert not Category.objects.conflicting_with(deletion).exists()

        thief = make_category(user=ann, name="Garden", parent=root)
        make_category(user=ann, name="Garden")

        assert list(Category.objects.conflicting_with(deletion)) == [thief]

    def test_is_a_root_where_a_root_would_come_back(self, ann, ben, tree):
        root, *_rest, old = tree
        deletion = delete(old)
        make_category(user=ann, name="2025", parent=root)
        assert not Category.objects.conflicting_with(deletion).exists()

        thief = make_category(user=ann, name="2025")

        assert list(Category.objects.conflicting_with(deletion)) == [thief]


class TestLeavesFirst:
    def test_never_puts_a_parent_before_its_child(self, ann, tree):
        order = [row.pk for row in hers(ann).leaves_first()]

        assert all(order.index(row.pk) < order.index(row.parent_id) for row in tree if row.parent_id)


class TestPathRange:
    def test_names_the_lookups_of_a_relation(self):
        assert path_range("/1/15", "category__") == {"category__path__gte": "/1/15", "category__path__lt": "/1/150"}

    def test_finds_the_works_of_a_subtree(self, ann, ben, tree):
        root, _garden, beds, kitchen, _old = tree
        in_beds, in_kitchen = make_work(user=ann, category=beds), make_work(user=ann, category=kitchen)
        make_work(user=ann, title="nowhere")
        make_work(user=ben, title="Ben's")

        assert set(Work.objects.under(root)) == {in_beds, in_kitchen}
        assert set(Work.objects.under(beds)) == {in_beds}


class TestStranded:
    def test_is_empty_while_the_services_are_used(self, ann, tree):
        make_work(user=ann, category=tree[2])
        delete(tree[1])

        assert not Category.objects.stranded().exists()
        assert not Work.objects.stranded().exists()

    def test_is_the_live_row_under_a_deleted_one(self, ann, tree):
        _root, garden, beds, *_rest, old = tree
        deletion = delete(old)

        Category.all_objects.filter(pk=garden.pk).update(deleted_at=NOON + timedelta(hours=1), deletion=deletion)

        assert list(Category.objects.stranded()) == [beds]
