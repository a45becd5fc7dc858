"""A recurrence rule as RFC 5545, section 3.3.10, writes it, with days as the finest unit: text in, text out.

This module decides which rules are accepted; expansion.py decides which days a rule has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wheelbarrow.core.exceptions import Invalid

DAILY, WEEKLY, MONTHLY, YEARLY = FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
FINER = ("SECONDLY", "MINUTELY", "HOURLY", "BYSECOND", "BYMINUTE", "BYHOUR")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

MAX_LENGTH = 500
MAX_INTERVAL = 1000
MAX_COUNT = 1000

# name → (attribute, least, greatest, whether it can count from the end)
NUMBERS = {
    "BYMONTH": ("months", 1, 12, False),
    "BYWEEKNO": ("weeks", 1, 53, True),
    "BYYEARDAY": ("year_days", 1, 366, True),
    "BYMONTHDAY": ("month_days", 1, 31, True),
    "BYSETPOS": ("positions", 1, 366, True),
}
PARTS = ("FREQ", "UNTIL", "COUNT", "INTERVAL", *list(NUMBERS)[:-1], "BYDAY", "BYSETPOS", "WKST")

# Where the table of RFC 5545, section 3.3.10, gives a part no meaning; BYSETPOS has none within a single day.
MEANINGLESS = {
    "BYWEEKNO": (DAILY, WEEKLY, MONTHLY),
    "BYYEARDAY": (DAILY, WEEKLY, MONTHLY),
    "BYMONTHDAY": (WEEKLY,),
    "BYSETPOS": (DAILY,),
}


class RuleNotUnderstood(Invalid):
    template = gettext_lazy("“{part}” is not a rule. Write NAME=value;NAME=value, such as FREQ=WEEKLY;BYDAY=FR.")


class RulePartUnknown(Invalid):
    template = gettext_lazy("A recurring work cannot have the part {part}. Remove it, or use one of {known}.")


class RulePartTwice(Invalid):
    template = gettext_lazy("{part} is given twice. Give it once.")


class RulePartMissing(Invalid):
    template = gettext_lazy("{part} is missing. Add it, such as in {example}.")


class RuleFinerThanADay(Invalid):
    template = gettext_lazy(
        "{part} is finer than a day, and works recur on days. Use FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."
    )


class RulePartOutOfRange(Invalid):
    template = gettext_lazy("{part} cannot be {value}. Use {range}.")


class RulePartsDisagree(Invalid):
    template = gettext_lazy("{part} cannot be combined with {other}. Remove or change one of them.")


class RuleTooLong(Invalid):
    template = gettext_lazy("A rule can have at most {limit} characters.")


@dataclass(frozen=True)
class Rule:
    """The parts of an RRULE. Negative numbers count from the end; `until` is the last day that can be an occurrence."""

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
        """Read `FREQ=WEEKLY;BYDAY=FR`, with or without RRULE: before it; an UNTIL in UTC becomes its day in `zone`.

        Raises an Invalid of this module for the field `rule`.
        """
        parts = _split(text)
        frequency = _frequency(parts)
        numbers = {
            attribute: _numbers(name, parts.get(name, ""), least, greatest, from_end)
            for name, (attribute, least, greatest, from_end) in NUMBERS.items()
        }
        days = _days(parts.get("BYDAY", ""), frequency, parts)
        _refuse_combinations(frequency, parts)
        return cls(
            frequency=frequency,
            interval=_number("INTERVAL", parts.get("INTERVAL", "1"), 1, MAX_INTERVAL),
            count=_number("COUNT", parts["COUNT"], 1, MAX_COUNT) if "COUNT" in parts else None,
            until=_until(parts["UNTIL"], zone) if "UNTIL" in parts else None,
            days=days,
            week_start=_choice("WKST", parts.get("WKST", "MO"), WEEKDAYS),
            **numbers,
        )

    @classmethod
    @lru_cache(maxsize=4096)
    def stored(cls, text: str) -> Rule:
        """Read canonical text from the database; cached, since the same text is read again and again."""
        return cls.parse(text)

    def __str__(self) -> str:
        """Return the canonical text: parts in one order, lists sorted, defaults left out."""
        values = {
            "FREQ": self.frequency,
            "UNTIL": self.until.isoformat().replace("-", "") if self.until else "",
            "COUNT": str(self.count or ""),
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYDAY": ",".join(f"{ordinal or ''}{weekday}" for weekday, ordinal in self.days),
            "WKST": self.week_start if self.week_start != "MO" else "",
        }
        for name, (attribute, *_bounds) in NUMBERS.items():
            values[name] = ",".join(map(str, getattr(self, attribute)))
        return ";".join(f"{name}={values[name]}" for name in PARTS if values[name])


def _split(text: str) -> dict[str, str]:
    if len(text) > MAX_LENGTH:
        raise RuleTooLong(field="rule", limit=MAX_LENGTH)
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").removesuffix(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not re.fullmatch(r"[A-Z0-9,+:-]+", value):
            raise RuleNotUnderstood(field="rule", part=part or text)
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
    if parts["FREQ"] in FINER:
        raise RuleFinerThanADay(field="rule", part=parts["FREQ"])
    return _choice("FREQ", parts["FREQ"], FREQUENCIES)


def _choice(part: str, text: str, choices: Sequence[str]) -> str:
    if text not in choices:
        raise RulePartOutOfRange(field="rule", part=part, value=text, range=one_of(choices))
    return text


def one_of(choices: Sequence[str]) -> str:
    """Name the choices of a part, for RulePartOutOfRange."""
    return _("one of {choices}").format(choices=", ".join(choices))


def _number(part: str, text: str, least: int, greatest: int, *, from_end: bool = False, item: str = "") -> int:
    """Read one number within its bounds, also below zero with `from_end`; `item` is what is refused instead of `text`."""
    number = int(text) if re.fullmatch(r"[+-]?[0-9]{1,5}", text) else 0
    if not least <= (abs(number) if from_end else number) <= greatest:
        allowed = f"{least}–{greatest}"
        if from_end:
            allowed = _("{allowed}, or -1 to -{greatest} to count from the end").format(
                allowed=allowed, greatest=greatest
            )
        raise RulePartOutOfRange(field="rule", part=part, value=item or text, range=allowed)
    return number


def _numbers(part: str, text: str, least: int, greatest: int, from_end: bool) -> tuple[int, ...]:  # noqa: FBT001
    numbers = {_number(part, item, least, greatest, from_end=from_end) for item in text.split(",") if text}
    return tuple(sorted(numbers, key=_from_start_then_end))


def _from_start_then_end(number: int) -> tuple[bool, int]:
    return number < 0, number


def _days(text: str, frequency: str, parts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    greatest = 5 if frequency == MONTHLY else 53
    days = set()
    for item in text.split(",") if text else ():
        nth, weekday = item[:-2], _choice("BYDAY", item[-2:], WEEKDAYS)
        if nth and (frequency not in (MONTHLY, YEARLY) or "BYWEEKNO" in parts):
            other = "BYWEEKNO" if "BYWEEKNO" in parts else f"FREQ={frequency}"
            raise RulePartsDisagree(field="rule", part=f"BYDAY={item}", other=other)
        days.add((weekday, _number("BYDAY", nth, 1, greatest, from_end=True, item=item) if nth else 0))
    return tuple(sorted(days, key=lambda day: (_from_start_then_end(day[1]), WEEKDAYS.index(day[0]))))


def _until(text: str, zone: tzinfo) -> date:
    """Read a day, or an instant and take its day in the zone."""
    try:
        if re.fullmatch(r"[0-9]{8}", text):
            return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007
        if not re.fullmatch(r"[0-9]{8}T[0-9]{6}Z?", text):
            # strptime would also accept one digit where the format has two.
            raise ValueError
        if text.endswith("Z"):
            return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zone).date()
        return datetime.strptime(text, "%Y%m%dT%H%M%S").date()  # noqa: DTZ007
    except (ValueError, OverflowError):
        formats = one_of(("YYYYMMDD", "YYYYMMDDTHHMMSSZ"))
        raise RulePartOutOfRange(field="rule", part="UNTIL", value=text, range=formats) from None


def _refuse_combinations(frequency: str, parts: dict[str, str]) -> None:
    if "COUNT" in parts and "UNTIL" in parts:
        raise RulePartsDisagree(field="rule", part="COUNT", other="UNTIL")
    for part, frequencies in MEANINGLESS.items():
        if part in parts and frequency in frequencies:
            raise RulePartsDisagree(field="rule", part=part, other=f"FREQ={frequency}")
    others = [part for part in parts if part.startswith("BY") and part != "BYSETPOS"]
    if "BYSETPOS" in parts and not others:
        raise RulePartMissing(field="rule", part="BYDAY", example="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")
