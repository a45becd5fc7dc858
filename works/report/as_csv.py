"""The report in CSV: a line for each entry. Cells that a spreadsheet would evaluate become text."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from works.report.contents import Readable
from works.report.entries import Entry
from works.spreadsheets import BYTE_ORDER_MARK, csv_line, neutral, raw_line

COLUMNS = (
    "project",
    "ancestors",
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
    "labels",
)


def write(report: Readable) -> Generator[str, None, None]:
    """Yield the header with a byte order mark, without which Excel does not read UTF-8, then a line for each entry."""
    names: dict[int, str] = {}
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    for root, groups in report.projects():
        project = neutral(root.name if root else "")
        for group in groups:
            ancestors = neutral(" › ".join(link.name for link in group.ancestors))
            for section, entry in group.lines:
                # Read when the first label is there, so that a report without labels costs nothing more.
                names = names or (report.label_names() if entry.labels else {})
                yield raw_line((project, ancestors, section, *_cells(report, entry, names)))


def _cells(report: Readable, entry: Entry, names: dict[int, str]) -> tuple[Any, ...]:
    """Return the cells from `title` on; only texts that a person wrote can be dangerous."""
    labels = "; ".join(_counted(names[pk], entry.labels[pk]) for pk in names if entry.labels[pk])
    return (
        neutral(entry.title),
        len(entry.works),
        entry.current_status,
        entry.priority,
        "true" if entry.my_job else "false",
        entry.starts_on,
        entry.deadline_on,
        report.day_of(entry.end_at) if entry.end_at else "",
        "true" if entry.slipped else "false",
        " ".join(map(str, entry.works)),
        neutral(labels),
    )


def _counted(name: str, number: int) -> str:
    """Return the name of a label, and the number of works of the entry that have it if they are several."""
    return f"{name} ×{number}" if number > 1 else name
