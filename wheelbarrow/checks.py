"""System checks: what a self-hoster should know before the first request."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.choices import time_zones
from accounts.models import User
from wheelbarrow.core import worker
from works.models import RecurringWork

POOLER_HINT = (
    "pgbouncer must be 1.22 or newer, with max_prepared_statements = 500 and ignore_startup_parameters = options; "
    "DATABASE_URL must end in ?DISABLE_SERVER_SIDE_CURSORS=True, which also silences this. See docs/operations.md."
)
# The tag of the checks that depend on the environment: those that `manage.py start` runs, besides those of the database.
DEPLOYMENT = "deployment"
WORKER_HINT = "Run manage.py run_scheduler or run_worker. See “Background work” in docs/operations.md."


@register(DEPLOYMENT)
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Find values that would fail later, in an unrelated place."""
    errors: list[CheckMessage] = []
    if settings.TIME_ZONE not in available_timezones():
        hint = "Use an IANA name such as Europe/Berlin."
        errors.append(Error(f"TIME_ZONE “{settings.TIME_ZONE}” is unknown.", hint=hint, id="wheelbarrow.E001"))
    if settings.LANGUAGE_CODE not in dict(settings.LANGUAGES):
        message = f"LANGUAGE_CODE “{settings.LANGUAGE_CODE}” is not available."
        errors.append(Error(message, hint="Use en or ko.", id="wheelbarrow.E002"))
    if settings.TRASH_DAYS < 1:
        errors.append(Error("TRASH_DAYS must be 1 or more.", id="wheelbarrow.E003"))
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < (3, 35):
        hint = f"This Python has {sqlite3.sqlite_version}, which lacks RETURNING."
        errors.append(Error("SQLite 3.35 or newer is needed.", hint=hint, id="wheelbarrow.E004"))
    if connection.vendor == "sqlite" and not has_fts5():
        hint = "The search needs it. Python's installers and the packages of Linux distributions have it."
        errors.append(Error("This SQLite was built without FTS5.", hint=hint, id="wheelbarrow.E008"))
    if settings.AXES_FAILURE_LIMIT < 1 or settings.AXES_COOLOFF_TIME.total_seconds() < 60:
        errors.append(Error("LOGIN_FAILURES and LOGIN_COOLOFF_MINUTES must be 1 or more.", id="wheelbarrow.E005"))
    if settings.BACKUP_KEEP < 0:
        errors.append(Error("BACKUP_KEEP must be 0 or more.", id="wheelbarrow.E006"))
    if settings.HISTORY_DAYS < 0:
        errors.append(Error("HISTORY_DAYS must be 0 or more.", id="wheelbarrow.E007"))
    return errors


def has_fts5() -> bool:
    """Report whether the SQLite of this Python has the extension FTS5."""
    with closing(sqlite3.connect(":memory:")) as memory:
        return bool(memory.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])


@register(Tags.database)
def check_pooler(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Warn about a connection pooler that may not be set up for prepared statements. `migrate` and `start` run this."""
    if (
        not databases
        or connection.vendor != "postgresql"
        or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    ):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        # A pooler gives each client a made-up process id, for cancelling.
        if cursor.fetchone() == (cursor.connection.info.backend_pid,):
            return []
    return [Warning("A connection pooler stands before PostgreSQL.", hint=POOLER_HINT, id="wheelbarrow.W001")]


@register(Tags.database)
def check_time_zones(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Warn about time zones of people or recurring works that this machine's tzdata no longer has."""
    names: set[Any] = set()
    with suppress(DatabaseError):  # before the first migration
        for model in (User, RecurringWork) if databases else ():
            names.update(model._base_manager.values_list("time_zone", flat=True).distinct())
    if not (unknown := sorted(names - set(time_zones()) - {None})):
        return []
    message = f"These time zones are unknown, so their days are counted in UTC: {', '.join(unknown)}."
    return [Warning(message, hint="Update tzdata, or choose other zones in the admin.", id="wheelbarrow.W002")]


@register(Tags.database)
def check_jobs(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Warn about background jobs that wait for a worker."""
    state = worker.State(0, timedelta())
    with suppress(DatabaseError):  # before the first migration
        state = worker.state(timezone.now()) if databases else state
    if not state.is_late:
        return []
    minutes = int(state.lag.total_seconds() // 60)
    message = f"Background jobs wait for a worker: {state.waiting}, the first for {minutes} minutes."
    return [Warning(message, hint=WORKER_HINT, id="wheelbarrow.W003")]
