"""What an export has: the tables in the order of their dependencies, and the fields of each, by introspection."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, NamedTuple

from accounts.models import User
from categories.models import Category
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.models import Change, Deletion
from works.models import ImportedRow, Label, RecurringWork, ReportCopy, SavedView, Work

FORMAT, VERSION = "wheelbarrow", 1
MANIFEST, PROFILE = "manifest.json", "profile.jsonl"

# The settings of a person that go along. The email names the account; a password, and what staff may do, never leave.
SETTINGS = ("name", "time_zone", "language", "week_starts_on", "today_by", "shortcuts")


class Table(NamedTuple):
    """The rows of one model, one line each in the file `<name>.jsonl`."""

    name: str
    model: type[Owned]

    @property
    def file(self) -> str:
        """The name of the file in the zip."""
        return f"{self.name}.jsonl"


# A row refers only to rows of tables before it, of its own table, and to changes of none.
TABLES = (
    Table("deletions", Deletion),
    Table("categories", Category),
    Table("labels", Label),
    Table("recurring_works", RecurringWork),
    Table("works", Work),
    Table("saved_views", SavedView),
    Table("report_copies", ReportCopy),
    Table("imported_rows", ImportedRow),
    Table("changes", Change),
)
ROWS, IMPORTED_ROWS = TABLES[1:-2], TABLES[-2]

# Owned models whose rows are lists of ids in the rows that have the links.
LINKS = {"works.WorkLabel": "works.labels", "works.RecurringWorkLabel": "recurring_works.labels"}
# Owned models that are not exported → why.
NOT_EXPORTED = {
    "categories.ApiToken": "a secret of this server",
    "wheelbarrow.Job": "background work of this server",
    "works.Feed": "a secret address of this server",
    "works.FeedLabel": "goes with the feed",
    "works.Import": "a file that waits on this server",
}
# Fields of the account that are not exported → why.
NOT_SETTINGS = {
    "id": "a number of this server",
    "email": "names the account, and is no setting",
    "password": "secret",
    "last_login": "of this server",
    "is_active": "the operator decides",
    "is_staff": "the operator decides",
    "is_superuser": "the operator decides",
    "token_version": "counts log-outs of this server",
    "version": "counts the writes of this server",
    "created_at": "names the account, and is no setting",
    "deleted_at": "the account is closed on this server only",
}
# Columns that no line has → why.
NOT_COLUMNS = {
    "user": "the file has one owner",
    "version": "counts the writes of this server",
    "operator": "another person of this server",
    "purge_started_at": "a deletion whose purge has begun is not exported",
}


@cache
def columns_of(model: type[Owned]) -> list[Any]:
    """Return the fields of which each line has a value, under their names; of a key it is an id.

    Fields that follow from others, such as a path from its parent, are left out.
    """
    left_out = {*NOT_COLUMNS, *getattr(model, "derived", ())}
    return [field for field in model._meta.concrete_fields if field.name not in left_out]


@cache
def links_of(model: type[Owned]) -> list[str]:
    """Return the fields of which each line has a sorted list of ids."""
    return [field.name for field in model._meta.many_to_many] if issubclass(model, SoftDeletable) else []


def account_of(user: User) -> str:
    """Return what identifies an account on every server: rows of two exports of one account have the same ids.

    The instant has microseconds; a copy of the database has the same account.
    """
    text = f"{user.pk} {user.created_at.isoformat()}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
