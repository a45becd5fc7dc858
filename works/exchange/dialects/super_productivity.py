"""The repeat configurations of Super Productivity. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from works.exchange.records import Repetition
from works.exchange.repetitions import accepted, every
from works.exchange.times import day_of
from works.exchange.values import Json, is_number, items, number, text
from works.recurrence.rule import MONTHLY, WEEKDAYS, Rule
from works.recurrence.schedule import Schedule

UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NTHS = (1, 2, 3, 4, -1)


def repetition(config: Json, anchor: date, not_before: date) -> Repetition | None:
    """Return the repetition of a configuration, which counts from `anchor`, with its first day from another one on.

    None for one that no rule can express, or that has no further day.
    """
    rule = accepted(_rule(config, anchor), anchor)
    first = rule and Schedule(rule, anchor).next_from(max(anchor, not_before))
    if not rule or not first:
        return None
    deleted = {day for value in items(config.get("deletedInstanceDates")) if (day := day_of(value))}
    skipped = tuple(sorted(day for day in deleted if day >= first))
    is_from_completion = config.get("repeatFromCompletionDate") is True
    # A number of days counts those that have passed.
    left = _left(rule, anchor, first)
    return Repetition(str(left), first, is_from_completion, skipped) if left else None


def written(config: Json) -> str:
    """Return the fields of a configuration as text: `WEEKLY, 2, monday, friday`."""
    days = [name for name in NAMES if config.get(name) is True] if config.get("repeatCycle") == "WEEKLY" else []
    parts = [text(config.get("repeatCycle")), text(config.get("repeatEvery")), *days, text(config.get("rrule"))]
    return ", ".join(part for part in parts if part)


def _left(rule: Rule, anchor: date, first: date) -> Rule | None:
    if not rule.count or first == anchor:
        return rule
    passed = sum(1 for day in Schedule(rule, anchor).days_from(anchor) if day < first)
    return replace(rule, count=rule.count - passed) if passed < rule.count else None


def _rule(config: Json, anchor: date) -> str:
    """Return the rule as text; empty for a configuration that has none."""
    if rule := text(config.get("rrule")):
        return rule
    cycle, count = text(config.get("repeatCycle")), number(config.get("repeatEvery"))
    if cycle not in UNITS or count != int(count):
        return ""
    if cycle == MONTHLY and (day := _monthly(config)):
        return f"FREQ=MONTHLY;INTERVAL={int(count)};{day}"
    weekdays: tuple[str, ...] = ()
    if cycle == "WEEKLY":
        weekdays = tuple(code for code, name in zip(WEEKDAYS, NAMES, strict=True) if config.get(name) is True)
        if not weekdays:
            return ""
    return every(int(count), UNITS[cycle], anchor, weekdays=weekdays) or ""


def _monthly(config: Json) -> str:
    """Return the part of a rule on the nth weekday, or on the last day, of a month."""
    nth, weekday = number(config.get("monthlyWeekOfMonth")), number(config.get("monthlyWeekday"))
    if nth in NTHS and weekday in range(7) and is_number(config.get("monthlyWeekday")):
        # 0 is Sunday.
        return f"BYDAY={int(nth)}{WEEKDAYS[(int(weekday) - 1) % 7]}"
    return "BYMONTHDAY=-1" if config.get("monthlyLastDay") is True else ""
