"""Conditions on works. A moment is an instant in the person's time zone: `user.local_time(at)`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from wheelbarrow.core.db.expressions import PairsOf
from works.choices import CLOSED, Status, rank_of_priority
from works.lateness import begun_by, overdue, planned_within
from works.querysets.worded import WordedQuerySet

if TYPE_CHECKING:
    pass


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of a day, also where a clock change skips midnight."""
    return datetime.combine(day, time.min, tzinfo=zone)


def span_of(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the first instant of the first day and the first instant after the last day."""
    return start_of(first, zone), start_of(last + timedelta(days=1), zone)


class WorkQuerySet(WordedQuerySet):
    """Conditions on works."""

    def with_what_closing_needs(self) -> Self:
        """Annotate `ancestors`, a pair of id and name for each in any order, and `catch_up` of the recurring work."""
        categories: Any = self.model._meta.get_field("category").related_model
        ancestors = categories.objects.filter(user=OuterRef("user"), pk__on_path=OuterRef("category__path"))
        return self.annotate(ancestors=PairsOf(ancestors, "pk", "name"), catch_up=F("recurring_work__catch_up"))

    def startable_on(self, day: date) -> Self:
        """Works without a start, or with one on the day or before it."""
        return self.filter(begun_by(day))

    def due_by(self, day: date) -> Self:
        """Works with a deadline on the day or before it."""
        return self.filter(deadline_on__lte=day)

    def due_from(self, day: date) -> Self:
        """Works with a deadline on the day or after it."""
        return self.filter(deadline_on__gte=day)

    def without_deadline(self) -> Self:
        """Works without a deadline."""
        return self.filter(deadline_on=None)

    def recurring(self) -> Self:
        """Works that a recurring work has made."""
        return self.filter(recurring_work_id__isnull=False)

    def overdue_at(self, moment: datetime) -> Self:
        """Open works whose deadline has passed."""
        return self.open().due_by(moment.date()).filter(overdue(moment))

    def longest_overdue_first(self) -> Self:
        """Order by deadline."""
        return self.order_by("deadline_on", F("deadline_time").asc(nulls_last=True), "pk")

    def not_overdue_at(self, moment: datetime) -> Self:
        """Works that are closed or not overdue."""
        return self.exclude(Q(end_at=None) & overdue(moment))

    def ended_from(self, day: date, zone: tzinfo) -> Self:
        """Works closed on the day, in the zone, or after it."""
        return self.filter(end_at__gte=start_of(day, zone))

    def ended_to(self, day: date, zone: tzinfo) -> Self:
        """Works closed on the day, in the zone, or before it."""
        return self.filter(end_at__lt=start_of(day + timedelta(days=1), zone))

    def finished_within(self, start: datetime, end: datetime) -> Self:
        """Works finished from `start` to before `end`, in the order of finishing."""
        return self.finished().filter(end_at__gte=start, end_at__lt=end).with_category().order_by("end_at", "pk")

    def for_today(self, moment: datetime) -> Self:
        """Works on Today: overdue ones, the oldest first; those due today by time; the others by priority and position."""
        today = moment.date()
        group = Case(
            When(overdue(moment), then=Value(0)),
            When(deadline_on=today, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        due_on = Case(When(deadline_on__lte=today, then=F("deadline_on")))
        return (
            self.open()
            .startable_on(today)
            .not_paused_on(today)
            .with_category()
            .order_by(
                group,
                due_on.asc(nulls_last=True),
                F("deadline_time").asc(nulls_last=True),
                rank_of_priority().desc(),
                F("deadline_on").asc(nulls_last=True),
                "position",
                "pk",
            )
        )

    def planned_between(self, first: date, last: date) -> Self:
        """Open works that start or are due from the first day to the last one, by day, then by time and by priority.

        One whose branch is paused on that day is left out, as on Today.
        """
        on_days = self.open().filter(planned_within(first, last))
        day = Case(When(starts_on__range=(first, last), then=F("starts_on")), default=F("deadline_on"))
        in_force = on_days.alias(planned_day=day).not_paused_on(OuterRef("planned_day"))
        in_time = F("deadline_time").asc(nulls_last=True)
        return in_force.with_category().order_by("planned_day", in_time, rank_of_priority().desc(), "position", "pk")

    def on_days(self, first: date, last: date, *, zone: tzinfo, with_finished: bool, with_dayless: bool) -> Self:
        """Open works whose day, the deadline or else the start, is in the period, unless their branch is paused on it.

        `with_finished` adds the works finished in the period; `with_dayless` open works without a day, or with one
        before the period.
        """
        rows = self.annotate(shown_on=Coalesce("deadline_on", "starts_on"))
        open_rows = Q(end_at=None) & ~Exists(self._pausing_categories().paused_on(OuterRef("shown_on")))
        in_period = Q(shown_on__lte=last) if with_dayless else Q(shown_on__range=(first, last))
        shown = open_rows & (in_period | Q(shown_on=None) if with_dayless else in_period)
        if with_finished:
            start, end = span_of(first, last, zone)
            shown |= Q(current_status=Status.DONE, end_at__gte=start, end_at__lt=end)
        return rows.filter(shown)

    def from_day_on(self, today: date) -> Self:
        """Order works on_days(): those of the day and later ones first, by day."""
        is_past = Case(When(shown_on__lt=today, then=Value(1)), default=Value(0), output_field=IntegerField())
        return self.order_by(is_past, F("shown_on").asc(nulls_last=True), "pk")

    def not_paused_on(self, day: Any) -> Self:
        """Works of whose branches none is paused on the day, which may be an expression."""
        return self.filter(~Exists(self._pausing_categories().paused_on(day)))

    def planned_on(self, day: date) -> Self:
        """Open works that start or are due on the day, by time, then by priority."""
        on_day = self.open().filter(planned_within(day, day)).with_category()
        return on_day.order_by(F("deadline_time").asc(nulls_last=True), rank_of_priority().desc(), "position", "pk")

    def in_plan_order(self) -> Self:
        """Order open works: those with a deadline first, by it; then by priority and position."""
        deadline = [F("deadline_on").asc(nulls_last=True), F("deadline_time").asc(nulls_last=True)]
        return self.order_by(*deadline, rank_of_priority().desc(), "position", "pk")

    def newest_first(self) -> Self:
        """Order by when they were written down, the last first."""
        return self.order_by("-pk")

    def last_closed_first(self) -> Self:
        """Order closed works by when they were closed, the last first."""
        return self.order_by("-end_at", "-pk")

    def _pausing_categories(self) -> Any:
        categories: Any = self.model._meta.get_field("category").related_model
        return categories.objects.pausing("user", "category__path")

    def open_or_closed_since(self, at: datetime) -> Self:
        """Those of these works that are open, and those that were closed at the instant or later.

        A union, each part of which has an index: with OR both databases read all works.
        """
        closed = [self.filter(current_status=status, end_at__gte=at) for status in sorted(CLOSED)]
        parts = [part.order_by().values("pk") for part in (self.open(), *closed)]
        model: Any = self.model
        rows: Self = model.objects.filter(pk__in=parts[0].union(*parts[1:], all=True))
        return rows

    def first_of_each_status(self, number: int, *, more: Collection[str], most: int) -> list[int]:
        """Return the ids of the first works of each status, and of the first `most` of the statuses in `more`.

        By priority, then by deadline; closed ones by the instant of closing, the last first.
        """
        order: list[Any] = [
            F("end_at").desc(nulls_first=True),
            rank_of_priority().desc(),
            F("deadline_on").asc(nulls_last=True),
            F("deadline_time").asc(nulls_last=True),
            "position",
            "pk",
        ]
        place = Window(RowNumber(), partition_by="current_status", order_by=order)
        shown = Q(place__lte=number) | Q(place__lte=most, current_status__in=list(more))
        return list(self.annotate(place=place).filter(shown).order_by("place").values_list("pk", flat=True))

    def count_by_status(self) -> dict[str, int]:
        """Return the number of works by status."""
        return dict(self.order_by().values_list("current_status").annotate(number=Count("pk")))

    def by_priority(self) -> Self:
        """Add the alias `priority_rank`, to sort by."""
        return self.alias(priority_rank=rank_of_priority())

    def made_by(self, recurring_work_id: int) -> Self:
        """Works of one recurring work."""
        return self.filter(recurring_work_id=recurring_work_id)

    def made_by_any(self, recurring_work_ids: list[int]) -> Self:
        """Works of these recurring works."""
        return self.filter(recurring_work_id__in=recurring_work_ids)

    def holding_back(self, recurring_work_ids: Collection[int]) -> Any:
        """Return the ids of these rules that have an open work up to their cursor: `wait_for_done` waits for it."""
        rows = self.open().filter(recurring_work__in=recurring_work_ids)
        return rows.filter(occurs_on__lte=F("recurring_work__next_occurrence_on")).values_list(
            "recurring_work_id", flat=True
        )

    def occurring(self, first: date, last: date) -> Self:
        """Works created for a day from `first` to `last`."""
        return self.filter(occurs_on__range=(first, last))

    def occurring_on(self, days: Collection[date]) -> Self:
        """Works created for one of these days."""
        return self.filter(occurs_on__in=days)

    def from_day(self, day: date) -> Self:
        """Works created for the day or a later one."""
        return self.filter(occurs_on__gte=day)

    def next_positions(self, places: Collection[tuple[int, int | None]]) -> dict[tuple[int, int | None], int]:
        """Return next_position() of many (user, category), in two queries that read one row of the index for each."""
        last = self.filter(user=OuterRef("user_id"), category_id=OuterRef("pk")).order_by("-position")
        without = self.filter(user=OuterRef("pk"), category_id=None).order_by("-position")
        model: Any = self.model
        categories = model._meta.get_field("category").related_model.objects.filter(pk__in=[c for _, c in places if c])
        people = model._meta.get_field("user").related_model.objects.filter(pk__in=[u for u, c in places if c is None])
        filed = categories.annotate(last=Subquery(last.values("position")[:1]))
        unfiled = people.annotate(last=Subquery(without.values("position")[:1]))
        rows = [
            *filed.values_list("user_id", "pk", "last"),
            *((u, None, n) for u, n in unfiled.values_list("pk", "last")),
        ]
        return {(user, category): 0 if last is None else last + 1 for user, category, last in rows}

    def from_the_last(self) -> Self:
        """Order by position, the last first."""
        return self.order_by("-position")

    def next_position(self, category_id: int | None) -> int:
        """Return the position after the last work of the category."""
        last = self.in_category(category_id).aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1
