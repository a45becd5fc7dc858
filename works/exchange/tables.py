"""What readers of tables and of JSON share: cells, columns and the lines that go into notes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from works.exchange.files import rows_of, text_of
from works.exchange.records import Unreadable

# What a spreadsheet takes for a formula begins with one of these: tools write an apostrophe before it.
FORMULAS = frozenset("=+-@\t\r")
# JSON may have these as escapes; no text that people write has them.
_not_text = re.compile("[\0\ud800-\udfff]")


def unguarded(cell: str) -> str:
    """Return the cell without the apostrophe that keeps spreadsheets from running it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULAS else cell


def text(value: Any) -> str:
    """Return a JSON value as one text: a string or a number; an empty text for anything else."""
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return value
        return _not_text.sub("\N{REPLACEMENT CHARACTER}", value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def records(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a JSON list; an empty list for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """Return the texts of a JSON list that are not empty."""
    found = [text(item).strip() for item in value] if isinstance(value, list) else []
    return [item for item in found if item]


def line(label: str | Promise, value: str) -> str:
    """Return a line for the notes, such as `Estimate: 3`; an empty text if there is no value.

    The label of a line that is written for each row is lazy: a translation takes 5 µs.
    """
    return f"{label}: {value.strip()}" if value and not value.isspace() else ""


def paragraphs(parts: Iterable[str]) -> str:
    """Return those of the parts that are not empty, with an empty line between them."""
    return "\n\n".join(part.strip("\r\n") for part in parts if part.strip())


def heads(data: bytes) -> list[str]:
    """Return the cells of the first line of a file of commas, in lower case; an empty list if it is no such file."""
    try:
        first = data[:8192].decode("utf-8-sig", "replace").split("\n", 1)[0].strip()
        return [head.strip().casefold() for __, row in rows_of(first) for head in row]
    except Unreadable:
        return []


def named_rows(data: bytes, *, needed: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the line and the cells of each row of a CSV file, by the names of its first row in lower case.

    A row that is too short has empty cells. Raises Unreadable, also if one of the needed columns is missing.
    """
    rows = rows_of(text_of(data))
    names = [head.strip().casefold() for head in next(rows, (1, []))[1]]
    for name in needed:
        if name not in names:
            raise Unreadable(line=1, reason=_("the column {name} is missing.").format(name=name))
    for number, row in rows:
        if any(map(str.strip, row)):
            cells = dict.fromkeys(names, "")
            cells |= dict(zip(names, map(unguarded, row), strict=False))
            yield number, cells
