"""The answers of Todoist's API in a file: lists of records, whose values may be of any type. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from works.exchange.files import refuse_too_many
from works.exchange.keys import digest_of
from works.exchange.records import Unreadable
from works.exchange.times import Moment, read_moment
from works.exchange.values import Json, record, text, whole

_finished = ("completed", "completed_items")


@dataclass(frozen=True, slots=True)
class Item:
    """A task. `number` counts them from 1; `own` is its id in Todoist, `key` that and, of one of the times that a recurring
    task was finished, the instant."""

    key: str
    own: str
    number: int
    value: Json


class Answers:
    """All answers of one file."""

    def __init__(self, parts: list[Json]) -> None:
        self.parts = parts

    @classmethod
    def of(cls, value: Any) -> Answers:
        """Take the answers out of the JSON of a file. Raises Unreadable if they have no items."""
        parts: list[Json] = []
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                parts.append(part)
                for name in _finished:
                    finished = part.get(name)
                    parts.append({"items": finished} if isinstance(finished, list) else record(finished))
        if not any(isinstance(part.get("items"), list) for part in parts):
            raise Unreadable(line=1, reason=_("it has no list with the name “items”."))
        return cls(parts)

    def of_kind(self, *names: str, order: str = "") -> list[Json]:
        """Return the records in these lists that are not deleted, in the order of a number that they have."""
        found = [
            each
            for part in self.parts
            for name in names
            for each in _values(part.get(name))
            if isinstance(each, dict) and each.get("is_deleted") not in (True, 1)
        ]
        return sorted(found, key=lambda each: whole(each.get(order))) if order else found

    def grouped(self, name: str, *, by: tuple[str, ...]) -> dict[str, list[Json]]:
        """Return the records in this list, by the id that the first of these fields with one has."""
        found: dict[str, list[Json]] = defaultdict(list)
        for each in self.of_kind(name):
            found[next((key for field in by if (key := identity(each.get(field)))), "")].append(each)
        return found

    def items(self) -> list[Item]:
        """Return the tasks, in the order of each project. Raises Unreadable if there are too many."""
        rows = [each for part in self.parts for each in _values(part.get("items"))]
        refuse_too_many(len(rows))
        seen: set[str] = set()
        found: list[Item] = []
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict) or row.get("is_deleted") in (True, 1):
                continue
            value = {**record(row.get("item_object")), **row}
            # The finished items of version 9 have an id of their own.
            own = identity(value.get("task_id")) or identity(value.get("id"))
            key = own or _derived_key(value)
            if key in seen:
                key = f"{key}@{text(value.get('completed_at')) or number}"
            seen.add(key)
            found.append(Item(key, own, number, value))
        return sorted(found, key=lambda item: whole(item.value.get("child_order")))

    def strange(self) -> Iterator[int]:
        """Yield the numbers of the items that are no records."""
        rows = (each for part in self.parts for each in _values(part.get("items")))
        return (number for number, row in enumerate(rows, 1) if not isinstance(row, dict))


def identity(value: Any) -> str:
    """Return an id as text: a text or a whole number; an empty text for anything else."""
    return text(value).strip() if isinstance(value, str) or whole(value) else ""


def instant_or_noon(value: object) -> datetime | None:
    """Return an instant, of UTC if it has no offset, or the noon of a day; None for anything else."""
    found = read_moment(text(value))
    return found and found.instant(UTC)


def moment_of(due: Json) -> Moment | None:
    """Return the day and time of a date: `2026-12-01`, `2026-12-01T15:00:00` for that time in any zone, or an instant."""
    written = text(due.get("datetime")) or text(due.get("date"))
    try:
        found = datetime.fromisoformat(written)
        found = found.astimezone(UTC) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None
    at = time(found.hour, found.minute) if len(written) > len("2026-12-01") else None
    return Moment(found.date(), at, found.tzinfo)


def reminder_of(value: Json) -> str:
    """Return when a reminder comes: minutes before the task, a day and time, or a place."""
    if value.get("type") == "relative" or "minute_offset" in value:
        minutes = whole(value.get("minute_offset"))
        return ngettext("{number} minute before", "{number} minutes before", minutes).format(number=minutes)
    due = record(value.get("due"))
    return text(value.get("name")) or text(due.get("string")) or text(due.get("date")) or text(value.get("type"))


def _values(value: Any) -> Iterable[Any]:
    """Return the values of a list, or of a record that has them by their ids."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _derived_key(value: Json) -> str:
    return digest_of(*(text(value.get(name)) for name in ("project_id", "section_id", "parent_id", "content")))
