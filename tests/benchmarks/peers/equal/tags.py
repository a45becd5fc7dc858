"""ETags: the weak one of what a person reads, which the version of the person's rows decides, and the strong one of a row."""

from __future__ import annotations

import time
from datetime import datetime
from datetime import time as clock
from hashlib import blake2b
from zoneinfo import ZoneInfo

from asyncpg import Record

from equal.config import TRASH_DAYS, VERSION


def state_of(person: Record, address: str, version: int | None = None) -> str:
    """What an answer to the person at the address depends on; `version` is the one after a write."""
    number = person["owner_version"] if version is None else version
    known = f"{person['person']}.{number}.{person['background']}.{person['language']}.{VERSION}.{TRASH_DAYS}"
    return f"{known}.{_hash(address.encode())}"


def weak(state: str, until: datetime | None) -> str:
    """The tag of an answer that is valid until the instant, or until the state changes."""
    return f'W/"{state}.{round(until.timestamp() * 1_000_000) if until else 0}"'


def strong(state: str, version: int, content: bytes) -> str:
    """The tag of one row."""
    return f'"{version}.{state}.{_hash(content)}"'


def holding(header: bytes, state: str) -> str | None:
    """The weak tag of an If-None-Match that is still valid."""
    for tag in header.decode("latin-1").split(",") if header else ():
        known, _dot, until = tag.strip().removeprefix("W/").strip('"').rpartition(".")
        if known == state and until.isdigit() and (until == "0" or int(until) >= time.time() * 1_000_000):
            return tag.strip()
    return None


def end_of(moment: datetime, next_change: clock | None) -> datetime:
    """The end of the day, or its next change; the moment itself if the clock is changed before."""
    end = datetime.combine(moment.date(), next_change or clock.max, tzinfo=moment.tzinfo)
    is_real = end.astimezone(ZoneInfo("UTC")).astimezone(moment.tzinfo).time() == end.time()
    return end if is_real and end.utcoffset() == moment.utcoffset() else moment


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
