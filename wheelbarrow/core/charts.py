"""The geometry of bar charts, in units of the SVG image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# The length of the longest bar, the width of a column with its gap, and the gap.
LENGTH, COLUMN, GAP = 100, 10, 2


class Bar(NamedTuple):
    """A labelled number; `overdue` is the overdue part of it. `link` is the address of the list that it counts, or empty."""

    label: str
    number: int
    link: str = ""
    overdue: int = 0
    note: str = ""


class Drawn(NamedTuple):
    """A bar with its length and its place. A number other than 0 has a length of at least 1."""

    bar: Bar
    length: float
    overdue: float
    place: int

    @property
    def top(self) -> float:
        """The distance of a column from the top."""
        return LENGTH - self.length


def draw(bars: Sequence[Bar]) -> list[Drawn]:
    """Draw each bar in proportion to the largest."""
    largest = max((bar.number for bar in bars), default=0) or 1
    return [
        Drawn(bar, _length(bar.number, largest), _length(bar.overdue, largest), COLUMN * place)
        for place, bar in enumerate(bars)
    ]


def _length(number: int, largest: int) -> float:
    return max(round(LENGTH * number / largest, 2), 1) if number else 0
