"""How much one account may store. Measuring reads all its rows, so an estimate that is never too low decides first."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache as memory
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.prepared import run
from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.exceptions import Conflict
from wheelbarrow.core.models import Usage

# The scheduler adds to no estimate: it makes a work of a rule a day, and what is made at once is added with the rule.
GOOD_FOR = timedelta(days=1)
REST = timedelta(minutes=1)
# More than any number of rows or bytes.
NO_QUOTA = 2**62


class QuotaExceeded(Conflict):
    template = _(
        "This account has reached its limit of stored data. Empty the trash, try again in a minute, or ask the operator for more."
    )


def reserve(user: AbstractBaseUser, *, rows: int = 0, notes: str = "", times: int = 1) -> None:
    """Add rows, and `times` these notes, to what the account uses. The caller holds the owner's lock.

    Raises QuotaExceeded where QUOTA_ROWS or QUOTA_BYTES would be exceeded; then nothing is added.
    """
    if not (settings.QUOTA_ROWS or settings.QUOTA_BYTES):
        return
    size, at = len(notes.encode()) * times, timezone.now()
    most = {"rows": (settings.QUOTA_ROWS or NO_QUOTA) - rows, "bytes": (settings.QUOTA_BYTES or NO_QUOTA) - size}
    if _add(user.pk, rows=rows, size=size, since=at - GOOD_FOR, most=most):
        return
    # To measure 200,000 rows takes 0.9 s: at most once a minute. What an account removes gives room after that.
    full = f"full-{user.pk}"
    if memory.get(full) or Usage.objects.filter(user_id=user.pk, measured_at__gt=at - REST).exists():
        raise QuotaExceeded
    used = measure(user)
    if any(used[name] > most[name] for name in used):
        # What is written to the database is rolled back with the refused transaction.
        memory.set(full, "yes", REST.total_seconds())
        raise QuotaExceeded
    estimate = Usage(user_id=user.pk, measured_at=at, rows=used["rows"] + rows, bytes=used["bytes"] + size)
    Usage.objects.bulk_create(
        [estimate], update_conflicts=True, unique_fields=["user"], update_fields=["rows", "bytes", "measured_at"]
    )


def _add(user_id: int, *, rows: int, size: int, since: datetime, most: dict[str, int]) -> bool:
    """Add to an estimate that was measured `since`, if it is at most `most` before; return whether it was."""
    table, since_text = connection.ops.quote_name(Usage._meta.db_table), connection.ops.adapt_datetimefield_value(since)
    adding = (
        f"UPDATE {table} SET rows = rows + %s, bytes = bytes + %s"
        " WHERE user_id = %s AND measured_at > %s AND rows <= %s AND bytes <= %s RETURNING user_id"
    )
    return bool(run(adding, [rows, size, user_id, since_text, most["rows"], most["bytes"]]))


def measure(user: AbstractBaseUser) -> dict[str, int]:
    """Return the rows of the account, those in the trash included, and the bytes of their notes as UTF-8."""
    [(rows, size)] = run(_measuring(), [user.pk] * len(soft_deletable_models()))
    return {"rows": rows, "bytes": size}


@cache
def _measuring() -> str:
    # SQLite has OCTET_LENGTH from 3.43 on only; PostgreSQL reads it off the header of a value.
    octets = "LENGTH(CAST(content AS BLOB))" if connection.vendor == "sqlite" else "OCTET_LENGTH(content)"
    tables = []
    for model in soft_deletable_models():
        size = f"SUM({octets})" if any(field.name == "content" for field in model._meta.concrete_fields) else "0"
        table = connection.ops.quote_name(model._meta.db_table)
        tables.append(f"SELECT COUNT(*) AS rows, COALESCE({size}, 0) AS bytes FROM {table} WHERE user_id = %s")
    together = " UNION ALL ".join(tables)
    return f"SELECT CAST(SUM(rows) AS bigint), CAST(SUM(bytes) AS bigint) FROM ({together}) AS used"
