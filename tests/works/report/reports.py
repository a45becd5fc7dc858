"""Reports as tests ask for them: September 2026, read in October unless a test passes another moment."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from works.models import Work
from works.report.entries import SECTIONS, Entry
from works.report.periods import Period
from works.report.reading import Report

AUGUST = datetime(2026, 8, 20, 3, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 7, 3, tzinfo=UTC)


class Found(NamedTuple):
    """The works of one category; `root` is a name, None for works without a category."""

    root: str | None
    ancestors: list[str]
    sections: dict[str, list[Entry]]


def days(text) -> Period:
    """Return the period of e.g. "09-01 09-30" of 2026, or of one day."""
    first, _, last = text.partition(" ")
    return Period(date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last or first}"))


def local(text, zone="Asia/Seoul") -> datetime:
    """Return the instant of e.g. "09-02 23:30" of 2026 in the time zone."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def september(user, *, at=OCTOBER, **more) -> Report:
    return Report(user, days("09-01 09-30"), at, **more)


def read(report) -> list[Found]:
    """Return the groups of the report, without their empty sections."""
    return [
        Found(
            root.name if root else None,
            [link.name for link in group.ancestors],
            {name: entries for name, entries in group.sections.items() if entries},
        )
        for root, groups in report.projects()
        for group in groups
    ]


def titles(report) -> dict[str, list[str]]:
    """Return titles by section, of all categories together."""
    found: dict[str, list[str]] = {}
    for group in read(report):
        for section, entries in group.sections.items():
            found.setdefault(section, []).extend(entry.title for entry in entries)
    return found


def the_entry(report) -> Entry:
    """Return the only entry of the report."""
    (entry,) = [entry for group in read(report) for entries in group.sections.values() for entry in entries]
    return entry


def made_by(rule, works) -> None:
    """Make the works occurrences of the rule, one a day from its first, by a raw update."""
    for number, work in enumerate(works):
        day = date.fromordinal(rule.starts_on.toordinal() + number)
        Work.objects.with_ids([work.pk]).update(recurring_work=rule, occurs_on=day)


def change(work, **columns: Any) -> None:
    """Write columns that no service writes."""
    Work.objects.with_ids([work.pk]).update(**columns)


def entries_of(report):
    """Return (section, entry) in the order of the report."""
    return [
        (section, entry) for group in read(report) for section in SECTIONS for entry in group.sections.get(section, [])
    ]
