"""Conditions on saved views."""

from __future__ import annotations

from typing import Self

from django.db.models import Max

from wheelbarrow.core.db.soft_delete import SoftDeletableQuerySet


class SavedViewQuerySet(SoftDeletableQuerySet):
    """Conditions on saved views."""

    def in_order(self) -> Self:
        """Order as the side bar shows them."""
        return self.order_by("position", "pk")

    def next_position(self) -> int:
        """Return the position after the last of these."""
        last = self.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1
