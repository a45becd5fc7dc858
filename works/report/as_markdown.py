"""The report in Markdown, for an email, in the active language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from works.report.reading import SECTIONS, Entry, Group, Report

# Characters with a meaning in Markdown anywhere in a line, and at its beginning.
INLINE = re.compile(r"([\\`*_\[\]<>&#~])")
LEADING = re.compile(r"^(\d+(?=[.)])|(?=[-+]))")


def write(report: Report) -> Iterator[str]:
    """Yield a heading, then each project with its groups and its totals."""
    yield f"# {_title(report)}\n"
    totals: Counter[str] = Counter()
    by_label: Counter[tuple[int, str]] = Counter()
    for root, groups in report.projects():
        # Not inside an f-string, which makemessages does not read.
        name = plain(root.name) if root else _("Without a project")
        yield f"\n## {name}\n"
        of_project: Counter[str] = Counter()
        for group in groups:
            of_project += group.totals
            by_label += group.labels
            yield "".join(_group(report, group))
        totals += of_project
        yield f"\n*{_sum(of_project)}*\n"
    if totals:
        label = _("All together")
        yield f"\n---\n\n**{label}: {_sum(totals)}**\n"
        yield "".join(_labels(report, by_label))
    else:
        yield "\n" + _("Nothing was finished, and nothing is open.") + "\n"


def plain(text: str) -> str:
    """Return text on one line, escaped for Markdown."""
    return LEADING.sub(r"\1\\", INLINE.sub(r"\\\1", " ".join(text.split())))


def _title(report: Report) -> str:
    start, end = map(date_format, report.period)
    span = start if start == end else f"{start} – {end}"
    if week := report.period.iso_week:
        return _("Report, week {week}: {span}").format(week=week, span=span)
    return _("Report: {span}").format(span=span)


def _group(report: Report, group: Group) -> Iterator[str]:
    # The heading has the name of the project.
    if ancestors := " › ".join(plain(link.name) for link in group.ancestors[1:]):
        yield f"\n**{ancestors}**\n"
    labels = {
        "finished": _("Finished"),
        "overdue": _("Overdue"),
        "slipped": _("Put off"),
        "open": _("Open"),
        "cancelled": _("Cancelled"),
    }
    for section in SECTIONS:
        if entries := group.sections[section]:
            yield f"\n{labels[section]} ({sum(entry.times for entry in entries)})\n\n"
            for entry in entries:
                yield f"- {plain(entry.title)}{_times(entry)}{_remark(report, entry, section)}\n"


def _labels(report: Report, by_label: Counter[tuple[int, str]]) -> Iterator[str]:
    """Yield a section with the totals of each label that works of the report have."""
    if not by_label:
        return
    heading = _("By label")
    yield f"\n## {heading}\n\n"
    for pk, name in report.label_names().items():
        totals = Counter({section: by_label[pk, section] for section in SECTIONS})
        if +totals:
            yield f"- {plain(name)}: {_sum(totals)}\n"


def _times(entry: Entry) -> str:
    return f" ×{entry.times}" if entry.times > 1 else ""


def _remark(report: Report, entry: Entry, section: str) -> str:
    """Return the relevant day of the section."""
    closed = {"finished": _("(done {day})"), "cancelled": _("(cancelled {day})")}
    if section in closed and entry.end_at:
        return " " + closed[section].format(day=date_format(report.user.local_time(entry.end_at).date()))
    if entry.deadline_on:
        return " " + _("(due {day})").format(day=date_format(entry.deadline_on))
    return ""


def _sum(totals: Counter[str]) -> str:
    labels = {
        "finished": ngettext("%d finished", "%d finished", totals["finished"]),
        "overdue": ngettext("%d overdue", "%d overdue", totals["overdue"]),
        "slipped": ngettext("%d put off", "%d put off", totals["slipped"]),
        "open": ngettext("%d open", "%d open", totals["open"]),
        "cancelled": ngettext("%d cancelled", "%d cancelled", totals["cancelled"]),
    }
    return ", ".join(labels[name] % totals[name] for name in SECTIONS if totals[name])
