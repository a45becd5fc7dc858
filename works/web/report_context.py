"""What the page of a report shows, of a report that has just been read or of a kept one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from categories.querysets import Link
from works.choices import Grouping, PeriodName
from works.report.contents import Contents, by_label
from works.report.entries import SECTIONS, Entry
from works.report.picture import Picture, draw
from works.report.wording import Remarks, rest_of, section_names, span_of, sum_of, title_of


class Total(NamedTuple):
    """The number of works of a section, that of the period before, and the difference with its sign."""

    key: str
    name: str
    number: int
    before: int
    difference: str


class Line(NamedTuple):
    """A work, or the occurrences of one series; no address in a kept report, whose works may be gone."""

    title: str
    href: str
    times: int
    remark: str
    path: str


class Lines(NamedTuple):
    """The works of one section."""

    key: str
    name: str
    number: int
    lines: list[Line]


class Place(NamedTuple):
    """The works of one category."""

    path: str
    sections: list[Lines]


class Part(NamedTuple):
    """A project or a label."""

    title: str
    sum: str
    places: list[Place]


MakeLine = Callable[[Entry, str, list[Link]], Line]


class Preset(NamedTuple):
    """A named period as a link."""

    name: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class ReportPage:
    """A report as a page shows it."""

    title: str
    span: str
    span_before: str
    totals: list[Total]
    picture: Picture
    parts: list[Part]
    rest: str
    is_by_label: bool

    @property
    def is_empty(self) -> bool:
        """Whether the report has no works."""
        return not self.parts


def report_page(contents: Contents, grouping: str, *, is_kept: bool = False) -> ReportPage:
    """Return the page of a report."""
    is_by_label = grouping == Grouping.LABEL
    line = _line_of(contents, is_kept=is_kept)
    parts = _by_label(contents, line) if is_by_label else _by_project(contents, line)
    return ReportPage(
        title=title_of(contents.period),
        span=span_of(contents.period),
        span_before=span_of(contents.before.period),
        totals=_totals(contents.totals, contents.before.totals),
        picture=draw(contents),
        parts=parts,
        rest=rest_of(contents.left_out),
        is_by_label=is_by_label,
    )


def presets(current: str, keep: str) -> list[Preset]:
    """Return the named periods; `keep` is the rest of the query, such as `&by=label`."""
    names = _preset_names()
    return [Preset(names[name], f"?preset={name.replace('_', '-')}{keep}", name == current) for name in PeriodName]


def _preset_names() -> dict[PeriodName, str]:
    return {
        PeriodName.THIS_WEEK: _("This week"),
        PeriodName.LAST_WEEK: _("Last week"),
        PeriodName.THIS_MONTH: _("This month"),
        PeriodName.LAST_MONTH: _("Last month"),
        PeriodName.THIS_YEAR: _("This year"),
        PeriodName.LAST_30_DAYS: _("Last 30 days"),
    }


def _totals(now: Counter[str], before: Counter[str]) -> list[Total]:
    return [
        Total(key, name, now[key], before[key], f"{now[key] - before[key]:+d}".replace("-", "−").replace("+0", "±0"))
        for key, name in section_names().items()
    ]


def _by_project(contents: Contents, line: MakeLine) -> list[Part]:
    """Return a part for each project, whose categories are named without it."""
    return [
        Part(
            part.root.name if part.root else _("Without a project"),
            sum_of(part.totals),
            [
                Place(
                    " / ".join(link.name for link in group.ancestors[1:]),
                    _sections({key: [line(entry, key, []) for entry in group.sections[key]] for key in SECTIONS}),
                )
                for group in part.groups
            ],
        )
        for part in contents.parts
    ]


def _by_label(contents: Contents, line: MakeLine) -> list[Part]:
    """Return a part for each label, whose lines have the path of their category."""
    return [
        Part(
            part.name or _("Without a label"),
            sum_of(part.totals),
            [
                Place(
                    "",
                    _sections(
                        {
                            key: [line(each.entry, key, each.ancestors) for each in part.sections[key]]
                            for key in SECTIONS
                        }
                    ),
                )
            ],
        )
        for part in by_label(contents)
    ]


def _sections(lines: dict[str, list[Line]]) -> list[Lines]:
    names = section_names()
    return [Lines(key, names[key], sum(each.times for each in of), of) for key, of in lines.items() if of]


def _line_of(contents: Contents, *, is_kept: bool) -> MakeLine:
    """Return what makes a line of an entry, its section and the ancestors to name."""
    base, remarks = reverse("home"), Remarks(contents)

    def line(entry: Entry, section: str, ancestors: list[Link]) -> Line:
        href = f"{base}recurring/{entry.recurring_work}/" if entry.recurring_work else f"{base}works/{entry.works[-1]}/"
        path = " / ".join(link.name for link in ancestors)
        return Line(entry.title, "" if is_kept else href, entry.times, remarks.of(entry, section), path)

    return line
