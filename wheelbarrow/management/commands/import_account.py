"""`manage.py import_account EMAIL FILE [--source NAME] [--answer NAME=VALUE]… [--dry-run] [--yes]`"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from wheelbarrow.core import jobs
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.preferences import preferences_of
from works.exchange.account.layout import FORMAT
from works.exchange.account.package import is_package, open_package
from works.exchange.files import MAX_BYTES
from works.exchange.sources import readers
from works.import_selectors import FAILED, Shown, show_import
from works.models import Import
from works.services.importing import requests
from works.services.importing.local import import_export, preview_export

# Notices that are printed.
MOST_NOTICES = 20
# Answers to a question that are printed.
MOST_CHOICES = 12
# Seconds between two looks at a job that another worker does.
WAIT = 0.5


class Command(BaseCommand):
    help = "Import a file of another tool into an account: show what it becomes, ask, and write all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose account it is")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source", default="", choices=["", *(reader.NAME for reader in readers())], help="if it is not recognised"
        )
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="to a question of the preview; may be repeated",
        )
        parser.add_argument("--dry-run", action="store_true", help="only show what the file becomes")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, **options: Any) -> None:
        user = User.objects.active().with_email(options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody has the email {options['email']}.")
        try:
            with options["file"].open("rb") as file, preferences_of(user):
                if options["source"] in ("", FORMAT) and is_package(file):
                    self._import_export(user, file, options)
                else:
                    file.seek(0)
                    # One byte too many is refused by the service.
                    self._import(user, file.read(MAX_BYTES + 1), options)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from None
        except DomainError as refusal:
            raise CommandError(refusal.detail) from None

    def _import_export(self, user: User, file: Any, options: dict[str, Any]) -> None:
        """Import an export of Wheelbarrow, which may be larger than an upload, without storing the file."""
        answers = dict(_pair(text) for text in options["answer"])
        self.stdout.write("Reading …")
        package = open_package(file)
        preview = preview_export(user=user, package=package, answers=answers)
        self._print("Wheelbarrow", options["file"].name, preview)
        if not self._may_write(options):
            return
        self.stdout.write("Writing …")
        name = options["file"].name
        row = import_export(user=user, name=name, package=package, answers=answers, at=timezone.now())
        self._print_end(show_import(user, row.pk))

    def _may_write(self, options: dict[str, Any]) -> bool:
        if not options["dry_run"] and (options["yes"] or self._agree()):
            return True
        self.stdout.write("Nothing was written.")
        return False

    def _import(self, user: User, data: bytes, options: dict[str, Any]) -> None:
        answers = dict(_pair(text) for text in options["answer"])
        self.stdout.write("Reading …")
        name, source = options["file"].name, options["source"]
        row = requests.start_import(user=user, name=name, data=data, source=source, answers=answers, at=timezone.now())
        try:
            shown = self._finish(user, row, requests.READ)
            self._print(shown.label, shown.file_name, shown.preview)
            if not self._may_write(options):
                requests.discard_import(user=user, import_id=row.pk, at=timezone.now())
                return
            requests.apply_import(user=user, import_id=row.pk, at=timezone.now())
            self.stdout.write("Writing …")
            shown = self._finish(user, row, requests.APPLY)
        except (DomainError, CommandError):
            self._discard(user, row)
            raise
        self._print_end(shown)

    def _finish(self, user: User, row: Import, kind: str) -> Shown:
        """Do the job here, unless a worker was faster; return the import when it is done."""
        while (shown := show_import(user, row.pk)).is_moving:
            job = jobs.latest_of(user, kind, row.pk)
            if job is not None:
                jobs.run(job.pk)
            if job is None or job.attempts:
                # Another worker has it, or it is tried again later.
                time.sleep(WAIT)
        if shown.state == FAILED:
            raise CommandError(shown.failure)
        return shown

    def _print_end(self, shown: Shown) -> None:
        end = (
            f"Imported. Change {shown.change} undoes it." if shown.change else "Imported. Everything was there already."
        )
        self.stdout.write(self.style.SUCCESS(end))

    def _discard(self, user: User, row: Import) -> None:
        if Import.objects.owned_by(user).with_id(row.pk).waiting().exists():
            requests.discard_import(user=user, import_id=row.pk, at=timezone.now())

    def _agree(self) -> bool:
        try:
            return input("Import it? [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:
            raise CommandError("Nobody answers here. Add --yes to import, or --dry-run.") from None

    def _print(self, label: str, file_name: str, preview: dict[str, Any]) -> None:
        names = {"create": "to create", "update": "to change", "keep": "unchanged"}
        self.stdout.write(f"{label}: {file_name}")
        for kind, of in preview["counts"].items():
            numbers = [f"{number} {names.get(fate, fate)}" for fate, number in of.items() if number]
            if numbers:
                self.stdout.write(f"  {kind.replace('_', ' ')}: {', '.join(numbers)}")
        for each in preview["skipped"]:
            self.stdout.write(f"  {each['count']} skipped: {each['reason']}")
        for question in preview["questions"]:
            self.stdout.write(f"  {question['text']} --answer {question['name']}={question['answer']}")
            for choice in question["choices"][:MOST_CHOICES]:
                self.stdout.write(f"      {choice['value']}: {choice['label']}")
        notices, more = preview["notices"], preview["more_notices"]
        for notice in notices[:MOST_NOTICES]:
            self.stdout.write(f"  line {notice['line'] or '–'}: {notice['text']}")
        if rest := len(notices[MOST_NOTICES:]) + more:
            self.stdout.write(f"  and {rest} more notices")


def _pair(text: str) -> tuple[str, str]:
    name, is_pair, value = text.partition("=")
    if not is_pair:
        raise CommandError(f"Write --answer as NAME=VALUE, not {text}.")
    return name, value
