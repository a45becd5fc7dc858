"""Reports as tests ask for them: September 2026, looked at in October unless a test says otherwise."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from works.models import Work
from works.report.periods import Period
from works.report.reading import Entry, Report

AUGUST = datetime(2026, 8, 20, 3, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 7, 3, tzinfo=UTC)


class Told(NamedTuple):
    """One chain of a report; `root` is a name, None for works that are filed nowhere."""

    root: str | None
    chain: list[str]
    sections: dict[str, list[Entry]]


def days(text) -> Period:
    """ "09-01 09-30" of 2026; one day is a period too."""
    first, _, last = text.partition(" ")
    return Period(date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last or first}"))


def local(text, zone="Asia/Seoul") -> datetime:
    """ "09-02 23:30" of 2026 on a clock there."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def september(user, *, at=OCTOBER, **more) -> Report:
    return Report(user, days("09-01 09-30"), at, **more)


def read(report) -> list[Told]:
    """All of it, chain by chain, sections without entries left out."""
    return [
        Told(
            root.name if root else None,
            [link.name for link in group.chain],
            {name: entries for name, entries in group.sections.items() if entries},
        )
        for root, groups in report.projects()
        for group in groups
    ]


def titles(report) -> dict[str, list[str]]:
    """Titles by section, all chains together."""
    found: dict[str, list[str]] = {}
    for told in read(report):
        for section, entries in told.sections.items():
            found.setdefault(section, []).extend(entry.title for entry in entries)
    return found


def the_entry(report) -> Entry:
    """The only one."""
    (entry,) = [entry for told in read(report) for entries in told.sections.values() for entry in entries]
    return entry


def made_by(rule, works) -> None:
    """Let the rule have made these works, one a day from its first; their rows only."""
    for number, work in enumerate(works):
        day = date.fromordinal(rule.starts_on.toordinal() + number)
        Work.objects.with_ids([work.pk]).update(recurring_work=rule, occurs_on=day)


def change(work, **columns: Any) -> None:
    """What no service does at will: a row as it may be found."""
    Work.objects.with_ids([work.pk]).update(**columns)
