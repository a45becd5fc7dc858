"""How much is measured: BENCH=1 in full, BENCH=small to see that it runs; nothing without."""

import os
from typing import NamedTuple

BENCH = os.environ.get("BENCH", "")


class Sizes(NamedTuple):
    """Rows, and how often each way is taken."""

    categories: int
    depth: int
    works_of_tree: int
    rules: int
    works: tuple[int, ...]
    # Works and people.
    crowds: tuple[tuple[int, int], ...]
    rounds: int


SIZES = (
    Sizes(300, 12, 300, 40, (200, 2000), ((1500, 17), (15_000, 101)), 3)
    if BENCH == "small"
    else Sizes(10_000, 50, 20_000, 1000, (2000, 20_000, 200_000), ((10_000, 161), (1_000_000, 1601)), 15)
)
