"""Read the environment for settings.py, and refuse unusable values with a message of one line."""

from __future__ import annotations

import re
import sys
from typing import Any

import django
import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

DEVELOPMENT_KEY = "development-only: anyone who reads the source knows this key"
SHORTEST_KEY = 32
DATABASE_TASKS = "django_tasks_db.DatabaseBackend"
# First segments of URLs that ADMIN_PATH must not use: those of the server, then those of the pages.
TAKEN = (
    *("api", "accounts", "static", "walk", "healthz", "readyz", "feeds", "imports", "export"),
    *("signup", "login", "logout", "password", "email", "welcome", "settings", "help", "offline"),
    *("today", "inbox", "upcoming", "calendar", "board", "projects", "categories", "works", "recurring", "quick"),
    *("search", "report", "trash", "history", "changes", "labels", "views", "toasts", "palette", "notes"),
)


def refuse(message: str) -> ImproperlyConfigured:
    """Return the error to raise. It is printed without a traceback, so that the message is visible."""
    sys.tracebacklimit = 0
    return ImproperlyConfigured(message)


class Files(FileAwareMapping):
    """The environment. NAME_FILE may be the path of a file that contains the value of NAME."""

    def __getitem__(self, key: str) -> str:
        """Return the value without the line end that editors add, which would become part of a password."""
        try:
            return str(super().__getitem__(key)).rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise refuse(f"{key}_FILE names a file that cannot be read: {error}.") from None


class Environment(environ.FileAwareEnv):
    """The environment reader of django-environ. NAME_FILE takes precedence over NAME."""

    ENVIRON = Files()


def secret_key(key: str, *, debug: bool) -> str:
    """Return the key. Without DEBUG a missing or short one is refused: with the key one can log in as anybody."""
    if debug:
        return key or DEVELOPMENT_KEY
    if len(key) < SHORTEST_KEY:
        wrong = f"SECRET_KEY has {len(key)} characters. Set it" if key else "Set SECRET_KEY"
        raise refuse(f"{wrong} to {SHORTEST_KEY} or more random characters, or DEBUG=1 to develop (see .env.example).")
    return key


def admin_path(path: str) -> str:
    """Return the path of the admin, like `admin/` or `a/b/`."""
    if not re.fullmatch(r"([A-Za-z0-9_-]+/)+", path) or path.split("/")[0] in TAKEN:
        raise refuse(f"ADMIN_PATH must be like admin/ or a/b/, and not begin with any of {', '.join(TAKEN)}.")
    return path


def script_name(path: str) -> str | None:
    """Return the path prefix of the site, like `/work`; None for none."""
    if not re.fullmatch(r"(/[A-Za-z0-9_.~-]+)*", path):
        raise refuse("SCRIPT_NAME must be like /work: with a slash at its beginning and none at its end.")
    return path or None


def server_name(name: str) -> str:
    """Return gunicorn or granian."""
    if name not in ("gunicorn", "granian"):
        raise refuse("SERVER is gunicorn or granian.")
    return name


def database_settings(url: str) -> dict[str, Any]:
    """Return the entry of DATABASES for a DATABASE_URL."""
    scheme, _, rest = url.partition("://")
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise refuse(
            "The URL of the database (DATABASE_URL) must be like postgres://user:password@host:5432/name or sqlite:////path/to/file."
        )
    try:
        read: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError:
        read = {}
    # A / ? or # in a password would end the part of the URL that contains it.
    if not read or (scheme != "sqlite" and "@" in rest and "@" not in re.split("[/?#]", rest)[0]):
        raise refuse(
            "The URL of the database (DATABASE_URL) cannot be read. Percent-encode / ? # % in the password: / is %2F, ? is %3F."
        )
    if scheme == "sqlite":
        read["ENGINE"] = "wheelbarrow.core.db.sqlite3"
        # IMMEDIATE takes the write lock at BEGIN. Measured with 6 processes: DEFERRED failed 663 times
        # in 1,080 with "database is locked" in spite of the timeout, IMMEDIATE never.
        read["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        }
        # To open the file for each request, read its schema again and at the end clear its log, takes twice the time of a write.
        return {**read, "CONN_MAX_AGE": None}
    read["OPTIONS"] = {
        # Only wheelbarrow/core/db/compiled.py prepares statements.
        "prepare_threshold": 2**31,
        # Give up on a host that drops packets after 10 s, not after minutes.
        "connect_timeout": 10,
        # For solid-state disks: with the default of 4, PostgreSQL read 100,000 newer works of others for one page.
        # JIT compiled the query of a report on 200,000 works for 7 s; a query of ours runs for a second at most.
        "options": "-c random_page_cost=1.1 -c jit=off",
        **read.get("OPTIONS", {}),
    }
    return {**read, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


def mail_settings(read: dict[str, Any], *, seconds: int) -> dict[str, Any]:
    """Return the settings for EMAIL_URL under the names of this version of Django; `seconds` is the timeout of the mail server."""
    if read["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        read = {**read, "EMAIL_TIMEOUT": seconds}
    if django.VERSION < (6, 1):
        return read
    names = {
        "host": "EMAIL_HOST",
        "port": "EMAIL_PORT",
        "username": "EMAIL_HOST_USER",
        "password": "EMAIL_HOST_PASSWORD",
        "use_tls": "EMAIL_USE_TLS",
        "use_ssl": "EMAIL_USE_SSL",
        "file_path": "EMAIL_FILE_PATH",
        "timeout": "EMAIL_TIMEOUT",
    }
    options = {option: read[name] for option, name in names.items() if read.get(name)}
    return {"MAILERS": {"default": {"BACKEND": read["EMAIL_BACKEND"], "OPTIONS": options}}}


def tasks_backend(name: str) -> str:
    """Return the class of the backend of Django's tasks for TASKS_BACKEND: database, immediate or the path of a class."""
    immediate = f"django{'_' if django.VERSION < (6, 0) else '.'}tasks.backends.immediate.ImmediateBackend"
    backend = {"": DATABASE_TASKS, "database": DATABASE_TASKS, "immediate": immediate}.get(name, name)
    if "." not in backend:
        raise refuse("TASKS_BACKEND is database, immediate or the path of a class, such as package.module.Backend.")
    return backend


def logging_settings(format_name: str, *, level: str) -> dict[str, Any]:
    """Return LOGGING for the format line or json of `wheelbarrow/core/logs.py`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "wheelbarrow.core.logs.Lines"}, "json": {"()": "wheelbarrow.core.logs.Objects"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": format_name}},
        "root": {"handlers": ["console"], "level": level},
        # runserver logs each request a second time, with its query.
        "loggers": {"django.server": {"level": "CRITICAL"}},
    }
