"""Arithmetic on paths such as `/1/15/23`: the ids from the root to the category itself. Text in, text out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

# CHECK (level < MAX_LEVELS); with 19 digits an id a path still fits into an index row.
MAX_LEVELS = 100


class Placed(Protocol):
    """A node of a tree: what sorting needs to know."""

    @property
    def pk(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def position(self) -> int: ...


Node = TypeVar("Node", bound=Placed)


class MalformedPath(ValueError):
    """A path is ids and slashes, such as /1/15/23."""


def parse(path: str) -> list[int]:
    """`/1/15/23` → [1, 15, 23]."""
    return [int(step) for step in path.split("/") if step]


def normalise(text: str) -> str:
    """What a person types, ` 1//15/ `, as `/1/15`. Raises MalformedPath."""
    steps = [step.strip() for step in text.split("/")]
    steps = [step for step in steps if step]
    if not steps or len(steps) > MAX_LEVELS:
        raise MalformedPath(text)
    if not all(step.isascii() and step.isdigit() and len(step) <= 19 for step in steps):
        raise MalformedPath(text)
    return "".join(f"/{int(step)}" for step in steps)


def join(parent_path: str, pk: int) -> str:
    """`/1/15`, 23 → `/1/15/23`; the parent of a root is the empty path."""
    return f"{parent_path}/{pk}"


def level_of(path: str) -> int:
    """`/1` → 0, `/1/15/23` → 2."""
    return path.count("/") - 1


def root_id_of(path: str) -> int:
    """`/1/15/23` → 1."""
    return int(path.split("/", 2)[1])


def end_of_subtree(path: str) -> str:
    """The open end of a subtree's range: '0' follows '/', so `/1/15` ≤ path < `/1/150` holds `/1/15/…` and never `/1/150`."""
    return f"{path}0"


def is_inside(path: str, of: str) -> bool:
    """Is `path` the node `of` or below it?"""
    return of <= path < end_of_subtree(of)


def in_tree_order(nodes: Iterable[Node]) -> Iterator[Node]:
    """Each node before its children, siblings by position, then id; a node whose parent is not among them is a top."""
    children: dict[int | None, list[Node]] = {}
    known = {node.pk: node for node in nodes}
    for node in known.values():
        children.setdefault(node.parent_id if node.parent_id in known else None, []).append(node)
    for siblings in children.values():
        siblings.sort(key=lambda node: (node.position, node.pk), reverse=True)
    stack = children.get(None, [])
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children.get(node.pk, []))
