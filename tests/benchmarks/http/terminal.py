"""Progress on the terminal, and one run at a time."""

from __future__ import annotations

import fcntl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.http.databases import SCRATCH


def report(text: str) -> None:
    """Progress, where it does not mix with the table."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


@contextmanager
def alone() -> Iterator[None]:
    """Two runs at once would measure each other, on the same ports: the second waits."""
    SCRATCH.mkdir(exist_ok=True)
    with (SCRATCH / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("waiting for another run to end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
