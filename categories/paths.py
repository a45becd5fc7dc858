"""Pure functions on paths such as `/1/15/23`: the ids from the root to the category itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

# CHECK (level < MAX_LEVELS). With ids of 19 digits such a path fits into an index row.
MAX_LEVELS = 100


Link = TypeVar("Link")


class MalformedPath(ValueError):
    """The text is not a path such as /1/15/23."""


@lru_cache(maxsize=10_000)
def parse(path: str) -> tuple[int, ...]:
    """Return the ids of a path: `/1/15/23` → (1, 15, 23)."""
    return tuple(int(step) for step in path.split("/") if step)


def normalise(text: str) -> str:
    """Return typed text as a path: ` 1//15/ ` → `/1/15`. Raises MalformedPath."""
    steps = [step.strip() for step in text.split("/")]
    steps = [step for step in steps if step]
    if not steps or len(steps) > MAX_LEVELS:
        raise MalformedPath(text)
    if not all(step.isascii() and step.isdigit() and len(step) <= 19 for step in steps):
        raise MalformedPath(text)
    return "".join(f"/{int(step)}" for step in steps)


def join(parent_path: str, pk: int) -> str:
    """Return the path of a child: `/1/15`, 23 → `/1/15/23`. The parent path of a root is empty."""
    return f"{parent_path}/{pk}"


def level_of(path: str) -> int:
    """Return the level: `/1` → 0, `/1/15/23` → 2."""
    return path.count("/") - 1


def root_id_of(path: str) -> int:
    """Return the id of the root: `/1/15/23` → 1."""
    return int(path.split("/", 2)[1])


def parent_id_of(path: str) -> int | None:
    """Return the id of the parent: `/1/15/23` → 15; None for a root."""
    ids = parse(path)
    return ids[-2] if len(ids) > 1 else None


def end_of_subtree(path: str) -> str:
    """Return the exclusive end of a subtree: `/1/15` ≤ path < `/1/150` has all of `/1/15/…`, because '0' follows '/'."""
    return f"{path}0"


def is_inside(path: str, of: str) -> bool:
    """Report whether `path` is in the subtree of `of`, itself included."""
    return of <= path < end_of_subtree(of)


def ids_on(of_paths: Iterable[str]) -> list[int]:
    """Return every id that is in one of the paths, once, sorted."""
    return sorted({pk for path in of_paths for pk in parse(path)})


def along(of_paths: Iterable[str], links: Mapping[int, Link]) -> dict[str, list[Link]]:
    """Return for each path the links whose ids are in it, from the root down."""
    return {path: [links[pk] for pk in parse(path) if pk in links] for path in of_paths}


def in_tree_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort rows with `id` and `path` so that each is followed by its children.

    The rows must have parents before children and siblings in order. A row whose parent is missing is a top.
    """
    children: dict[int | None, list[dict[str, Any]]] = {}
    known = {row["id"] for row in rows}
    for row in rows:
        parent_id = parent_id_of(row["path"])
        children.setdefault(parent_id if parent_id in known else None, []).append(row)
    found: list[dict[str, Any]] = []
    stack = children.get(None, [])[::-1]
    while stack:
        row = stack.pop()
        found.append(row)
        stack.extend(reversed(children.get(row["id"], ())))
    return found


def page_in_tree_order(rows: Iterable[Any]) -> list[Any]:
    """Sort rows with `user_id`, `path`, `level`, `position` and `pk`, in any order, by person and in tree order."""
    found = sorted(rows, key=lambda row: (row.user_id, row.level, row.position, row.pk))
    by_id = {row.pk: row for row in found}
    return [by_id[row["id"]] for row in in_tree_order([{"id": row.pk, "path": row.path} for row in found])]
