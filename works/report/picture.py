"""The geometry of the picture of a report: finished works by day, and by project. Units are those of the SVG image."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from works.report.contents import Contents
from works.report.periods import Period
from works.report.wording import title_of

WIDTH, PAD = 480, 16
# The top and the height of the columns, and the height of a row with its bar.
TOP, HEIGHT, ROW = 64, 96, 38
# Most columns: longer periods have a column for each week or month. Most rows: the others are summed up.
MOST_COLUMNS, MOST_ROWS = 62, 8
# Columns that are wide enough for a number each.
MOST_WRITTEN = 31
# Characters of a name, of which one of East Asia counts twice; labels below the columns.
LONGEST_NAME, MOST_LABELS = 48, 7
# What XML 1.0 does not allow in any form.
NOT_OF_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Column(NamedTuple):
    """A column: its number, which is `written` above it where there is room, its days in words, and a label below some."""

    number: int
    written: str
    days: str
    label: str
    x: float
    width: float
    y: float
    height: float
    middle: float


class Row(NamedTuple):
    """A project with its number and its bar."""

    name: str
    number: int
    y: int
    width: float


class Picture(NamedTuple):
    """The picture with its heading and its text alternative."""

    title: str
    description: str
    columns: list[Column]
    rows: list[Row]
    total: str
    width: int
    height: int
    baseline: int


def draw(contents: Contents) -> Picture:
    """Draw a report."""
    columns = _columns(contents.period, contents.finished_on)
    top = TOP + HEIGHT + 48
    rows = _rows(contents, top)
    total = contents.totals["finished"]
    return Picture(
        title=title_of(contents.period),
        description=_description(columns, rows, total),
        columns=columns,
        rows=rows,
        total=_finished(total),
        width=WIDTH,
        height=top + ROW * len(rows) if rows else top - 16,
        baseline=TOP + HEIGHT,
    )


def _columns(period: Period, counted: Counter[date]) -> list[Column]:
    spans = _spans(period)
    numbers = [sum(counted[day] for day in _days(span)) for span in spans]
    most, step = max(numbers, default=0) or 1, (WIDTH - 2 * PAD) / len(spans)
    every, largest = -(-len(spans) // MOST_LABELS), numbers.index(max(numbers))
    columns = []
    for place, (span, number) in enumerate(zip(spans, numbers, strict=True)):
        height = round(HEIGHT * number / most, 1)
        x = PAD + place * step
        columns.append(
            Column(
                number=number,
                written=str(number) if number and (place == largest or len(spans) <= MOST_WRITTEN) else "",
                days=_in_words(span),
                label=_label(span) if place % every == 0 else "",
                x=round(x + step * 0.1, 1),
                width=round(step * 0.8, 1),
                y=TOP + HEIGHT - height,
                height=height,
                middle=round(x + step / 2, 1),
            )
        )
    return columns


def _spans(period: Period) -> list[Period]:
    """Return the days of a period, or its weeks from Monday on, or its months."""
    days = (period.end - period.start).days + 1
    if days <= MOST_COLUMNS:
        return [Period(day, day) for day in _days(period)]
    spans, start = [], period.start
    while start <= period.end:
        if days <= 7 * MOST_COLUMNS:
            end = start + timedelta(days=6 - start.weekday())
        else:
            end = (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        spans.append(Period(start, min(end, period.end)))
        start = end + timedelta(days=1)
    return spans


def _days(span: Period) -> list[date]:
    return [span.start + timedelta(days=number) for number in range((span.end - span.start).days + 1)]


def _rows(contents: Contents, top: int) -> list[Row]:
    """Return the projects with finished works, the most first."""
    counted = [
        (part.root.name if part.root else _("Without a project"), part.totals["finished"]) for part in contents.parts
    ]
    ordered = sorted(((name, number) for name, number in counted if number), key=lambda each: -each[1])
    if len(ordered) > MOST_ROWS:
        rest = sum(number for _name, number in ordered[MOST_ROWS - 1 :])
        ordered = [*ordered[: MOST_ROWS - 1], (_("Others"), rest)]
    most = max((number for _name, number in ordered), default=1)
    return [
        Row(_shortened(name), number, top + ROW * place, round((WIDTH - 2 * PAD) * number / most, 1))
        for place, (name, number) in enumerate(ordered)
    ]


def _shortened(name: str) -> str:
    """Return as much of a name as the picture has room for, without characters that XML does not allow."""
    width, shown = 0, ""
    for letter in NOT_OF_XML.sub("", " ".join(name.split())):
        width += 2 if "\u1100" <= letter <= "\uffdc" or letter > "\uffff" else 1
        if width > LONGEST_NAME:
            return shown + "…"
        shown += letter
    return shown


def _label(span: Period) -> str:
    if span.start == span.end or span.end - span.start < timedelta(days=7):
        return date_format(span.start, pgettext("a day below a column, as a date format", "j M"))
    return date_format(span.start, pgettext("a month below a column, as a date format", "M Y"))


def _in_words(span: Period) -> str:
    days = [date_format(day, pgettext("a day in the text of a picture, as a date format", "j F Y")) for day in span]
    return days[0] if span.start == span.end else " – ".join(days)


def _description(columns: list[Column], rows: list[Row], total: int) -> str:
    """Return what the picture shows, in words."""
    if not total:
        return _("Nothing was finished.")
    by_day = ", ".join(f"{column.days}: {column.number}" for column in columns if column.number)
    by_project = ", ".join(f"{row.name}: {row.number}" for row in rows)
    return _("{total}. By day: {days}. By project: {projects}.").format(
        total=_finished(total), days=by_day, projects=by_project
    )


def _finished(number: int) -> str:
    return ngettext("%d work finished", "%d works finished", number) % number
