"""What is in a backup, whatever kind of database wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Model

from accounts.models import BackgroundVersion, User
from categories.models import Category
from works.models import Work

# The tables whose row counts a backup reports.
REPORTED: dict[str, type[Model]] = {"people": User, "categories": Category, "works": Work}
MIGRATIONS = "django_migrations"


class Refused(Exception):
    """Nothing was written. The text says why, and what to do."""


class Contents(NamedTuple):
    """Rows of each table, and which migrations (app, name) had been applied."""

    rows: Mapping[str, int]
    migrations: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        return ", ".join(f"{self.rows.get(model._meta.db_table, 0)} {noun}" for noun, model in REPORTED.items())


def renewal(random: str) -> str:
    """SQL after which no ETag holds that was given before: another version for each person. `random`: 50 bits or more.

    Restored rows bring their old versions, and counted on from there these would come a second time, over other rows.
    """
    versions, people = BackgroundVersion._meta.db_table, User._meta.db_table
    return f"DELETE FROM {versions}; INSERT INTO {versions} (user_id, version) SELECT id, {random} FROM {people};"
