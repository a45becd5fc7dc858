"""Conditions on recurring works."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, Self

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.choices import time_zones
from wheelbarrow.core.db.expressions import PairsOf
from wheelbarrow.core.db.soft_delete import LIVE
from works.choices import CatchUp
from works.querysets.filed import FiledQuerySet


class RecurringWorkQuerySet(FiledQuerySet):
    """Conditions on recurring works."""

    def with_zone(self) -> Self:
        """Annotate `zone`, its own time zone or the person's, and `branch_pauses`, those of the branches that it is in."""
        return self.annotate(
            zone=Coalesce("time_zone", "user__time_zone"),
            branch_pauses=PairsOf(self._pausing_categories(), "paused_from", "paused_until"),
        )

    def _pausing_categories(self) -> Any:
        categories: Any = self.model._meta.get_field("category").related_model
        return categories.objects.pausing("user", "category__path")

    def coming_until(self, day: date) -> Self:
        """Recurring works that go on, and whose cursor is on the day or before it, with `zone`; the next ones first.

        A paused one is among them: its cursor waits on the first day of the pause.
        """
        going_on = self.with_zone().filter(is_active=True, failed_at=None, next_occurrence_on__lte=day)
        return going_on.order_by("next_occurrence_on", "pk")

    def active(self) -> Self:
        """Recurring works that have not been ended."""
        return self.filter(is_active=True)

    def by_title(self) -> Self:
        """Order by title."""
        return self.order_by("title", "pk")

    def in_order(self) -> Self:
        """Order as pages list them: by the next day, ended ones last."""
        return self.order_by("-is_active", F("next_occurrence_on").asc(nulls_last=True), "pk")

    def set_aside(self) -> Self:
        """Recurring works set aside after an error, until somebody edits or runs them."""
        return self.filter(failed_at__isnull=False)

    def not_set_aside(self) -> Self:
        """Recurring works that are not set aside."""
        return self.filter(failed_at=None)

    def waiting_for_done(self) -> Self:
        """Recurring works that create one work at a time."""
        return self.filter(catch_up=CatchUp.WAIT_FOR_DONE)

    def due_at(self, at: datetime) -> Self:
        """Recurring works due at the instant, the oldest first, with `zone`: their `next_due_on` has begun in their time zone.

        `next_due_on` already takes their own pauses into account.
        """
        is_free = ~Q(catch_up=CatchUp.WAIT_FOR_DONE) | Q(open_work=None)
        last = max(at.astimezone(zone).date() for zone in time_zones().values())
        return (
            self.with_zone()
            # A subquery reads one row of an index for each rule; for NOT EXISTS PostgreSQL would hash all open works.
            .alias(today=_today(at), open_work=Subquery(self._open_work().values("pk")[:1]))
            .filter(
                LIVE,
                is_free,
                ~Exists(self._pausing_categories().paused_on(OuterRef("today"))),
                is_active=True,
                failed_at=None,
                user__is_active=True,
            )
            # The first condition is for the index, the second one is exact.
            .filter(next_due_on__lte=last)
            .filter(next_due_on__lte=F("today"))
            .order_by("next_due_on", "pk")
        )

    def _open_work(self) -> Any:
        works: Any = self.model._meta.get_field("works").related_model
        holding = {"recurring_work_id": OuterRef("pk"), "occurs_on__lte": OuterRef("next_occurrence_on")}
        return works.objects.open().filter(**holding)

    def claim(self, limit: int, *, but: Collection[int]) -> list[Any]:
        """Lock the first of these, and their owners; leave out those that another transaction has locked."""
        rows = (self.exclude(pk__in=but) if but else self).select_related("user")
        return list(rows.select_for_update(of=("self", "user"), skip_locked=True, no_key=True)[:limit])

    def locked(self) -> Self:
        """Lock them, waiting for other transactions."""
        return self.select_for_update(of=("self",), no_key=True)

    def resumed(self, at: datetime) -> tuple[list[Any], list[str]]:
        rows = list(self.only("user", "deletion", "resumed_at"))
        for row in rows:
            row.deletion_id, row.resumed_at = None, at
        return rows, ["resumed_at"]


def _today(at: datetime) -> Case:
    """Return the day of the instant in `zone`, as SQL; in UTC if the zone is unknown, as in zone_named()."""
    names: dict[date, list[str]] = {}
    for name, zone in time_zones().items():
        names.setdefault(at.astimezone(zone).date(), []).append(name)
    default = at.astimezone(UTC).date()
    others = [When(zone__in=names[day], then=Value(day)) for day in names if day != default]
    return Case(*others, default=Value(default), output_field=DateField())
