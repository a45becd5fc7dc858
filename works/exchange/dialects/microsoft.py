"""Read the recurrence of Microsoft To Do: a pattern and a range, as Microsoft Graph has them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from works.exchange.records import Repetition
from works.exchange.repetitions import remaining, repetition
from works.exchange.times import day_of
from works.exchange.values import Json, items, line, record, whole
from works.recurrence.repeats import CLAMPED
from works.recurrence.rule import WEEKDAYS

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CODES = dict(zip(NAMES, WEEKDAYS, strict=True))
NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


def describe(recurrence: Json) -> str:
    """Return what a recurrence has, for a person to read: its values that are not empty."""
    pattern, limits = record(recurrence.get("pattern")), record(recurrence.get("range"))
    texts = [line(value) if not isinstance(value, list) else ", ".join(map(line, value)) for value in pattern.values()]
    if line(limits.get("type")) != "noEnd":
        texts += [line(limits.get(name)) for name in ("endDate", "numberOfOccurrences")]
    return " ".join(value for value in texts if value not in ("", "0", "0001-01-01"))


def parse(recurrence: Json, starts_on: date | None = None) -> Repetition | None:
    """Return the repetition from `starts_on` on, or from the first day of its range; None if works cannot recur so."""
    pattern, limits = record(recurrence.get("pattern")), record(recurrence.get("range"))
    began_on = day_of(limits.get("startDate")) or starts_on
    starts_on = starts_on or began_on
    make = KINDS.get(line(pattern.get("type")))
    parts = make(pattern) if make else None
    if began_on is None or starts_on is None or parts is None:
        return None
    written = ";".join([*parts, f"INTERVAL={max(whole(pattern.get('interval')), 1)}", *_end(limits)])
    return repetition(remaining(written, began_on, starts_on), starts_on)


def _end(limits: Json) -> list[str]:
    if limits.get("type") == "endDate" and (last := day_of(limits.get("endDate"))):
        return [f"UNTIL={last:%Y%m%d}"]
    if limits.get("type") == "numbered" and (count := whole(limits.get("numberOfOccurrences"))) > 0:
        return [f"COUNT={count}"]
    return []


def _daily(_pattern: Json) -> list[str]:
    return ["FREQ=DAILY"]


def _weekly(pattern: Json) -> list[str] | None:
    codes = _codes(pattern)
    begins = CODES.get(line(pattern.get("firstDayOfWeek")).lower(), "SU")
    return ["FREQ=WEEKLY", f"BYDAY={','.join(codes)}", f"WKST={begins}"] if codes else None


def _absolute(frequency: str) -> Callable[[Json], list[str]]:
    """Return what reads a pattern on a day of the month: where a month is too short, its last day is meant."""

    def make(pattern: Json) -> list[str]:
        on = whole(pattern.get("dayOfMonth"))
        # Of months with a name only February can lack a day that another year has.
        is_clamped = on in CLAMPED and (frequency == "MONTHLY" or whole(pattern.get("month")) == 2)
        days = CLAMPED[on] if is_clamped else (on,)
        part = f"BYMONTHDAY={','.join(map(str, days))}"
        return [f"FREQ={frequency}", *_month(frequency, pattern), part, *(["BYSETPOS=-1"] if is_clamped else [])]

    return make


def _relative(frequency: str) -> Callable[[Json], list[str] | None]:
    """Return what reads a pattern on a weekday of the month; of several weekdays it means the first, or the last."""

    def make(pattern: Json) -> list[str] | None:
        codes, nth = _codes(pattern), NTH.get(line(pattern.get("index")) or "first")
        if not codes or nth is None:
            return None
        days = f"BYDAY={nth}{codes[0]}" if len(codes) == 1 else f"BYDAY={','.join(codes)}"
        position = [] if len(codes) == 1 else [f"BYSETPOS={nth}"]
        return [f"FREQ={frequency}", *_month(frequency, pattern), days, *position]

    return make


def _month(frequency: str, pattern: Json) -> list[str]:
    return [f"BYMONTH={whole(pattern.get('month'))}"] if frequency == "YEARLY" else []


def _codes(pattern: Json) -> list[str]:
    """Return the codes of the weekdays, none if one of them is unknown."""
    named = [line(name).lower() for name in items(pattern.get("daysOfWeek"))]
    return [CODES[name] for name in NAMES if name in named] if set(named) <= set(CODES) else []


KINDS: dict[str, Callable[[Json], list[str] | None]] = {
    "daily": _daily,
    "weekly": _weekly,
    "absoluteMonthly": _absolute("MONTHLY"),
    "relativeMonthly": _relative("MONTHLY"),
    "absoluteYearly": _absolute("YEARLY"),
    "relativeYearly": _relative("YEARLY"),
}
