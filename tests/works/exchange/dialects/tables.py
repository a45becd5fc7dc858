"""The tables of phrases: how a tool writes a rule, and the rule that it means."""

import json
from datetime import date
from pathlib import Path


def phrases(name):
    """Return the rows of a table as pytest shows them: each by its number and phrase."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text())


def first_day(row):
    """Return the day on which the task of a row begins, or None."""
    return date.fromisoformat(row["starts_on"]) if row["starts_on"] else None


def expected(row):
    """Return the rule, the first day, from_completion and the extra days that a row gives; None for no rule."""
    if row["gives"] is None:
        return None
    extra = tuple(map(date.fromisoformat, row.get("extra", [])))
    return row["gives"], row.get("first", row["starts_on"]), row.get("from_completion", False), extra


def found(repetition):
    """Return the same of a repetition."""
    if repetition is None:
        return None
    return repetition.rule, str(repetition.starts_on), repetition.from_completion, repetition.extra_on
