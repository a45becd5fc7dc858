"""Read the board of one person: works by status."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from categories.models import Category
from works.choices import Status
from works.models import Work
from works.selectors import listed_works


class Column(NamedTuple):
    """Works of one status: the first of them, and the number of all."""

    status: Status
    works: list[dict[str, Any]]
    total: int


def board(
    user: Any,
    columns: Mapping[str, str],
    *,
    under: Category | None,
    closed_since: datetime,
    first: int,
    more: Collection[Status],
    most: int,
) -> list[Column]:
    """Return the columns of the board, in the order of the statuses, in four queries.

    Each has the `first` works, or `most` of those in `more`: by priority, then by deadline; closed ones the last closed
    first. Works that were closed before `closed_since` are left out.
    """
    rows = Work.objects.owned_by(user).open_or_closed_since(closed_since)
    if under is not None:
        rows = rows.among_those_under(under)
    ids = rows.first_of_each_status(first, more=more, most=most)
    counts = rows.count_by_status()
    found = listed_works(user.pk, Work.objects.owned_by(user).among(ids), {**columns, "status": "current_status"})
    by_id = {work["id"]: work for work in found}
    works = [by_id[pk] for pk in ids if pk in by_id]
    return [
        Column(status, [work for work in works if work["status"] == status], counts.get(status, 0)) for status in Status
    ]
