"""Which column of a table is which field: guessed from its heads in English and Korean, corrected by the person. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.exchange.records import Question, Reading
from works.exchange.times import read_moment, read_time

MAX_COLUMNS = 100
# Rows that are looked at to find out what a table is like.
SAMPLE = 200
NO_COLUMN = "-"
COLUMN = "column_"
YES, NO = "yes", "no"


class Kind(NamedTuple):
    """One of our fields: its label, and heads by which its column is known, the best ones first."""

    label: object
    heads: str


FIELDS: dict[str, Kind] = {
    "title": Kind(
        gettext_lazy("Title"),
        "title|task name|task|name|subject|summary|content|to do|todo|work|item|issue|제목|할 일|할일|작업명|작업|업무|업무명|이름|내용",
    ),
    "notes": Kind(
        gettext_lazy("Notes"),
        "notes|note|description|details|detail|body|comment|comments|memo|content|메모|설명|노트|상세|상세 내용|비고|내용",
    ),
    "project": Kind(
        gettext_lazy("Project"),
        "path|project path|project|projects|project name|list|list name|category|folder|area|board|group|경로|프로젝트|프로젝트명|목록|리스트|카테고리|분류|폴더",
    ),
    "section": Kind(
        gettext_lazy("Section"), "section|section/column|subproject|sub project|heading|섹션|구역|하위 프로젝트"
    ),
    "deadline": Kind(
        gettext_lazy("Deadline"),
        "deadline|due date|due|due on|due at|date due|target date|end date|finish by|date|마감일|마감|기한|기한일|마감 날짜|종료일|날짜",
    ),
    "deadline_time": Kind(gettext_lazy("Deadline time"), "due time|deadline time|time|마감 시간|마감시간|시간|시각"),
    "start": Kind(
        gettext_lazy("Start"),
        "start date|start|starts on|start on|begin|begin date|scheduled|defer date|시작일|시작|시작 날짜|예정일",
    ),
    "priority": Kind(gettext_lazy("Priority"), "priority|importance|urgency|우선순위|우선 순위|중요도"),
    "labels": Kind(gettext_lazy("Labels"), "labels|label|tags|tag|contexts|context|라벨|레이블|태그|꼬리표|컨텍스트"),
    "status": Kind(
        gettext_lazy("Status"),
        "status|state|task status|progress|done|completed|is completed|complete|finished|checked|상태|진행 상태|진행상태|완료|완료 여부|완료여부",
    ),
    "completed": Kind(
        gettext_lazy("Completed at"),
        "completed at|completed on|completion date|date completed|completed date|finished at|finished on|done at|done on|closed at|완료일|완료 날짜|완료일시|완료 시각",
    ),
    "created": Kind(
        gettext_lazy("Created at"),
        "created at|created|created on|creation date|date created|created date|added|date added|생성일|생성일시|작성일|등록일|만든 날짜",
    ),
    "repeat": Kind(
        gettext_lazy("Repeats"),
        "repeat|repeats|recurrence|recurring|repetition|rrule|repeat rule|frequency|반복|반복 규칙|반복 주기|주기",
    ),
    "key": Kind(gettext_lazy("Task number"), "uuid|id|task id|key|uid|issue key|number|no|no.|번호|식별자|아이디"),
    "parent": Kind(
        gettext_lazy("Parent task"),
        "parent id|parent task|parent|parent issue|subtask of|상위 작업|상위 항목|상위 업무|부모 작업",
    ),
}
_known = {head for kind in FIELDS.values() for head in kind.heads.split("|")}


@dataclass(frozen=True)
class Table:
    """A table with its columns: `heads` are the names that people see, `columns` the number of each field's column."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    columns: Mapping[str, int]
    questions: tuple[Question, ...]

    def values(self, name: str) -> list[str]:
        """Return the cells of a field that are not empty."""
        number = self.columns.get(name)
        return (
            []
            if number is None
            else [row[number] for __, row in self.rows if number < len(row) and row[number].strip()]
        )


