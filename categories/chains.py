"""The chains of many categories, and the branch below one, in one query each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from categories import paths
from categories.models import Category
from categories.querysets import Link
from wheelbarrow.core.db.compiled import Compiled

links = Compiled[tuple[int, str, int]](
    lambda user, ids: Category.objects.owned_by(user).among(ids).values_list("id", "name", "level")
)


def _branch(user: int, pk: int) -> QuerySet[Any, Any]:
    mine = Category.objects.owned_by(user)
    return mine.below(mine.with_id(pk)).values_list("pk", "path")


_branches = Compiled[tuple[int, str]](_branch)
_paths = Compiled[tuple[int, str]](
    lambda user, ids: Category.objects.owned_by(user).among(ids).values_list("pk", "path")
)


def branch(user_id: int, category_id: int) -> dict[int, str]:
    """The paths by id of the person's live category and all below it; empty if there is no such category."""
    return dict(_branches(user_id, category_id))


def paths_of(user_id: int, ids: Iterable[int]) -> dict[int, str]:
    """The paths by id of the person's live categories among these."""
    return dict(_paths(user_id, sorted(ids)))


def chains(user_id: int, of_paths: Collection[str]) -> dict[str, list[Link]]:
    """For each path the person's live categories that lie on it, from the root down."""
    found = links(user_id, paths.ids_on(of_paths)) if of_paths else []
    return paths.along(of_paths, {row[0]: Link(*row) for row in found})
