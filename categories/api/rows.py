"""The tree as rows that JSON takes: no instances.

They say what the serializers beside this would say; tests/categories/api/test_rows.py compares the two.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from categories import paths
from categories.models import Category
from categories.summaries import roll_up
from wheelbarrow.core.db.compiled import Compiled

# The names of CategorySerializer; `parent` and `root` are read off the path.
SHOWN = ("id", "name", "content", "path", "level", "starts_on", "ends_on", "position", "created_at", "updated_at")
# Those of a node of the whole tree.
OF_NODE = ("id", "name", "path", "level", "position", "starts_on", "ends_on")


def _subtree(user: int, pk: int) -> QuerySet[Any, Any]:
    rows = Category.objects.owned_by(user)
    return rows.below(rows.with_id(pk)).in_order().values_list(*SHOWN, "parent__level")


def _tree(user: int) -> QuerySet[Any, Any]:
    return Category.objects.owned_by(user).in_order().values_list(*OF_NODE)


subtree_rows = Compiled[Any](_subtree)
tree_rows = Compiled[Any](_tree)


def subtree(user: User, pk: int) -> list[dict[str, Any]]:
    """The category and all below it in tree order, in one query; empty if there is none."""
    shown = []
    for row in subtree_rows(user.pk, pk):
        category = dict(zip(SHOWN, row, strict=False))
        ids = paths.parse(category["path"])
        # A parent in the trash has no level.
        category["parent"] = None if row[-1] is None else ids[-2]
        category["root"] = ids[0]
        shown.append(category)
    return paths.in_tree_order(shown)


def tree(user: User, moment: datetime, *, with_summaries: bool) -> tuple[list[dict[str, Any]], time | None]:
    """All categories, nested, siblings in order; and the time of the day's next change of the totals, if they are asked for."""
    nodes = [dict(zip(OF_NODE, row, strict=True)) for row in tree_rows(user.pk)]
    ids = [node["id"] for node in nodes]
    summaries, next_late_at = roll_up(ids, [user.pk], moment) if with_summaries else ({}, None)
    tops: list[dict[str, Any]] = []
    children_of: dict[int | None, list[dict[str, Any]]] = {None: tops}
    for node in nodes:
        if with_summaries:
            node["summary"] = summaries[node["id"]]
        node["children"] = children_of[node["id"]] = []
        children_of.get(paths.parent_id_of(node["path"]), tops).append(node)
    return tops, next_late_at
