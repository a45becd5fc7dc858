"""Counts of works, of one person or of all. A moment is the local time by which works are overdue."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, Self

from django.db.models import Count, DateField, Min, Q, QuerySet
from django.db.models.functions import Cast, TruncDate

from categories.querysets import root_of
from works.choices import Status
from works.lateness import due_later_today, overdue
from works.querysets.filed import FiledQuerySet


class CountedQuerySet(FiledQuerySet):
    """Conditions on the state of works, and their counts.

    Counts of all people's works use only columns of one partial index, not the id, so that PostgreSQL reads only it.
    """

    def open(self) -> Self:
        """Works that are neither done nor cancelled."""
        return self.filter(end_at=None)

    def closed(self) -> Self:
        """Works that are done or cancelled."""
        return self.filter(end_at__isnull=False)

    def finished(self) -> Self:
        """Works that are done."""
        return self.filter(current_status=Status.DONE)

    def cancelled(self) -> Self:
        """Works that are cancelled."""
        return self.filter(current_status=Status.CANCELLED)

    def with_status(self, statuses: list[str]) -> Self:
        """Works with one of these statuses."""
        return self.filter(current_status__in=statuses)

    def open_by(self, column: str, moment: datetime) -> QuerySet[Any, dict[str, Any]]:
        """Return `{column, open, overdue}` for each value of the column, the largest number of open works first."""
        counts: QuerySet[Any, dict[str, Any]] = (
            self.open()
            .values(column)
            .annotate(open=Count("*"), overdue=Count("user", filter=overdue(moment)))
            .order_by("-open", column)
        )
        return counts

    def with_root(self) -> Self:
        """Annotate `root`, the path of the yearly project, or null without a category."""
        return self.annotate(root=root_of("category__path"))

    def finished_by_day(self) -> QuerySet[Any, dict[str, Any]]:
        """Return `{day, count}` for each day in UTC on which works were finished."""
        days = self.finished().values(day=Cast("end_at", DateField())).order_by()
        counts: QuerySet[Any, dict[str, Any]] = days.annotate(count=Count("*"))
        return counts

    def finished_by_local_day(self, zone: tzinfo) -> QuerySet[Any, dict[str, Any]]:
        """Return `{day, count}` for each day in the zone on which works were finished."""
        days = self.finished().values(day=TruncDate("end_at", tzinfo=zone)).order_by()
        counts: QuerySet[Any, dict[str, Any]] = days.annotate(count=Count("*"))
        return counts

    def finished_since(self, at: datetime) -> Self:
        """Works finished at the instant or later."""
        return self.finished().filter(end_at__gte=at)

    def finished_by_person(self) -> QuerySet[Any, dict[str, Any]]:
        """Return `{user, count}` of the finished works of each person."""
        counts: QuerySet[Any, dict[str, Any]] = self.finished().values("user").order_by().annotate(count=Count("*"))
        return counts

    def open_totals(self, moment: datetime) -> QuerySet[Any, dict[str, Any]]:
        """Return the totals of the open works directly in each category, which one index has.

        next_deadline_on is from today, next_overdue_at today.
        """
        totals: QuerySet[Any, dict[str, Any]] = (
            self.open()
            .filter(category__path__isnull=False)
            .values("category__path")
            .order_by()
            .annotate(
                open=Count("*"),
                overdue=Count("user", filter=overdue(moment)),
                next_deadline_on=Min("deadline_on", filter=Q(deadline_on__gte=moment.date())),
                next_overdue_at=Min("deadline_time", filter=due_later_today(moment)),
            )
        )
        return totals
