"""Load the code with less time and memory."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

FIELDS = "django.contrib.postgres.fields"


def import_lean() -> None:
    """Import Django REST framework's list of optional packages without the fields of PostgreSQL, which no model here has.

    They would load psycopg (9 MB and 70 ms) where the database is SQLite.
    """
    if FIELDS in sys.modules:
        return
    # None stops an import: https://docs.python.org/3/library/sys.html#sys.modules
    sys.modules[FIELDS] = None  # type: ignore[assignment]
    try:
        import_module("rest_framework.compat")
    finally:
        del sys.modules[FIELDS]


@contextmanager
def loading() -> Iterator[None]:
    """Collect no garbage meanwhile: imports leave almost none, and to look for it takes a sixth of their time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
