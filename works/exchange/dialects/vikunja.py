"""Read the repetitions of Vikunja: seconds and a mode, or, in later versions, an RRULE. Pure."""

from __future__ import annotations

from datetime import date

from works.exchange.records import Repetition
from works.exchange.repetitions import repetition
from works.exchange.values import Json, text, whole
from works.recurrence.repeats import Repeats, to_rule
from works.recurrence.rule import MONTHLY, YEARLY

BY_SECONDS, MONTHLY_ON_DAY, FROM_COMPLETION = 0, 1, 2
DAY, WEEK = 24 * 60 * 60, 7 * 24 * 60 * 60
UNITS = ((DAY, "d"), (60 * 60, "h"), (60, "min"), (1, "s"))


def describe(task: Json) -> str:
    """Return how the fields of a task say that it repeats; "" if it does not."""
    if rule := text(task.get("repeats")).strip():
        return rule
    if whole(task.get("repeat_mode")) == MONTHLY_ON_DAY:
        return f"FREQ={MONTHLY}"
    seconds = whole(task.get("repeat_after"))
    if seconds <= 0:
        return ""
    size, unit = next((size, unit) for size, unit in UNITS if seconds % size == 0)
    return f"{seconds // size} {unit}"


def parse(task: Json, starts_on: date | None) -> Repetition | None:
    """Return the repetition of a task that has one; None if works cannot recur so, such as every three hours."""
    if starts_on is None:
        return None
    mode, seconds = whole(task.get("repeat_mode")), whole(task.get("repeat_after"))
    if rule := text(task.get("repeats")).strip():
        rule, from_completion = _on_the_day(rule, starts_on), task.get("repeats_from_current_date") is True
        return repetition(rule, starts_on, from_completion=from_completion)
    if mode == MONTHLY_ON_DAY:
        return repetition(_on_the_day(f"FREQ={MONTHLY}", starts_on), starts_on)
    if seconds <= 0 or seconds % DAY or mode not in (BY_SECONDS, FROM_COMPLETION):
        return None
    unit = f"FREQ=WEEKLY;INTERVAL={seconds // WEEK}" if seconds % WEEK == 0 else f"FREQ=DAILY;INTERVAL={seconds // DAY}"
    return repetition(unit, starts_on, from_completion=mode == FROM_COMPLETION)


def _on_the_day(rule: str, starts_on: date) -> str:
    """Give a rule that is only "every N months" or years its day, clamped in months that are too short."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().removeprefix("RRULE:").removesuffix(";").split(";"))
    if parts.get("FREQ") not in (MONTHLY, YEARLY) or any(name.startswith("BY") for name in parts):
        return rule
    clamped = to_rule(Repeats(parts["FREQ"]), starts_on=starts_on, week_start="MO")
    others = [f"{name}={value}" for name, value in parts.items() if name != "FREQ"]
    return ";".join([str(clamped), *others])
