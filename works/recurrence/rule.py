"""A recurrence rule: RFC 5545, section 3.3.10, of days at the finest. Text in, text out.

What a rule means is python-dateutil's business (schedule.py); what may be said at all is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from wheelbarrow.core.exceptions import Invalid

DAILY, WEEKLY, MONTHLY, YEARLY = FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
FINER = ("SECONDLY", "MINUTELY", "HOURLY", "BYSECOND", "BYMINUTE", "BYHOUR")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

MAX_LENGTH = 500
MAX_INTERVAL = 1000
MAX_COUNT = 1000

# name → (attribute, smallest, greatest, may count from the end)
NUMBERS = {
    "BYMONTH": ("months", 1, 12, False),
    "BYWEEKNO": ("weeks", 1, 53, True),
    "BYYEARDAY": ("year_days", 1, 366, True),
    "BYMONTHDAY": ("month_days", 1, 31, True),
    "BYSETPOS": ("positions", 1, 366, True),
}
PARTS = ("FREQ", "UNTIL", "COUNT", "INTERVAL", *list(NUMBERS)[:-1], "BYDAY", "BYSETPOS", "WKST")

# RFC 5545, the table of section 3.3.10: where a part has no meaning. Of one day there is no nth either.
MEANINGLESS = {
    "BYWEEKNO": (DAILY, WEEKLY, MONTHLY),
    "BYYEARDAY": (DAILY, WEEKLY, MONTHLY),
    "BYMONTHDAY": (WEEKLY,),
    "BYSETPOS": (DAILY,),
}


class RuleNotUnderstood(Invalid):
    """“{part}” is not understood. Write a rule as NAME=value;NAME=value, such as FREQ=WEEKLY;BYDAY=FR."""


class RulePartUnknown(Invalid):
    """{part} is no part of a rule here. There are: {known}."""


class RulePartTwice(Invalid):
    """{part} is said twice. Say it once."""


class RulePartMissing(Invalid):
    """{part} is missing. Add it: {example}."""


class RuleFinerThanADay(Invalid):
    """{part} is finer than a day. Works recur by days: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY."""


class RulePartOutOfRange(Invalid):
    """{part} cannot be {value}. Give {range}."""


class RulePartsDisagree(Invalid):
    """{part} has no meaning with {other}. Leave one of them out."""


class RuleTooLong(Invalid):
    """A rule has at most {limit} characters."""


@dataclass(frozen=True)
class Rule:
    """What RRULE says. Numbers below zero count from the end; `until` is the last day that may be one."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    # ("FR", 0) is each Friday, ("FR", -1) the last one.
    days: tuple[tuple[str, int], ...] = ()
    positions: tuple[int, ...] = ()
    week_start: str = "MO"

    @classmethod
    def parse(cls, text: str, *, zone: tzinfo = UTC) -> Rule:
        """`FREQ=WEEKLY;BYDAY=FR`, with or without RRULE: before it; an UNTIL in UTC becomes its day in `zone`.

        Raises an Invalid of this module that blames `rule`.
        """
        parts = _split(text)
        frequency = _frequency(parts)
        numbers = {
            attribute: _numbers(name, parts.get(name, ""), smallest, greatest, from_end)
            for name, (attribute, smallest, greatest, from_end) in NUMBERS.items()
        }
        days = _days(parts.get("BYDAY", ""), frequency, parts)
        _refuse_what_disagrees(frequency, parts)
        return cls(
            frequency=frequency,
            interval=_number("INTERVAL", parts.get("INTERVAL", "1"), 1, MAX_INTERVAL),
            count=_number("COUNT", parts["COUNT"], 1, MAX_COUNT) if "COUNT" in parts else None,
            until=_until(parts["UNTIL"], zone) if "UNTIL" in parts else None,
            days=days,
            week_start=_weekday("WKST", parts.get("WKST", "MO")),
            **numbers,
        )

    @classmethod
    @lru_cache(maxsize=4096)
    def stored(cls, text: str) -> Rule:
        """The same for canonical text from the database, which is parsed again and again."""
        return cls.parse(text)

    def __str__(self) -> str:
        """The canonical text: parts in one order, lists sorted, nothing that goes without saying."""
        said = {
            "FREQ": self.frequency,
            "UNTIL": self.until.isoformat().replace("-", "") if self.until else "",
            "COUNT": str(self.count or ""),
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYDAY": ",".join(f"{ordinal or ''}{weekday}" for weekday, ordinal in self.days),
            "WKST": self.week_start if self.week_start != "MO" else "",
        }
        for name, (attribute, *_) in NUMBERS.items():
            said[name] = ",".join(map(str, getattr(self, attribute)))
        return ";".join(f"{name}={said[name]}" for name in PARTS if said[name])


