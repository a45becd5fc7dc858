"""Whose row it is, and the one lock of a person's data."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db import expressions  # registers `among` too
from wheelbarrow.core.db.prepared import run
from wheelbarrow.core.text import LISTED_CHARACTERS


class OwnedQuerySet(models.QuerySet):
    """Sentences about owned rows."""

    def owned_by(self, user: AbstractBaseUser | int) -> Self:
        """Rows of one person."""
        return self.filter(user=user)

    def owned_by_any(self, user_ids: list[int]) -> Self:
        """Rows of these people."""
        return self.filter(user_id__among=user_ids)

    def with_id(self, pk: int) -> Self:
        """This row."""
        return self.filter(pk=pk)

    def among(self, ids: list[int]) -> Self:
        """Rows with one of these ids, however many there are: the same SQL for all."""
        return self.filter(pk__among=ids)

    def with_ids(self, ids: list[int]) -> Self:
        """Rows with one of these ids."""
        return self.filter(pk__in=ids)

    def by_owner(self, user_ids: list[int], *, most: int) -> dict[int, int]:
        """How many each of these people has; none is counted further than `most`."""
        theirs = self.filter(user=models.OuterRef("pk")).order_by().values("user")[:most]
        return dict(get_user_model().objects.filter(pk__in=user_ids).values_list("pk", expressions.CountOf(theirs)))

    def choices(self, *, limit: int) -> list[tuple[int, str]]:
        """The id and the label of each of the first rows, for a select."""
        rows: Any = self[:limit]
        return [(row.pk, str(row)) for row in rows]

    def with_starts(self, column: str) -> Self:
        """Annotate `{column}_start`: what a list shows of a note, and one character more if there is more."""
        return self.annotate(**{f"{column}_start": Left(column, LISTED_CHARACTERS + 1)})

    def ids(self) -> list[int]:
        """The ids, in the order of the rows."""
        return list(self.values_list("pk", flat=True))


class Owned(models.Model):
    """A row of one person. UNIQUE (user, id) is what composite foreign keys point at, so it comes first."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, verbose_name=_("owner"), related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["user", "id"], name="%(class)s_user_id_uniq")]


def lock_and_bump(user: AbstractBaseUser) -> None:
    """Take the person's row until the transaction ends: the first statement of every write to their data.

    It counts `version` up, so that whoever keeps an answer learns that it is old, and an UPDATE of that column takes
    the lock of FOR NO KEY UPDATE: inserts that refer to the person pass. Measured: locking only the touched rows
    still made live rows in dead categories, stale paths and deadlocks. On SQLite BEGIN IMMEDIATE is the lock. What
    is checked must be read after this.
    """
    table = connection.ops.quote_name(get_user_model()._meta.db_table)
    if not run(f"UPDATE {table} SET version = version + 1 WHERE id = %s RETURNING id", [user.pk]):
        raise get_user_model().DoesNotExist
