"""Sentences about works. A moment is the person's own clock: `user.local_time(at)`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Value, When

from categories.querysets import path_range
from wheelbarrow.db.soft_delete import SoftDeletableQuerySet
from works.choices import Status, rank_of_priority

if TYPE_CHECKING:
    from categories.models import Category


def _is_overdue(moment: datetime) -> Q:
    """A day is late when the next has begun; a day with a time, when the time has passed."""
    today = moment.date()
    return Q(deadline_on__lt=today) | Q(deadline_on=today, deadline_time__lt=moment.time())


def _start_of(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day; where midnight is skipped by a clock change, the instant that replaces it."""
    return datetime.combine(day, time.min, tzinfo=zone)


class WorkQuerySet(SoftDeletableQuerySet):
    """Sentences about works."""

    def open(self) -> Self:
        """Neither done nor cancelled."""
        return self.filter(end_at=None)

    def closed(self) -> Self:
        """Done or cancelled."""
        return self.filter(end_at__isnull=False)

    def finished(self) -> Self:
        """Done."""
        return self.filter(current_status=Status.DONE)

    def with_status(self, statuses: list[str]) -> Self:
        """In one of these states."""
        return self.filter(current_status__in=statuses)

    def with_priority(self, priorities: list[str]) -> Self:
        """As pressing as one of these."""
        return self.filter(priority__in=priorities)

    def under(self, category: Category) -> Self:
        """Filed in the category or below it."""
        return self.filter(
            user=category.user_id, category__user=category.user_id, **path_range(category.path, prefix="category__")
        )

    def in_category(self, category_id: int | None) -> Self:
        """Filed directly in the category; None asks for works that are filed nowhere."""
        return self.filter(category_id=category_id)

    def startable_on(self, day: date) -> Self:
        """Not starting in the future."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=day))

    def due_by(self, day: date) -> Self:
        """With a deadline on the day or before."""
        return self.filter(deadline_on__lte=day)

    def due_from(self, day: date) -> Self:
        """With a deadline on the day or after."""
        return self.filter(deadline_on__gte=day)

    def overdue_at(self, moment: datetime) -> Self:
        """Open, and late."""
        return self.open().filter(_is_overdue(moment))

    def not_overdue_at(self, moment: datetime) -> Self:
        """Closed, without a deadline, or in time."""
        return self.exclude(Q(end_at=None) & _is_overdue(moment))

    def ended_from(self, day: date, zone: tzinfo) -> Self:
        """Closed on the day or after, in the zone."""
        return self.filter(end_at__gte=_start_of(day, zone))

    def ended_to(self, day: date, zone: tzinfo) -> Self:
        """Closed on the day or before, in the zone."""
        return self.filter(end_at__lt=_start_of(day + timedelta(days=1), zone))

    def finished_between(self, first: date, last: date, zone: tzinfo) -> Self:
        """Done on these days, both included, in the zone; in the order of finishing."""
        return self.finished().ended_from(first, zone).ended_to(last, zone).with_category().order_by("end_at", "pk")

    def matching(self, text: str) -> Self:
        """With the text in title or content, in any case."""
        return self.filter(Q(title__icontains=text) | Q(content__icontains=text))

    def with_category(self) -> Self:
        """Bring the category along."""
        return self.select_related("category")

    def for_today(self, moment: datetime) -> Self:
        """What the day holds: overdue first, oldest first; then due today by time; then by priority and place."""
        today = moment.date()
        group = Case(
            When(_is_overdue(moment), then=Value(0)),
            When(deadline_on=today, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        pressing_day = Case(When(deadline_on__lte=today, then=F("deadline_on")))
        return (
            self.open()
            .startable_on(today)
            .with_category()
            .order_by(
                group,
                pressing_day.asc(nulls_last=True),
                F("deadline_time").asc(nulls_last=True),
                rank_of_priority().desc(),
                F("deadline_on").asc(nulls_last=True),
                "position",
                "pk",
            )
        )

    def by_priority(self) -> Self:
        """Let `priority_rank` be sorted by."""
        return self.alias(priority_rank=rank_of_priority())

    def next_position(self, category_id: int | None) -> int:
        """The place behind the last work of the category."""
        last = self.in_category(category_id).aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1

    def totals_by_category(self, moment: datetime) -> QuerySet[Any, dict[str, Any]]:
        """For each category that has works of its own: open, overdue, finished, next_deadline_on (from today)."""
        is_open = Q(end_at=None)
        is_ahead = Q(deadline_on__gte=moment.date())
        return (
            self.filter(category__path__isnull=False)
            .values("category__path")
            .order_by()
            .annotate(
                open=Count("pk", filter=is_open),
                overdue=Count("pk", filter=is_open & _is_overdue(moment)),
                finished=Count("pk", filter=Q(current_status=Status.DONE)),
                next_deadline_on=Min("deadline_on", filter=is_open & is_ahead),
            )
        )
