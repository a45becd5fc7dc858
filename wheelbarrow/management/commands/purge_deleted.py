"""`manage.py purge_deleted [--days N]`: for cron, once a day."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string

# Named as strings: the floor knows no app.
PURGES = {
    "deletions": "wheelbarrow.trash.purge_expired",
    "accounts": "accounts.services.purge_closed_accounts",
    "failed logins": "accounts.lockout.purge_attempts",
}


class Command(BaseCommand):
    help = "Remove for good what has been in the trash for longer than TRASH_DAYS. Safe to interrupt and to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=settings.TRASH_DAYS, help="instead of TRASH_DAYS")

    def handle(self, *, days: int, **_options: Any) -> None:
        if days < 0:
            raise CommandError("--days must be 0 or more.")
        at = timezone.now()
        rows = 0

        def tell(count: int) -> None:
            nonlocal rows
            rows += count
            self.stdout.write(f"\r{rows} rows removed", ending="")
            self.stdout.flush()

        for name, purge in PURGES.items():
            purged = import_string(purge)(before=at - timedelta(days=days), at=at, tell=tell)
            self.stdout.write(f"\r{purged} {name} purged." + " " * 20)
