"""The environment, in which a secret may also be a file: NAME_FILE instead of NAME."""

from __future__ import annotations

import sys
from typing import Any

import django
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


def mail_settings(read: dict[str, Any], *, seconds: int) -> dict[str, Any]:
    """What environ reads off EMAIL_URL, in the words of this version of Django; a mail server gets so many seconds."""
    if read["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        read = {**read, "EMAIL_TIMEOUT": seconds}
    if django.VERSION < (6, 1):
        return read
    options = {
        "host": "EMAIL_HOST",
        "port": "EMAIL_PORT",
        "username": "EMAIL_HOST_USER",
        "password": "EMAIL_HOST_PASSWORD",
        "use_tls": "EMAIL_USE_TLS",
        "use_ssl": "EMAIL_USE_SSL",
        "file_path": "EMAIL_FILE_PATH",
        "timeout": "EMAIL_TIMEOUT",
    }
    told = {option: read[name] for option, name in options.items() if read.get(name)}
    return {"MAILERS": {"default": {"BACKEND": read["EMAIL_BACKEND"], "OPTIONS": told}}}
