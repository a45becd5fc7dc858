"""The report as a stream of groups, one for each category: three queries at any size, with rows read one chunk at a time.

Its moment is the end of the last day in the person's time zone, or now if that is earlier. A work belongs to the period
if it closed in it, or if it was open at the moment and does not start after the last day. Closed works are finished
or cancelled; open ones are overdue if late at the moment, else slipped if their deadline was postponed into the period
or past it, else open. So each work is in one section. Its status and end are the present ones in any case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from accounts.models import User
from categories import paths
from categories.models import Category
from categories.querysets import Link
from wheelbarrow.core.db.limits import levels_above, shown_links
from works.choices import AsFiled, Status
from works.lateness import is_overdue
from works.models import Label, Work
from works.querysets.labelled import LabelChoice
from works.querysets.work import start_of
from works.report.periods import Period

SECTIONS = ("finished", "overdue", "slipped", "open", "cancelled")
# Rows that are fetched at a time.
CHUNK = 500


@dataclass
class Entry:
    """A work, or the occurrences of one series in the same category and section, with the values of the last."""

    title: str
    works: list[int]
    recurring_work: int | None
    current_status: str
    priority: str
    my_job: bool
    starts_on: date | None
    deadline_on: date | None
    end_at: datetime | None
    slipped: bool
    # The number of works with each label, by its id, and of those without any.
    labels: Counter[int]
    unlabelled: int
    # The number of works that were closed on each day, in the person's time zone; empty for open ones.
    closed: Counter[date]

    @property
    def times(self) -> int:
        """The number of works."""
        return len(self.works)


@dataclass
class Group:
    """The works of one category by section; a work without a category has no ancestors."""

    ancestors: list[Link]
    sections: dict[str, list[Entry]] = field(default_factory=lambda: {name: [] for name in SECTIONS})

    def __len__(self) -> int:
        return sum(map(len, self.sections.values()))

    @property
    def totals(self) -> Counter[str]:
        """The number of works by section."""
        return Counter({name: sum(entry.times for entry in entries) for name, entries in self.sections.items()})

    @property
    def labels(self) -> Counter[tuple[int, str]]:
        """The number of works by label and section."""
        found: Counter[tuple[int, str]] = Counter()
        for name, entries in self.sections.items():
            for entry in entries:
                found.update({(label, name): number for label, number in entry.labels.items()})
        return found


class Report(NamedTuple):
    """The parameters of a report; `projects()` runs its queries."""

    user: User
    period: Period
    at: datetime
    as_filed: str = AsFiled.NOW
    under: Category | None = None
    my_job: bool | None = None
    labels: LabelChoice | None = None

    def label_names(self) -> dict[int, str]:
        """Return the names of the person's labels by id, in their order."""
        return Label.objects.owned_by(self.user).names()

    def day_of(self, instant: datetime) -> date:
        """Return the day of an instant in the person's time zone."""
        return self.user.local_time(instant).date()

    def projects(self) -> Iterator[tuple[Link | None, Iterator[Group]]]:
        """Yield each yearly project in order with its groups by path; works without a category come last."""
        for root, groups in groupby(
            self._groups(), key=lambda group: group.ancestors[0].id if group.ancestors else None
        ):
            first = next(groups)
            place = None if root is None else first.ancestors[0]
            yield place, _with_first(first, groups)  # noqa: B031  the group is read before the next one

    def _groups(self) -> Iterator[Group]:
        categories = list(Category.objects.owned_by(self.user).in_order().only("name", "level", "path"))
        above = levels_above()
        links = {category.pk: Link(category.pk, category.name, category.level - above) for category in categories}
        roots = [category for category in categories if category.level == above]
        rows = (
            Work.objects.owned_by(self.user)
            .reported(self.first_instant, self.last_instant, self.period.end, at=self.at)
            .filed_as(self.as_filed, closed_before=self.last_instant)
        )
        if self.under:
            rows = rows.filed_within(self.under, as_filed=self.as_filed, closed_before=self.last_instant)
        if self.my_job is not None:
            rows = rows.of_mine(self.my_job)
        if self.labels:
            rows = rows.labelled(self.labels)
        for _place, found in groupby(rows.report_rows(roots, chunk=CHUNK), key=lambda row: row.place):
            yield from self._of_one_path(list(found), links)

    def _of_one_path(self, rows: list[Any], links: dict[int, Link]) -> Iterator[Group]:
        """Yield the groups of one path: one, or more if categories were renamed between two closings."""
        groups: dict[tuple[str, ...], Group] = {}
        entries: dict[tuple[tuple[str, ...], str, int], Entry] = {}
        for row in sorted(rows, key=self._order):
            ancestors = self._ancestors(row, links)
            names = tuple(link.name for link in ancestors)
            groups.setdefault(names, Group(ancestors))
            section, slipped = self._section(row)
            key = (names, section, row.series or -row.pk)
            # Removed and added at the end: the entry has the place of its last work.
            day = self.day_of(row.end_at) if self._closed(row) else None
            entries[key] = _entry(row, slipped=slipped, closed=day, before=entries.pop(key, None))
        for (names, section, _pk), entry in entries.items():
            groups[names].sections[section].append(entry)
        yield from groups.values()

    def _order(self, row: Any) -> tuple[datetime, date, int]:
        """Order by end, deadline and id; works that closed after the period have no end in it."""
        end = row.end_at if self._closed(row) else self.last_instant
        return end, row.deadline_on or date.max, row.pk

    def _ancestors(self, row: Any, links: dict[int, Link]) -> list[Link]:
        if self.as_filed == AsFiled.THEN and self._closed(row):
            kept = shown_links(row.filed_under)
            return [Link(link["id"], link["name"], level) for level, link in enumerate(kept)]
        return [links[pk] for pk in paths.parse(row.place or "") if pk in links]

    def _closed(self, row: Any) -> bool:
        return row.end_at is not None and row.end_at < self.last_instant

    def _section(self, row: Any) -> tuple[str, bool]:
        """Return the section, and whether the deadline was postponed into or past the period."""
        slipped = self.period.slipped(row.deadline_moves)
        if self._closed(row):
            return ("finished" if row.current_status == Status.DONE else "cancelled"), slipped
        is_late = is_overdue(row.deadline_on, row.deadline_time, self.moment)
        return ("overdue" if is_late else "slipped" if slipped else "open"), slipped

    @property
    def first_instant(self) -> datetime:
        """The first instant of the period."""
        return start_of(self.period.start, self.user.zone)

    @property
    def last_instant(self) -> datetime:
        """The first instant after the period."""
        return start_of(self.period.end + timedelta(days=1), self.user.zone)

    @property
    def moment(self) -> datetime:
        """The moment of the report, in the person's time zone."""
        if self.at < self.last_instant:
            return self.user.local_time(self.at)
        return datetime.combine(self.period.end + timedelta(days=1), time.min, tzinfo=self.user.zone)


def find_place(user: User, pk: int, *, is_root: bool) -> Category | None:
    """Return the category to report on, if it is a live one of the person."""
    rows = Category.objects.owned_by(user).with_ids([pk])
    return (rows.roots() if is_root else rows).first()


def _with_first(first: Group, others: Iterator[Group]) -> Iterator[Group]:
    yield first
    yield from others


def _entry(row: Any, *, slipped: bool, closed: date | None, before: Entry | None) -> Entry:
    """Return the work as an entry, together with the earlier works of its series."""
    works = before.works if before else []
    works.append(row.pk)
    days = before.closed if before else Counter()
    if closed:
        days[closed] += 1
    return Entry(
        title=row.title,
        works=works,
        recurring_work=row.recurring_work_id,
        current_status=row.current_status,
        priority=row.priority,
        my_job=row.my_job,
        starts_on=row.starts_on,
        deadline_on=row.deadline_on,
        end_at=row.end_at,
        slipped=slipped or (before is not None and before.slipped),
        labels=(before.labels if before else Counter()) + Counter(row.label_ids),
        unlabelled=(before.unlabelled if before else 0) + (not row.label_ids),
        closed=days,
    )
