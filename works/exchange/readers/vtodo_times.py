"""Days, instants, durations and repetitions of VTODO. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from works.exchange import notes
from works.exchange.readers.vtodo_lines import Component, Property
from works.exchange.records import Contents, Repetition, Task, Unreadable
from works.exchange.repetitions import MAX_RULES, accepted, begins_on
from works.exchange.times import YEARS, day_and_time, day_of, instant_of_compact, zone_named
from works.recurrence.rule import MAX_LENGTH

_duration = re.compile(
    r"([+-]?)P(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?(?:T(?:([0-9]{1,7})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,9})S)?)?"
)


@dataclass(slots=True)
class Times:
    """The zones of one file: that of the person, and those that it defines itself, by their names."""

    zone: ZoneInfo
    contents: Contents
    named: dict[str, ZoneInfo] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    rules: int = 0

    def read(self, found: Property, line: int) -> date | datetime | None:
        """Return a day, or an instant; a time without a zone is one of the person's. None for anything else."""
        text = found.value.strip().upper()
        if day := day_of(text):
            return day
        name = found.parameters.get("TZID", "")
        zone = (self.named.get(name) or zone_named(name)) if name else self.zone
        if not zone and name not in self.unknown:
            self.unknown.add(name)
            message = _("The time zone {name} is not known. Its times are taken as yours.")
            self.contents.notice(line, message.format(name=notes.quoted(name)))
        return instant_of_compact(text, zone or self.zone)

    def on(self, value: date | datetime) -> tuple[date, time | None]:
        """Return the day and the time for the person."""
        return day_and_time(value, self.zone, last_second=True) if isinstance(value, datetime) else (value, None)


def set_times(times: Times, task: Task, todo: Component) -> date | datetime | None:
    """Give a task its first day and its deadline; return where a repetition begins."""
    found: dict[str, date | datetime | None] = {}
    for name in ("DTSTART", "DUE"):
        written = todo.first(name)
        found[name] = times.read(written, todo.line) if written else None
        if written and not found[name]:
            notes.keep_date(times.contents, task, name, written.value)
    begin, due = found.values()
    if begin and not due and (length := duration(todo.text("DURATION"))):
        due = _later(begin, length)
    if due:
        task.deadline_on, task.deadline_time = times.on(due)
    if begin:
        task.starts_on = times.on(begin)[0]
    return begin or due


def duration(text: str) -> timedelta | None:
    """Return the length of `P1DT2H` or `-PT15M`; None if it is none."""
    found = _duration.fullmatch(text.strip().upper())
    if not found or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length


def set_repetition(
    times: Times, task: Task, todo: Component, begin: date | datetime | None, moved: list[Property]
) -> None:
    """Give a task the repetition of RRULE, RDATE and EXDATE; `moved` are the RECURRENCE-ID of its own occurrences."""
    rules = todo.all("RRULE")
    if not rules:
        return
    times.rules += 1
    if times.rules > MAX_RULES:
        reason = _("a file can have {limit} tasks that repeat. Split it.").format(limit=f"{MAX_RULES:,}")
        raise Unreadable(line=todo.line, reason=reason)
    text = rules[0].value.strip()
    zones = _zones(times, begin) if begin and len(text) <= MAX_LENGTH else []
    found = {zone: rule for zone in zones if begin and (rule := accepted(text, _day(begin, zone), zone))}
    if not begin or not found or len(rules) > 1:
        notes.keep_repetition(times.contents, task, "; ".join(rule.value.strip() for rule in rules))
        return
    # A rule on Mondays at 23:00 of another zone has no Monday here: then it keeps the days of that zone.
    zone = next((zone for zone, rule in found.items() if begins_on(rule, _day(begin, zone))), next(iter(found)))
    day = _day(begin, zone)
    if day != _day(begin, times.zone) and isinstance(begin, datetime):
        _keep_wall_time(times, task, todo, begin)
    skipped = {_day(value, zone) for value in _listed(times, todo, [*todo.all("EXDATE"), *moved])}
    extra = {_day(value, zone) for value in _listed(times, todo, todo.all("RDATE"))} - {day}
    task.repetition = Repetition(
        str(found[zone]), day, skipped_on=tuple(sorted(skipped)), extra_on=tuple(sorted(extra))
    )


def _zones(times: Times, begin: date | datetime) -> list[tzinfo]:
    """Return the zones in which a repetition may have its days: that of the person first."""
    return [times.zone, begin.tzinfo] if isinstance(begin, datetime) and begin.tzinfo else [times.zone]


def _day(value: date | datetime, zone: tzinfo) -> date:
    return day_and_time(value, zone)[0] if isinstance(value, datetime) else value


def _listed(times: Times, todo: Component, properties: Iterable[Property]) -> Iterator[date | datetime]:
    """Yield the values of EXDATE, RDATE or RECURRENCE-ID; of a period its begin."""
    for found in properties:
        for text in found.value.split(","):
            value = times.read(Property(found.name, found.parameters, text.partition("/")[0]), todo.line)
            if value:
                yield value


def _keep_wall_time(times: Times, task: Task, todo: Component, begin: datetime) -> None:
    """Give a task the days and the time as they were written, in another zone."""
    due = todo.first("DUE")
    end = times.read(due, todo.line) if due else None
    if isinstance(end, datetime):
        task.deadline_on, task.deadline_time = day_and_time(end, end.tzinfo or UTC, last_second=True)
    if task.starts_on:
        task.starts_on = begin.date()
    message = _("{title} repeats on days of the time zone {name}. It keeps these days, and its time there.")
    times.contents.notice(task.line, message.format(title=notes.quoted(task.title), name=begin.tzinfo))


def _later(value: date | datetime, length: timedelta) -> date | datetime | None:
    try:
        later = (
            (value.astimezone(UTC) + length).astimezone(value.tzinfo) if isinstance(value, datetime) else value + length
        )
    except (OverflowError, ValueError):
        return None
    return later if later.year in YEARS else None
