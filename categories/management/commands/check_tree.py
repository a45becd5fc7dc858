"""`manage.py check_tree [--repair] [--email …]`: the exit status is 1 if problems remain."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from categories import repair


class Command(BaseCommand):
    help = (
        "Report wrong paths, levels, owners and numbers, cycles, live rows below deleted ones, and texts that the search "
        "has otherwise; --repair repairs them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="repair the problems")
        parser.add_argument("--email", help="check one person only")

    def handle(self, *, repair: bool, email: str | None, **_options: Any) -> None:
        people = User.objects.with_email(email) if email else User.objects.order_by("pk")
        if email and not people:
            raise CommandError(f"Nobody has the email {email}.")
        found = sum(self._check(user, is_repair=repair) for user in people.iterator())
        if found and not repair:
            raise CommandError(f"{found} found. Run it again with --repair to repair them.")
        self.stdout.write(self.style.SUCCESS(f"{found} repaired." if found else "No problems found."))

    def _check(self, user: User, *, is_repair: bool) -> int:
        problems = repair.repair_tree(user=user, at=timezone.now()) if is_repair else repair.find_problems(user=user)
        for problem in problems:
            done = "repaired" if is_repair else "found"
            self.stdout.write(f"{user.email}: {done} {problem.kind}: {problem.row} {problem.detail}")
        return len(problems)
