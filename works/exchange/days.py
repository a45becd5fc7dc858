"""Read days and times as tables of other tools write them. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

DAY_FIRST, MONTH_FIRST = ORDERS = ("dmy", "mdy")
LONGEST = 80

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
        moment = datetime.combine(self.day, self.at, self.zone or zone)
        try:
            moment = moment.astimezone(zone)
        except OverflowError:
            return self.day, None
        local = moment.time().replace(second=0, microsecond=0)
        return moment.date(), None if local == time(0) else local


@lru_cache(maxsize=10_000)
def read_moment(text: str, order: str = DAY_FIRST) -> Moment | None:
    """Read a day, or a day and a time; None for anything else. `order` is that of the numbers of 3/4/2026."""
    text = text.strip()
    found = _days.match(text) if len(text) <= LONGEST else None
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
    found = _days.match(text.strip()) if len(text) <= LONGEST else None
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
        # Tools write the year 1 where there is no day.
        return date(number, int(month), int(day)) if 1900 <= number <= 2999 else None
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
