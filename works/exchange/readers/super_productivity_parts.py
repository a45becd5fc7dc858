"""Parts of a backup of Super Productivity. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from works.exchange.times import day_of, instant_of_milliseconds, written
from works.exchange.values import Json, items, number, record, text


def entities(value: Any) -> Iterator[tuple[str, Json]]:
    """Yield the ids and objects of a part, in the order of its ids."""
    entities = record(record(value).get("entities"))
    known = [key for key in items(record(value).get("ids")) if isinstance(key, str) and key in entities]
    for key in dict.fromkeys([*known, *entities]):
        if isinstance(entities[key], dict):
            yield text(key), entities[key]


def in_order(projects: list[tuple[str, Json]], tasks: dict[str, Json]) -> list[str]:
    """Return the ids of tasks as the projects show them, each followed by its own, then all others."""
    shown = [
        key for _id, project in projects for name in ("taskIds", "backlogTaskIds") for key in items(project.get(name))
    ]
    at_top = {key for key in shown if isinstance(key, str)}
    order: dict[str, None] = {}
    for key in [*shown, *tasks]:
        if not isinstance(key, str) or key not in tasks:
            continue
        if key not in at_top and text(tasks[key].get("parentId")) in tasks:
            continue
        below = [each for each in items(tasks[key].get("subTaskIds")) if isinstance(each, str) and each in tasks]
        order |= dict.fromkeys([key, *below])
    return list(order | dict.fromkeys(tasks))


def moment(zone: ZoneInfo, entry: Json, names: tuple[str, ...], day: str) -> tuple[date, datetime | None] | None:
    """Return a day and, where the entry has an instant, that instant in the person's zone."""
    for name in names:
        if instant := instant_of_milliseconds(entry.get(name)):
            here = instant.astimezone(zone)
            return here.date(), here
    found = day_of(entry.get(day))
    return (found, None) if found else None


def remarks(zone: ZoneInfo, entry: Json) -> Iterator[tuple[object, str]]:
    """Yield what a work has no field for."""
    yield gettext_lazy("Estimate"), hours(entry.get("timeEstimate"))
    yield gettext_lazy("Time spent"), hours(entry.get("timeSpent"))
    reminder = instant_of_milliseconds(entry.get("remindAt"))
    yield gettext_lazy("Reminder"), written(reminder, zone) if reminder else ""
    for attachment in map(record, items(entry.get("attachments"))):
        yield (
            gettext_lazy("Attachment"),
            " ".join(part for name in ("title", "path") if (part := text(attachment.get(name)))),
        )
    issue = [text(entry.get(name)) for name in ("issueType", "issueId")]
    yield gettext_lazy("Issue"), " ".join(part for part in issue if part)


def hours(value: Any) -> str:
    """Return milliseconds as hours and minutes; empty for none."""
    minutes = int(number(value) // 60_000)
    return f"{minutes // 60}:{minutes % 60:02}" if minutes > 0 else ""
