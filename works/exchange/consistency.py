"""Make what a reader has found consistent: unique keys, known parents, no start after the deadline. Pure."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from works.exchange import fields
from works.exchange.records import Container, Contents, Task


def settle(contents: Contents) -> None:
    """Number equal keys, drop parents that are not in the file, and move a start after the deadline into the content."""
    containers = _number(contents.containers)
    for container in contents.containers:
        if container.parent is not None and container.parent not in containers:
            _report(contents, container.line, container.name)
            container.parent = None
    tasks = _number(contents.tasks)
    for task in contents.tasks:
        if task.parent is not None and (task.parent not in tasks or task.parent == task.key):
            _report(contents, task.line, task.title)
            task.parent = None
        if task.container not in containers:
            task.container = None
        if task.starts_on and task.deadline_on and task.starts_on > task.deadline_on:
            task.content = fields.paragraphs(task.content, _("Start: {text}").format(text=task.starts_on))
            task.starts_on = None


def _number(rows: list[Container] | list[Task]) -> set[str]:
    """Give a number to the second and each further row of one key; return the keys."""
    used: set[str] = set()
    equals: Counter[str] = Counter()
    for row in rows:
        written = row.key
        while row.key in used:
            equals[written] += 1
            row.key = fields.key(written, f"#{equals[written] + 1}")
        used.add(row.key)
    return used


def _report(contents: Contents, line: int | None, title: str) -> None:
    contents.notice(line, _("What “{title}” is a part of is not in the file.").format(title=title[:100]))
