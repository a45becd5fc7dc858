"""Todoist's CSV files: the export of one project, or the zip of a backup with one file for each project.

The columns: TYPE (task, section, note, meta), CONTENT with labels as `@x`, INDENT for subtasks, DATE as text in DATE_LANG.
Blank rows stand between the others. Finished tasks are not in these files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from works.exchange import notes
from works.exchange.files import is_zip, members_of, refuse_too_many, rows_of, starts_of_members, text_of
from works.exchange.readers.todoist_csv_rows import Project, Row
from works.exchange.records import Contents, Notice, Question, Reading, Unreadable

NAME = "todoist-csv"
LABEL = "Todoist (CSV)"

# What browsers add to the name of a file that is already there: its project is the same.
_again = re.compile(r"\s\(\d{1,2}\)\Z")
_head = re.compile(r"\ufeff?\s*\"?type\"?\s*,\s*\"?content\"?\s*(?:,|\r|\n|\Z)", re.IGNORECASE)


def matches(name: str, data: bytes) -> bool:
    """Report whether it is such a CSV file, or a zip that has one."""
    return any(map(_is_ours, starts_of_members(data, ".csv") if is_zip(data) else [data]))


def read(data: bytes, reading: Reading) -> Contents:
    """Return the projects, sections and tasks. Raises Unreadable."""
    contents = Contents()
    files = _files(data, reading, contents)
    most_urgent = _most_urgent((cells for _name, rows in files for _line, cells in rows), reading, contents)
    for name, rows in files:
        project = Project(name, reading, most_urgent=most_urgent).read(rows)
        contents.containers += project.containers
        contents.tasks += project.tasks
        # In a zip, a line is that of one of several files.
        prefix = f"{notes.shortened(name)}: " if len(files) > 1 else ""
        contents.notices += (Notice(notice.line, prefix + notice.text) for notice in project.notices)
    return contents


def _is_ours(data: bytes) -> bool:
    return bool(_head.match(data[:100].decode("utf-8", "replace")))


def _files(data: bytes, reading: Reading, contents: Contents) -> list[tuple[str, list[Row]]]:
    """Return the name of each project with its rows."""
    if not is_zip(data):
        return [(_again.sub("", PurePosixPath(reading.file_name).stem), list(_rows(data)))]
    files: list[tuple[str, list[Row]]] = []
    for path, member in members_of(data).items():
        name = PurePosixPath(path)
        if name.suffix.lower() != ".csv" or name.name.startswith("."):
            continue
        if not _is_ours(member):
            contents.notice(None, _("“{name}” in the zip is not a file of Todoist.").format(name=notes.shortened(path)))
            continue
        try:
            files.append((name.stem, list(_rows(member))))
        except Unreadable as error:
            raise Unreadable(line=error.line, reason=f"{notes.shortened(path)}: {error.reason}") from None
        refuse_too_many(sum(len(rows) for _stem, rows in files))
    if not files:
        raise Unreadable(line=1, reason=_("the zip has no CSV file of Todoist."))
    return files


def _rows(data: bytes) -> Iterator[Row]:
    """Yield the line and the cells of each row that is not blank, by the names of the columns in lower case."""
    rows = rows_of(text_of(data))
    line, heads = next(rows, (1, []))
    names = [head.strip().lower() for head in heads]
    for name in ("type", "content"):
        if name not in names:
            raise Unreadable(line=line, reason=_("the column {name} is missing.").format(name=name.upper()))
    for line, row in rows:
        if any(cell.strip() for cell in row):
            yield line, dict(zip(names, row, strict=False))


def _most_urgent(rows: Iterable[dict[str, str]], reading: Reading, contents: Contents) -> str:
    """Return which number is the most urgent, `1` or `4`, as it was answered; else by the number of most tasks, which is that
    of an ordinary one."""
    numbers = Counter(cells.get("priority", "").strip() for cells in rows if cells["type"].strip().lower() == "task")
    found = [number for number, _count in numbers.most_common() if number in ("1", "4")]
    guess = "4" if found[:1] == ["1"] and numbers["1"] != numbers["4"] else "1"
    answer = reading.answer("priority", ("1", "4"), guess)
    if any(numbers[number] for number in "1234"):
        choices = (("1", _("1 is the most urgent")), ("4", _("4 is the most urgent")))
        text = _("Exports of Todoist differ in what PRIORITY means. Which number is the most urgent?")
        contents.questions.append(Question("priority", text, choices, answer))
    return answer
