"""The report in JSON, streamed; totals come last, when they are known."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

from works.report.reading import SECTIONS, Entry, Group, Report

# What an entry has for pages.
LEFT_OUT = frozenset({"unlabelled", "closed"})


def write(report: Report) -> Iterator[str]:
    """`{start, end, as_filed, projects: [{root, groups: […], totals}], totals, labels: [{id, name, …}]}`."""
    start, end = report.period
    yield f'{{"start": "{start}", "end": "{end}", "as_filed": "{report.as_filed}", "projects": ['
    totals: Counter[str] = Counter()
    by_label: Counter[tuple[int, str]] = Counter()
    for index, (root, groups) in enumerate(report.projects()):
        named = {"id": root.id, "name": root.name} if root else None
        yield f'{", " if index else ""}{{"root": {_json(named)}, "groups": ['
        of_project: Counter[str] = Counter()
        for place, group in enumerate(groups):
            of_project += group.totals
            by_label += group.labels
            yield (", " if place else "") + _json(_group(group))
        totals += of_project
        yield f'], "totals": {_json(_all(of_project))}}}'
    yield f'], "totals": {_json(_all(totals))}, "labels": {_json(list(_labels(report, by_label)))}}}'


def _group(group: Group) -> dict[str, Any]:
    ancestors = [link._asdict() for link in group.ancestors]
    return {"ancestors": ancestors, **{name: [_entry(entry) for entry in group.sections[name]] for name in SECTIONS}}


def _entry(entry: Entry) -> dict[str, Any]:
    fields = {name: value for name, value in vars(entry).items() if name not in LEFT_OUT}
    return {"title": entry.title, "times": entry.times, **fields, "labels": sorted(entry.labels)}


def _labels(report: Report, by_label: Counter[tuple[int, str]]) -> Iterator[dict[str, Any]]:
    """Yield the totals of each label that works of the report have."""
    for pk, name in (report.label_names() if by_label else {}).items():
        totals = {section: by_label[pk, section] for section in SECTIONS}
        if any(totals.values()):
            yield {"id": pk, "name": name, **totals}


def _all(totals: Counter[str]) -> dict[str, int]:
    return {name: totals[name] for name in SECTIONS}


def _json(value: Any) -> str:
    return json.dumps(value, cls=JSONEncoder, ensure_ascii=False)
