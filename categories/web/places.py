"""Where something may be moved to: a list of categories that a person narrows by typing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from categories.selectors import matching_paths

# Categories that are offered at once.
MOST = 30
# Characters of a search that count.
LONGEST = 200


class Option(NamedTuple):
    """A category that is offered, named by its ancestors."""

    id: int
    text: str


@dataclass(slots=True)
class Places:
    """What templates/components/_places.html shows.

    `narrow` is the address that narrows the list by `?q=`, `action` the one that a choice is sent to as `field`;
    `hidden` are names and values that both get. `none` is the text of the choice of no category, empty for no such
    choice. With `is_alone` the page has nothing else, so that the field has the focus.
    """

    q: str
    found: list[Option]
    narrow: str
    action: str
    field: str = "category"
    present: int | None = None
    none: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    is_alone: bool = False


def find_places(user_id: int, q: str, *, outside: Iterable[int] = ()) -> list[Option]:
    """Return categories whose ancestors' names contain each word of `q`, without the branches `outside`."""
    left_out = set(outside)
    return [
        Option(pk, " / ".join(link.name for link in ancestors))
        for pk, ancestors in matching_paths(user_id, q[:LONGEST], limit=MOST)
        if left_out.isdisjoint(link.id for link in ancestors)
    ]


def steps(ids: list[int], pk: int) -> tuple[int | None, int | str | None]:
    """Return before which of the ordered ids `pk` goes one place up, and one down: "" for the end, None for nowhere."""
    index = ids.index(pk)
    up = ids[index - 1] if index else None
    if index == len(ids) - 1:
        return up, None
    return up, ids[index + 2] if index + 2 < len(ids) else ""
