"""The recurrence rules of Todoist's dates: the tokens of `every 2 weeks on mon, fri`, in any language, become a rule. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from works.exchange.dialects.todoist_words.tokens import Kind, Token
from works.quick_add.days import Calendar
from works.quick_add.rules import FREQUENCIES, monthly, plain, weekly, yearly
from works.recurrence.repeats import CLAMPED, Repeats, to_rule
from works.recurrence.rule import MAX_INTERVAL, MONTHLY, WEEKDAYS, YEARLY, Rule

_monday_first = Calendar(date(2024, 1, 1), 0)
_saturday = 5
_months_of = {"month": 1, "quarter": 3}


@dataclass
class _Parts:
    """What the words of a rule are, before they are put together."""

    interval: int = 1
    unit: str | None = None
    is_other: bool = False
    # Numbers whose word has not come yet: of days, of weekdays or of units.
    pending: list[Token] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    # (4, 3) is each third Friday.
    nths: list[tuple[int, int]] = field(default_factory=list)
    month_days: list[int] = field(default_factory=list)
    workday_positions: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    dates: list[tuple[int, int]] = field(default_factory=list)
    is_workdays: bool = False


def rule_of(tokens: Sequence[Token]) -> Rule | None:
    """Return the rule; None if it cannot be expressed, or if the words do not fit together.

    A rule of months or years without a day has none yet: `bound` gives it that of the first day.
    """
    second = Token(Kind.ORDINAL, 2) if any(token.kind == Kind.OF_MONTH for token in tokens) else Token(Kind.OTHER)
    parts = _Parts()
    left = [second if token.kind == Kind.SECOND else token for token in tokens]
    while left:
        token = left.pop(0)
        if not _take(token, parts, left):
            return None
    if any(token.value == -1 for token in parts.pending) or parts.is_other:
        return None
    parts.month_days += [token.value for token in parts.pending]
    return _whole(parts) if 1 <= parts.interval <= MAX_INTERVAL else None


def bound(rule: Rule, starts_on: date) -> Rule:
    """Return the rule with the day that it leaves open, that of its first day: the last one of shorter months."""
    if rule.days or rule.month_days or rule.months:
        return rule
    return to_rule(Repeats(rule.frequency, interval=rule.interval), starts_on=starts_on, week_start="MO")


def _take(token: Token, parts: _Parts, left: list[Token]) -> bool:
    """Add a token to the parts; return whether it fits."""
    match token.kind:
        case Kind.EVERY:
            parts.month_days += [each.value for each in parts.pending]
            parts.pending = []
        case Kind.OTHER:
            parts.is_other = True
        case Kind.NUMBER | Kind.ORDINAL:
            parts.pending.append(token)
        case Kind.UNIT:
            return _take_unit(str(token.value), parts)
        case Kind.OF_MONTH:
            return _take_of_month(parts)
        case Kind.WEEKDAY:
            return _take_weekday(token.value, parts)
        case Kind.WEEKEND:
            return _take_weekday(_saturday, parts)
        case Kind.WORKDAY:
            return _take_workday(parts)
        case Kind.MONTH:
            return _take_month(token.value, parts, left)
        case _:
            return False
    return True


def _take_unit(unit: str, parts: _Parts) -> bool:
    numbers = [token.value for token in parts.pending]
    parts.pending = []
    if numbers and unit == "day" and (numbers[-1] == -1 or parts.unit in _months_of):
        # `every last day`, `every 2 months on the 1st day`
        parts.month_days += numbers
        return True
    if numbers and (len(numbers) > 1 or numbers[0] < 1):
        return False
    if parts.unit not in (None, unit):
        return False
    parts.unit = unit
    if numbers or parts.is_other:
        parts.interval = numbers[0] if numbers else 2
        parts.is_other = False
    return True


def _take_of_month(parts: _Parts) -> bool:
    if parts.unit == "day":
        # `every 1st day of the month`
        parts.month_days.append(parts.interval)
        parts.interval = 1
    elif parts.unit not in (None, "month"):
        return False
    parts.month_days += [token.value for token in parts.pending]
    parts.pending = []
    parts.unit = "month"
    return True


def _take_weekday(weekday: int, parts: _Parts) -> bool:
    if any(token.kind != Kind.ORDINAL for token in parts.pending):
        return False
    if parts.pending:
        parts.nths += [(weekday, token.value) for token in parts.pending]
        parts.pending = []
        return True
    if parts.is_other:
        parts.is_other = False
        parts.interval, parts.unit = 2, "week"
    parts.weekdays.append(weekday)
    return True


def _take_workday(parts: _Parts) -> bool:
    if parts.is_other or any(token.kind != Kind.ORDINAL for token in parts.pending):
        return False
    if parts.pending:
        parts.workday_positions += [token.value for token in parts.pending]
        parts.pending = []
    else:
        parts.is_workdays = True
    return True


def _take_month(month: int, parts: _Parts, left: list[Token]) -> bool:
    """Take the day before the month, `2 jan`, or the one after it, `jan 2`."""
    if parts.pending:
        days, parts.pending = parts.pending, []
    elif left and left[0].kind in (Kind.NUMBER, Kind.ORDINAL) and _is_day(left):
        days = [left.pop(0)]
    else:
        parts.months.append(month)
        return True
    parts.dates += [(month, token.value) for token in days]
    return True


def _is_day(left: Sequence[Token]) -> bool:
    """Report whether the number that follows a month is a day of it, and not the third of `jan, 3rd friday`."""
    return len(left) == 1 or left[1].kind not in (Kind.WEEKDAY, Kind.WORKDAY, Kind.UNIT)


def _whole(parts: _Parts) -> Rule | None:
    """Return the rule of the parts, if only those are there that go together."""
    kinds = {
        "dates": parts.dates,
        "nths": parts.nths,
        "days": parts.month_days,
        "workdays": parts.workday_positions,
        "weekdays": parts.weekdays or parts.is_workdays,
    }
    present = [name for name, value in kinds.items() if value]
    if len(present) > 1:
        return None
    months = parts.interval * _months_of.get(parts.unit or "month", 0)
    match present:
        case ["dates"]:
            return None if parts.months or parts.unit not in (None, "year") else _on_dates(parts)
        case ["weekdays"]:
            days = [*parts.weekdays, *(range(5) if parts.is_workdays else ())]
            fits = parts.unit in (None, "week") and not parts.months
            return weekly(days, parts.interval, _monday_first) if fits else None
        case [_name]:
            return _in_months(parts, months)
    if parts.months:
        return _in_months(replace(parts, month_days=[1]), months)
    if parts.unit in _months_of:
        return Rule(MONTHLY, interval=months) if months <= MAX_INTERVAL else None
    return plain(parts.unit, parts.interval, _monday_first) if parts.unit in FREQUENCIES else None


def _on_dates(parts: _Parts) -> Rule | None:
    """Return the rule of days with their months; two that differ in both have none."""
    months, days = sorted({month for month, _day in parts.dates}), sorted({day for _month, day in parts.dates})
    rules = [yearly(month, day, parts.interval) for month, day in parts.dates]
    if not all(rules) or (len(months) > 1 and len(days) > 1):
        return None
    if (months, days) == ([2], [29]):
        return Rule(YEARLY, interval=parts.interval, months=(2,), month_days=CLAMPED[29], positions=(-1,))
    return Rule(YEARLY, interval=parts.interval, months=tuple(months), month_days=tuple(days))


def _in_months(parts: _Parts, interval: int) -> Rule | None:
    """Return the rule of days, weekdays or workdays of months: of those that are named, else of every `interval`."""
    if not all(-1 <= nth <= 5 and nth for _weekday, nth in parts.nths):
        return None
    if not all(-1 <= day <= 31 and day for day in (*parts.month_days, *parts.workday_positions)):
        return None
    if parts.months and (parts.workday_positions or parts.interval != 1):
        return None
    if not parts.months and not 1 <= interval <= MAX_INTERVAL:
        return None
    days = tuple((WEEKDAYS[weekday], nth) for weekday, nth in sorted(parts.nths))
    if parts.workday_positions:
        days = tuple((code, 0) for code in WEEKDAYS[:5])
    if parts.months:
        months = tuple(sorted({*parts.months}))
        return Rule(YEARLY, months=months, month_days=tuple(parts.month_days), days=days)
    if parts.month_days:
        return monthly(parts.month_days, interval)
    return Rule(MONTHLY, interval=interval, days=days, positions=tuple(sorted({*parts.workday_positions})))
