"""Import Django REST framework without what would load psycopg (9 MB and 70 ms) where the database is SQLite."""

from __future__ import annotations

import sys
from importlib import import_module

FIELDS = "django.contrib.postgres.fields"


def import_lean() -> None:
    """Import its list of optional packages while the fields of PostgreSQL, which no model here has, seem not installed."""
    if FIELDS in sys.modules:
        return
    # None stops an import: https://docs.python.org/3/library/sys.html#sys.modules
    sys.modules[FIELDS] = None  # type: ignore[assignment]
    try:
        import_module("rest_framework.compat")
    finally:
        del sys.modules[FIELDS]
