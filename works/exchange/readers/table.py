"""Read any table: CSV, TSV or with semicolons. Which column is which field is guessed, and asked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from works.exchange.files import rows_of, text_of, unguarded
from works.exchange.readers.table_columns import delimiter_of, table_of
from works.exchange.readers.table_questions import ask_order, ask_others, ask_separator
from works.exchange.readers.table_rows import Rows
from works.exchange.records import Contents, Reading

NAME, LABEL = "csv", "CSV"


def matches(name: str, data: bytes) -> bool:
    """Report whether the name is that of a table, or the first line has several cells."""
    if name.casefold().endswith((".csv", ".tsv", ".tab")):
        return True
    first = data[:4096].split(b"\n", 1)[0].strip()
    return name.casefold().endswith(".txt") and any(first.count(mark) > 1 for mark in (b"\t", b";", b","))


def read(data: bytes, reading: Reading) -> Contents:
    """Return the paths of projects as containers, rows as tasks."""
    text = text_of(data)
    rows = [(number, row) for number, row in rows_of(text, delimiter=delimiter_of(text)) if any(map(str.strip, row))]
    table = table_of(rows, reading)
    contents = Contents(questions=[*table.questions])
    if not rows:
        return contents
    if "title" not in table.columns:
        contents.notice(1, _("No column has the title. Choose one."))
        return contents
    found = Rows(
        table,
        reading,
        contents,
        order=ask_order(contents, table, reading),
        separator=ask_separator(contents, table, reading),
        others=ask_others(contents, table, reading),
    )
    for number, row in table.rows:
        found.add(number, [*map(unguarded, row)])
    found.find_parents()
    contents.containers = list(found.containers.values())
    return contents
