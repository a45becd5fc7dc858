"""Trees from fast rows equal what the serializers show of the querysets."""

import itertools
from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from categories import services
from categories.api.serializers import CategorySerializer, TreeNodeSerializer
from categories.models import Category
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_work
from tests.trees import FULL, as_json, examples, make_rows, rolled_back, small_trees, trees
from wheelbarrow.core.exceptions import DomainError
from works.choices import Status
from works.models import Work

moves = st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 5)), max_size=3)


def make_moved_rows(user, tree, moves):
    """Make the rows, then move and reorder categories where the service allows it; return all ids."""
    ids = make_rows(user, tree).categories
    for number, parent in moves if ids else []:
        try:
            category, above = ids[number % len(ids)], None if parent is None else ids[parent % len(ids)]
            services.move_category(user=user, category_id=category, parent_id=above, at=NOON)
            services.edit_category(user=user, category_id=category, position=0, at=NOON + timedelta(seconds=number))
        except DomainError:
            continue
    return ids


def plain_subtree(user, top):
    """Serialize the category and all below it, from parent to children."""
    children = Category.objects.owned_by(user).select_related("parent").children_of(top.pk)
    below = [row for child in children.order_by("position", "pk") for row in plain_subtree(user, child)]
    return [as_json(CategorySerializer(top).data), *below]


def plain_summary(user, category):
    """Count work by work."""
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
    """Serialize the nodes below the parent, nested."""
    nodes = []
    for category in Category.objects.owned_by(user).children_of(parent).order_by("position", "pk"):
        names = [name for name in TreeNodeSerializer().fields if name not in ("summary", "children")]
        node = {name: getattr(category, name) for name in names}
        if with_summary:
            node["summary"] = plain_summary(user, category)
        nodes.append({**as_json(node), "children": plain_tree(user, category.pk, with_summary=with_summary)})
    return nodes


class TestSubtree:
    @examples(4)
    @given(tree=trees, strangers=small_trees, moves=moves)
    @example(tree=FULL, strangers=FULL, moves=[(3, 2)])
    def test_equals_the_serializer_for_the_branch_in_tree_order(self, tree, strangers, moves, ann, ben):
        with rolled_back():
            mine, others = make_moved_rows(ann, tree, moves), make_rows(ben, strangers).categories
            client = client_of(ann)

            for pk in [*mine, *others[:1], 10**12]:
                answer = client.get(f"/api/v1/categories/{pk}/subtree/")

                top = Category.objects.owned_by(ann).select_related("parent").with_id(pk).first()
                assert answer.status_code == (200 if top else 404)
                if top:
                    rows = answer.json()
                    assert rows[0].keys() == CategorySerializer().fields.keys()
                    assert rows == plain_subtree(ann, top)

    def test_has_no_parent_if_that_is_deleted(self, ann, api):
        # No service makes such rows; check_tree repairs them.
        root = make_category(user=ann, name="2026")
        tree = make_category(user=ann, name="Garden", parent=root)
        deletion = services.delete_category(user=ann, category_id=make_category(user=ann, name="Gone").pk, at=NOON)
        Category.all_objects.with_ids([root.pk]).update(deleted_at=NOON, deletion=deletion)

        shown = api.get(f"/api/v1/categories/{tree.pk}/subtree/").json()

        stored = Category.objects.select_related("parent").get(pk=tree.pk)
        assert shown == [as_json(CategorySerializer(stored).data)]
        assert shown[0]["parent"] is None


class TestTree:
    @examples(4)
    @given(tree=trees, strangers=small_trees, moves=moves)
    @example(tree=FULL, strangers=FULL, moves=[(3, 2)])
    def test_equals_the_nested_categories_with_and_without_totals(self, tree, strangers, moves, ann, ben):
        with rolled_back():
            make_moved_rows(ann, tree, moves)
            make_rows(ben, strangers)

            for user, summary in itertools.product((ann, ben), (False, True)):
                shown = client_of(user).get(f"/api/v1/categories/tree/?summary={summary:d}").json()

                fields = TreeNodeSerializer().fields.keys() - (set() if summary else {"summary"})
                assert all(node.keys() == fields for node in shown)
                assert shown == plain_tree(user, with_summary=summary)

    def test_counts_no_work_without_category_and_none_of_a_stranger(self, ann, ben, api):
        make_category(user=ann, name="2026")
        make_work(user=ann)
        make_work(user=ben, category=make_category(user=ben, name="2026"))

        shown = api.get("/api/v1/categories/tree/?summary=1").json()

        assert [node["summary"]["open"] for node in shown] == [0]
