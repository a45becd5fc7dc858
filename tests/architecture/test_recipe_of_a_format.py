"""The recipe "Add a format to import" of CONTRIBUTING.md: todo.txt, with a dialect of its own."""

import json

import pytest

from tests.architecture.recipes import Steps, Tree

CHECKS = """
from datetime import date

from tests.works.exchange.hostile import SEOUL, sample
from works.choices import Priority, Status
from works.exchange.readers import todo_txt
from works.exchange.records import Repetition


def test_reads_the_sample():
    contents = todo_txt.read(sample("todo_txt-list.txt"), SEOUL)
    report, old = contents.tasks
    assert (report.title, report.priority, report.labels) == ("보고서 쓰기", Priority.HIGH, ("Ops", "home"))
    assert (report.deadline_on, report.repetition) == (date(2026, 12, 1), Repetition("FREQ=WEEKLY;BYDAY=TU", date(2026, 12, 1)))
    assert (old.title, old.status, old.deadline_on) == ("Old", Status.DONE, None)
    assert [notice.line for notice in contents.notices] == [2]
"""

READER = '''"""Read todo.txt: a task on each line."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from works.choices import Priority, Status
from works.exchange.dialects import todo_txt
from works.exchange.files import refuse_too_many, start_of, text_of
from works.exchange.keys import Keys, digest_of
from works.exchange.records import Contents, Reading, Task
from works.exchange.times import day_of

NAME, LABEL = "todo_txt", "todo.txt"

PRIORITIES = {"A": Priority.HIGH, "B": Priority.MEDIUM, "C": Priority.LOW}

_begin = re.compile(rb"\\([A-Z]\\) |x [0-9]{4}-[0-9]{2}-[0-9]{2} ")
_line = re.compile(r"(?P<done>x )?(?:\\((?P<level>[A-Z])\\) )?(?:[0-9]{4}-[0-9]{2}-[0-9]{2} ){0,2}(?P<rest>.*)")


def matches(name: str, data: bytes) -> bool:
    """Report whether the first line has a priority or is done."""
    return bool(_begin.match(start_of(data)))


def read(data: bytes, reading: Reading) -> Contents:
    """Return what the file has. Raises Unreadable."""
    contents, keys = Contents(), Keys()
    for number, row in enumerate(text_of(data).splitlines(), 1):
        refuse_too_many(number)
        found = _line.fullmatch(row)
        if found and found["rest"].strip():
            contents.tasks.append(_task(found, number, keys, contents))
    return contents


def _task(found: re.Match[str], number: int, keys: Keys, contents: Contents) -> Task:
    words = found["rest"].split()
    fields = {word[:3]: word[4:] for word in words if word.startswith(("due:", "rec:"))}
    labels = [word[1:] for word in words if word[0] in "+@" and word[1:]]
    plain = [word for word in words if not (word[0] in "+@" or word.startswith(("due:", "rec:")))]
    title = " ".join(plain) or found["rest"].strip()
    task = Task(keys.unique(digest_of(title)), title, labels=tuple(labels), line=number)
    task.status = Status.DONE if found["done"] else Status.TODO
    task.priority = PRIORITIES.get(found["level"] or "", Priority.NONE)
    task.deadline_on = day_of(fields.get("due", ""))
    if fields.get("due") and not task.deadline_on:
        reason = _("“{text}” of “{title}” is not a date.")
        contents.notice(number, reason.format(text=fields["due"][:40], title=title[:100]))
    if task.deadline_on and not task.status.is_closed:
        task.repetition = todo_txt.parse(fields.get("rec", ""), task.deadline_on)
    return task
'''

DIALECT = '''"""Read the rules of todo.txt: `rec:3d`, `rec:+1w`. Pure."""

from __future__ import annotations

import re
from datetime import date

from works.exchange.records import Repetition
from works.exchange.repetitions import every, repetition

UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}


def parse(text: str, starts_on: date) -> Repetition | None:
    """Return the repetition from that day on; None for what is no rule."""
    found = re.fullmatch(r"[+]?([0-9]{1,4})([dwmy])", text)
    return repetition(every(int(found[1]), UNITS[found[2]], starts_on) or "", starts_on) if found else None
'''

PHRASES = [
    {"phrase": phrase, "starts_on": "2026-12-01", "gives": gives}
    for phrase, gives in {
        "1d": "FREQ=DAILY",
        "3d": "FREQ=DAILY;INTERVAL=3",
        "1w": "FREQ=WEEKLY;BYDAY=TU",
        "+1w": "FREQ=WEEKLY;BYDAY=TU",
        "1m": "FREQ=MONTHLY;BYMONTHDAY=1",
        "6m": "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1",
        "1y": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1",
        "0d": None,
        "3h": None,
        "soon": None,
    }.items()
]

FORMAT: Steps = {
    "works/exchange/readers/todo_txt.py": [("", READER)],
    "works/exchange/dialects/todo_txt.py": [("", DIALECT)],
    "tests/works/exchange/dialects/todo_txt.json": [("", json.dumps(PHRASES))],
    "tests/works/exchange/dialects/tables.py": [
        ("ticktick, todoist,", "ticktick, todo_txt, todoist,"),
        ('    "todoist": of_todoist', '    "todo_txt": lambda row, first: todo_txt.parse(row["phrase"], first),\n    "todoist": of_todoist'),
    ],
    "works/exchange/sources.py": [('    "org",\n', '    "org",\n    "todo_txt",\n')],
    "tests/works/exchange/samples/todo_txt-list.txt": [
        ("", "(A) 2026-11-01 보고서 쓰기 +Ops @home due:2026-12-01 rec:1w\nx 2026-11-02 2026-11-01 Old due:soon\n")
    ],
    "tests/works/exchange/formats.py": [
        ("FORMATS = {\n", 'FORMATS = {\n    "todo_txt": Format("todo_txt-list.txt", _text("(A) {title} due:2026-12-01 rec:1w\\n")),\n')
    ],
    "docs/import.md": [
        ("| Todoist (CSV)", "| todo.txt (`todo_txt`) | The file as it is. | Priority, labels, `due:`, `rec:`. | Days of completion are left out. |\n| Todoist (CSV)")
    ],
}  # fmt: skip


@pytest.mark.prove
def test_a_format_is_tried_as_all_others(tmp_path):
    tree = Tree(tmp_path)
    tree.follow(FORMAT)

    tree.test(
        CHECKS,
        "tests/works/exchange/readers/test_every_reader.py",
        "tests/works/exchange/dialects/test_every_dialect.py",
        "tests/works/exchange/test_docs.py",
        "tests/architecture/test_words.py::TestDocstrings",
    )
