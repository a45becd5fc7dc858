"""The live works as a table, for people without Wheelbarrow. The import reads nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from categories import paths
from categories.models import Category
from works.models import Label, Work
from works.spreadsheets import BYTE_ORDER_MARK, csv_line

CHUNK = 1000
# Of the row, between the names of its categories and those of its labels.
FIELDS = (
    "title",
    "current_status",
    "priority",
    "my_job",
    "starts_on",
    "deadline_on",
    "deadline_time",
    "created_at",
    "started_at",
    "end_at",
    "recurring_work_id",
    "occurs_on",
)
COLUMNS = ("id", "category", *(name.removesuffix("_id") for name in FIELDS), "labels", "content")


def write(user: User) -> Iterator[str]:
    """Yield the header, then some lines at a time; instants are in the person's time zone, without seconds."""
    names = dict(Category.objects.owned_by(user).values_list("pk", "name"))
    labels = Label.objects.owned_by(user).names()
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    rows = Work.objects.owned_by(user).with_label_ids().order_by("pk")
    read = rows.values_list("pk", "category__path", *FIELDS, "label_ids", "content").iterator(chunk_size=CHUNK)
    for pk, path, *values, label_ids, content in read:
        where = " › ".join(names[step] for step in paths.parse(path or ""))
        cells = [_cell(user, value) for value in values]
        yield csv_line([pk, where, *cells, "; ".join(labels[label] for label in label_ids), content])


def _cell(user: User, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "tzinfo") and hasattr(value, "date"):
        return f"{user.local_time(value):%Y-%m-%d %H:%M}"
    return str(value)
