"""The simple form of a rule: `{frequency, interval, weekdays, month_day, month_end, until, count}`, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from wheelbarrow.core.exceptions import Invalid
from works.recurrence.rule import (
    FREQUENCIES,
    MAX_COUNT,
    MAX_INTERVAL,
    MONTHLY,
    WEEKDAYS,
    WEEKLY,
    YEARLY,
    Rule,
    RulePartOutOfRange,
    RulePartsDisagree,
)
from works.recurrence.schedule import spelt_out

CLAMP, SKIP = MONTH_ENDS = ("clamp", "skip")
# The day wished for → the days of which the last that a month has is taken: RFC 5545 has no other word for it.
CLAMPED = {29: (28, 29), 30: (28, 29, 30), 31: (28, 29, 30, 31)}

# DAILY with weekdays would say what WEEKLY says: there is one way to say it.
MEANINGFUL = {"weekdays": (WEEKLY,), "month_day": (MONTHLY,), "month_end": (MONTHLY, YEARLY)}


@dataclass(frozen=True)
class Repeats:
    """What most rules need. `month_day` -1 is the last one; `month_end` (clamp, skip) is for days that a month may lack."""

    frequency: str
    interval: int = 1
    weekdays: tuple[str, ...] = ()
    month_day: int | None = None
    month_end: str | None = None
    until: date | None = None
    count: int | None = None


def to_rule(repeats: Repeats, *, starts_on: date, week_start: str) -> Rule:
    """The rule it means; what it leaves open is taken from the first day, and clamped where a month is too short.

    Raises RulePartsDisagree or RulePartOutOfRange, blaming `repeats.weekdays` and the like.
    """
    _refuse_what_is_out_of_range(repeats)
    _refuse_what_disagrees(repeats)
    rule = Rule(repeats.frequency, interval=repeats.interval, count=repeats.count, until=repeats.until)
    if repeats.frequency == WEEKLY:
        said = repeats.weekdays or (WEEKDAYS[starts_on.weekday()],)
        # The week begins where the person's does, where that changes the days.
        begins = week_start if repeats.interval > 1 else "MO"
        return replace(rule, days=tuple((code, 0) for code in WEEKDAYS if code in said), week_start=begins)
    if repeats.frequency == MONTHLY:
        return _on_day(rule, repeats.month_day or starts_on.day, repeats.month_end)
    if repeats.frequency == YEARLY:
        # Of the months only February has days that come and go.
        month_end = repeats.month_end if starts_on.month == 2 else SKIP
        return _on_day(replace(rule, months=(starts_on.month,)), starts_on.day, month_end)
    return rule


def from_rule(rule: Rule, starts_on: date) -> Repeats | None:
    """The simple form of a rule; None where it cannot say it. Where the week begins is not in it."""
    whole = spelt_out(rule, starts_on)
    is_weekly, is_monthly = rule.frequency == WEEKLY, rule.frequency == MONTHLY
    month_day = whole.month_days[-1] if whole.month_days else None
    comes_and_goes = month_day in CLAMPED and (is_monthly or whole.months == (2,))
    repeats = Repeats(
        frequency=rule.frequency,
        interval=rule.interval,
        weekdays=tuple(code for code, _ in whole.days) if is_weekly else (),
        month_day=month_day if is_monthly else None,
        month_end=(CLAMP if whole.positions else SKIP) if comes_and_goes else None,
        until=rule.until,
        count=rule.count,
    )
    try:
        said = to_rule(repeats, starts_on=starts_on, week_start=rule.week_start)
    except Invalid:
        return None
    # A guess: what it would say is compared with what is meant.
    return repeats if replace(said, week_start=rule.week_start) == whole else None


def _on_day(rule: Rule, day: int, month_end: str | None) -> Rule:
    """On that day of its months."""
    if day in CLAMPED and month_end != SKIP:
        return replace(rule, month_days=CLAMPED[day], positions=(-1,))
    return replace(rule, month_days=(day,))


def _refuse_what_is_out_of_range(repeats: Repeats) -> None:
    day, count = repeats.month_day, repeats.count
    is_in_range = {
        "frequency": (repeats.frequency in FREQUENCIES, ", ".join(FREQUENCIES)),
        "interval": (1 <= repeats.interval <= MAX_INTERVAL, f"1–{MAX_INTERVAL}"),
        "weekdays": (set(repeats.weekdays) <= set(WEEKDAYS), ", ".join(WEEKDAYS)),
        "month_day": (day is None or day == -1 or 1 <= day <= 31, "1–31, -1"),
        "month_end": (repeats.month_end in (None, *MONTH_ENDS), ", ".join(MONTH_ENDS)),
        "count": (count is None or 1 <= count <= MAX_COUNT, f"1–{MAX_COUNT}"),
    }
    for part, (is_fine, wanted) in is_in_range.items():
        if not is_fine:
            said = getattr(repeats, part)
            value = ", ".join(said) if part == "weekdays" else said
            raise RulePartOutOfRange(field=f"repeats.{part}", part=part, value=value, range=wanted)


def _refuse_what_disagrees(repeats: Repeats) -> None:
    for part, frequencies in MEANINGFUL.items():
        if getattr(repeats, part) and repeats.frequency not in frequencies:
            raise RulePartsDisagree(field=f"repeats.{part}", part=part, other=repeats.frequency)
    if repeats.count and repeats.until:
        raise RulePartsDisagree(field="repeats.count", part="count", other="until")
