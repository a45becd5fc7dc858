"""The report as a stream of groups, one for each category: rows are read one chunk at a time, in the order of the report.

It takes four statements at any size (who asks, categories, labels, works), and one more if works of a series were closed.

Its moment is the end of the last day in the person's time zone, or now if that is earlier. A work belongs to the period
if it closed in it, or if it was open at the moment and does not start after the last day. Closed works are finished
or cancelled; open ones are overdue if late at the moment, else slipped if their deadline was postponed into the period
or past it, else open. So each work is in one section. Its status and end are the present ones in any case.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from accounts.models import User
from categories import paths
from categories.models import Category
from categories.querysets import Link
from wheelbarrow.core.db.limits import levels_above, shown_links
from works.choices import AsFiled
from works.lateness import is_overdue
from works.models import Label, Work
from works.querysets import WorkQuerySet
from works.querysets.labelled import LabelChoice
from works.querysets.work import start_of
from works.report.entries import Group
from works.report.folding import FINISHED, OPEN, Names, Row, groups_of_path
from works.report.periods import Period

# Rows that are fetched at a time.
CHUNK = 500
# Paths, lists of ancestors and deadlines whose meaning is remembered.
KNOWN_PLACES = 10_000


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
        reading = Reading(self)
        rows = map(Row._make, self._works().report_rows(reading.roots, self.last_instant, chunk=CHUNK))
        for _place, found in groupby(rows, key=attrgetter("place")):
            yield from groups_of_path(found, reading)

    def totals(self) -> Counter[str]:
        """Return the number of works by section, in one statement."""
        found: Counter[str] = Counter()
        for part, due_on, due_at, moves, number in self._works().report_counts(self.last_instant):
            found[self.section(part, due_on, due_at, moves)[0]] += number
        return found

    def label_links(self) -> Iterator[tuple[int, int]]:
        """Return the id of each work with the id of each of its labels, by work."""
        return self._works().label_links(self.user)

    def works_of_series(self) -> Iterator[tuple[str | None, int, str, int, int]]:
        """Return the path, the part, the ancestors at closing, the series and the number of works, where these are several."""
        return self._works().report_series(self.last_instant)

    def section(self, part: int, deadline_on: date | None, deadline_time: time | None, moves: str) -> tuple[str, bool]:
        """Return the section of a work, and whether the deadline was postponed into or past the period."""
        slipped = moves != "[]" and self.period.slipped(json.loads(moves))
        if part != OPEN:
            return ("finished" if part == FINISHED else "cancelled"), slipped
        is_late = is_overdue(deadline_on, deadline_time, self.moment)
        return ("overdue" if is_late else "slipped" if slipped else "open"), slipped

    def _works(self) -> WorkQuerySet:
        rows: WorkQuerySet = (
            Work.objects.owned_by(self.user)
            .reported(self.first_instant, self.last_instant, self.period.end, at=self.at)
            .filed_as(self.as_filed, closed_before=self.last_instant)
        )
        if self.under:
            rows = rows.filed_within(self.under, as_filed=self.as_filed, closed_before=self.last_instant)
        if self.my_job is not None:
            rows = rows.of_mine(self.my_job)
        return rows.labelled(self.labels) if self.labels else rows

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


class Reading:
    """One reading of a report: its categories, and how many works its series have."""

    def __init__(self, report: Report) -> None:
        self.report, above = report, levels_above()
        categories = list(Category.objects.owned_by(report.user).in_order().only("name", "level", "path"))
        self.roots = [category for category in categories if category.level == above]
        self.links = {category.pk: Link(category.pk, category.name, category.level - above) for category in categories}
        self.present = lru_cache(maxsize=KNOWN_PLACES)(self._present)
        self.kept = lru_cache(maxsize=KNOWN_PLACES)(self._kept)
        self.section = lru_cache(maxsize=KNOWN_PLACES)(report.section)
        self.labels: dict[int, tuple[int, ...]] = {}
        known: dict[tuple[int, ...], tuple[int, ...]] = {}
        for work, links in groupby(report.label_links(), key=itemgetter(0)):
            ids = tuple(label for _work, label in links)
            # One object for the same labels: 200,000 works with a label take 17 MB.
            self.labels[work] = known.setdefault(ids, ids)

    def place_of(self, row: Row) -> tuple[Names, list[Link]]:
        """Return the names by which groups of one path differ, and the ancestors to show."""
        return self._place(row.place, row.part, row.filed)

    def section_of(self, row: Row) -> tuple[str, bool]:
        """Return the section, and whether the deadline was postponed into or past the period."""
        if row.part == FINISHED and row.moves == "[]":
            return "finished", False
        return self.section(row.part, row.deadline_on, row.deadline_time, row.moves)

    def labels_of(self, row: Row) -> tuple[int, ...]:
        """Return the ids of the labels of a work."""
        return self.labels.get(row.pk, ())

    def works_of_series(self, row: Row, names: Names) -> int:
        """Return how many works the series of a closed work has in its group and section."""
        return self._series.get((row.place, row.part, names, row.series), 1)

    @cached_property
    def _series(self) -> Counter[tuple[str | None, int, Names, int | None]]:
        """The number of works, where these are several. Read when the first closed work of a series comes."""
        found: Counter[tuple[str | None, int, Names, int | None]] = Counter()
        for place, part, filed, series, number in self.report.works_of_series():
            found[place, part, self._place(place, part, filed)[0], series] += number
        return found

    def _place(self, place: str | None, part: int, filed: str) -> tuple[Names, list[Link]]:
        is_then = self.report.as_filed == AsFiled.THEN
        if not is_then:
            return (), self.present(place)
        ancestors = self.present(place) if part == OPEN else self.kept(filed)
        return tuple(link.name for link in ancestors), ancestors

    def _present(self, place: str | None) -> list[Link]:
        return [self.links[pk] for pk in paths.parse(place or "") if pk in self.links]

    @staticmethod
    def _kept(filed: str) -> list[Link]:
        kept = shown_links(json.loads(filed))
        return [Link(link["id"], link["name"], level) for level, link in enumerate(kept)]
