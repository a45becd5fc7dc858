"""What a backup holds, for either kind of database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from accounts.models import BackgroundVersion, User
from categories.models import Category
from works.models import Work

PEOPLE = User._meta.db_table
COUNTED = {"people": PEOPLE, "categories": Category._meta.db_table, "works": Work._meta.db_table}
VERSIONS = BackgroundVersion._meta.db_table
MIGRATIONS = "django_migrations"


class Refused(Exception):
    """The database and the files are unchanged. The message, on one line, gives the reason and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class Contents(NamedTuple):
    """The number of rows of each table, and the applied migrations as (app, name)."""

    rows: Mapping[str, int]
    migrations: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        return ", ".join(f"{self.rows.get(table, 0)} {noun}" for noun, table in COUNTED.items())


def version_renewal(random: str) -> list[str]:
    """Return the statements that invalidate every ETag sent so far, by a new version for each person.

    A restored version would be counted up again, over other rows. `random`: an SQL expression of 50 bits or more.
    """
    return [
        f"DELETE FROM {VERSIONS}",
        f"INSERT INTO {VERSIONS} (user_id, version) SELECT id, {random} FROM {PEOPLE}",
    ]
