"""The tree by paths, against a walk by parents and against WITH RECURSIVE."""

import pytest
from django.db import connection, transaction

from categories import services
from categories.models import Category
from categories.selectors import branch
from tests.benchmarks.orm import walks
from tests.benchmarks.orm.sizes import SIZES
from tests.makers import NOON, make_user
from tests.proofs.bulk import make_rows
from wheelbarrow.core import trash

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]


@pytest.fixture(scope="module")
def tree(django_db_setup, django_db_blocker):
    """A wide tree with works in it, and a deep branch below its last node, and a tree of another person. Rolled back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_rows(user=make_user("ben@example.org"), categories=SIZES.categories, works=SIZES.works_of_tree)
        nodes = make_rows(user=make_user(), categories=SIZES.categories, works=SIZES.works_of_tree)
        deep = nodes[-1:]
        for _level in range(SIZES.depth - deep[0].level - 1):
            deep += make_rows(user=deep[0].user, categories=1, works=0, top=deep[-1])
        with connection.cursor() as cursor:
            for table in ("works_work", "categories_category"):
                cursor.execute(f"ANALYZE {table}")
        yield nodes, deep[-1]
        transaction.set_rollback(True)


def measure(benchmark, way, ask, rounds=SIZES.rounds):
    benchmark.extra_info["way"] = way
    return benchmark.pedantic(ask, rounds=rounds, warmup_rounds=1)


UP = {
    "by path": lambda node: list(Category.objects.ancestors_of(node).values_list("pk", flat=True)),
    "by walk": walks.up_by_walk,
    "by WITH RECURSIVE": walks.up_by_recursion,
}
DOWN = {
    "by path": lambda node: list(branch(node.user_id, node.pk)),
    "by walk": walks.down_by_walk,
    "by WITH RECURSIVE": walks.down_by_recursion,
}


class TestAncestors:
    @pytest.mark.parametrize("way", UP)
    @pytest.mark.benchmark(group="ancestors of a node at level 3 or 4")
    def test_of_a_leaf(self, benchmark, tree, way):
        leaf = tree[0][-1]

        assert set(measure(benchmark, way, lambda: UP[way](leaf))) == set(UP["by path"](leaf))

    @pytest.mark.parametrize("way", UP)
    @pytest.mark.benchmark(group=f"ancestors of a node at level {SIZES.depth - 1}")
    def test_of_a_deep_node(self, benchmark, tree, way):
        found = measure(benchmark, way, lambda: UP[way](tree[1]))

        assert len(found) == SIZES.depth


class TestSubtree:
    @pytest.mark.parametrize("way", DOWN)
    @pytest.mark.benchmark(group="subtree: a tenth of the tree")
    def test_of_a_branch(self, benchmark, tree, way):
        top = tree[0][1]

        assert set(measure(benchmark, way, lambda: DOWN[way](top))) == set(DOWN["by walk"](top))

    @pytest.mark.parametrize("way", DOWN)
    @pytest.mark.benchmark(group=f"subtree: all {SIZES.categories:,}")
    def test_of_the_root(self, benchmark, tree, way):
        found = measure(benchmark, way, lambda: DOWN[way](tree[0][0]))

        assert len(found) >= SIZES.categories

    @pytest.mark.parametrize("way", DOWN)
    @pytest.mark.benchmark(group="subtree: a leaf")
    def test_of_a_leaf(self, benchmark, tree, way):
        assert len(measure(benchmark, way, lambda: DOWN[way](tree[1]))) == 1


def _by_service(nodes):
    top, home, other = nodes[1], nodes[0], nodes[2]
    for parent in (other, home):
        services.move_category(user=top.user, category_id=top.pk, parent_id=parent.pk, at=NOON)


def _by_parent(up):
    def there_and_back(nodes):
        for parent in (nodes[2], nodes[0]):
            walks.move(nodes[1], parent, up)

    return there_and_back


class TestMove:
    WAYS = {
        "by path": _by_service,
        "by walk": _by_parent(walks.up_by_walk),
        "by WITH RECURSIVE": _by_parent(walks.up_by_recursion),
    }

    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.benchmark(group="move: a tenth of the tree, there and back (a parent alone is one column of one row)")
    def test_of_a_branch(self, benchmark, tree, way):
        measure(benchmark, way, lambda: self.WAYS[way](tree[0]), rounds=min(SIZES.rounds, 5))


def _by_the_trash(node):
    deletion = services.delete_category(user=node.user, category_id=node.pk, at=NOON)
    trash.restore_deletion(user=node.user, deletion_id=deletion.pk, at=NOON)


class TestDeleteAndRestore:
    WAYS = {
        "by path": _by_the_trash,
        "by walk": lambda node: walks.delete_and_restore(node, walks.down_by_walk, NOON),
        "by WITH RECURSIVE": lambda node: walks.delete_and_restore(node, walks.down_by_recursion, NOON),
    }

    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.benchmark(group="delete and restore: a tenth of the tree with its works")
    def test_of_a_branch(self, benchmark, tree, way):
        measure(benchmark, way, lambda: self.WAYS[way](tree[0][1]), rounds=min(SIZES.rounds, 5))
