"""Recognise the export of Wheelbarrow. It is no list of tasks: works/exchange/account/ reads and writes all of it."""

from __future__ import annotations

from works.exchange.account.layout import FORMAT
from works.exchange.account.package import is_package, open_package
from works.exchange.account.survey import survey_of
from works.exchange.records import Contents, Reading

NAME = FORMAT
LABEL = "Wheelbarrow"


def matches(name: str, data: bytes) -> bool:
    """Report whether the file is a zip with the manifest of an export."""
    return data.startswith(b"PK") and is_package(data)


def read(data: bytes, reading: Reading) -> Contents:
    """Return nothing, once the whole export has been read. Raises Unreadable."""
    survey_of(open_package(data))
    return Contents()
