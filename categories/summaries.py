"""What lies in each subtree, told for every node at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, time
from typing import Any, cast

from django.db.models import QuerySet

from categories import paths
from categories.models import Category
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.soft_delete import SoftDeletable

# What is counted of the works of each category, and the two that are the least of theirs.
TOLD = ("open", "overdue", "finished", "next_deadline_on", "next_late_at")


def _works() -> Any:
    return cast(type[SoftDeletable], Category._meta.get_field("works").related_model).objects


def _totals(users: list[int], moment: datetime) -> QuerySet[Any, Any]:
    return _works().filed_by_any(users).totals_by_category(moment).values_list("category__path", *TOLD)


totals = Compiled[Any](_totals)


def roll_up(
    ids: Collection[int], users: Collection[int], moment: datetime
) -> tuple[dict[int, dict[str, Any]], time | None]:
    """By id the totals of the whole subtree of these categories of these people, in one query.

    `{open, overdue, finished, next_deadline_on}`; then when today's next work will be late. The subtrees are whole even
    where the categories are not. What counts as open or overdue is said where works are: whatever model stands behind
    `category.works`. `moment` is the clock to be late by.
    """
    return _sum_up(ids, totals(sorted(users), moment))


def roll_up_rows(rows: Collection[Category], moment: datetime) -> dict[int, dict[str, Any]]:
    """The same of a page of rows; of each person no branch is read but those from the first row's to the last's."""
    spans: dict[int, tuple[str, str]] = {}
    for row in rows:
        first, end = spans.get(row.user_id, (row.path, ""))
        spans[row.user_id] = min(first, row.path), max(end, paths.end_of_subtree(row.path))
    told = _works().filed_between(spans).totals_by_category(moment).values_list("category__path", *TOLD)
    return _sum_up([row.pk for row in rows], told)[0]


def _sum_up(ids: Iterable[int], told: Iterable[Any]) -> tuple[dict[int, dict[str, Any]], time | None]:
    summaries = {pk: {"open": 0, "overdue": 0, "finished": 0, "next_deadline_on": None} for pk in ids}
    times: list[time] = []
    for path, opened, overdue, finished, next_deadline_on, next_late_at in told:
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
