"""Make what a reader has found consistent: unique keys, known parents, no start after the deadline. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.exchange.keys import Keys
from works.exchange.notes import keep_start
from works.exchange.records import Container, Contents, Task


def settle(contents: Contents) -> None:
    """Number equal keys, drop parents that are not in the file, and move a start after the deadline into the notes."""
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
        keep_start(task, gettext_lazy("Start"))


def _number(rows: list[Container] | list[Task]) -> set[str]:
    """Give a number to the second and each further row of one key; return the keys."""
    keys = Keys("{key}/#{number}")
    for row in rows:
        row.key = keys.unique(row.key)
    return {row.key for row in rows}


def _report(contents: Contents, line: int | None, title: str) -> None:
    contents.notice(line, _("What “{title}” is a part of is not in the file.").format(title=title[:100]))
