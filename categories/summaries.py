"""What lies in each subtree, told for every node at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from categories import paths
from categories.models import Category
from wheelbarrow.db.soft_delete import SoftDeletable

COUNTED = ("open", "overdue", "finished")


def roll_up(categories: Collection[Category], moment: datetime) -> dict[int, dict[str, Any]]:
    """By category id the totals of its whole subtree: open, overdue, finished, next_deadline_on. One query.

    The subtrees are whole even where `categories` are not. What counts as open or overdue is said where works
    are: whatever model stands behind `category.works`. `moment` is the clock to be late by.
    """
    model = cast(type[SoftDeletable], Category._meta.get_field("works").related_model)
    summaries = {category.pk: _empty() for category in categories}
    works = model.objects.owned_by_any({category.user_id for category in categories})
    for own in works.totals_by_category(moment):
        for pk in paths.parse(own["category__path"]):
            if pk in summaries:
                _add(summaries[pk], own)
    return summaries


def _empty() -> dict[str, Any]:
    return {**dict.fromkeys(COUNTED, 0), "next_deadline_on": None}


def _add(total: dict[str, Any], own: dict[str, Any]) -> None:
    for name in COUNTED:
        total[name] += own[name]
    days = [day for day in (total["next_deadline_on"], own["next_deadline_on"]) if day]
    total["next_deadline_on"] = min(days, default=None)
