"""Acts that read better as one sentence than as a list of their changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Headline(NamedTuple):
    """What an act has done as a whole, and the address of a page about it below the home page."""

    sentence: str
    page: str = ""


# By the kind of actor: returns the headlines of a person's acts, by batch. Each app adds its own in AppConfig.ready().
headlines: dict[str, Callable[[Any, list[int]], Mapping[int, Headline]]] = {}


def headlines_of(user: Any, batches_by_actor: Mapping[str, list[int]]) -> dict[int, Headline]:
    """Return the headlines of acts; most have none."""
    found: dict[int, Headline] = {}
    for actor, batches in batches_by_actor.items():
        if actor in headlines:
            found.update(headlines[actor](user, batches))
    return found
