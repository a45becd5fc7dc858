"""`manage.py seed_demo [--size small|large] [--email …] [--offer]`"""

from __future__ import annotations

import secrets
import sys
from argparse import ArgumentParser
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.demo import EMAIL
from accounts.services import create_account, set_permissions
from categories.services import create_category, delete_category
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history.acts import acting
from wheelbarrow.management.demo import LABELS, RULES, TITLES, TREE, WEEKS
from works.choices import CatchUp, Priority, Status
from works.services.editing import create_work, finish_works
from works.services.generation import make_due_works
from works.services.labels import create_label
from works.services.lifecycle import set_status
from works.services.recurring import create_recurring_work

WORKS = {"small": 300, "large": 5000}

# Repeated to weight them: most works of a year are done.
STATUSES_OF_OLD = [Status.DONE] * 9 + [Status.CANCELLED]
STATUSES_OF_NEW = [*[Status.TODO] * 5, *[Status.IN_PROGRESS] * 3, Status.UNDER_REVIEW, Status.REJECTED]
PRIORITIES = [*[Priority.NONE] * 6, Priority.LOW, *[Priority.MEDIUM] * 2, Priority.HIGH, Priority.URGENT]


class Command(BaseCommand):
    help = (
        "Fill an account with a year of demo data in English and Korean: projects of three levels, hundreds of works."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=WORKS, default="small", help="300 or 5,000 works")
        parser.add_argument(
            "--email", default=EMAIL, help="the account to fill; created with a new password if there is none"
        )
        parser.add_argument("--offer", action="store_true", help="ask first, and only if there are no people yet")

    def handle(self, *, size: str, email: str, offer: bool, **_options: Any) -> None:
        if offer and not self._is_wanted():
            return
        with transaction.atomic():
            user, password = self._login(email)
            self._fill(user, WORKS[size])
        self.stdout.write(self.style.SUCCESS(f"Created demo data for {user.email}."))
        if password:
            self.stdout.write(
                f"  log in with  {user.email}  {password}\n  (the admin, the API's pages and its tokens take it)"
            )

    def _is_wanted(self) -> bool:
        if get_user_model().objects.exists():
            return False
        if not sys.stdin.isatty():
            return True
        return input("Create a login and demo data? [Y/n] ").strip().lower() in ("", "y", "yes", "예", "네")

    def _login(self, email: str) -> tuple[Any, str]:
        user = get_user_model().objects.with_email(email).first()
        if user is None:
            password = secrets.token_urlsafe(12)
            at = timezone.now()
            user = create_account(email=email, password=password, at=at, name="Demo")
            return set_permissions(user=user, at=at, is_staff=True, is_superuser=True), password
        return user, ""

    def _fill(self, user: Any, works: int) -> None:
        random = Random(2026)
        now = timezone.now()
        places = self._create_tree(user, now)
        labels = {create_label(user=user, name=name, at=now).pk: share for name, share in LABELS.items()}
        for number in range(works):
            place, category = places[number % len(places)]
            chosen = [pk for pk, share in labels.items() if random.random() < share]
            self._create_work(user, random, now, place, category, number, chosen)
            if number % 100 == 99:
                self.stdout.write(f"\r{number + 1} of {works} works", ending="")
                self.stdout.flush()
        self.stdout.write("\r" + " " * 30 + "\r", ending="")
        self._create_recurring_works(user, random, now, dict(places))
        # One deletion in the trash.
        gone = next(category for place, category in places if place == "지붕")
        delete_category(user=user, category_id=gone.pk, at=now)

    def _create_tree(self, user: Any, now: datetime) -> list[tuple[str, Any]]:
        year, places = now.year, []
        try:
            for root_name, branches in TREE.items():
                first, last = now.date().replace(month=1, day=1), now.date().replace(month=12, day=31)
                name = root_name.format(year=year)
                root = create_category(user=user, name=name, starts_on=first, ends_on=last, at=now)
                for branch_name, leaves in branches.items():
                    branch = create_category(user=user, name=branch_name, parent=root.pk, at=now)
                    places += [
                        (leaf, create_category(user=user, name=leaf, parent=branch.pk, at=now)) for leaf in leaves
                    ]
        except DomainError as error:
            raise CommandError(f"{user.email} seems to have the demo data already: {error}") from error
        return places

    def _create_recurring_works(self, user: Any, random: Random, now: datetime, places: dict[str, Any]) -> None:
        """Create recurring works that have created works, week by week, most of which are done."""
        weeks = [now - timedelta(weeks=week) for week in range(WEEKS, -1, -1)]
        for place, title, rule, deadline_days in RULES:
            row = create_recurring_work(
                user=user,
                title=title,
                category=places[place].pk,
                rule=rule,
                deadline_days=deadline_days,
                catch_up=CatchUp.CREATE_ALL,
                my_job=True,
                starts_on=weeks[0].date(),
                at=weeks[0],
            )
            for at in weeks:
                with acting("generated", user=user, at=at):
                    make_due_works(user=user, ids=[row.pk], at=at)
                open_works = row.works.open().ids()
                done = [pk for pk in open_works if at < now and random.random() < 0.85]
                if done:
                    finish_works(user=user, ids=done, at=at)

    def _create_work(
        self, user: Any, random: Random, now: datetime, place: str, category: Any, number: int, labels: list[int]
    ) -> None:
        """Create a work; most old ones are done, those around today are open."""
        offset = random.randint(-300, 30) if number % 4 else random.randint(-10, 10)
        day = now.date() + timedelta(days=offset)
        morning = datetime.combine(min(day, now.date()), time(8), tzinfo=now.tzinfo) - timedelta(
            days=random.randint(0, 14)
        )
        has_deadline = random.random() < 0.7
        work = create_work(
            user=user,
            title=random.choice(TITLES[place]),
            category=category.pk,
            priority=random.choice(PRIORITIES),
            my_job=random.random() < 0.6,
            starts_on=day - timedelta(days=random.randint(0, 7)) if random.random() < 0.5 else None,
            deadline_on=day if has_deadline else None,
            deadline_time=time(17) if has_deadline and random.random() < 0.2 else None,
            labels=labels,
            at=morning,
        )
        is_old = offset < -12 or (offset < 0 and random.random() < 0.7)
        status = random.choice(STATUSES_OF_OLD if is_old else STATUSES_OF_NEW)
        if status != Status.TODO:
            at = min(datetime.combine(day, time(random.randint(9, 18), random.randint(0, 59)), tzinfo=now.tzinfo), now)
            set_status(user=user, work_id=work.pk, status=status, at=at)
