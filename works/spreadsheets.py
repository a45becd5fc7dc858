"""CSV for spreadsheets. Cells that a spreadsheet would evaluate become text."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

# Without it Excel does not read UTF-8.
BYTE_ORDER_MARK = "\ufeff"
# Characters with which a formula begins in a spreadsheet.
DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


class _Lines:
    """A file whose write() returns the text."""

    def write(self, line: str) -> str:
        return line


_writer = csv.writer(_Lines())


def csv_line(cells: Iterable[Any]) -> str:
    """Return a line of CSV with its line end."""
    return raw_line(map(neutral, cells))


def raw_line(cells: Iterable[Any]) -> str:
    """Return a line of cells of which the caller has made each neutral that may need it; None is an empty cell."""
    line: str = _writer.writerow(cells)
    return line


def neutral(cell: Any) -> str:
    """Return the cell as text that no spreadsheet evaluates (CWE-1236)."""
    text = str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) else text
