"""A report as text that a copy keeps, and back: names, days and numbers as they were."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from accounts.choices import zone_named
from categories.querysets import Link
from works.report.contents import Before, Contents, Project
from works.report.entries import SECTIONS, Entry, Group
from works.report.periods import Period

# The form of the text: a later one must still read it.
FORM = 1
# The values of an entry, in their order.
KEPT = [each.name for each in fields(Entry) if each.name != "ends"]


def freeze(contents: Contents) -> str:
    """Return the contents as JSON."""
    found = {
        "form": FORM,
        "period": contents.period,
        "zone": str(contents.zone),
        "parts": [[part.root, part.totals, list(map(_group, part.groups))] for part in contents.parts],
        "labels": contents.labels,
        "by_label": [[*key, number] for key, number in contents.by_label.items()],
        "finished_on": _by_text(contents.finished_on),
        "before": [contents.before.period, contents.before.totals],
    }
    return json.dumps(found, default=str, ensure_ascii=False, separators=(",", ":"))


def thaw(text: str) -> Contents:
    """Return the contents that `freeze` has written."""
    found = json.loads(text)
    return Contents(
        period=_period(found["period"]),
        zone=zone_named(found["zone"]),
        parts=[
            Project(Link(*root) if root else None, [_read_group(*group) for group in groups], Counter(totals))
            for root, totals, groups in found["parts"]
        ],
        labels={int(pk): name for pk, name in found["labels"].items()},
        by_label=Counter({(pk, section): number for pk, section, number in found["by_label"]}),
        finished_on=_by_day(found["finished_on"]),
        left_out=0,
        before=Before(_period(found["before"][0]), Counter(found["before"][1])),
    )


def _group(group: Group) -> list[Any]:
    return [group.ancestors, [list(map(_entry, group.sections[name])) for name in SECTIONS]]


def _entry(entry: Entry) -> list[Any]:
    return [getattr(entry, name) for name in KEPT]


def _read_group(ancestors: list[list[Any]], sections: list[list[list[Any]]]) -> Group:
    named = zip(SECTIONS, sections, strict=True)
    return Group(
        [Link(*link) for link in ancestors], [(name, _read_entry(entry)) for name, of in named for entry in of]
    )


def _read_entry(values: list[Any]) -> Entry:
    # Copies that were kept earlier have one more value: the number of works by day, which is in `finished_on`.
    entry = Entry(*values[: len(KEPT)])
    entry.starts_on, entry.deadline_on = _day(entry.starts_on), _day(entry.deadline_on)
    entry.end_at = datetime.fromisoformat(str(entry.end_at)) if entry.end_at else None
    entry.labels = Counter({int(pk): number for pk, number in entry.labels.items()})
    return entry


def _period(days: list[str]) -> Period:
    return Period(*map(date.fromisoformat, days))


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _by_text(counted: Counter[date]) -> dict[str, int]:
    return {day.isoformat(): number for day, number in counted.items()}


def _by_day(counted: Any) -> Counter[date]:
    return Counter({date.fromisoformat(day): number for day, number in counted.items()})
