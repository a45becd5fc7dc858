"""The durations of `recur` in Taskwarrior. Pure."""

from __future__ import annotations

import re
from datetime import date

from works.exchange.records import Repetition
from works.exchange.repetitions import every
from works.recurrence.presets import WORKDAYS

# Words that stand alone → how many of which unit.
WORDS = {
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "biweekly": (2, "week"),
    "fortnight": (2, "week"),
    "sennight": (1, "week"),
    "monthly": (1, "month"),
    "bimonthly": (2, "month"),
    "quarterly": (3, "month"),
    "semiannual": (6, "month"),
    "annual": (1, "year"),
    "yearly": (1, "year"),
    "biannual": (2, "year"),
    "biyearly": (2, "year"),
}
_names = {
    "second": "s sec secs second seconds",
    "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "d day days",
    "week": "w wk wks week weeks",
    "month": "m mo mos mth mths mnths month months",
    "quarter": "q qtr qtrs qrtr qrtrs quarter quarters",
    "year": "y yr yrs year years",
}
UNITS = {name: unit for unit, names in _names.items() for name in names.split()}
# Units that are so many of another.
WHOLE = {"quarter": (3, "month")}
SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAY = 86_400

_duration = re.compile(r"(\d{1,9})?\s*([a-z]{1,10})")
_designated = re.compile(
    r"p(?:(\d{1,4})y)?(?:(\d{1,4})m)?(?:(\d{1,4})w)?(?:(\d{1,5})d)?(?:t(?:(\d{1,6})h)?(?:(\d{1,8})m)?(?:(\d{1,9})s)?)?"
)


def repetition(text: str, starts_on: date) -> Repetition | None:
    """Return the repetition of `weekly`, `3d`, `2 wks` or `P1M` from a day on; None where no rule of days has its days."""
    text = text.strip().lower()
    if text == "weekdays":
        return Repetition(f"FREQ=WEEKLY;BYDAY={','.join(WORKDAYS)}", starts_on)
    found = WORDS.get(text) or _counted(text) or _iso(text) or _seconds(text)
    rule = every(*found, starts_on) if found else None
    return Repetition(rule, starts_on) if rule else None


def _counted(text: str) -> tuple[int, str] | None:
    found = _duration.fullmatch(text)
    if not found or found[2] not in UNITS:
        return None
    count, unit = int(found[1] or 1), UNITS[found[2]]
    if unit in SECONDS:
        return _of_seconds(count * SECONDS[unit])
    factor, unit = WHOLE.get(unit, (1, unit))
    return count * factor, unit


def _iso(text: str) -> tuple[int, str] | None:
    found = _designated.fullmatch(text)
    if not found:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    rest = _of_seconds(hours * 3600 + minutes * 60 + seconds)
    if rest is None and (hours or minutes or seconds):
        return None
    days += weeks * 7 + (rest[0] if rest else 0)
    months += years * 12
    if months and days:
        return None
    if months:
        return (months // 12, "year") if months % 12 == 0 else (months, "month")
    return (days // 7, "week") if days % 7 == 0 else (days, "day")


def _seconds(text: str) -> tuple[int, str] | None:
    return _of_seconds(int(text)) if re.fullmatch(r"[0-9]{2,9}", text) else None


def _of_seconds(seconds: int) -> tuple[int, str] | None:
    return (seconds // DAY, "day") if seconds and seconds % DAY == 0 else None
