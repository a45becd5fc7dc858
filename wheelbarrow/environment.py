"""The environment, in which a secret may also be a file: NAME_FILE instead of NAME."""

from __future__ import annotations

import sys

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping


def refuse(message: str) -> ImproperlyConfigured:
    """The error, on one line: a traceback would bury the one line that helps."""
    sys.tracebacklimit = 0
    return ImproperlyConfigured(message)


class Files(FileAwareMapping):
    """Theirs, without the end of the line that every editor writes, which would be part of the password."""

    def __getitem__(self, key: str) -> str:
        try:
            return super().__getitem__(key).rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise refuse(f"{key}_FILE names a file that cannot be read: {error}.") from None


class Environment(environ.FileAwareEnv):
    """Where NAME and NAME_FILE are both set, the file counts."""

    ENVIRON = Files()
