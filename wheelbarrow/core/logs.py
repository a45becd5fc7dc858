"""Formats of the log: lines for people, or one JSON object on each line. Neither contains what people have written."""

from __future__ import annotations

import logging
import re
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

# The id of the request that this thread answers, or answered last.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

ACCESS = logging.getLogger("wheelbarrow.access")
# PostgreSQL quotes the row that it refuses, with its title; the traceback of Python may follow.
VALUES = re.compile(r"^DETAIL:.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.MULTILINE | re.DOTALL)
# A mailed link gives access to an account, and Django logs the path of a request that it refuses.
LINK = re.compile(r"(?<=/password/reset/)[^/\s]+/[^/\s]+")
# So does the link of a calendar feed, also one that was mistyped; an id is none.
FEED = re.compile(r"(?<=/feeds/)(?!\d+/)[^/\s]+")
EMAIL_LINK = re.compile(r"(?<=/email/confirm/)[^/\s]+")


def log_request(*, method: str, path: str, status: int, seconds: float, user_id: int | None) -> None:
    """Log one line for a request. The record is created here, because Logger.info() would search the stack for its caller."""
    if ACCESS.isEnabledFor(logging.INFO):
        milliseconds = round(seconds * 1000, 2)
        facts = (method, path, status, milliseconds, user_id)
        record = logging.LogRecord(ACCESS.name, logging.INFO, "", 0, "%s %s %d %s ms, user %s", facts, None)
        record.facts = dict(zip(("method", "path", "status", "duration_ms", "user_id"), facts, strict=True))
        ACCESS.handle(record)


class Lines(logging.Formatter):
    """Lines for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get() or "-"
        # The text that another formatter has cached contains values.
        record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        return without_links(super().formatMessage(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        second, offset = _second(int(record.created))
        return f"{second},{int(record.msecs):03d}{offset}"

    def formatException(self, ei: Any) -> str:
        return _without_values(super().formatException(ei))


class Objects(logging.Formatter):
    """JSON for programs: time, level, logger, message and request_id, the facts of log_request(), and the exception of an error."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname,
            "logger": record.name,
            "message": without_links(record.getMessage()),
            "request_id": request_id.get(),
            **record.__dict__.get("facts", {}),
        }
        if record.exc_info:
            fields["exception"] = _without_values(self.formatException(record.exc_info))
        return orjson.dumps(fields).decode()


def without_links(text: str) -> str:
    """Return the text without the secret parts of mailed links and of calendar feeds."""
    return FEED.sub("<token>", EMAIL_LINK.sub("<key>", LINK.sub("<uidb64>/<token>", text)))


@lru_cache(maxsize=1)
def _second(at: int) -> tuple[str, str]:
    local = time.localtime(at)
    return time.strftime("%Y-%m-%d %H:%M:%S", local), time.strftime("%z", local)


def _without_values(exception: str) -> str:
    return VALUES.sub("DETAIL: left out", exception)
