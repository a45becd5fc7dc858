"""The report in CSV: a line for each entry. Cells that a spreadsheet would run are made text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from works.report.reading import SECTIONS, Entry, Report

COLUMNS = (
    "project",
    "chain",
    "section",
    "title",
    "times",
    "status",
    "priority",
    "my_job",
    "starts_on",
    "deadline_on",
    "ended_on",
    "slipped",
    "works",
)
# Spreadsheets take these for the beginning of a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class _Lines:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def write(report: Report) -> Iterator[str]:
    """A byte order mark first, without which Excel takes UTF-8 for something else; then a chain at a time."""
    lines = csv.writer(_Lines())
    yield "\ufeff" + lines.writerow(COLUMNS)
    for root, groups in report.projects():
        for group in groups:
            where = [root.name if root else "", " › ".join(link.name for link in group.chain)]
            yield "".join(
                lines.writerow([neutral(cell) for cell in [*where, section, *_cells(report, entry)]])
                for section in SECTIONS
                for entry in group.sections[section]
            )


def _cells(report: Report, entry: Entry) -> list[Any]:
    """From `title` on."""
    return [
        entry.title,
        entry.times,
        entry.current_status,
        entry.priority,
        "true" if entry.my_job else "false",
        entry.starts_on or "",
        entry.deadline_on or "",
        report.user.local_time(entry.end_at).date() if entry.end_at else "",
        "true" if entry.slipped else "false",
        " ".join(map(str, entry.works)),
    ]


def neutral(cell: Any) -> str:
    """The cell as text that no spreadsheet runs (CWE-1236)."""
    text = str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) else text
