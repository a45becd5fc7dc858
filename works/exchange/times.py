"""Days, times, instants and time zones as other tools write them. Pure.

Programs write one of a few forms, which `day` and the functions for instants read; tables have what people write, which
`read_moment` reads.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from works.exchange.values import is_number, number, text
from works.exchange.windows_zones import ZONES

# Tools write the year 1 where there is no day, and instants of far years have no day in some time zones.
YEARS = range(1900, 3000)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What calendars write for the end of a day.
LAST_SECOND = time(23, 59, 59)
DAY_FIRST, MONTH_FIRST = ORDERS = ("dmy", "mdy")
LONGEST_MOMENT, LONGEST_ZONE = 80, 200

_iso = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_compact = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII)

_months = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_weekday = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_korean_weekday = r"(?:\s*\(?[월화수목금토일](?:요일)?\)?)?"
_days = re.compile(
    rf"""(?:
      (?P<y1>\d{{4}})\s?[-/.]\s?(?P<m1>\d{{1,2}})\s?[-/.]\s?(?P<d1>\d{{1,2}})(?!\d)\.?{_korean_weekday}
    | (?P<y2>\d{{4}})\s?년\s?(?P<m2>\d{{1,2}})\s?월\s?(?P<d2>\d{{1,2}})\s?일{_korean_weekday}
    | (?P<y3>\d{{4}})(?P<m3>\d{{2}})(?P<d3>\d{{2}})(?!\d)
    | (?P<d4>\d{{1,2}})\.\s?(?P<m4>\d{{1,2}})\.\s?(?P<y4>\d{{4}}|\d{{2}})(?!\d)
    | (?P<first>\d{{1,2}})(?P<stop>[-/])(?P<second>\d{{1,2}})(?P=stop)(?P<y5>\d{{4}}|\d{{2}})(?!\d)
    | {_weekday}(?P<d6>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:of\s)?(?P<m6>[a-z]{{3,9}})\.?,?[\s-](?P<y6>\d{{4}})
    | {_weekday}(?P<m7>[a-z]{{3,9}})\.?\s(?P<d7>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y7>\d{{4}})
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_times = re.compile(
    r"""(?P<before>오전|오후|[ap]\.?m\.?)?\s?
      (?P<hour>\d{1,2})(?:\s?:\s?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?|\s?시(?:\s?(?P<minute_ko>\d{1,2})분)?)?
      \s?(?P<after>[ap]\.?m\.?)?
      \s?(?P<zone>Z|(?:GMT|UTC)?\s?[+-]\d{2}:?\d{2}|GMT|UTC)?
      (?:\s\([^()]*\))?""",
    re.VERBOSE | re.IGNORECASE,
)


def day_of(value: object) -> date | None:
    """Return the day of `2026-11-30`, `20261130` or an instant in ISO 8601 as it is written; None for anything else."""
    found = _iso.fullmatch(text(value).strip())
    return _date(found[1], found[3], found[4]) if found else None


def instant_of(value: object, zone: tzinfo = UTC) -> datetime | None:
    """Return the aware instant of a date and time as ISO 8601 writes them; in `zone` if they have no offset.

    None for anything else, and for days without a time.
    """
    found = _iso.fullmatch(text(value).strip())
    on = _date(found[1], found[3], found[4]) if found and found[5] else None
    if not found or not on:
        return None
    try:
        at = time(int(found[5]), int(found[6]), int(found[7] or 0))
        return datetime.combine(on, at, _offset(found[8]) if found[8] else zone)
    except ValueError:
        return None


def instant_of_compact(value: object, zone: tzinfo) -> datetime | None:
    """Return the instant of `20261130T090000Z`, or without Z of that time in the zone; None for anything else."""
    found = _compact.fullmatch(text(value))
    on = _date(found[1], found[2], found[3]) if found else None
    if not found or not on:
        return None
    try:
        # RFC 5545 allows a leap second, which Python does not have.
        at = time(int(found[4]), int(found[5]), 59 if found[6] == "60" else int(found[6]))
        return datetime.combine(on, at, UTC if found[7] else zone)
    except ValueError:
        return None


def instant_of_milliseconds(value: object) -> datetime | None:
    """Return the instant of a number of milliseconds since 1970; None for anything else."""
    if not is_number(value):
        return None
    try:
        at = EPOCH + timedelta(milliseconds=number(value))
    except OverflowError:
        return None
    return at if at.year in YEARS else None


def noon(on: date, zone: tzinfo) -> datetime:
    """Return the instant for something of which only the day is known."""
    return datetime.combine(on, time(12), zone)


def day_and_time(at: datetime, zone: tzinfo, *, last_second: bool = False) -> tuple[date, time | None]:
    """Return the day of an instant in the zone, and its time to the minute.

    There is no time at midnight, which is how tools write a day; nor, with `last_second`, at the end of a day.
    """
    local = at.astimezone(zone)
    clock = local.time().replace(second=0, microsecond=0)
    is_end = last_second and local.time().replace(microsecond=0) == LAST_SECOND
    return local.date(), None if clock == time(0) or is_end else clock


def written(at: datetime, zone: tzinfo) -> str:
    """Return `2026-11-30 09:00`, or the day alone at midnight or at the end of a day, for a line of text."""
    on, clock = day_and_time(at, zone, last_second=True)
    return f"{on} {clock:%H:%M}" if clock else str(on)


def zone_named(name: object) -> ZoneInfo | None:
    """Return the zone of `Europe/Berlin`, `/vendor.example/Europe/Berlin` or `W. Europe Standard Time`; None for others."""
    name = text(name)
    return _zone_named(name) if len(name) <= LONGEST_ZONE else None


@lru_cache(maxsize=1000)
def _zone_named(name: str) -> ZoneInfo | None:
    name = name.strip().strip("/")
    parts = name.split("/")
    for candidate in (ZONES.get(name, name), "/".join(parts[-3:]), "/".join(parts[-2:])):
        try:
            return ZoneInfo(candidate)
        except (ValueError, OSError, KeyError):
            # ZoneInfoNotFoundError is a KeyError; a path or a folder is one of the others.
            continue
    return None


@lru_cache(maxsize=256)
def _offset(written: str) -> tzinfo:
    """Return the zone of `Z` or `+09:00`. Raises ValueError for an offset of a day or more."""
    return datetime.strptime(written, "%z").tzinfo or UTC


class Moment(NamedTuple):
    """A day, with a time if there is one, and with the zone of that time if the text has one."""

    day: date
    at: time | None = None
    zone: tzinfo | None = None

    def instant(self, zone: tzinfo) -> datetime:
        """Return the instant; a text without a zone means `zone`, a day without a time its noon."""
        return datetime.combine(self.day, self.at or time(12), self.zone or zone)

    def local(self, zone: tzinfo) -> tuple[date, time | None]:
        """Return the day and the time in the zone. Midnight is no time: tables write it where they have a day only."""
        if self.at is None:
            return self.day, None
        return day_and_time(datetime.combine(self.day, self.at, self.zone or zone), zone)


@lru_cache(maxsize=10_000)
def read_moment(text: str, order: str = DAY_FIRST) -> Moment | None:
    """Read a day, or a day and a time; None for anything else. `order` is that of the numbers of 3/4/2026."""
    text = text.strip()
    found = _days.match(text) if len(text) <= LONGEST_MOMENT else None
    day = found and _day(found, order)
    if not found or not day:
        return None
    rest = text[found.end() :].lstrip("Tt, \u202f\xa0")
    if not rest:
        return Moment(day)
    clock = read_time(rest)
    return Moment(day, *clock) if clock else None


def read_time(text: str) -> tuple[time, tzinfo | None] | None:
    """Read `15:30`, `3:30 pm`, `오후 3시 30분`, with or without a zone; None for anything else."""
    found = _times.fullmatch(text.strip())
    if not found:
        return None
    part = (found["before"] or found["after"] or "").lower().replace(".", "")
    has_minutes = found["minute"] or "시" in found[0]
    hour, minute = int(found["hour"]), int(found["minute"] or found["minute_ko"] or 0)
    if not has_minutes and not part:
        return None
    if part:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if part in ("pm", "오후") else 0)
    if hour > 23 or minute > 59 or int(found["second"] or 0) > 60:
        return None
    return time(hour, minute, min(int(found["second"] or 0), 59)), _zone(found["zone"])


