"""Conditions on categories, each with rows that it must leave out."""

from datetime import date, timedelta

import pytest

from categories import services
from categories.models import Category
from categories.querysets import Link, path_range
from tests.makers import NOON, make_ancestors, make_category, make_work
from works.models import Work


def delete(category):
    return services.delete_category(user=category.user, category_id=category.pk, at=NOON)


@pytest.fixture
def tree(ann, ben):
    """Make 2026 → Garden → Beds, 2026 → Kitchen and 2025; Ben has the same."""
    rows = {}
    for user in (ann, ben):
        root, tree, beds = make_ancestors(user=user, names=["2026", "Garden", "Beds"])
        kitchen = make_category(user=user, name="Kitchen", parent=root)
        rows[user.email] = [root, tree, beds, kitchen, make_category(user=user, name="2025")]
    return rows[ann.email]


def of_ann(ann):
    return Category.objects.owned_by(ann)


def names(rows):
    return {row.name for row in rows}


class TestConditions:
    def test_of_place_are_read_from_the_tree_of_the_person(self, ann, ben, tree, django_assert_num_queries):
        root, garden, beds, kitchen, old = tree
        rows, bens = of_ann(ann), Category.objects.owned_by(ben)

        assert set(rows.roots()) == set(rows.children_of(None)) == set(rows.at_level(0)) == {root, old}
        assert set(rows.children_of(root.pk)) == set(rows.at_level(1)) == {garden, kitchen}
        assert set(rows.at_level(3)) == set()
        assert (list(rows.at_path(beds.path)), list(bens.at_path(beds.path))) == ([beds], [])
        with django_assert_num_queries(1):
            assert list(Category.objects.ancestors_of(beds)) == [root, garden, beds]
        order = [row.pk for row in rows.leaves_first()]
        assert all(order.index(row.pk) < order.index(row.parent_id) for row in tree if row.parent_id)

    def test_of_text_ignore_case_and_patterns(self, ann, ben, tree):
        category = make_category(user=ann, name="Border", content="Roses and thorns")

        for text, found in [("gard", {"Garden"}), ("EDS", {"Beds"}), ("%", set()), ("zzz", set())]:
            assert names(of_ann(ann).matching(text)) == found, text
        assert list(of_ann(ann).matching("THORN")) == [category]
        assert not Category.objects.owned_by(ben).matching("thorn").exists()

    def test_of_time_hold_what_is_in_force_on_some_day(self, ann, ben):
        cases = [
            (None, None, True),
            (date(2026, 3, 31), None, True),
            (date(2026, 4, 1), None, False),
            (None, date(2026, 3, 1), True),
            (None, date(2026, 2, 28), False),
            (date(2026, 1, 1), date(2026, 12, 31), True),
            (date(2026, 3, 5), date(2026, 3, 6), True),
            (date(2026, 4, 1), date(2026, 4, 2), False),
        ]
        for number, (starts_on, ends_on, _holds) in enumerate(cases):
            for user in (ann, ben):
                make_category(user=user, name=str(number), starts_on=starts_on, ends_on=ends_on)

        found = names(of_ann(ann).overlapping(date(2026, 3, 1), date(2026, 3, 31)))

        assert found == {str(number) for number, (_start, _end, holds) in enumerate(cases) if holds}


class TestSubtreeOf:
    def test_is_the_node_and_all_below(self, tree):
        root, tree, beds, kitchen, _old = tree

        assert set(Category.objects.subtree_of(root)) == {root, tree, beds, kitchen}
        assert set(Category.objects.subtree_of(tree)) == {tree, beds}

    def test_holds_nothing_of_a_stranger_whose_path_lies_in_the_range(self, ben, tree):
        strangers = Category.objects.owned_by(ben).named("Kitchen").get()
        Category.all_objects.filter(pk=strangers.pk).update(path=f"{tree[0].path}/{strangers.pk}")

        assert strangers not in Category.objects.subtree_of(tree[0])

    def test_leaves_out_the_deleted(self, tree):
        root, tree, beds, kitchen, _old = tree
        delete(tree)

        assert set(Category.objects.subtree_of(root)) == {root, kitchen}
        assert set(Category.all_objects.subtree_of(root)) == {root, tree, beds, kitchen}

    def test_never_meets_a_path_that_begins_alike(self, ann):
        first, second = make_category(user=ann, name="1"), make_category(user=ann, name="2")
        Category.all_objects.filter(pk=second.pk).update(path=f"{first.path}0")

        assert set(Category.objects.subtree_of(first)) == {first}


class TestAncestorsByPath:
    def test_give_the_links_of_each_path(self, ann, tree):
        root, tree, beds, _kitchen, old = tree

        ancestors = of_ann(ann).ancestors_by_path([beds.path, old.path])

        assert ancestors == {
            beds.path: [Link(root.pk, "2026", 0), Link(tree.pk, "Garden", 1), Link(beds.pk, "Beds", 2)],
            old.path: [Link(old.pk, "2025", 0)],
        }

    def test_take_one_query_for_any_number_and_none_for_none(self, ann, tree, django_assert_num_queries):
        with django_assert_num_queries(1):
            of_ann(ann).ancestors_by_path([row.path for row in tree])
        with django_assert_num_queries(0):
            assert of_ann(ann).ancestors_by_path([]) == {}

    def test_show_a_stranger_nothing(self, ben, tree):
        assert Category.objects.owned_by(ben).ancestors_by_path([tree[2].path]) == {tree[2].path: []}


class TestNumbers:
    def test_are_those_of_the_rows_or_of_none(self, ann, ben, tree):
        assert (of_ann(ann).deepest_level(), of_ann(ann).children_of(tree[0].pk).next_position()) == (2, 2)

        nobody = Category.objects.none()
        assert (nobody.deepest_level(), nobody.next_position()) == (-1, 0)


class TestAround:
    @pytest.mark.parametrize(
        ("position", "free", "places"), [(0, 0, [1, 2]), (1, 1, [0, 2]), (2, 2, [0, 1]), (9, 2, [0, 1])]
    )
    def test_leaves_one_place_free_and_stores_nothing(self, ann, ben, position, free, places):
        for user in (ann, ben):
            make_category(user=user, name="a")
            make_category(user=user, name="b")

        found, siblings = of_ann(ann).around(position)

        assert (found, [row.position for row in siblings]) == (free, places)
        assert {row.user_id for row in siblings} == {ann.pk}
        assert list(of_ann(ann).order_by("pk").values_list("position", flat=True)) == [0, 1]


class TestConflictingWith:
    def test_is_the_live_sibling_that_took_the_name(self, ann, ben, tree):
        root, tree, *_rest = tree
        deletion = delete(tree)
        assert not Category.objects.conflicting_with(deletion).exists()

        other = make_category(user=ann, name="Garden", parent=root)
        make_category(user=ann, name="Garden")

        assert list(Category.objects.conflicting_with(deletion)) == [other]

    def test_is_a_root_where_a_root_would_come_back(self, ann, ben, tree):
        root, *_rest, old = tree
        deletion = delete(old)
        make_category(user=ann, name="2025", parent=root)
        assert not Category.objects.conflicting_with(deletion).exists()

        other = make_category(user=ann, name="2025")

        assert list(Category.objects.conflicting_with(deletion)) == [other]


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