def _split(text: str) -> dict[str, str]:
    if len(text) > MAX_LENGTH:
        raise RuleTooLong(field="rule", limit=MAX_LENGTH)
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").removesuffix(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not re.fullmatch(r"[A-Z0-9,+:-]+", value):
            raise RuleNotUnderstood(field="rule", part=part)
        if name in FINER:
            raise RuleFinerThanADay(field="rule", part=name)
        if name not in PARTS:
            raise RulePartUnknown(field="rule", part=name, known=", ".join(PARTS))
        if name in parts:
            raise RulePartTwice(field="rule", part=name)
        parts[name] = value
    return parts


def _frequency(parts: dict[str, str]) -> str:
    if "FREQ" not in parts:
        raise RulePartMissing(field="rule", part="FREQ", example="FREQ=WEEKLY")
    frequency = parts["FREQ"]
    if frequency in FINER:
        raise RuleFinerThanADay(field="rule", part=frequency)
    if frequency not in FREQUENCIES:
        raise RulePartOutOfRange(field="rule", part="FREQ", value=frequency, range=", ".join(FREQUENCIES))
    return frequency


def _number(part: str, text: str, smallest: int, greatest: int, *, from_end: bool = False) -> int:
    """One number in its bounds; `from_end` also lets it be negative."""
    wanted = f"{smallest}–{greatest}" + (f", -{greatest}–-{smallest}" if from_end else "")
    if not re.fullmatch(r"[+-]?[0-9]{1,5}", text):
        raise RulePartOutOfRange(field="rule", part=part, value=text, range=wanted)
    number = int(text)
    if not smallest <= (abs(number) if from_end else number) <= greatest:
        raise RulePartOutOfRange(field="rule", part=part, value=text, range=wanted)
    return number


def _numbers(part: str, text: str, smallest: int, greatest: int, from_end: bool) -> tuple[int, ...]:  # noqa: FBT001
    numbers = {_number(part, item, smallest, greatest, from_end=from_end) for item in text.split(",") if text}
    return tuple(sorted(numbers, key=_from_start_then_end))


def _from_start_then_end(number: int) -> tuple[bool, int]:
    return number < 0, number


def _weekday(part: str, text: str) -> str:
    if text not in WEEKDAYS:
        raise RulePartOutOfRange(field="rule", part=part, value=text, range=", ".join(WEEKDAYS))
    return text


def _days(text: str, frequency: str, parts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    greatest = 5 if frequency == MONTHLY else 53
    days = set()
    for item in text.split(",") if text else ():
        ordinal, weekday = item[:-2], _weekday("BYDAY", item[-2:])
        if ordinal and (frequency not in (MONTHLY, YEARLY) or "BYWEEKNO" in parts):
            other = "BYWEEKNO" if "BYWEEKNO" in parts else f"FREQ={frequency}"
            raise RulePartsDisagree(field="rule", part=f"BYDAY={item}", other=other)
        days.add((weekday, _number("BYDAY", ordinal, 1, greatest, from_end=True) if ordinal else 0))
    return tuple(sorted(days, key=lambda day: (_from_start_then_end(day[1]), WEEKDAYS.index(day[0]))))


def _until(text: str, zone: tzinfo) -> date:
    """A day, or an instant, of which the day in the zone counts: the last one that may be an occurrence."""
    try:
        if re.fullmatch(r"[0-9]{8}", text):
            return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007
        if not re.fullmatch(r"[0-9]{8}T[0-9]{6}Z?", text):
            # strptime would also take one digit where there are two.
            raise ValueError
        if text.endswith("Z"):
            return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zone).date()
        return datetime.strptime(text, "%Y%m%dT%H%M%S").date()  # noqa: DTZ007
    except (ValueError, OverflowError):
        wanted = "YYYYMMDD, YYYYMMDDTHHMMSSZ"
        raise RulePartOutOfRange(field="rule", part="UNTIL", value=text, range=wanted) from None


def _refuse_what_disagrees(frequency: str, parts: dict[str, str]) -> None:
    if "COUNT" in parts and "UNTIL" in parts:
        raise RulePartsDisagree(field="rule", part="COUNT", other="UNTIL")
    for part, frequencies in MEANINGLESS.items():
        if part in parts and frequency in frequencies:
            raise RulePartsDisagree(field="rule", part=part, other=f"FREQ={frequency}")
    others = [part for part in parts if part.startswith("BY") and part != "BYSETPOS"]
    if "BYSETPOS" in parts and not others:
        raise RulePartMissing(field="rule", part="BYDAY", example="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")
