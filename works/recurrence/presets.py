"""Presets: what a form asks about how often a work recurs, and the rule that it means. No preset fits every rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from works.recurrence.repeats import CLAMP, MEANINGFUL, Repeats, from_rule
from works.recurrence.rule import DAILY, MONTHLY, WEEKLY, YEARLY, Rule

WORKDAYS = ("MO", "TU", "WE", "TH", "FR")
# Of the weekdays of a month: the first to the fifth, and the last.
NTHS = (1, 2, 3, 4, 5, -1)
LAST_DAY = -1


class Preset(TextChoices):
    """The presets of a page, in the order in which it offers them."""

    DAILY = "daily", _("Every day")
    WORKDAYS = "workdays", _("Monday to Friday")
    WEEKLY = "weekly", _("Every week")
    MONTH_DAY = "month_day", _("Every month, on a day")
    MONTH_END = "month_end", _("Every month, on its last day")
    MONTH_WEEKDAY = "month_weekday", _("Every month, on a weekday")
    YEARLY = "yearly", _("Every year")
    RULE = "rule", _("Another rule")


FREQUENCY = {
    Preset.DAILY: DAILY,
    Preset.WORKDAYS: WEEKLY,
    Preset.WEEKLY: WEEKLY,
    Preset.MONTH_DAY: MONTHLY,
    Preset.MONTH_END: MONTHLY,
    Preset.YEARLY: YEARLY,
}


def repeats_of(values: Mapping[str, Any]) -> Repeats:
    """Return the recurrence of a form with the fields of Repeats; those without a meaning for the frequency are left out."""
    given: dict[str, Any] = {name: values.get(name) or None for name in Repeats.__dataclass_fields__}
    given |= {"interval": given["interval"] or 1, "weekdays": tuple(given["weekdays"] or ())}
    for name, frequencies in MEANINGFUL.items():
        if given["frequency"] not in frequencies:
            given[name] = () if name == "weekdays" else None
    return Repeats(**given)


def values_of(repeats: Repeats) -> dict[str, Any]:
    """Return what such a form shows of a recurrence."""
    return {**vars(repeats), "weekdays": list(repeats.weekdays), "month_end": repeats.month_end or CLAMP}


def rule_of_preset(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the argument of the services for a chosen preset: `repeats`, or `rule` as text.

    `values` has `preset`, the fields of Repeats but `frequency`, `nth` and `nth_weekday`, and `rule`.
    """
    preset = Preset(values["preset"])
    if preset == Preset.RULE:
        return {"rule": values.get("rule") or ""}
    if preset == Preset.MONTH_WEEKDAY:
        return {"rule": _on_weekday(values)}
    fixed: dict[str, Any] = {"frequency": FREQUENCY[preset]}
    if preset == Preset.WORKDAYS:
        fixed |= {"weekdays": WORKDAYS, "interval": 1}
    if preset == Preset.MONTH_END:
        fixed |= {"month_day": LAST_DAY, "month_end": None}
    return {"repeats": repeats_of({**values, **fixed})}


def preset_of(rule: Rule, starts_on: date) -> dict[str, Any]:
    """Return what a page shows of a rule: the preset that fits, and its values."""
    end = {"until": rule.until, "count": rule.count}
    found: dict[str, Any] = {"rule": str(rule), "interval": rule.interval, "weekdays": [], "month_end": CLAMP, **end}
    repeats = from_rule(rule, starts_on)
    if repeats is None:
        if nth := _nth_of(rule):
            return {**found, "preset": Preset.MONTH_WEEKDAY, "nth": nth[0], "nth_weekday": nth[1]}
        return {**found, "preset": Preset.RULE}
    return {**found, **values_of(repeats), "preset": _fitting(repeats)}


def _fitting(repeats: Repeats) -> Preset:
    match repeats.frequency:
        case "DAILY":
            return Preset.DAILY
        case "WEEKLY":
            is_workdays = repeats.weekdays == WORKDAYS and repeats.interval == 1
            return Preset.WORKDAYS if is_workdays else Preset.WEEKLY
        case "MONTHLY":
            return Preset.MONTH_END if repeats.month_day == LAST_DAY else Preset.MONTH_DAY
        case _:
            return Preset.YEARLY


def _on_weekday(values: Mapping[str, Any]) -> str:
    """Return the text of a rule on the nth weekday of a month."""
    parts = {
        "FREQ": MONTHLY,
        "INTERVAL": values.get("interval") or 1,
        "BYDAY": f"{values.get('nth') or 1}{values.get('nth_weekday') or WORKDAYS[0]}",
        "COUNT": values.get("count"),
        "UNTIL": f"{values['until']:%Y%m%d}" if values.get("until") else None,
    }
    return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def _nth_of(rule: Rule) -> tuple[int, str] | None:
    """Return the number and the weekday of a rule on the nth weekday of a month that has nothing else."""
    if rule.frequency != MONTHLY or len(rule.days) != 1 or rule.days[0][1] not in NTHS:
        return None
    code, nth = rule.days[0]
    values = {"interval": rule.interval, "nth": nth, "nth_weekday": code, "count": rule.count, "until": rule.until}
    return (nth, code) if str(Rule.stored(_on_weekday(values))) == str(rule) else None
