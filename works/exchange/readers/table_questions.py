"""What a table leaves open besides its columns: the order of day and month, paths, and columns that are no field of ours."""

from __future__ import annotations

from django.utils.translation import gettext as _

from works.exchange.readers.table_columns import Table
from works.exchange.records import Contents, Question, Reading
from works.exchange.times import DAY_FIRST, MONTH_FIRST, ORDERS, orders_of

# Names deeper than this stay together in the last one.
MOST_NAMES = 30
SEPARATORS = ("::", " > ", "/")
NONE = "none"
KEEP, LEAVE_OUT = "keep", "leave_out"

DAYS = ("deadline", "start", "completed", "created", "status")


def ask_order(contents: Contents, table: Table, reading: Reading) -> str:
    """Return the order of 3/4/2026 in this table; ask where days of the table can be read in both."""
    found = [orders for name in DAYS for cell in table.values(name) if (orders := orders_of(cell))]
    certain = [*map(next, map(iter, filter(lambda orders: len(orders) == 1, found)))]
    # Without a day that decides, it is the custom of the person's part of the world.
    custom = MONTH_FIRST if reading.zone.key.startswith(("America/", "US/")) else DAY_FIRST
    guess = max(ORDERS, key=lambda order: (certain.count(order), order == custom))
    answer = reading.answer("date_order", ORDERS, guess)
    if any(len(orders) > 1 for orders in found):
        choices = ((DAY_FIRST, _("3/4 is 3 April")), (MONTH_FIRST, _("3/4 is March 4")))
        contents.questions.append(Question("date_order", _("The days of this table:"), choices, answer))
    return answer


def ask_separator(contents: Contents, table: Table, reading: Reading) -> str:
    """Return what stands between the names of a path in the column of projects; empty if nothing does."""
    cells = table.values("project")
    counts = {separator: sum(separator in cell for cell in cells) for separator in SEPARATORS}
    guess = max(SEPARATORS, key=lambda separator: counts[separator])
    if not counts[guess]:
        return ""
    choices = (*((each, _("“{separator}” separates them").format(separator=each.strip())) for each in SEPARATORS),)
    choices = (*choices, (NONE, _("each cell is one name")))
    answer = reading.answer("separator", dict(choices), guess)
    contents.questions.append(Question("separator", _("Names of projects and their parts:"), choices, answer))
    return "" if answer == NONE else answer


def ask_others(contents: Contents, table: Table, reading: Reading) -> list[tuple[str, int]]:
    """Return the columns that are no field of ours and are kept in the notes, with their names."""
    used = {*table.columns.values()}
    left = [number for number in range(len(table.heads)) if number not in used]
    others = [number for number in left if any(number < len(row) and row[number].strip() for __, row in table.rows)]
    if not others:
        return []
    names = ", ".join(table.heads[number] for number in others[:10])
    question = _("The other columns ({names}):").format(names=names)
    choices = ((KEEP, _("keep them in the notes")), (LEAVE_OUT, _("leave them out")))
    answer = reading.answer("other_columns", dict(choices), KEEP)
    contents.questions.append(Question("other_columns", question, choices, answer))
    if answer == LEAVE_OUT:
        contents.notice(1, _("Columns that are left out: {names}.").format(names=names))
        return []
    return [(table.heads[number], number) for number in others]


def parts_of(path: str, separator: str) -> list[str]:
    """Return the names of a path from the top."""
    if not separator:
        return [path.strip()] if path.strip() else []
    names = path.strip().strip(separator.strip()).split(separator.strip() if separator != "/" else "/", MOST_NAMES - 1)
    return [name for name in map(str.strip, names) if name]
