"""The report in Markdown, for an email, in the active language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _

from works.report.contents import Before, Contents, Placed, Readable, by_label
from works.report.entries import SECTIONS, Entry, Group, Numbers
from works.report.wording import Remarks, comparison_of, rest_of, section_names, sum_of, title_of

# Characters with a meaning in Markdown anywhere in a line, and at its beginning.
INLINE = re.compile(r"([\\`*_\[\]<>&#~])")
LEADING = re.compile(r"^(\d+(?=[.)])|(?=[-+]))")

# What makes plain() change a text; a search takes a fourth of the time of the substitutions.
UNSAFE = re.compile(rf"{INLINE.pattern}|^[\d+-]|\s\s|[^\S ]|^\s|\s$")


def write(report: Readable, *, before: Callable[[], Before] | None = None) -> Generator[str, None, None]:
    """Yield a heading, then each project with its groups and its totals; at the end the numbers of the period `before`."""
    yield f"# {title_of(report.period)}\n"
    numbers, remarks = Numbers(), Remarks(report)
    for root, groups in report.projects():
        # Not inside an f-string, which makemessages does not read.
        name = plain(root.name) if root else _("Without a project")
        yield f"\n## {name}\n"
        of_project = Numbers()
        for group in groups:
            # The heading has the name of the project.
            yield from _group(remarks, group, [link.name for link in group.ancestors[1:]], of_project)
        numbers.add(of_project)
        yield f"\n*{sum_of(of_project.totals)}*\n"
    yield from _end(numbers.totals, before)
    if numbers.totals:
        yield from _labels(report, numbers.by_label)


def write_by_label(report: Contents) -> Generator[str, None, None]:
    """Yield the same by label, from what a page shows."""
    yield f"# {title_of(report.period)}\n"
    remarks = Remarks(report)
    for part in by_label(report):
        name = plain(part.name) if part.name else _("Without a label")
        yield f"\n## {name}\n"
        for section, lines in part.sections.items():
            yield "".join(_section_of_label(remarks, section, lines))
        yield f"\n*{sum_of(part.totals)}*\n"
    if rest := rest_of(report.left_out):
        yield f"\n{rest}\n"
    yield from _end(report.totals, lambda: report.before)


def plain(text: str) -> str:
    """Return text on one line, escaped for Markdown."""
    if not UNSAFE.search(text):
        return text
    return LEADING.sub(r"\1\\", INLINE.sub(r"\\\1", " ".join(text.split())))


def _end(totals: Counter[str], before: Callable[[], Before] | None) -> Iterator[str]:
    """Yield the numbers of all works."""
    if totals:
        label = _("All together")
        yield f"\n---\n\n**{label}: {sum_of(totals)}**\n"
    else:
        yield "\n" + _("Nothing was finished, and nothing is open.") + "\n"
    if before:
        yield f"\n{plain(comparison_of(before()))}\n"


def _group(remarks: Remarks, group: Group, names: Iterable[str], numbers: Numbers) -> Iterator[str]:
    """Yield the sections of a group, and count its works."""
    if ancestors := " › ".join(map(plain, names)):
        yield f"\n**{ancestors}**\n"
    for section, lines in groupby(group.lines, key=itemgetter(0)):
        written, number = [], numbers.totals[section]
        for _section, entry in lines:
            numbers.count(section, entry)
            written.append(_line(remarks, entry, section))
        yield _heading(section, numbers.totals[section] - number)
        yield "".join(written)


def _section_of_label(remarks: Remarks, section: str, lines: list[Placed]) -> Iterator[str]:
    """Yield the lines of a section, each with its path."""
    if lines:
        yield _heading(section, sum(each.entry.times for each in lines))
        for each in lines:
            path = " › ".join(plain(link.name) for link in each.ancestors)
            yield _line(remarks, each.entry, section, f" – {path}" if path else "")


def _heading(section: str, number: int) -> str:
    return f"\n{section_names()[section]} ({number})\n\n"


def _line(remarks: Remarks, entry: Entry, section: str, end: str = "") -> str:
    return f"- {plain(entry.title)}{_times(entry)}{_remark(remarks, entry, section)}{end}\n"


def _labels(report: Readable, counted: Counter[tuple[int, str]]) -> Iterator[str]:
    """Yield a section with the totals of each label that works of the report have."""
    if not counted:
        return
    heading = _("By label")
    yield f"\n## {heading}\n\n"
    for pk, name in report.label_names().items():
        totals = Counter({section: counted[pk, section] for section in SECTIONS})
        if +totals:
            yield f"- {plain(name)}: {sum_of(totals)}\n"


def _times(entry: Entry) -> str:
    return f" ×{entry.times}" if entry.times > 1 else ""


def _remark(remarks: Remarks, entry: Entry, section: str) -> str:
    remark = remarks.of(entry, section)
    return f" {remark}" if remark else ""
