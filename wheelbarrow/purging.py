"""What is removed permanently once a day: what has been in the trash for TRASH_DAYS, and everything else that has expired."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from accounts.lockout import purge_attempts
from accounts.services import purge_closed_accounts
from accounts.tokens import purge_tokens
from accounts.user_sessions import purge_sessions
from wheelbarrow.core.history.pruning import prune_changes
from wheelbarrow.core.idempotency import purge_answers
from wheelbarrow.core.jobs import purge_jobs
from wheelbarrow.core.rates import purge_counts
from wheelbarrow.core.trash import purge_expired
from works.services.importing.requests import purge_imports

PURGES: dict[str, Callable[..., int]] = {
    "deletions": purge_expired,
    "accounts": purge_closed_accounts,
    "failed logins": purge_attempts,
    "rate counts": purge_counts,
    "changes": prune_changes,
    "stored answers": purge_answers,
    "imports": purge_imports,
    "jobs": purge_jobs,
    "tokens": purge_tokens,
    "sessions": purge_sessions,
}


def purge_all(at: datetime, *, days: int, report: Callable[[int], None] | None = None) -> Iterator[tuple[str, int]]:
    """Yield the name of each purge and how many it has removed. Each can be interrupted, and repeated by another process.

    `days` is how long what was deleted stays in the trash. `report` is called with the number of rows of each batch.
    """
    for name, purge in PURGES.items():
        yield name, purge(before=at - timedelta(days=days), at=at, report=report)
