"""What lies in each subtree, told for every node at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time
from typing import Any, cast

from django.db.models import QuerySet

from categories import paths
from categories.models import Category
from wheelbarrow.db.compiled import Compiled
from wheelbarrow.db.soft_delete import SoftDeletable

# What is counted of the works of each category, and the two that are the least of theirs.
TOLD = ("open", "overdue", "finished", "next_deadline_on", "next_late_at")


def _totals(users: list[int], moment: datetime) -> QuerySet[Any, Any]:
    model = cast(type[SoftDeletable], Category._meta.get_field("works").related_model)
    return model.objects.filed_by_any(users).totals_by_category(moment).values_list("category__path", *TOLD)


totals = Compiled[Any](_totals)


def roll_up(
    ids: Collection[int], users: Collection[int], moment: datetime
) -> tuple[dict[int, dict[str, Any]], time | None]:
    """By id the totals of the whole subtree of these categories of these people, in one query.

    `{open, overdue, finished, next_deadline_on}`; then when today's next work will be late. The subtrees are whole even
    where the categories are not. What counts as open or overdue is said where works are: whatever model stands behind
    `category.works`. `moment` is the clock to be late by.
    """
    summaries = {pk: {"open": 0, "overdue": 0, "finished": 0, "next_deadline_on": None} for pk in ids}
    times: list[time] = []
    for path, opened, overdue, finished, next_deadline_on, next_late_at in totals(sorted(users), moment):
        if next_late_at:
            times.append(next_late_at)
        for pk in paths.parse(path):
            if pk in summaries:
                total = summaries[pk]
                total["open"] += opened
                total["overdue"] += overdue
                total["finished"] += finished
                if next_deadline_on and (total["next_deadline_on"] or next_deadline_on) >= next_deadline_on:
                    total["next_deadline_on"] = next_deadline_on
    return summaries, min(times, default=None)
