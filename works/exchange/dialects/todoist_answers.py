"""The answers of Todoist's API in a file: lists of records, whose values may be of any type. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from works.exchange.dialects.todoist_tasks import Moment
from works.exchange.files import refuse_too_many
from works.exchange.records import Unreadable

Record = dict[str, Any]

_utc = ZoneInfo("UTC")
# JSON may have these as escapes; no text that people write has them.
_not_text = re.compile("[\0\ud800-\udfff]")
_finished = ("completed", "completed_items")


@dataclass(frozen=True, slots=True)
class Item:
    """A task. `number` counts them from 1; `own` is its id in Todoist, `key` that and, of one of the times that a recurring
    task was finished, the instant."""

    key: str
    own: str
    number: int
    value: Record


class Answers:
    """All answers of one file."""

    def __init__(self, parts: list[Record]) -> None:
        self.parts = parts

    @classmethod
    def of(cls, value: Any) -> Answers:
        """Take the answers out of the JSON of a file. Raises Unreadable if they have no items."""
        parts: list[Record] = []
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                parts.append(part)
                for name in _finished:
                    finished = part.get(name)
                    parts.append({"items": finished} if isinstance(finished, list) else record(finished))
        if not any(isinstance(part.get("items"), list) for part in parts):
            raise Unreadable(line=1, reason=_("it has no list with the name “items”."))
        return cls(parts)

    def of_kind(self, *names: str, order: str = "") -> list[Record]:
        """Return the records in these lists that are not deleted, in the order of a number that they have."""
        found = [
            each
            for part in self.parts
            for name in names
            for each in _values(part.get(name))
            if isinstance(each, dict) and each.get("is_deleted") not in (True, 1)
        ]
        return sorted(found, key=lambda each: whole(each.get(order))) if order else found

    def grouped(self, name: str, *, by: tuple[str, ...]) -> dict[str, list[Record]]:
        """Return the records in this list, by the id that the first of these fields with one has."""
        found: dict[str, list[Record]] = defaultdict(list)
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


def text(value: Any) -> str:
    """Return a text or a whole number as text; an empty text for anything else."""
    if isinstance(value, str):
        return _not_text.sub("\N{REPLACEMENT CHARACTER}", value)
    return str(whole(value)) if whole(value) else ""


def texts(value: Any) -> list[str]:
    """Return the texts of a list that are not empty."""
    return [found for each in value if (found := text(each).strip())] if isinstance(value, list) else []


def whole(value: Any) -> int:
    """Return a whole number of ordinary size; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else 0


def record(value: Any) -> Record:
    """Return a record; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[Record]:
    """Return the records of a list; none for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def day_in(at: datetime, zone: ZoneInfo) -> date:
    """Return the day of an instant in the zone."""
    try:
        return at.astimezone(zone).date()
    except OverflowError:
        return at.date()


def instant(value: Any) -> datetime | None:
    """Return an instant, of UTC if it has no offset; None for anything else."""
    try:
        found = datetime.fromisoformat(text(value))
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        return None


def moment_of(due: Record) -> Moment | None:
    """Return the day and time of a date: `2026-12-01`, `2026-12-01T15:00:00` for that time in any zone, or an instant."""
    written = text(due.get("datetime")) or text(due.get("date"))
    day = day_of(written)
    if day or "T" not in written:
        return Moment(day) if day else None
    try:
        found = datetime.fromisoformat(written)
        found = found.astimezone(_utc) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None
    at = time(found.hour, found.minute)
    return Moment(found.date(), at, _utc if found.tzinfo else None)


def day_of(value: Any) -> date | None:
    """Return the day of `2026-12-01`; None for anything else."""
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        return None


def reminder_of(value: Record) -> str:
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


def _derived_key(value: Record) -> str:
    names = [text(value.get(name)) for name in ("project_id", "section_id", "parent_id", "content")]
    return blake2b("\0".join(names).encode(), digest_size=16).hexdigest()
