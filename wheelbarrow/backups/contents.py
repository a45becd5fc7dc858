"""What is in a backup, whatever kind of database wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.apps import apps

# What a person would miss. Named as strings: the floor knows no app.
TOLD = {"people": "accounts.User", "categories": "categories.Category", "works": "works.Work"}
PEOPLE, VERSIONS = TOLD["people"], "accounts.BackgroundVersion"
MIGRATIONS = "django_migrations"


class Refused(Exception):
    """Nothing was written. The text says why, and what to do."""


class Contents(NamedTuple):
    """Rows of each table, and which migrations (app, name) had been applied."""

    rows: Mapping[str, int]
    migrations: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        return ", ".join(f"{self.rows.get(table_of(label), 0)} {noun}" for noun, label in TOLD.items())


def table_of(label: str) -> str:
    """`accounts.User` → `accounts_user`."""
    return apps.get_model(label)._meta.db_table


def renewal(random: str) -> str:
    """SQL after which no ETag holds that was given before: another version for each person. `random`: 50 bits or more.

    Restored rows bring their old versions, and counted on from there these would come a second time, over other rows.
    """
    versions, people = table_of(VERSIONS), table_of(PEOPLE)
    return f"DELETE FROM {versions}; INSERT INTO {versions} (user_id, version) SELECT id, {random} FROM {people};"
