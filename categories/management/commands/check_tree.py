"""`manage.py check_tree [--repair] [--email …]`: exit status 1 when something is wrong and stays so."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from categories import repair


class Command(BaseCommand):
    help = "Report every path, level, cycle, owner or live row under a dead one that disagrees; --repair sets it right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="set right what is wrong")
        parser.add_argument("--email", help="look at one person only")

    def handle(self, *, repair: bool, email: str | None, **_options: Any) -> None:
        people = User.objects.with_email(email) if email else User.objects.order_by("pk")
        if email and not people:
            raise CommandError(f"Nobody has the email {email}.")
        found = sum(self._look_at(user, mend=repair) for user in people.iterator())
        if found and not repair:
            raise CommandError(f"{found} found. Run it again with --repair to set them right.")
        self.stdout.write(self.style.SUCCESS(f"{found} repaired." if found else "Every tree is sound."))

    def _look_at(self, user: User, *, mend: bool) -> int:
        problems = repair.repair_tree(user=user, at=timezone.now()) if mend else repair.find_problems(user=user)
        for problem in problems:
            said = "repaired" if mend else "found"
            self.stdout.write(f"{user.email}: {said} {problem.kind}: {problem.row} {problem.detail}")
        return len(problems)
