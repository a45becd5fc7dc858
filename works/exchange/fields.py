"""Read values whose type a file decides: whatever is of another type than expected counts as absent. Pure."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

Json = Mapping[str, Any]

LONGEST_KEY = 100
# What a day can be: formats write 0001-01-01 for none, and far years overflow when their zone changes.
FIRST_YEAR, LAST_YEAR = 1900, 2900

_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
# NUL, which PostgreSQL cannot store, and halves of surrogate pairs, which are not text; JSON can escape both.
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")


def text(value: object) -> str:
    """Return a text, or a number as text; "" for anything else."""
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else _NOT_TEXT.sub("\ufffd", value)
    return str(value) if is_number(value) else ""


def line(value: object) -> str:
    """Return a text in one line without spaces around it."""
    return " ".join(text(value).split())


def is_number(value: object) -> bool:
    """Report whether the value is a number that can be shown: neither a truth value, nor infinite, nor endlessly long."""
    if isinstance(value, bool):
        return False
    return (isinstance(value, int) and value.bit_length() <= 64) or (isinstance(value, float) and math.isfinite(value))


def number(value: object) -> float:
    """Return a number; 0 for anything else."""
    return float(value) if isinstance(value, int | float) and is_number(value) else 0.0


def whole(value: object) -> int:
    """Return a whole number; 0 for anything else."""
    return int(number(value))


def record(value: object) -> Json:
    """Return a JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Return a JSON array; an empty one for anything else."""
    return value if isinstance(value, list) else []


def records(value: object) -> list[Json]:
    """Return the objects of a JSON array; none for anything else."""
    return [item for item in items(value) if isinstance(item, dict)]


def key(*parts: object) -> str:
    """Return a key made of parts: readable while it is short, a digest when it is long."""
    whole_key = "/".join(line(part) for part in parts)
    if len(whole_key) <= LONGEST_KEY:
        return whole_key
    return hashlib.sha256(whole_key.encode()).hexdigest()


def instant(value: object, zone: tzinfo = UTC) -> datetime | None:
    """Return the aware instant of a date and time as ISO 8601 writes them; in `zone` if they have no offset.

    None for anything else, for days without a time, and for years that mean "none", such as 0001.
    """
    found = _INSTANT.fullmatch(text(value).strip())
    if not found or not found[4]:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=zone)
        return at.replace(tzinfo=_zone_of(offset)) if offset else at
    except ValueError:
        return None


def day(value: object) -> date | None:
    """Return the day of a text that begins as ISO 8601 writes it; None for anything else, and for years that mean "none"."""
    found = _INSTANT.fullmatch(text(value).strip())
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def zone_named(name: object) -> ZoneInfo | None:
    """Return the time zone of this IANA name; None if there is none."""
    return _zone(text(name))


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def day_and_time(at: datetime, zone: tzinfo) -> tuple[date, time | None]:
    """Return the day of an instant in the zone, and its time to the minute: None at midnight, which is how tools write a day."""
    local = at.astimezone(zone)
    moment = time(local.hour, local.minute)
    return local.date(), moment if moment != time() else None


def noon(on: date, zone: tzinfo) -> datetime:
    """Return the instant for something of which only the day is known."""
    return datetime.combine(on, time(12), tzinfo=zone)


def paragraphs(*parts: str) -> str:
    """Join the parts that are not empty as paragraphs of Markdown."""
    return "\n\n".join(stripped for part in parts if (stripped := part.strip()))


def checklist(lines: list[tuple[str, bool]]) -> str:
    """Return a checklist in Markdown: of each item its text, and whether it is ticked."""
    return "\n".join(f"- [{'x' if is_done else ' '}] {line(title)}" for title, is_done in lines)


@lru_cache(maxsize=256)
def _zone_of(offset: str) -> tzinfo:
    return datetime.strptime(offset, "%z").tzinfo or UTC
