"""A report in memory, as a page shows it: its lines, up to a limit, and the numbers of all its works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from categories.querysets import Link
from wheelbarrow.core.db.snapshot import snapshot
from works.report import periods
from works.report.entries import SECTIONS, Entry, Group, Line, Numbers
from works.report.periods import Period
from works.report.reading import Report

# Lines that a page shows; Markdown and CSV have all of them.
MOST_LINES = 2000

ByLabel = Counter[tuple[int, str]]


class Readable(Protocol):
    """What a report is written from: a Report, or Contents."""

    @property
    def period(self) -> Period: ...

    def projects(self) -> Iterable[tuple[Link | None, Iterable[Group]]]: ...

    def label_names(self) -> dict[int, str]: ...

    def day_of(self, instant: datetime) -> date: ...


class Before(NamedTuple):
    """The period before that of a report, and its numbers by section."""

    period: Period
    totals: Counter[str]


class Project(NamedTuple):
    """A yearly project, or the works without one: its shown groups, and the numbers of all its works by section."""

    root: Link | None
    groups: list[Group]
    totals: Counter[str]


@dataclass(frozen=True)
class Contents:
    """A report that has been read. `finished_on` counts finished works by day; `left_out` are works without a line."""

    period: Period
    zone: ZoneInfo
    parts: list[Project]
    labels: dict[int, str]
    by_label: ByLabel
    finished_on: Counter[date]
    left_out: int
    before: Before

    @property
    def totals(self) -> Counter[str]:
        """The number of works by section."""
        return sum((part.totals for part in self.parts), Counter[str]())

    def projects(self) -> Iterator[tuple[Link | None, list[Group]]]:
        """Yield each project with its groups."""
        yield from ((part.root, part.groups) for part in self.parts)

    def label_names(self) -> dict[int, str]:
        """Return the names of the labels by id, in their order."""
        return self.labels

    def day_of(self, instant: datetime) -> date:
        """Return the day of an instant in the time zone of the report."""
        return instant.astimezone(self.zone).date()


def read(report: Report) -> Contents:
    """Read a report and the numbers of the period before, as they are at one moment."""
    with snapshot():
        return _read(report)


def _read(report: Report) -> Contents:
    numbers, finished_on = Numbers(), Counter[date]()
    parts, lines, left_out = [], 0, 0
    for root, groups in report.projects():
        shown: list[Group] = []
        of_part = Numbers()
        for group in groups:
            kept: list[Line] = []
            for section, entry in group.lines:
                of_part.count(section, entry)
                if section == "finished":
                    for end in entry.ends:
                        finished_on[report.day_of(end)] += 1
                if lines < MOST_LINES:
                    kept.append((section, entry))
                    lines += 1
                else:
                    left_out += entry.times
            if kept:
                shown.append(Group(group.ancestors, kept))
        numbers.add(of_part)
        parts.append(Project(root, shown, of_part.totals))
    return Contents(
        period=report.period,
        zone=report.user.zone,
        parts=parts,
        labels=report.label_names() if numbers.by_label else {},
        by_label=numbers.by_label,
        finished_on=finished_on,
        left_out=left_out,
        before=before(report),
    )


def before(report: Report) -> Before:
    """Count the works of the period before that of a report."""
    earlier = report._replace(period=periods.before(report.period))
    return Before(earlier.period, earlier.totals())


class Placed(NamedTuple):
    """A line with the ancestors of its category."""

    entry: Entry
    ancestors: list[Link]


class LabelPart(NamedTuple):
    """The lines with one label by section; `name` is None for works without a label."""

    name: str | None
    sections: dict[str, list[Placed]]

    @property
    def totals(self) -> Counter[str]:
        """The number of works by section."""
        return Counter({name: sum(each.entry.times for each in lines) for name, lines in self.sections.items()})


def by_label(report: Readable) -> list[LabelPart]:
    """Return the lines of a report by label, in the order of labels. A work with several is in the part of each."""
    groups = [group for _root, found in report.projects() for group in found]
    has_labels = any(entry.labels for group in groups for entries in group.sections.values() for entry in entries)
    parts = []
    for pk, name in [*(report.label_names() if has_labels else {}).items(), (None, None)]:
        sections = {section: list(_with_label(groups, section, pk)) for section in SECTIONS}
        if any(sections.values()):
            parts.append(LabelPart(name, sections))
    return parts


def _with_label(groups: Iterable[Group], section: str, label: int | None) -> Iterator[Placed]:
    """Yield the lines of a section that have the label, or none; their `works` are as many as have it."""
    for group in groups:
        for entry in group.sections[section]:
            if number := entry.unlabelled if label is None else entry.labels[label]:
                yield Placed(replace(entry, works=entry.works[-number:]), group.ancestors)
