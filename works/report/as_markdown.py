"""The report in Markdown, made to be pasted into a mail, in the active language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from works.report.reading import SECTIONS, Entry, Group, Report

# What Markdown would read as its own anywhere in a line, and at the beginning of one.
INLINE = re.compile(r"([\\`*_\[\]<>&#~])")
LEADING = re.compile(r"^(\d+(?=[.)])|(?=[-+]))")


def write(report: Report) -> Iterator[str]:
    """A heading, then project by project, chain by chain; totals at the end of each."""
    yield f"# {_title(report)}\n"
    totals: Counter[str] = Counter()
    for root, groups in report.projects():
        # Not inside an f-string: makemessages does not look there.
        name = plain(root.name) if root else _("Without a project")
        yield f"\n## {name}\n"
        of_project: Counter[str] = Counter()
        for group in groups:
            of_project += group.totals
            yield "".join(_group(report, group))
        totals += of_project
        yield f"\n*{_sum(of_project)}*\n"
    if totals:
        label = _("All together")
        yield f"\n---\n\n**{label}: {_sum(totals)}**\n"
    else:
        yield "\n" + _("Nothing was finished, and nothing is open.") + "\n"


def plain(text: str) -> str:
    """Text of a person on one line, without a meaning in Markdown."""
    return LEADING.sub(r"\1\\", INLINE.sub(r"\\\1", " ".join(text.split())))


def _title(report: Report) -> str:
    start, end = report.period
    span = f"{date_format(start, 'DATE_FORMAT')} – {date_format(end, 'DATE_FORMAT')}"
    if start == end:
        span = date_format(start, "DATE_FORMAT")
    if week := report.period.iso_week:
        return _("Report, week {week}: {span}").format(week=week, span=span)
    return _("Report: {span}").format(span=span)


def _group(report: Report, group: Group) -> Iterator[str]:
    # The heading above has named the project.
    if chain := " › ".join(plain(link.name) for link in group.chain[1:]):
        yield f"\n**{chain}**\n"
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


def _times(entry: Entry) -> str:
    return f" ×{entry.times}" if entry.times > 1 else ""


def _remark(report: Report, entry: Entry, section: str) -> str:
    """The day that matters in the section."""
    said = {"finished": _("(done {day})"), "cancelled": _("(cancelled {day})")}
    if section in said and entry.end_at:
        return " " + said[section].format(day=_day(report, report.user.local_time(entry.end_at).date()))
    if entry.deadline_on:
        return " " + _("(due {day})").format(day=_day(report, entry.deadline_on))
    return ""


def _day(report: Report, day: date) -> str:
    """With its year, unless the whole report is of that one."""
    is_told = day.year == report.period.start.year == report.period.end.year
    return date_format(day, "MONTH_DAY_FORMAT" if is_told else "DATE_FORMAT")


def _sum(totals: Counter[str]) -> str:
    said = {
        "finished": ngettext("%d finished", "%d finished", totals["finished"]),
        "overdue": ngettext("%d overdue", "%d overdue", totals["overdue"]),
        "slipped": ngettext("%d put off", "%d put off", totals["slipped"]),
        "open": ngettext("%d open", "%d open", totals["open"]),
        "cancelled": ngettext("%d cancelled", "%d cancelled", totals["cancelled"]),
    }
    return ", ".join(said[name] % totals[name] for name in SECTIONS if totals[name])
