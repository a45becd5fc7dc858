"""Owned rows, and the lock on the data of their owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db import expressions  # also registers the lookup `among`
from wheelbarrow.core.db.limits import Limit, limit
from wheelbarrow.core.db.prepared import run
from wheelbarrow.core.text import LISTED_CHARACTERS


class OwnedQuerySet(models.QuerySet[Any]):
    """Conditions on owned rows."""

    # Whether a row belongs to the branch in which it is, and to no other.
    is_in_one_branch: ClassVar[bool] = False

    def owned_by(self, user: AbstractBaseUser | int) -> Self:
        """Rows of one person; for a limited caller those inside of the branch."""
        return self.filter(user=user)._within_limit()

    def owned_by_any(self, user_ids: list[int]) -> Self:
        """Rows of these people; for a limited caller those inside of the branch."""
        return self.filter(user_id__among=user_ids)._within_limit()

    def inside(self, branch: Limit) -> Self:
        """Rows that a caller sees who is limited to the branch: none, unless a model overrides this."""
        return self.none()

    def written_inside(self, branch: Limit) -> Self:
        """Rows that such a caller may change."""
        return self.inside(branch) if self.is_in_one_branch else self.none()

    def _within_limit(self) -> Self:
        branch = limit.get()
        return self if branch is None else self.inside(branch)

    def with_id(self, pk: int) -> Self:
        """The row with this id."""
        return self.filter(pk=pk)

    def among(self, ids: list[int]) -> Self:
        """Rows with one of these ids. The SQL does not depend on their number."""
        return self.filter(pk__among=ids)

    def with_ids(self, ids: list[int]) -> Self:
        """Rows with one of these ids."""
        return self.filter(pk__in=ids)

    def without(self, others: Self) -> Self:
        """Rows that are not among the others."""
        return self.exclude(pk__in=others.order_by().values("pk"))

    def by_owner(self, user_ids: list[int], *, most: int) -> dict[int, int]:
        """Return the number of rows of each of these people, counting at most `most`."""
        rows = self.filter(user=models.OuterRef("pk")).order_by().values("user")[:most]
        return dict(get_user_model().objects.filter(pk__in=user_ids).values_list("pk", expressions.CountOf(rows)))

    def choices(self, *, limit: int) -> list[tuple[int, str]]:
        """Return the id and the label of each of the first rows, for a select."""
        rows: Any = self[:limit]
        return [(row.pk, str(row)) for row in rows]

    def with_starts(self, column: str) -> Self:
        """Annotate `{column}_start`: the part of a note that lists show, and the next character if there is one."""
        return self.annotate(**{f"{column}_start": Left(column, LISTED_CHARACTERS + 1)})

    def ids(self) -> list[int]:
        """Return the ids, in the order of the rows."""
        return list(self.values_list("pk", flat=True))

    def store(self, rows: Sequence[Any], names: Sequence[str]) -> None:
        """UPDATE these columns of many rows, in one statement or, on SQLite, in one call.

        Raw SQL: bulk_update writes each value in a CASE, and an upsert sends all columns to change a few;
        tests/benchmarks/test_generation.py measures it.
        """
        quote, fields = connection.ops.quote_name, [self.model._meta.get_field(name) for name in ("id", *names)]
        table, columns = quote(self.model._meta.db_table), [quote(field.column) for field in fields]
        values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in fields]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                sets = ", ".join(f"{column} = new.{column}" for column in columns[1:])
                arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
                new = f"unnest({arrays}) AS new ({', '.join(columns)})"
                cursor.execute(f"UPDATE {table} SET {sets} FROM {new} WHERE {table}.id = new.id", values)
            else:
                sets = ", ".join(f"{column} = %s" for column in columns[1:])
                by_row = zip(*values[1:], values[0], strict=True)
                cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", list(by_row))


class Owned(models.Model):
    """A row of one person. UNIQUE (user, id) comes first, because composite foreign keys refer to it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, verbose_name=_("owner"), related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["user", "id"], name="%(class)s_user_id_uniq")]


def lock_and_bump(user: AbstractBaseUser, *, by: int = 1) -> int:
    """Lock the person's row until the transaction ends, and increase its version; return the new one, and set it on `user`.

    This is the first statement of every write to the person's rows; what the write checks must be read after it. The
    new version makes cached answers stale. The UPDATE locks like FOR NO KEY UPDATE, so inserts that refer to the
    person do not wait. With locks on only the changed rows, tests found live rows in deleted categories, wrong paths
    and deadlocks. On SQLite BEGIN IMMEDIATE is the lock.
    """
    table = connection.ops.quote_name(get_user_model()._meta.db_table)
    rows = run(f"UPDATE {table} SET version = version + %s WHERE id = %s RETURNING version", [by, user.pk])
    if not rows:
        raise get_user_model().DoesNotExist
    version: int = rows[0][0]
    cast(Any, user).version = version
    return version


def bump_locked(user_ids: Iterable[int]) -> dict[int, int]:
    """Increase the versions of several people, whose rows the caller has locked; return the new ones by id."""
    table, ids = connection.ops.quote_name(get_user_model()._meta.db_table), expressions.as_array(sorted(set(user_ids)))
    among = "= ANY(%s::bigint[])" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    return dict(run(f"UPDATE {table} SET version = version + 1 WHERE id {among} RETURNING id, version", [ids]))
