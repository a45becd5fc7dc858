"""The servers that are measured, by their names in the tables."""

from __future__ import annotations

import os
from typing import NamedTuple

# Two runs on one machine need ports of their own; the counting proxy has the one 20 above.
FIRST_PORT = int(os.environ.get("BENCH_PORT", "9100"))


class Kind(NamedTuple):
    """A server; `is_ours` if it has Wheelbarrow's addresses, answers and database, else those of the peers A and B."""

    name: str
    title: str
    port: int
    is_ours: bool = True

    @property
    def is_wheelbarrow(self) -> bool:
        """Whether it runs Wheelbarrow itself."""
        return self.name in ("W", "granian")


KINDS = {
    kind.name: kind
    for kind in (
        Kind("A", "FastAPI, sync, ORM", FIRST_PORT + 1, is_ours=False),
        Kind("B", "FastAPI, async, tuned", FIRST_PORT + 2, is_ours=False),
        Kind("equal", "FastAPI, tuned further, with the guarantees of Wheelbarrow", FIRST_PORT + 3),
        Kind("W", "Wheelbarrow on gunicorn", FIRST_PORT + 4),
        Kind("granian", "Wheelbarrow on granian", FIRST_PORT + 5),
    )
}
# Those that others are compared with.
OTHERS = ("A", "B", "equal")
