"""Read the rules of TickTick: RRULE with parts of its own, and lists of days. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime

from works.exchange.records import Repetition
from works.exchange.repetitions import repetition
from works.recurrence.presets import WORKDAYS

# The value of `repeatFrom` for a rule that counts from the day on which the task is done; 0 and 2 are the schedule.
FROM_COMPLETION = "1"

_DAYS = re.compile(r"ERULE:NAME=CUSTOM;BYDATE=(\d{8}(?:,\d{8})*)", re.ASCII)
_WEEKDAYS = ",".join(WORKDAYS)


def is_rule(text: str) -> bool:
    """Report whether the text is a rule at all: TickTick writes FREQ=NONE for a task that does not repeat."""
    return bool(text.strip()) and "FREQ=NONE" not in text.upper()


def parse(text: str, starts_on: date | None, *, repeat_from: str = "") -> Repetition | None:
    """Return the repetition; None if works cannot recur so: by the hour, by the moon, by public holidays."""
    rule = " ".join(text.split()).upper()
    if found := _DAYS.fullmatch(rule):
        return _on_days(found[1].split(","))
    parts = rule.removeprefix("RRULE:").removesuffix(";").split(";")
    own = [part for part in parts if part.startswith("TT_")]
    standard = _expressed(own, [part for part in parts if part not in own])
    if standard is None:
        return None
    return repetition(";".join(standard), starts_on, from_completion=repeat_from == FROM_COMPLETION)


def _on_days(days: list[str]) -> Repetition | None:
    """Return the repetition on these days alone: a rule of one day, with the others as extra days."""
    try:
        first, *others = sorted({datetime.strptime(day, "%Y%m%d").date() for day in days})  # noqa: DTZ007
    except ValueError:
        return None
    return repetition("FREQ=DAILY;COUNT=1", first, extra_on=others)


def _expressed(own: list[str], standard: list[str]) -> list[str] | None:
    """Return the parts of RFC 5545 that say the same as these with TickTick's own; None if there are none."""
    if not own:
        return standard
    others = [part for part in standard if part not in ("FREQ=DAILY", "INTERVAL=1")]
    is_daily = "FREQ=DAILY" in standard and not any(part.startswith("INTERVAL=") for part in others)
    if own == ["TT_SKIP=WEEKEND"] and is_daily:
        return ["FREQ=WEEKLY", f"BYDAY={_WEEKDAYS}", *others]
    position = own[0].removeprefix("TT_WORKDAY=")
    if len(own) == 1 and position in ("1", "-1") and "FREQ=MONTHLY" in standard:
        return [*standard, f"BYDAY={_WEEKDAYS}", f"BYSETPOS={position}"]
    return None
