"""The report in CSV: a line for each entry. Cells that a spreadsheet would evaluate become text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from works.report.contents import Readable
from works.report.reading import SECTIONS, Entry
from works.spreadsheets import BYTE_ORDER_MARK, csv_line

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


def write(report: Readable) -> Iterator[str]:
    """Yield the header with a byte order mark, without which Excel does not read UTF-8, then one group at a time."""
    names: dict[int, str] = {}
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    for root, groups in report.projects():
        for group in groups:
            # Read when the first label is there, so that a report without labels costs nothing more.
            names = names or (report.label_names() if group.labels else {})
            where = [root.name if root else "", " › ".join(link.name for link in group.ancestors)]
            yield "".join(
                csv_line([*where, section, *_cells(report, entry, names)])
                for section in SECTIONS
                for entry in group.sections[section]
            )


def _cells(report: Readable, entry: Entry, names: dict[int, str]) -> list[Any]:
    """Return the cells from `title` on."""
    return [
        entry.title,
        entry.times,
        entry.current_status,
        entry.priority,
        "true" if entry.my_job else "false",
        entry.starts_on or "",
        entry.deadline_on or "",
        report.day_of(entry.end_at) if entry.end_at else "",
        "true" if entry.slipped else "false",
        " ".join(map(str, entry.works)),
        "; ".join(_counted(names[pk], entry.labels[pk]) for pk in names if entry.labels[pk]),
    ]


def _counted(name: str, number: int) -> str:
    """Return the name of a label, and the number of works of the entry that have it if they are several."""
    return f"{name} ×{number}" if number > 1 else name
