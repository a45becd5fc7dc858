"""`manage.py purge_deleted [--days N]`"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wheelbarrow.purging import purge_all


class Command(BaseCommand):
    help = (
        "Remove permanently what has been in the trash for longer than TRASH_DAYS, changes older than HISTORY_DAYS, and what "
        "has expired, as the scheduler does once a day. Safe to interrupt and to run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=settings.TRASH_DAYS, help="instead of TRASH_DAYS")

    def handle(self, *, days: int, **_options: Any) -> None:
        if days < 0:
            raise CommandError("--days must be 0 or more.")
        rows = 0

        def report(count: int) -> None:
            nonlocal rows
            rows += count
            self.stdout.write(f"\r{rows} rows removed", ending="")
            self.stdout.flush()

        for name, purged in purge_all(timezone.now(), days=days, report=report):
            self.stdout.write(f"\r{purged} {name} purged." + " " * 20)
