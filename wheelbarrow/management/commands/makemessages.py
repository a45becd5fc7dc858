"""`manage.py makemessages -l ko …`: Django's command, which here also finds the messages of named errors."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages
from django.utils.translation import override

from wheelbarrow.core.exceptions import DomainError

# A temporary file in the folder that xgettext reads.
CALLS = Path("messages_of_errors.py")


class Command(makemessages.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        # The addresses lead to every service, so the floor need not name an app.
        importlib.import_module(settings.ROOT_URLCONF)
        # xgettext sees calls, not docstrings.
        calls = [f"gettext({message!r})\n" for message in sorted(set(_messages(DomainError)))]
        try:
            CALLS.write_text("".join(calls), encoding="utf-8")
            super().handle(*args, **options)
        finally:
            CALLS.unlink(missing_ok=True)


def _messages(kind: type[DomainError]) -> Iterator[str]:
    """What `kind` and all errors derived from it say, untranslated."""
    with override(None):
        yield kind.message()
    for child in kind.__subclasses__():
        yield from _messages(child)
