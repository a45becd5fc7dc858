"""The entries of a calendar feed: works and occurrences to come as VEVENT or VTODO of RFC 5545. Pure.

An event is a mark on one day: all-day on its day, or at the time of the deadline, as an instant in UTC. It blocks no
time. A deadline has no length: such an event has no end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from hashlib import blake2b

from django.utils.translation import gettext as _

from works.choices import Priority, Status
from works.exchange import ical

PRIORITIES = {Priority.URGENT: 1, Priority.HIGH: 3, Priority.MEDIUM: 5, Priority.LOW: 7}
STATUSES = {Status.IN_PROGRESS: "IN-PROCESS", Status.UNDER_REVIEW: "IN-PROCESS", Status.DONE: "COMPLETED"}
ONE_DAY = timedelta(days=1)
# SEQUENCE is an INTEGER, section 3.3.8.
BIGGEST = 2**31 - 1


@dataclass(slots=True)
class Entry:
    """A work, or an occurrence to come. `day` and `at` are where an event is; `path` names its categories."""

    uid: str
    title: str
    url: str
    day: date | None
    at: time | None
    starts_on: date | None
    deadline_on: date | None
    deadline_time: time | None
    status: str
    priority: str
    ended_at: datetime | None
    updated_at: datetime
    version: int
    content: str
    path: str
    labels: list[str]


def domain_of(user_id: int, created_at: datetime) -> str:
    """Return the part of UIDs that is a person's own: the same under any host name, and after a move to another server."""
    return blake2b(f"{user_id} {created_at.timestamp():.6f}".encode(), digest_size=8).hexdigest()


def uid_of_work(work_id: int, domain: str) -> str:
    """Return the UID of a work that no rule has made."""
    return f"work-{work_id}@{domain}.wheelbarrow"


def uid_of_occurrence(rule_id: int, day: date, domain: str) -> str:
    """Return the UID of a day of a rule, before and after its work is made."""
    return f"occurrence-{rule_id}-{day:%Y%m%d}@{domain}.wheelbarrow"


def event(entry: Entry, zone: tzinfo) -> str:
    """Return the VEVENT of an entry that has a day."""
    day = entry.day or date.min
    if entry.at:
        when = [ical.line("DTSTART", ical.moment(datetime.combine(day, entry.at, zone)))]
    else:
        when = [
            ical.line("DTSTART", ical.day(day), VALUE="DATE"),
            ical.line("DTEND", ical.day(day + ONE_DAY), VALUE="DATE"),
        ]
    mark = "✓ " if entry.ended_at else ""
    return ical.component("VEVENT", [*_head(entry, mark), *when, "TRANSP:TRANSPARENT\r\n", *_more(entry)])


def todo(entry: Entry, zone: tzinfo) -> str:
    """Return the VTODO of an entry."""
    lines = [*_head(entry, "")]
    lines += _span(entry, zone)
    lines.append(ical.line("STATUS", STATUSES.get(Status(entry.status), "NEEDS-ACTION")))
    if entry.ended_at:
        lines += [ical.line("COMPLETED", ical.moment(entry.ended_at)), "PERCENT-COMPLETE:100\r\n"]
    if number := PRIORITIES.get(Priority(entry.priority)):
        lines.append(ical.line("PRIORITY", str(number)))
    return ical.component("VTODO", [*lines, *_more(entry)])


def _span(entry: Entry, zone: tzinfo) -> list[str]:
    """Return DTSTART and DUE, which must be of one type, and DTSTART before DUE (sections 3.8.2.3 and 3.8.2.4)."""
    start, due = entry.starts_on, entry.deadline_on
    if due and entry.deadline_time:
        at = datetime.combine(due, entry.deadline_time, zone)
        begin = datetime.combine(start, time.min, zone) if start else None
        begins = [ical.line("DTSTART", ical.moment(begin))] if begin and begin < at else []
        return [*begins, ical.line("DUE", ical.moment(at))]
    begins = [ical.line("DTSTART", ical.day(start), VALUE="DATE")] if start and (due is None or start < due) else []
    return [*begins, ical.line("DUE", ical.day(due), VALUE="DATE")] if due else begins


def _head(entry: Entry, mark: str) -> list[str]:
    changed = ical.moment(entry.updated_at)
    return [
        ical.line("UID", entry.uid),
        f"DTSTAMP:{changed}\r\n",
        f"LAST-MODIFIED:{changed}\r\n",
        f"SEQUENCE:{min(entry.version, BIGGEST)}\r\n",
        ical.line("SUMMARY", ical.text(mark + entry.title)),
    ]


def _more(entry: Entry) -> list[str]:
    """Return where it is filed, its labels, its notes and its page."""
    described = [entry.path, entry.content]
    if entry.starts_on and entry.deadline_on and entry.starts_on < entry.deadline_on:
        described.append(_("Starts on {day}.").format(day=entry.starts_on.isoformat()))
    categories = [name for name in (entry.path, *entry.labels) if name]
    lines = [ical.line("CATEGORIES", ical.texts(categories))] if categories else []
    return [
        *lines,
        ical.line("DESCRIPTION", ical.text("\n\n".join(filter(None, [*described, entry.url])))),
        ical.line("URL", entry.url),
    ]
