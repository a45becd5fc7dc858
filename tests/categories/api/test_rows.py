"""The tree that is shown without instances is what the serializers say of the named querysets."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from categories import services
from categories.api.serializers import CategorySerializer, TreeNodeSerializer
from categories.models import Category
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_work
from tests.trees import FULL, as_json, examples, plant, small_trees, taken_back, trees
from wheelbarrow.core.exceptions import DomainError
from works.choices import Status
from works.models import Work

moves = st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 5)), max_size=3)


def grow(user, tree, moves):
    """Plant, then hang branches elsewhere, and place one first; a move that is refused is none. Gives all ids."""
    ids = plant(user, tree).categories
    for number, parent in moves if ids else []:
        try:
            category, above = ids[number % len(ids)], None if parent is None else ids[parent % len(ids)]
            services.move_category(user=user, category_id=category, parent_id=above, at=NOON)
            services.edit_category(user=user, category_id=category, position=0, at=NOON + timedelta(seconds=number))
        except DomainError:
            continue
    return ids


def plain_subtree(user, top):
    """The category and all below it, by walking down from parent to children."""
    children = Category.objects.owned_by(user).select_related("parent").children_of(top.pk)
    below = [row for child in children.order_by("position", "pk") for row in plain_subtree(user, child)]
    return [as_json(CategorySerializer(top).data), *below]


def plain_summary(user, category):
    """Counted work by work."""
    moment = user.local_time(NOON)
    works = list(Work.objects.owned_by(user).under(category))
    still_open = [work for work in works if work.end_at is None]
    ahead = [work.deadline_on for work in still_open if work.deadline_on and work.deadline_on >= moment.date()]
    return {
        "open": len(still_open),
        "overdue": sum(work.is_overdue(moment) for work in works),
        "finished": sum(work.status is Status.DONE for work in works),
        "next_deadline_on": min(ahead).isoformat() if ahead else None,
    }


def plain_tree(user, parent=None, *, with_summary):
    """The nodes below the parent, nested."""
    nodes = []
    for category in Category.objects.owned_by(user).children_of(parent).order_by("position", "pk"):
        names = [name for name in TreeNodeSerializer().fields if name not in ("summary", "children")]
        node = {name: getattr(category, name) for name in names}
        if with_summary:
            node["summary"] = plain_summary(user, category)
        nodes.append({**as_json(node), "children": plain_tree(user, category.pk, with_summary=with_summary)})
    return nodes


class TestSubtree:
    @examples(8)
    @given(tree=trees, strangers=small_trees, moves=moves)
    @example(tree=FULL, strangers=FULL, moves=[(3, 2)])
    def test_is_what_its_serializer_says_of_the_branch_in_tree_order(self, tree, strangers, moves, ann, ben):
        with taken_back():
            mine, others = grow(ann, tree, moves), plant(ben, strangers).categories
            client = client_of(ann)

            for pk in [*mine, *others[:1], 10**12]:
                answer = client.get(f"/api/v1/categories/{pk}/subtree/")

                top = Category.objects.owned_by(ann).select_related("parent").with_id(pk).first()
                assert answer.status_code == (200 if top else 404)
                assert top is None or answer.json() == plain_subtree(ann, top)

    def test_has_no_parent_where_that_is_not_alive(self, ann, api):
        # No service leaves this behind; check_tree mends it.
        root = make_category(user=ann, name="2026")
        tree = make_category(user=ann, name="Garden", parent=root)
        deletion = services.delete_category(user=ann, category_id=make_category(user=ann, name="Gone").pk, at=NOON)
        Category.all_objects.with_ids([root.pk]).update(deleted_at=NOON, deletion=deletion)

        shown = api.get(f"/api/v1/categories/{tree.pk}/subtree/").json()

        stored = Category.objects.select_related("parent").get(pk=tree.pk)
        assert shown == [as_json(CategorySerializer(stored).data)]
        assert shown[0]["parent"] is None


class TestTree:
    @pytest.mark.parametrize("summary", ["0", "1"])
    @examples(8)
    @given(tree=trees, strangers=small_trees, moves=moves)
    @example(tree=FULL, strangers=FULL, moves=[(3, 2)])
    def test_is_every_category_below_its_parent_with_the_totals_of_its_branch(
        self, tree, strangers, moves, summary, ann, ben
    ):
        with taken_back():
            grow(ann, tree, moves)
            plant(ben, strangers)

            for user in (ann, ben):
                shown = client_of(user).get(f"/api/v1/categories/tree/?summary={summary}").json()

                assert shown == plain_tree(user, with_summary=summary == "1")

    def test_counts_no_work_that_is_filed_nowhere_or_a_strangers(self, ann, ben, api):
        make_category(user=ann, name="2026")
        make_work(user=ann)
        make_work(user=ben, category=make_category(user=ben, name="2026"))

        shown = api.get("/api/v1/categories/tree/?summary=1").json()

        assert [node["summary"]["open"] for node in shown] == [0]
