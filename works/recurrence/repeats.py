"""The simple form of a rule: `{frequency, interval, weekdays, month_day, month_end, until, count}`, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from wheelbarrow.core.exceptions import Invalid
from works.recurrence.expansion import with_days_of_start
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
    one_of,
)

CLAMP, SKIP = MONTH_ENDS = ("clamp", "skip")
# The day of the month → the days of which the last is taken: RFC 5545 can express "or else the last day" in no other way.
CLAMPED = {29: (28, 29), 30: (28, 29, 30), 31: (28, 29, 30, 31)}

# DAILY with weekdays would mean the same as WEEKLY: there is one way to write it.
MEANINGFUL = {"weekdays": (WEEKLY,), "month_day": (MONTHLY,), "month_end": (MONTHLY, YEARLY)}


@dataclass(frozen=True)
class Repeats:
    """The simple form, which covers most rules.

    `month_day` -1 is the last day; `month_end` (clamp, skip) decides about days that a month may not have.
    """

    frequency: str
    interval: int = 1
    weekdays: tuple[str, ...] = ()
    month_day: int | None = None
    month_end: str | None = None
    until: date | None = None
    count: int | None = None


def to_rule(repeats: Repeats, *, starts_on: date, week_start: str) -> Rule:
    """Return the rule; the day it leaves open is that of `starts_on`, clamped where a month is too short.

    Raises RulePartsDisagree or RulePartOutOfRange for a field such as `repeats.weekdays`.
    """
    _refuse_values(repeats)
    _refuse_combinations(repeats)
    rule = Rule(repeats.frequency, interval=repeats.interval, count=repeats.count, until=repeats.until)
    if repeats.frequency == WEEKLY:
        codes = repeats.weekdays or (WEEKDAYS[starts_on.weekday()],)
        # The week begins where the person's does, if that changes the days.
        begins = week_start if repeats.interval > 1 else "MO"
        return replace(rule, days=tuple((code, 0) for code in WEEKDAYS if code in codes), week_start=begins)
    if repeats.frequency == MONTHLY:
        return _on_day(rule, repeats.month_day or starts_on.day, repeats.month_end)
    if repeats.frequency == YEARLY:
        # Only February has a day that some years do not have.
        month_end = repeats.month_end if starts_on.month == 2 else SKIP
        return _on_day(replace(rule, months=(starts_on.month,)), starts_on.day, month_end)
    return rule


def from_rule(rule: Rule, starts_on: date) -> Repeats | None:
    """Return the simple form of a rule, which does not include WKST; None where there is none."""
    whole = with_days_of_start(rule, starts_on)
    is_weekly, is_monthly = rule.frequency == WEEKLY, rule.frequency == MONTHLY
    month_day = whole.month_days[-1] if whole.month_days else None
    can_be_lacking = month_day in CLAMPED and (is_monthly or whole.months == (2,))
    repeats = Repeats(
        frequency=rule.frequency,
        interval=rule.interval,
        weekdays=tuple(code for code, _nth in whole.days) if is_weekly else (),
        month_day=month_day if is_monthly else None,
        month_end=(CLAMP if whole.positions else SKIP) if can_be_lacking else None,
        until=rule.until,
        count=rule.count,
    )
    # These fields may not cover all parts of the rule: compare what they mean with it.
    try:
        meant = to_rule(repeats, starts_on=starts_on, week_start=rule.week_start)
    except Invalid:
        return None
    return repeats if replace(meant, week_start=rule.week_start) == whole else None


def _on_day(rule: Rule, day: int, month_end: str | None) -> Rule:
    """Return the rule on that day of its months."""
    if day in CLAMPED and month_end != SKIP:
        return replace(rule, month_days=CLAMPED[day], positions=(-1,))
    return replace(rule, month_days=(day,))


def _refuse_values(repeats: Repeats) -> None:
    day, count = repeats.month_day, repeats.count
    last_day = _("1–31, or -1 for the last day")
    allowed = {
        "frequency": (repeats.frequency in FREQUENCIES, one_of(FREQUENCIES)),
        "interval": (1 <= repeats.interval <= MAX_INTERVAL, f"1–{MAX_INTERVAL}"),
        "weekdays": (set(repeats.weekdays) <= set(WEEKDAYS), one_of(WEEKDAYS)),
        "month_day": (day is None or day == -1 or 1 <= day <= 31, last_day),
        "month_end": (repeats.month_end in (None, *MONTH_ENDS), one_of(MONTH_ENDS)),
        "count": (count is None or 1 <= count <= MAX_COUNT, f"1–{MAX_COUNT}"),
    }
    for part, (is_allowed, values) in allowed.items():
        if not is_allowed:
            given = getattr(repeats, part)
            value = ", ".join(set(given) - set(WEEKDAYS)) if part == "weekdays" else given
            raise RulePartOutOfRange(field=f"repeats.{part}", part=part, value=value, range=values)


def _refuse_combinations(repeats: Repeats) -> None:
    for part, frequencies in MEANINGFUL.items():
        if getattr(repeats, part) and repeats.frequency not in frequencies:
            other = f"frequency={repeats.frequency}"
            raise RulePartsDisagree(field=f"repeats.{part}", part=part, other=other)
    if repeats.count and repeats.until:
        raise RulePartsDisagree(field="repeats.count", part="count", other="until")
