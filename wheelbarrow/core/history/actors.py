"""Who writes. This module imports no model, so that middleware and the admin site can be loaded before the apps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Actor(NamedTuple):
    """Who writes: one of Change.Actor, the id of the operator if it is the admin, and the id of the request if it is one.

    `token` is the name of the API token, if the person has given the work to one.
    """

    kind: str = "command"
    operator: int | None = None
    request_id: str = ""
    token: str = ""


COMMAND = Actor()
actor: ContextVar[Actor] = ContextVar("actor", default=COMMAND)


@contextmanager
def acting_as(who: Actor) -> Iterator[None]:
    """Name the actor of the acts meanwhile."""
    before = actor.set(who)
    try:
        yield
    finally:
        actor.reset(before)
