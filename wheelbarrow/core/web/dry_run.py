"""What an act would do: it is carried out and rolled back, so that the counts and every refusal are those of the real one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def rolled_back(user: Any) -> Iterator[None]:
    """Roll back what the block writes, and give `user` the version that it had.

    The version names what is kept of the person's rows: one that was never stored would be given out again.
    """
    version = user.version
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        user.version = version
