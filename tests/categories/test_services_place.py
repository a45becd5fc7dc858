"""A category gets a place among the children of any parent."""

import pytest

from categories import services
from categories.models import Category
from tests.makers import NOON, make_category


def place(user, category, parent, before=None):
    return services.place_category(
        user=user,
        category_id=category.pk,
        parent_id=parent and parent.pk,
        before_id=before and before.pk,
        at=NOON,
    )


def names(user, parent):
    return list(Category.objects.owned_by(user).children_of(parent.pk).in_order().values_list("name", flat=True))


@pytest.fixture
def root(ann):
    return make_category(user=ann, name="2026")


@pytest.fixture
def children(ann, root):
    return [make_category(user=ann, name=name, parent=root) for name in "abc"]


class TestPlaceCategory:
    @pytest.mark.parametrize(
        ("moved", "before", "order"), [(2, 0, "cab"), (0, 2, "bac"), (0, None, "bca"), (1, 2, "abc")]
    )
    def test_puts_it_before_a_sibling_or_last(self, ann, root, children, moved, before, order):
        place(ann, children[moved], root, None if before is None else children[before])

        assert names(ann, root) == list(order)

    def test_moves_it_below_another_parent_in_the_same_act(self, ann, root, children):
        other = make_category(user=ann, name="2027")
        child = make_category(user=ann, name="d", parent=other)

        moved = place(ann, child, root, children[1])

        assert names(ann, root) == ["a", "d", "b", "c"]
        assert moved.path == f"/{root.pk}/{child.pk}"

    def test_closes_gaps_that_deletions_leave(self, ann, root, children):
        services.delete_category(user=ann, category_id=children[0].pk, at=NOON)

        place(ann, children[1], root)

        assert names(ann, root) == ["c", "b"]

    def test_refuses_a_sibling_that_is_none(self, ann, ben, root, children):
        for other in (make_category(user=ann, name="2027"), make_category(user=ben, name="Ben's"), children[0]):
            with pytest.raises(services.CategoryNotFound):
                place(ann, children[0], root, other)

    def test_refuses_the_rows_of_a_stranger(self, ben, root, children):
        with pytest.raises(services.CategoryNotFound):
            place(ben, children[0], None)
