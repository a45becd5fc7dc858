"""Numbers as bars: geometry alone, in units of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# The longest bar, and the room a column has with the gap beside it.
LENGTH, COLUMN, GAP = 100, 10, 2


class Bar(NamedTuple):
    """One number with its name; `late` of it are alarming. `link` leads to the list it counts, empty for none."""

    label: str
    number: int
    link: str = ""
    late: int = 0
    note: str = ""


class Drawn(NamedTuple):
    """A bar and where it lies; a number that is not 0 can be seen."""

    bar: Bar
    length: float
    late: float
    place: int

    @property
    def top(self) -> float:
        """Where a column begins, from above."""
        return LENGTH - self.length


def draw(bars: Sequence[Bar]) -> list[Drawn]:
    """Each in proportion to the largest."""
    largest = max((bar.number for bar in bars), default=0) or 1
    return [
        Drawn(bar, _length(bar.number, largest), _length(bar.late, largest), COLUMN * place)
        for place, bar in enumerate(bars)
    ]


def _length(number: int, largest: int) -> float:
    return max(round(LENGTH * number / largest, 2), 1) if number else 0
