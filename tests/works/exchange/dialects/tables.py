"""The tables of phrases: how a tool writes a rule, and the rule that it means."""

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from works.exchange.dialects import microsoft, org, super_productivity, table, taskwarrior, ticktick, todoist, vikunja
from works.exchange.records import Repetition

# The day on which the phrases of Todoist were written.
TODAY = date(2026, 11, 29)


def of_todoist(row, _first):
    due = todoist.read(row["phrase"], row["language"], today=TODAY)
    return Repetition(str(due.rule), due.day, due.from_completion) if due and due.rule else None


# By the name of the table, which is that of the dialect: what makes a rule of a phrase.
READ = {
    "microsoft": lambda row, first: microsoft.parse(row["phrase"], first),
    "org": lambda row, first: org.repetition(row["phrase"], first),
    "super_productivity": lambda row, first: super_productivity.repetition(row["phrase"], first, first),
    "table": lambda row, first: table.repetition_of(row["phrase"], first, ZoneInfo("Asia/Seoul")),
    "taskwarrior": lambda row, first: taskwarrior.repetition(row["phrase"], first),
    "ticktick": lambda row, first: ticktick.parse(row["phrase"], first, repeat_from=row.get("repeat_from", "")),
    "todoist": of_todoist,
    "vikunja": lambda row, first: vikunja.parse(row["phrase"], first),
}


def phrases(name):
    """Return the rows of a table."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text())


def found(name, row):
    """Return the repetition that the dialect makes of a row."""
    return READ[name](row, date.fromisoformat(row["starts_on"]) if row.get("starts_on") else None)


def expected(row):
    """Return the repetition that a row gives; None for no rule."""
    if row["gives"] is None:
        return None
    first, extra = row.get("first", row["starts_on"]), tuple(map(date.fromisoformat, row.get("extra", [])))
    return Repetition(row["gives"], date.fromisoformat(first), row.get("from_completion", False), extra_on=extra)
