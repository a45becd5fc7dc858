"""The simple form of a rule: `{frequency, interval, weekdays, month_day, month_end, until, count}`, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from works.recurrence.rule import MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule, RulePartOutOfRange, RulePartsDisagree
from works.recurrence.schedule import spelt_out

CLAMP, SKIP = "clamp", "skip"
# The day wished for → the days of which the last that a month has is taken: RFC 5545 has no other word for it.
CLAMPED = {29: (28, 29), 30: (28, 29, 30), 31: (28, 29, 30, 31)}


@dataclass(frozen=True)
class Repeats:
    """What most rules need. `month_day` -1 is the last one; `month_end` is for the days 29 to 31."""

    frequency: str
    interval: int = 1
    weekdays: tuple[str, ...] = ()
    month_day: int | None = None
    month_end: str | None = None
    until: date | None = None
    count: int | None = None


def to_rule(repeats: Repeats, *, starts_on: date, week_start: str) -> Rule:
    """The rule it means; what it leaves open is taken from the first day, and clamped where a month is too short.

    Raises RulePartsDisagree or RulePartOutOfRange, blaming `repeats`.
    """
    _refuse_what_disagrees(repeats)
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    if repeats.frequency in (MONTHLY, YEARLY):
        day = repeats.month_day or starts_on.day
        months = (starts_on.month,) if repeats.frequency == YEARLY else ()
        is_short = day in CLAMPED and (not months or months == (2,))
        clamps = is_short and repeats.month_end != SKIP
        month_days, positions = (CLAMPED[day], (-1,)) if clamps else ((day,), ())
    weekdays = set(repeats.weekdays or [WEEKDAYS[starts_on.weekday()]]) if repeats.frequency == WEEKLY else set()
    return Rule(
        frequency=repeats.frequency,
        interval=repeats.interval,
        count=repeats.count,
        until=repeats.until,
        months=months,
        month_days=month_days,
        days=tuple((weekday, 0) for weekday in WEEKDAYS if weekday in weekdays),
        positions=positions,
        week_start=week_start if repeats.frequency == WEEKLY and repeats.interval > 1 else "MO",
    )


def from_rule(rule: Rule, starts_on: date) -> Repeats | None:
    """The simple form of a rule; None where it cannot say it. The start of the week is not in it."""
    whole, clamped = spelt_out(rule, starts_on), clamped_day(rule)
    weekdays: tuple[str, ...] = ()
    month_day = month_end = None
    if clamped:
        month_day, month_end = clamped, CLAMP
    elif len(whole.month_days) == 1:
        month_day = whole.month_days[0]
        month_end = SKIP if month_day in CLAMPED and whole.months in ((), (2,)) else None
    if rule.frequency == WEEKLY:
        weekdays = tuple(weekday for weekday, _ordinal in whole.days)
    if rule.frequency == YEARLY:
        if month_day != starts_on.day:
            return None
        month_day = None
    simple = Repeats(rule.frequency, rule.interval, weekdays, month_day, month_end, rule.until, rule.count)
    return simple if _says(simple, whole, starts_on) else None


def clamped_day(rule: Rule) -> int | None:
    """29, 30 or 31 where the rule means this day or, in a shorter month, the last; else None."""
    is_plain = not (rule.weeks or rule.year_days or rule.days)
    is_of_months = rule.frequency == MONTHLY and not rule.months
    is_of_february = rule.frequency == YEARLY and rule.months == (2,) and rule.month_days == CLAMPED[29]
    if is_plain and rule.positions == (-1,) and (is_of_months or is_of_february):
        return next((day for day, days in CLAMPED.items() if days == rule.month_days), None)
    return None


def _says(simple: Repeats, whole: Rule, starts_on: date) -> bool:
    try:
        return to_rule(simple, starts_on=starts_on, week_start=whole.week_start) == whole
    except (RulePartsDisagree, RulePartOutOfRange):
        return False


def _refuse_what_disagrees(repeats: Repeats) -> None:
    of_frequency = {"weekdays": (WEEKLY,), "month_day": (MONTHLY,), "month_end": (MONTHLY, YEARLY)}
    for part, frequencies in of_frequency.items():
        if getattr(repeats, part) not in (None, ()) and repeats.frequency not in frequencies:
            raise RulePartsDisagree(field="repeats", part=part, other=repeats.frequency)
    if repeats.count and repeats.until:
        raise RulePartsDisagree(field="repeats", part="count", other="until")
    if repeats.month_day is not None and not (repeats.month_day == -1 or 1 <= repeats.month_day <= 31):
        raise RulePartOutOfRange(field="repeats", part="month_day", value=repeats.month_day, range="1–31, -1")
