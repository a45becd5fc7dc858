"""The formats that can be imported, and which one a file has."""

from __future__ import annotations

from typing import Protocol

from works.exchange.readers import (
    google,
    linear,
    microsoft,
    org,
    plane,
    super_productivity,
    table,
    taskwarrior,
    ticktick,
    todoist,
    todoist_csv,
    trello,
    vikunja,
    vtodo,
    wheelbarrow,
)
from works.exchange.records import Contents, Reading


class Reader(Protocol):
    """A module of `works/exchange/readers/`."""

    # The value of `source` in the API, and the name that people see.
    NAME: str
    LABEL: str

    def matches(self, name: str, data: bytes) -> bool:
        """Report whether the file, by its name and its bytes, is of this format. Cheap, and never raises."""

    def read(self, data: bytes, reading: Reading) -> Contents:
        """Return what the file has. Raises Unreadable."""


# The first that matches a file reads it: those that are sure of themselves come first, any CSV last.
READERS: tuple[Reader, ...] = (
    wheelbarrow,
    vikunja,
    google,
    microsoft,
    ticktick,
    todoist,
    todoist_csv,
    vtodo,
    super_productivity,
    taskwarrior,
    linear,
    plane,
    trello,
    org,
    table,
)


def reader_named(name: str) -> Reader:
    """Return the reader. Raises KeyError."""
    return {reader.NAME: reader for reader in READERS}[name]


def guess(name: str, data: bytes) -> Reader | None:
    """Return the reader of the file; None if there is none."""
    return next((reader for reader in READERS if reader.matches(name, data)), None)
