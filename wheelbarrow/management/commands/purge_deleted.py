"""`manage.py purge_deleted [--days N]`"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.lockout import purge_attempts
from accounts.services import purge_closed_accounts
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
}


class Command(BaseCommand):
    help = "Remove permanently what has been in the trash for longer than TRASH_DAYS, and changes older than HISTORY_DAYS. Safe to interrupt and to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=settings.TRASH_DAYS, help="instead of TRASH_DAYS")

    def handle(self, *, days: int, **_options: Any) -> None:
        if days < 0:
            raise CommandError("--days must be 0 or more.")
        at = timezone.now()
        rows = 0

        def report(count: int) -> None:
            nonlocal rows
            rows += count
            self.stdout.write(f"\r{rows} rows removed", ending="")
            self.stdout.flush()

        for name, purge in PURGES.items():
            purged = purge(before=at - timedelta(days=days), at=at, report=report)
            self.stdout.write(f"\r{purged} {name} purged." + " " * 20)
