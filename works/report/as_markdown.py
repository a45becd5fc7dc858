"""The report in Markdown, for an email, in the active language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from works.report.contents import Before, Contents, Readable, by_label
from works.report.reading import SECTIONS, Entry, Group
from works.report.wording import comparison_of, remark_of, rest_of, section_names, sum_of, title_of

# Characters with a meaning in Markdown anywhere in a line, and at its beginning.
INLINE = re.compile(r"([\\`*_\[\]<>&#~])")
LEADING = re.compile(r"^(\d+(?=[.)])|(?=[-+]))")


def write(report: Readable, *, before: Before | None = None) -> Iterator[str]:
    """Yield a heading, then each project with its groups and its totals; at the end the numbers of the period `before`."""
    yield f"# {title_of(report.period)}\n"
    totals: Counter[str] = Counter()
    labels: Counter[tuple[int, str]] = Counter()
    for root, groups in report.projects():
        # Not inside an f-string, which makemessages does not read.
        name = plain(root.name) if root else _("Without a project")
        yield f"\n## {name}\n"
        of_project: Counter[str] = Counter()
        for group in groups:
            of_project += group.totals
            labels += group.labels
            # The heading has the name of the project.
            yield "".join(_group(report, group, [link.name for link in group.ancestors[1:]]))
        totals += of_project
        yield f"\n*{sum_of(of_project)}*\n"
    yield from _end(totals, before)
    if totals:
        yield "".join(_labels(report, labels))


def write_by_label(report: Contents) -> Iterator[str]:
    """Yield the same by label, from what a page shows."""
    yield f"# {title_of(report.period)}\n"
    for part in by_label(report):
        name = plain(part.name) if part.name else _("Without a label")
        yield f"\n## {name}\n"
        for section, lines in part.sections.items():
            paths = (" › ".join(plain(link.name) for link in each.ancestors) for each in lines)
            ends = [f" – {path}" if path else "" for path in paths]
            yield "".join(_section(report, section, [each.entry for each in lines], ends))
        yield f"\n*{sum_of(part.totals)}*\n"
    if rest := rest_of(report.left_out):
        yield f"\n{rest}\n"
    yield from _end(report.totals, report.before)


def plain(text: str) -> str:
    """Return text on one line, escaped for Markdown."""
    return LEADING.sub(r"\1\\", INLINE.sub(r"\\\1", " ".join(text.split())))


def _end(totals: Counter[str], before: Before | None) -> Iterator[str]:
    """Yield the numbers of all works."""
    if totals:
        label = _("All together")
        yield f"\n---\n\n**{label}: {sum_of(totals)}**\n"
    else:
        yield "\n" + _("Nothing was finished, and nothing is open.") + "\n"
    if before:
        yield f"\n{plain(comparison_of(before))}\n"


def _group(report: Readable, group: Group, names: Iterable[str]) -> Iterator[str]:
    if ancestors := " › ".join(map(plain, names)):
        yield f"\n**{ancestors}**\n"
    for section in SECTIONS:
        entries = group.sections[section]
        yield from _section(report, section, entries, [""] * len(entries))


def _section(report: Readable, section: str, entries: list[Entry], ends: list[str]) -> Iterator[str]:
    """Yield the lines of a section, each with its end."""
    if entries:
        yield f"\n{section_names()[section]} ({sum(entry.times for entry in entries)})\n\n"
        for entry, end in zip(entries, ends, strict=True):
            yield f"- {plain(entry.title)}{_times(entry)}{_remark(report, entry, section)}{end}\n"


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


def _remark(report: Readable, entry: Entry, section: str) -> str:
    remark = remark_of(report, entry, section)
    return f" {remark}" if remark else ""
