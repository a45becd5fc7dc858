"""The formats that can be imported, and which one a file has."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Protocol, cast

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


# The names of the modules. The first that matches a file reads it: those that are sure of themselves come first, any CSV last.
READERS = (
    "wheelbarrow",
    "vikunja",
    "google",
    "microsoft",
    "ticktick",
    "todoist",
    "todoist_csv",
    "vtodo",
    "super_productivity",
    "taskwarrior",
    "linear",
    "plane",
    "trello",
    "org",
    "table",
)


@cache
def readers() -> tuple[Reader, ...]:
    """Return the readers, which are imported when somebody imports a file: with their dialects they take 130 ms and 3 MB."""
    return tuple(cast("Reader", import_module(f"works.exchange.readers.{name}")) for name in READERS)


def reader_named(name: str) -> Reader:
    """Return the reader. Raises KeyError."""
    return {reader.NAME: reader for reader in readers()}[name]


def guess(name: str, data: bytes) -> Reader | None:
    """Return the reader of the file; None if there is none."""
    return next((reader for reader in readers() if reader.matches(name, data)), None)
