"""The live works as to-dos of iCalendar, for people without Wheelbarrow. The import reads nothing of it.

A recurring work is one to-do with its rule, from the next day for which it creates a work; the works that it has
created are to-dos of their own. So a client shows each day once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from accounts.models import User
from works.choices import Priority, Status
from works.exchange import ical
from works.exchange.account.layout import account_of
from works.models import Label, RecurringWork, Work
from works.models.filed import Filed
from works.recurrence.schedule import Schedule

CHUNK = 1000
STATUSES = {
    Status.IN_PROGRESS: "IN-PROCESS",
    Status.UNDER_REVIEW: "IN-PROCESS",
    Status.DONE: "COMPLETED",
    Status.CANCELLED: "CANCELLED",
}
# RFC 5545, section 3.8.1.9: 1 is the highest of nine, 0 is undefined.
PRIORITIES = {Priority.URGENT: 1, Priority.HIGH: 3, Priority.MEDIUM: 5, Priority.LOW: 7}


def write(user: User, *, at: datetime) -> Iterator[str]:
    """Yield the calendar, one to-do at a time."""
    return ical.calendar(_todos(user, at))


def _todos(user: User, at: datetime) -> Iterator[str]:
    account, labels = account_of(user), Label.objects.owned_by(user).names()
    for rule in RecurringWork.objects.owned_by(user).with_label_ids().order_by("pk").iterator(chunk_size=CHUNK):
        if lines := _lines_of_rule(rule):
            yield _todo(rule, f"rule-{rule.pk}@{account}", labels, at, lines)
    for work in Work.objects.owned_by(user).with_label_ids().order_by("pk").iterator(chunk_size=CHUNK):
        yield _todo(work, f"work-{work.pk}@{account}", labels, at, _lines_of_work(user, work))


def _todo(row: Filed, uid: str, labels: dict[int, str], at: datetime, lines: list[str]) -> str:
    names = [labels[pk] for pk in row.label_ids]
    found = [
        ical.line("UID", f"{uid}.wheelbarrow"),
        ical.line("DTSTAMP", ical.moment(at)),
        ical.line("CREATED", ical.moment(row.created_at)),
        ical.line("LAST-MODIFIED", ical.moment(row.updated_at)),
        ical.line("SUMMARY", ical.text(row.title)),
        ical.line("DESCRIPTION", ical.text(row.content)) if row.content else "",
        ical.line("CATEGORIES", ical.texts(names)) if names else "",
        ical.line("PRIORITY", str(PRIORITIES[Priority(row.priority)])) if row.priority in PRIORITIES else "",
    ]
    return ical.component("VTODO", [*found, *lines])


def _lines_of_work(user: User, work: Work) -> list[str]:
    status = STATUSES.get(work.status, "NEEDS-ACTION")
    lines = [ical.line("STATUS", status)]
    # Both have one type (section 3.8.2.3): a day, or with a time both are instants.
    if work.deadline_on and work.deadline_time:
        due = datetime.combine(work.deadline_on, work.deadline_time, tzinfo=user.zone)
        start = datetime.combine(work.starts_on, time.min, tzinfo=user.zone) if work.starts_on else None
        lines += [ical.line("DTSTART", ical.moment(start))] if start else []
        lines.append(ical.line("DUE", ical.moment(due)))
    else:
        lines += [_day("DTSTART", work.starts_on)] if work.starts_on else []
        lines += [_day("DUE", work.deadline_on)] if work.deadline_on else []
    if status == "COMPLETED" and work.end_at:
        lines += [ical.line("COMPLETED", ical.moment(work.end_at)), ical.line("PERCENT-COMPLETE", "100")]
    return lines


def _lines_of_rule(rule: RecurringWork) -> list[str]:
    """Return the days of a rule from its next day on; nothing if it creates no works any more."""
    cursor = rule.next_occurrence_on
    if cursor is None or not rule.is_active or not rule.is_readable:
        return []
    schedule = rule.schedule
    first = Schedule(schedule.rule, schedule.starts_on).next_from(max(cursor, schedule.starts_on))
    if first is None:
        return []
    text = schedule.rule
    if text.count:
        # Some of them have passed.
        last = Schedule(text, schedule.starts_on).last_until(date.max - timedelta(days=1))
        text = replace(text, count=None, until=last)
    due = [_day("DUE", first + timedelta(days=rule.deadline_days))] if rule.deadline_days is not None else []
    return [
        ical.line("STATUS", "NEEDS-ACTION"),
        _day("DTSTART", first),
        *due,
        ical.line("RRULE", str(text)),
        ical.days("EXDATE", {day for day in schedule.skipped if day >= first} | _settled(rule, first)),
        ical.days("RDATE", (day for day in schedule.extra if day >= first)),
    ]


def _settled(rule: RecurringWork, first: date) -> set[date]:
    """Return the days from `first` on whose works have been created ahead."""
    return {day for day in map(date.fromisoformat, rule.settled_on) if day >= first}


def _day(name: str, day: date) -> str:
    return ical.line(name, ical.day(day), VALUE="DATE")
