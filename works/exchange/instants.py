"""Instants and days as other tools write them. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from works.exchange.typed import number

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Years in which every instant has a day in each time zone.
YEARS = range(2, 9999)
# What tools write for "the end of the day".
LAST_SECOND = time(23, 59, 59)

_compact = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})(Z?)")


def of_milliseconds(value: Any) -> datetime | None:
    """Return the instant of a number of milliseconds since 1970; None if it is none."""
    milliseconds = number(value)
    if milliseconds is None:
        return None
    try:
        return _within_years(EPOCH + timedelta(milliseconds=milliseconds))
    except OverflowError:
        return None


def of_compact(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant of `20261130T090000Z`, or without Z of that time in the zone; None if it is none."""
    found = _compact.fullmatch(text)
    if not found:
        return None
    try:
        # The RFCs allow a leap second, which Python does not have.
        parts = [*map(int, found.groups()[:5]), min(int(found[6]), 59) if found[6] == "60" else int(found[6])]
        return _within_years(datetime(*parts, tzinfo=UTC if found[7] else zone))  # type: ignore[arg-type, misc]
    except ValueError:
        return None


def of_day(text: str) -> date | None:
    """Return the day of `20261130` or `2026-11-30`; None if it is none."""
    if not re.fullmatch(r"[0-9]{4}(-?)[0-9]{2}\1[0-9]{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def local(instant: datetime, zone: tzinfo) -> tuple[date, time | None]:
    """Return the day and the time in the zone; no time for the begin and the end of a day, which mean the whole day."""
    moment = instant.astimezone(zone)
    clock = moment.time().replace(microsecond=0)
    return moment.date(), None if clock in (time(0), LAST_SECOND) else clock.replace(second=0)


def noon(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant that stands for a day of which the time is unknown."""
    return datetime.combine(day, time(12), zone)


def written(instant: datetime, zone: ZoneInfo) -> str:
    """Return `2026-11-30 09:00`, or the day alone, for a line of text."""
    day, clock = local(instant, zone)
    return f"{day} {clock:%H:%M}" if clock else str(day)


def _within_years(instant: datetime) -> datetime | None:
    return instant if instant.year in YEARS else None
