"""Sentences about recurring works. An instant says what is due; whose day it is, each row knows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from accounts.models import time_zones
from categories.querysets import path_range
from wheelbarrow.db.soft_delete import LIVE, SoftDeletableQuerySet
from works.choices import CatchUp

if TYPE_CHECKING:
    from categories.models import Category


class RecurringWorkQuerySet(SoftDeletableQuerySet):
    """Sentences about recurring works."""

    def under(self, category: Category) -> Self:
        """Filing into the category or below it."""
        return self.filter(
            user=category.user_id, category__user=category.user_id, **path_range(category.path, prefix="category__")
        )

    def in_category(self, category_id: int) -> Self:
        """Filing directly into the category."""
        return self.filter(category_id=category_id)

    def matching(self, text: str) -> Self:
        """With the text in title or content, in any case."""
        return self.filter(Q(title__icontains=text) | Q(content__icontains=text))

    def with_category(self) -> Self:
        """Bring the category along."""
        return self.select_related("category")

    def with_zone(self) -> Self:
        """Annotate `zone`: its own time zone, or the person's."""
        return self.annotate(zone=Coalesce("time_zone", "user__time_zone"))

    def set_aside(self) -> Self:
        """Failed, and not tried again until somebody looks."""
        return self.filter(failed_at__isnull=False)

    def not_set_aside(self) -> Self:
        """Not failed."""
        return self.filter(failed_at=None)

    def fail(self, why: str, *, at: datetime) -> int:
        """Set aside."""
        return self.update(failed_at=at, failure=why, updated_at=at)

    def patient(self) -> Self:
        """One at a time."""
        return self.filter(catch_up=CatchUp.WAIT_FOR_DONE)

    def waiting(self) -> Self:
        """One at a time, and the last one is open still."""
        works: Any = self.model._meta.get_field("works").related_model
        last_one = works.objects.open().filter(recurring_work_id=OuterRef("pk"))
        return self.patient().filter(Exists(last_one))

    def due_at(self, at: datetime) -> Self:
        """To be made now, oldest first: their day, less the days ahead, has begun where they live; with `zone`."""
        days = {name: at.astimezone(ZoneInfo(name)).date() for name in time_zones()}
        everywhere, *others = sorted(set(days.values()))
        begun = Q(next_due_on__lte=everywhere)
        for day in others:
            begun |= Q(next_due_on__lte=day, zone__in=[name for name, today in days.items() if today >= day])
        paused = Q(paused_from__lte=F("next_occurrence_on"), paused_until=None)
        return (
            self.with_zone()
            .filter(
                LIVE, begun, is_active=True, failed_at=None, user__is_active=True, next_due_on__lte=max(days.values())
            )
            .exclude(paused)
            .exclude(pk__in=self.waiting().values("pk"))
            .order_by("next_due_on", "pk")
        )

    def claim(self, limit: int, *, but: Collection[int]) -> list[Any]:
        """Lock the first of these that no other scheduler holds."""
        rows = self.exclude(pk__in=but) if but else self
        return list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit])

    def locked(self) -> Self:
        """Wait for whoever holds them, then hold them."""
        return self.select_for_update(of=("self",), no_key=True)

    def come_back(self, at: datetime) -> int:
        return self.update(deleted_at=None, deletion=None, updated_at=at, resumed_at=at)
