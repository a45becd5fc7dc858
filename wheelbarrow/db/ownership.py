"""Whose row it is, and the one lock of a person's data."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class OwnedQuerySet(models.QuerySet):
    """Sentences about owned rows."""

    def owned_by(self, user: User | int) -> Self:
        """Rows of one person."""
        return self.filter(user=user)

    def owned_by_any(self, user_ids: Collection[int]) -> Self:
        """Rows of these people."""
        return self.filter(user__in=user_ids)

    def with_ids(self, ids: list[int]) -> Self:
        """Rows with one of these ids."""
        return self.filter(pk__in=ids)

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


def lock_owner(user: User) -> None:
    """Take the person's row until the transaction ends: the first statement of every write to their data.

    Measured: locking only the touched rows still made live rows in dead categories, stale paths and
    deadlocks. NO KEY lets inserts that refer to the person pass. SQLite ignores the clause: there
    BEGIN IMMEDIATE is the lock. What is checked must be read after this.
    """
    get_user_model()._base_manager.select_for_update(no_key=True).values_list("pk").get(pk=user.pk)
