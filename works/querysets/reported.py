"""Conditions of reports on works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.db.models import BigIntegerField, Case, Count, F, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from categories.querysets import path_range
from wheelbarrow.core.db.expressions import InstantText
from wheelbarrow.core.db.fields import PathField
from works.choices import CLOSED, Status
from works.querysets.counted import CountedQuerySet

if TYPE_CHECKING:
    from categories.models import Category


# The columns of a work that a report reads, in the order of works.report.folding.Row.
REPORTED = (
    "pk",
    "title",
    "current_status",
    "priority",
    "my_job",
    "starts_on",
    "deadline_on",
    "deadline_time",
    "moves",
    "ended",
    "part",
    "recurring_work_id",
    "series",
    "filed",
    "place",
)


class ReportedQuerySet(CountedQuerySet):
    """What a report reads, and under which category it shows a work."""

    def reported(self, first: datetime, last: datetime, last_day: date, *, at: datetime) -> Self:
        """Works closed from `first` to before `last`, and works that were open at `last`, or at `at` if earlier, and had started."""
        was_there = Q(created_at__lt=last, created_at__lte=at) & (Q(starts_on=None) | Q(starts_on__lte=last_day))
        since = Q(end_at__gte=first) & (Q(end_at__lt=last) | was_there)
        # By status, so that each part is one range of an index.
        closed = (Q(current_status=status) & since for status in sorted(CLOSED))
        return self.filter(reduce(or_, closed, Q(end_at=None) & was_there))

    def filed_as(self, when: str, *, closed_before: datetime) -> Self:
        """Annotate `place`, the path `now`, or for closed works the one at closing if `when` is `then`; `filed`, its JSON."""
        now = F("category__path")
        if when == "now":
            return self.annotate(place=now, filed=Value(""))
        then = When(end_at__lt=closed_before, then=NullIf("filed_path", Value("")))
        place = Case(then, default=now, output_field=PathField(null=True))
        return self.annotate(place=place, filed=Cast("filed_under", TextField()))

    def filed_within(self, category: Category, *, as_filed: str, closed_before: datetime) -> Self:
        """Works whose `place` is in the subtree; a path at closing counts if the category is in it: branches may have moved."""
        within = Q(**path_range(category.path, prefix="category__"))
        if as_filed == "now":
            return self.filter(within)
        closed, step = Q(end_at__lt=closed_before), f"/{category.pk}"
        through = Q(filed_path__contains=f"{step}/") | Q(filed_path__endswith=step)
        return self.filter((closed & through) | (Q(end_at=None) | Q(end_at__gte=closed_before)) & within)

    def report_rows(self, roots: Sequence[Category], last: datetime, *, chunk: int) -> Iterator[tuple[Any, ...]]:
        """Iterate over REPORTED by root, place, part, end and deadline; those without a category come last.

        Instants and JSON are read as text: Django's conversion of an instant takes as long as the rest of the row.
        """
        ranks = [
            When(place__gte=root.path, place__lt=f"{root.path}0", then=Value(rank)) for rank, root in enumerate(roots)
        ]
        rank = Case(*ranks, default=Value(len(roots)), output_field=IntegerField())
        # Without roots there is no rank: PostgreSQL interprets a constant in ORDER BY as the number of a column.
        by_root: list[Any] = [rank] if ranks else []
        closed = Case(When(end_at__lt=last, then="end_at"))
        rows = self._in_parts(last).annotate(ended=InstantText("end_at"), series=_series())
        ordered = rows.order_by(
            *by_root,
            F("place").asc(nulls_last=True),
            "part",
            closed,
            F("deadline_on").asc(nulls_last=True),
            "pk",
        )
        reported: Iterator[tuple[Any, ...]] = ordered.values_list(*REPORTED).iterator(chunk_size=chunk)
        return reported

    def report_series(self, last: datetime) -> Iterator[tuple[str | None, int, str, int, int]]:
        """Iterate over `place`, `part`, `filed`, series and number of the works closed before `last`, where these are several."""
        closed = (
            self._in_parts(last).filter(end_at__lt=last, recurring_work_id__isnull=False).annotate(series=_series())
        )
        counted = closed.order_by().values_list("place", "part", "filed", "series").annotate(number=Count("pk"))
        several: Iterator[tuple[str | None, int, str, int, int]] = counted.filter(number__gt=1).iterator(
            chunk_size=2000
        )
        return several

    def report_counts(self, last: datetime) -> Iterator[tuple[int, date | None, time | None, str, int]]:
        """Iterate over part, deadline, its time and its moves, and the number of works; closed ones are without these."""
        is_open = Q(end_at=None) | Q(end_at__gte=last)
        rows = self._in_parts(last).annotate(
            due_on=Case(When(is_open, then="deadline_on")),
            due_at=Case(When(is_open, then="deadline_time")),
            put_off=Case(When(is_open, then="moves"), default=Value("[]"), output_field=TextField()),
        )
        counted: Any = rows.order_by().values_list("part", "due_on", "due_at", "put_off").annotate(number=Count("pk"))
        numbers: Iterator[tuple[int, date | None, time | None, str, int]] = counted.iterator(chunk_size=2000)
        return numbers

    def _in_parts(self, last: datetime) -> Self:
        """Annotate `part`: 0 for works finished before `last`, 1 for those open then, 2 for those cancelled before; `moves`."""
        part = Case(
            When(end_at__lt=last, current_status=Status.DONE, then=Value(0)),
            When(end_at__lt=last, then=Value(2)),
            default=Value(1),
            output_field=IntegerField(),
        )
        return self.annotate(part=part, moves=Cast("deadline_moves", TextField()))


def _series() -> Coalesce:
    return Coalesce("recurring_work__series", "recurring_work_id", output_field=BigIntegerField())
