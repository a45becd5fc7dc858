"""The words of a report in Markdown and on pages, in the active language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from works.report.contents import Before, Readable
from works.report.entries import SECTIONS, Entry
from works.report.periods import Period

CLOSED = ("finished", "cancelled")


def title_of(period: Period) -> str:
    """Return the title of a report, with the number of the week if the period is one."""
    span = span_of(period)
    if week := period.iso_week:
        return _("Report, week {week}: {span}").format(week=week, span=span)
    return _("Report: {span}").format(span=span)


def span_of(period: Period) -> str:
    """Return the first and the last day, or the only one."""
    start, end = map(date_format, period)
    return start if start == end else f"{start} – {end}"


def section_names() -> dict[str, str]:
    """Return the names of the sections, in order."""
    return {
        "finished": _("Finished"),
        "overdue": _("Overdue"),
        "slipped": _("Put off"),
        "open": _("Open"),
        "cancelled": _("Cancelled"),
    }


class Remarks:
    """The relevant days of the lines of one report, in the active language: a year has 365 of them for all its works."""

    def __init__(self, report: Readable) -> None:
        self.day_of = report.day_of
        self.known: dict[tuple[str, date], str] = {}

    def of(self, entry: Entry, section: str) -> str:
        """Return the relevant day of the section in brackets; empty without one."""
        if section in CLOSED and entry.end_at:
            key = section, self.day_of(entry.end_at)
        elif entry.deadline_on:
            key = "due", entry.deadline_on
        else:
            return ""
        if key not in self.known:
            written = {"finished": _("(done {day})"), "cancelled": _("(cancelled {day})"), "due": _("(due {day})")}
            self.known[key] = written[key[0]].format(day=date_format(key[1]))
        return self.known[key]


def sum_of(totals: Mapping[str, int]) -> str:
    """Return the numbers that are not 0 in words."""
    counted = Counter(totals)
    labels = {
        "finished": ngettext("%d finished", "%d finished", counted["finished"]),
        "overdue": ngettext("%d overdue", "%d overdue", counted["overdue"]),
        "slipped": ngettext("%d put off", "%d put off", counted["slipped"]),
        "open": ngettext("%d open", "%d open", counted["open"]),
        "cancelled": ngettext("%d cancelled", "%d cancelled", counted["cancelled"]),
    }
    return ", ".join(labels[name] % counted[name] for name in SECTIONS if counted[name])


def comparison_of(before: Before) -> str:
    """Return the numbers of the period before."""
    numbers = sum_of(before.totals) or _("nothing")
    return _("The period before, {span}: {numbers}").format(span=span_of(before.period), numbers=numbers)


def rest_of(left_out: int) -> str:
    """Return how many works have no line of their own; empty for none."""
    if not left_out:
        return ""
    return ngettext("%d more work is only counted.", "%d more works are only counted.", left_out) % left_out