def orders_of(text: str) -> frozenset[str] | None:
    """Return the orders in which a text such as 3/4/2026 is a day; None if its order is not in question."""
    found = _days.match(text.strip()) if len(text) <= LONGEST_MOMENT else None
    if not found or not found["first"]:
        return None
    return frozenset(order for order in ORDERS if _ordered(found, order))


def _day(found: re.Match[str], order: str) -> date | None:
    if found["first"]:
        # A day such as 13/4 of a column of months and days has one meaning only.
        return _ordered(found, order) or _ordered(found, MONTH_FIRST if order == DAY_FIRST else DAY_FIRST)
    number = next(n for n in "123467" if found[f"y{n}"])
    month = found[f"m{number}"]
    if number in "67":
        name = month.lower()
        return _date(found[f"y{number}"], _months.get(name[:3], 0), found[f"d{number}"])
    return _date(found[f"y{number}"], month, found[f"d{number}"])


def _ordered(found: re.Match[str], order: str) -> date | None:
    day, month = found["first"], found["second"]
    return _date(found["y5"], *((month, day) if order == DAY_FIRST else (day, month)))


def _date(year: str, month: str | int, day: str) -> date | None:
    number = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(number, int(month), int(day)) if number in YEARS else None
    except ValueError:
        return None


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    digits = re.sub(r"\D", "", text)
    if not digits:
        return UTC
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        return None
    return timezone(-offset if "-" in text else offset)