def delimiter_of(text: str) -> str:
    """Return what separates the cells: the one of `,`, `;`, tab and `|` that gives the first rows the most equal columns."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]

    def columns(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            return 0, 0
        return (sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0), (widths or [0])[0]

    return max(",;\t|", key=columns)


def letters(number: int) -> str:
    """Return the name of a column in a spreadsheet: A, B, …, Z, AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def table_of(rows: Sequence[tuple[int, list[str]]], reading: Reading) -> Table:
    """Return the table of these rows, with its columns as the answers give them, or as they are guessed."""
    width = min(max((len(row) for __, row in rows[:SAMPLE]), default=0), MAX_COLUMNS)
    first = [*rows[0][1], *[""] * width][:width] if rows else []
    questions = []
    has_heads = reading.answer("first_row", (YES, NO), YES if _is_head(first) else NO) == YES
    choices = ((YES, _("the names of the columns")), (NO, _("a work like the others")))
    questions.append(Question("first_row", _("The first row has:"), choices, YES if has_heads else NO))
    body = tuple(rows[1:] if has_heads else rows)
    names = tuple(_name(number, cell, has_heads=has_heads) for number, cell in enumerate(first))
    guessed = _guess(first, body) if has_heads else _guess_by_values(width, body)
    options = ((NO_COLUMN, _("no column")), *((letters(number), name) for number, name in enumerate(names)))
    columns: dict[str, int] = {}
    for field, kind in FIELDS.items():
        guess = letters(guessed[field]) if field in guessed else NO_COLUMN
        answer = reading.answer(COLUMN + field, [value for value, __ in options], guess)
        if answer != NO_COLUMN:
            columns[field] = [value for value, __ in options].index(answer) - 1
        questions.append(Question(COLUMN + field, str(kind.label), options, answer))
    return Table(names, body, columns, tuple(questions))


def _name(number: int, cell: str, *, has_heads: bool) -> str:
    cell = " ".join(cell.split())[:60]
    if has_heads and cell:
        return cell
    return f"{letters(number)} ({cell})" if cell else letters(number)


def _key(head: str) -> str:
    return re.sub(r"[\s_]+", " ", head.strip().strip("*:#").casefold()).strip()


def _is_head(cells: Sequence[str]) -> bool:
    """Report whether a row has names of columns: one that is known, and none that is a day."""
    return any(_key(cell) in _known for cell in cells) and not any(read_moment(cell) for cell in cells)


def _guess(first: Sequence[str], body: Sequence[tuple[int, list[str]]]) -> dict[str, int]:
    """Return the column of each field by its head; a column belongs to one field."""
    found: dict[str, int] = {}
    keys = [_key(cell) for cell in first]
    ranked = [
        (rank, place, field, head)
        for place, (field, kind) in enumerate(FIELDS.items())
        for rank, head in enumerate(kind.heads.split("|"))
    ]
    for __, __, field, head in sorted(ranked):
        if field not in found and head in keys:
            number = keys.index(head)
            if number not in found.values():
                found[field] = number
    if "title" not in found:
        # “내용” is the notes beside a title, and the title where there is none.
        titles = [keys.index(head) for head in FIELDS["title"].heads.split("|") if head in keys]
        if titles:
            found = {field: number for field, number in found.items() if number != titles[0]} | {"title": titles[0]}
    # A column “Done” has a day in some tables.
    if "completed" not in found and "status" in found and _has_days(body, found["status"]):
        found["completed"] = found.pop("status")
    return found


def _guess_by_values(width: int, body: Sequence[tuple[int, list[str]]]) -> dict[str, int]:
    """Return the columns of a table without names: the first with text is the title, the first with days the deadline."""
    found: dict[str, int] = {}
    for number in range(width):
        if _has_days(body, number):
            found.setdefault("deadline", number)
        elif any(number < len(row) and row[number].strip() for __, row in body[:SAMPLE]):
            found.setdefault("title", number)
    return found


def _has_days(body: Sequence[tuple[int, list[str]]], number: int) -> bool:
    cells = [row[number] for __, row in body[:SAMPLE] if number < len(row) and row[number].strip()]
    return bool(cells) and all(read_moment(cell) or read_time(cell) for cell in cells)
