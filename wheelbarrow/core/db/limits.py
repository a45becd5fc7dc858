"""The limit of a caller who sees one branch of the tree and nothing else: an API token that its person limited.

The limit is a context variable. `OwnedQuerySet.owned_by()` and `owned_by_any()` consult it, so that each selector and
service is narrowed without knowing of it. A model that does not define `inside()` shows such a caller nothing. Each act
checks at its end that what it has written is inside (wheelbarrow/core/history/acts.py).

To such a caller the branch is the whole account: its category is a yearly project, and paths begin with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.exceptions import Forbidden

Part = TypeVar("Part")


class OutsideBranch(Forbidden):
    template = _(
        "This token is limited to a branch, and this would change something outside of it: the project of the branch "
        "itself, a label, or what is filed elsewhere. Use a token without a limit."
    )


class Limit(NamedTuple):
    """A branch of one person: the id of its category, and the path of that category."""

    user: int
    top: int
    path: str

    @property
    def end(self) -> str:
        """The exclusive end of the paths of the branch."""
        return f"{self.path}0"

    @property
    def above(self) -> str:
        """The path of the parent of the branch; empty for a yearly project."""
        return self.path.rpartition("/")[0]

    def has(self, path: str) -> bool:
        """Report whether the path is in the branch."""
        return self.path <= path < self.end


limit: ContextVar[Limit | None] = ContextVar("limit", default=None)


@contextmanager
def limited_to(branch: Limit | None) -> Iterator[None]:
    """Narrow what is read and written meanwhile to the branch; None removes the limit."""
    before = limit.set(branch)
    try:
        yield
    finally:
        limit.reset(before)


def whole_account() -> Any:
    """Remove the limit meanwhile, to read what a service needs and does not show."""
    return limited_to(None)


def each_within(branch: Limit | None, parts: Iterator[Part]) -> Iterator[Part]:
    """Read each part of a stream within the limit: it is read after the request has left it."""
    while True:
        with limited_to(branch):
            part = next(parts, None)
        if part is None:
            return
        yield part


def top() -> int | None:
    """Return the id of the category that stands for "no category" and "no parent"; None without a limit."""
    branch = limit.get()
    return branch.top if branch else None


def refuse_limited() -> None:
    """Raise OutsideBranch for a limited caller, before a write to what belongs to all branches."""
    if limit.get():
        raise OutsideBranch


def shown_path(path: str) -> str:
    """Return the path as the caller sees it: from the branch on, and empty for a path outside of it."""
    branch = limit.get()
    if branch is None:
        return path
    return path[len(branch.above) :] if branch.has(path) else ""


def stored_path(path: str) -> str:
    """Return the stored form of a path that the caller gives."""
    branch = limit.get()
    return path if branch is None else f"{branch.above}{path}"


def levels_above() -> int:
    """Return how many levels are above what the caller sees."""
    branch = limit.get()
    return branch.above.count("/") if branch else 0


def shown_links(links: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return a stored list of ancestors, each with its `id`, from the branch on; empty if the branch is not in it."""
    branch, ids = limit.get(), [link["id"] for link in links]
    if branch is None:
        return list(links)
    return list(links[ids.index(branch.top) :]) if branch.top in ids else []
