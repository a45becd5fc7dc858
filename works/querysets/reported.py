"""Conditions of reports on works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import BigIntegerField, Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, NullIf

from categories.querysets import path_range
from wheelbarrow.core.db.fields import PathField
from works.querysets.counted import CountedQuerySet

if TYPE_CHECKING:
    from categories.models import Category


# The columns that a report reads.
REPORTED = (
    "pk",
    "title",
    "current_status",
    "priority",
    "my_job",
    "starts_on",
    "deadline_on",
    "deadline_time",
    "deadline_moves",
    "end_at",
    "filed_under",
    "recurring_work_id",
    "series",
    "place",
    "label_ids",
)


class ReportedQuerySet(CountedQuerySet):
    """What a report reads, and under which category it shows a work."""

    def reported(self, first: datetime, last: datetime, last_day: date, *, at: datetime) -> Self:
        """Works closed from `first` to before `last`, and works that were open at `last`, or at `at` if earlier, and had started."""
        closed = Q(end_at__gte=first, end_at__lt=last)
        was_there = Q(created_at__lt=last, created_at__lte=at)
        was_open = Q(end_at=None) | Q(end_at__gte=last)
        return self.filter(closed | (was_there & was_open & (Q(starts_on=None) | Q(starts_on__lte=last_day))))

    def filed_as(self, when: str, *, closed_before: datetime) -> Self:
        """Annotate `place`, the path `now`; or, for closed works, the one at closing if `when` is `then`."""
        now = F("category__path")
        if when == "now":
            return self.annotate(place=now)
        then = When(end_at__lt=closed_before, then=NullIf("filed_path", Value("")))
        return self.annotate(place=Case(then, default=now, output_field=PathField(null=True)))

    def filed_within(self, category: Category, *, as_filed: str, closed_before: datetime) -> Self:
        """Works whose `place` is in the subtree; a path at closing counts if the category is in it: branches may have moved."""
        within = Q(**path_range(category.path, prefix="category__"))
        if as_filed == "now":
            return self.filter(within)
        closed, step = Q(end_at__lt=closed_before), f"/{category.pk}"
        through = Q(filed_path__contains=f"{step}/") | Q(filed_path__endswith=step)
        return self.filter((closed & through) | (Q(end_at=None) | Q(end_at__gte=closed_before)) & within)

    def report_rows(self, roots: Sequence[Category], *, chunk: int) -> Iterator[Any]:
        """Iterate over rows with `place` by root, then place; those without a category come last. Reads `chunk` at a time."""
        ranks = [
            When(place__gte=root.path, place__lt=f"{root.path}0", then=Value(rank)) for rank, root in enumerate(roots)
        ]
        by_place: list[Any] = [F("place").asc(nulls_last=True), "pk"]
        # Without roots there is no rank: PostgreSQL interprets a constant in ORDER BY as the number of a column.
        rank = Case(*ranks, default=Value(len(roots)), output_field=IntegerField())
        series = Coalesce("recurring_work__series", "recurring_work_id", output_field=BigIntegerField())
        rows = self.with_label_ids().annotate(series=series).order_by(*([rank] if ranks else []), *by_place)
        reported: Iterator[Any] = rows.values_list(*REPORTED, named=True).iterator(chunk_size=chunk)
        return reported
