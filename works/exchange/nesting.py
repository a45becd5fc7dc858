"""Turn containers and subtasks into a tree of categories with works. Pure.

A task whose subtasks are only titles with a tick gets them as a check list in its notes. If one of them has more, the
task becomes a category, with the task itself and its subtasks as works in it. A person can choose otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext as _

from wheelbarrow.core.text import LONGEST_NOTE, as_line
from works.choices import Priority, Status
from works.exchange.cleaning import LONGEST_NAME
from works.exchange.records import Container, Contents, Task

# The key of the category that an import makes for itself.
TOP = ""
# Before the key of a task that has become a category too.
OF_TASK = "task:"
# Check lists in check lists are indented so many times.
MOST_INDENTS = 10

Record = TypeVar("Record", Container, Task)


class Subtasks(StrEnum):
    """What becomes of subtasks."""

    AUTO = "auto"
    CHECK_LISTS = "check_lists"
    CATEGORIES = "categories"
    FLAT = "flat"


@dataclass(slots=True)
class Place:
    """A category of the import; `parent` is the key of another one, None for the place that the person chose."""

    key: str
    name: str
    parent: str | None
    content: str = ""
    line: int | None = None
    level: int = 0


@dataclass(slots=True)
class Tree:
    """The places, parents first, and the tasks in their order; `container` of a task is the key of a place, or None."""

    places: dict[str, Place] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)


def has_subtasks(contents: Contents) -> bool:
    """Report whether the person has a choice to make about subtasks."""
    return any(task.parent is not None for task in contents.tasks)


def nest(contents: Contents, *, subtasks: Subtasks, top: str | None, levels: int) -> Tree:
    """Return the tree. `top` is the name of a category above all others, None for none; `levels` is how many there may be.

    Breaks cycles, and puts what is nested too deeply higher up; both with a notice.
    """
    _link(contents, contents.containers)
    _link(contents, contents.tasks)
    tree = Tree()
    if top is not None:
        tree.places[TOP] = Place(TOP, top, None)
    nester = Nester(contents, tree, subtasks, levels)
    for container in _parents_first(contents.containers):
        nester.add_place(container.key, container.name, container.parent, container.content, container.line)
    nester.add_tasks()
    return tree


class Nester:
    """Builds the tree of one file."""

    def __init__(self, contents: Contents, tree: Tree, subtasks: Subtasks, levels: int) -> None:
        self.contents, self.tree, self.subtasks, self.levels = contents, tree, subtasks, levels
        self.above = TOP if TOP in tree.places else None
        self.parts: dict[str, list[Task]] = defaultdict(list)

    def add_place(self, key: str, name: str, parent: str | None, content: str, line: int | None) -> None:
        """Add a category; too deep a level is put beside its parent."""
        if parent is None:
            parent = self.above
        level = self.tree.places[parent].level + 1 if parent is not None else 0
        if level >= self.levels:
            reason = _("It would be more than {limit} levels deep: it is put beside what contains it.")
            self.contents.notice(line, reason.format(limit=self.levels))
            parent = self.tree.places[parent].parent if parent is not None else None
            level -= 1
        self.tree.places[key] = Place(key, name, parent, content, line, level)

    def add_tasks(self) -> None:
        """Add the tasks, each followed by its subtasks."""
        for task in self.contents.tasks:
            if task.parent is not None:
                self.parts[task.parent].append(task)
        known = self.tree.places.keys()
        for task in self.contents.tasks:
            if task.parent is None:
                if task.container is not None and task.container not in known:
                    self.contents.notice(task.line, _("Its project is not in the file: it is put into the inbox."))
                    task.container = None
                self._add_task(task)

    def _add_task(self, first: Task) -> None:
        waiting = [first]
        while waiting:
            task = waiting.pop()
            self.tree.tasks.append(task)
            parts = self.parts.get(task.key)
            if not parts:
                continue
            kind = self._kind(task, parts)
            if kind is Subtasks.CHECK_LISTS:
                self._check_list(task)
                continue
            if kind is Subtasks.CATEGORIES:
                key = f"{OF_TASK}{task.key}"
                self.add_place(key, _cut(task.title), task.container, "", task.line)
                task.container = key
            for part in parts:
                part.container = task.container
                if kind is Subtasks.FLAT:
                    part.content = f"{_('Part of: {title}').format(title=task.title)}\n\n{part.content}".rstrip()
            waiting.extend(reversed(parts))

    def _kind(self, task: Task, parts: list[Task]) -> Subtasks:
        if self.subtasks is not Subtasks.AUTO:
            return self.subtasks
        is_simple = not any(self._has_more(part) for part in parts)
        length = len(task.content) + sum(len(part.title) + len("\n- [ ] ~~~~") for part in parts)
        # The notes of a rule are those of each of its works; its subtasks would be in the category only once.
        is_list = is_simple and (length < LONGEST_NOTE or task.repetition is not None)
        return Subtasks.CHECK_LISTS if is_list else Subtasks.CATEGORIES

    def _has_more(self, task: Task) -> bool:
        """Report whether a subtask has more than a title and a tick."""
        return bool(
            task.content
            or task.labels
            or task.starts_on
            or task.deadline_on
            or task.repetition
            or task.priority != Priority.NONE
            or task.status not in (Status.TODO, Status.DONE, Status.CANCELLED)
            or task.key in self.parts
        )

    def _check_list(self, task: Task) -> None:
        lines = list(self._lines(task))
        whole = "\n".join([task.content, "", *lines] if task.content else lines)
        if len(whole) > LONGEST_NOTE:
            reason = _("The notes with the check list are cut after {limit} characters.")
            self.contents.notice(task.line, reason.format(limit=f"{LONGEST_NOTE:,}"))
            whole = f"{whole[: LONGEST_NOTE - 2].rstrip()}\n…"
        task.content = whole

    def _lines(self, task: Task) -> Iterator[str]:
        """Yield a line for each subtask, those of subtasks indented, with their notes below."""
        waiting = [(part, 0) for part in reversed(self.parts[task.key])]
        while waiting:
            part, depth = waiting.pop()
            indent = "  " * min(depth, MOST_INDENTS)
            is_cancelled, mark = part.status is Status.CANCELLED, "x" if part.status.is_closed else " "
            yield f"{indent}- [{mark}] {f'~~{part.title}~~' if is_cancelled else part.title}"
            yield from (f"{indent}  {line}" for line in part.content.splitlines())
            if lost := _lost(part):
                reason = _("It is a line of a check list, without its {lost}.")
                self.contents.notice(part.line, reason.format(lost=", ".join(lost)))
            waiting.extend((below, depth + 1) for below in reversed(self.parts.get(part.key, ())))


def free_name(name: str, taken: Collection[str]) -> str:
    """Return the name, with the first number that makes it one that is not taken: “Garden (2)”."""
    if name not in taken:
        return name
    number = 2
    while (found := f"{_cut(name, LONGEST_NAME - len(f' ({number})'))} ({number})") in taken:
        number += 1
    return found


def _lost(task: Task) -> list[str]:
    has = {
        _("dates"): task.starts_on or task.deadline_on,
        _("labels"): task.labels,
        _("priority"): task.priority != Priority.NONE,
        _("repetition"): task.repetition,
    }
    return [name for name, value in has.items() if value]


def _cut(name: str, limit: int = LONGEST_NAME) -> str:
    return name if len(name) <= limit else f"{name[: limit - 1].rstrip()}…"


def _link(contents: Contents, records: list[Record]) -> None:
    """Remove parents that do not exist, and those that would make a cycle."""
    by_key: Mapping[str, Record] = {record.key: record for record in records}
    for record in records:
        if record.parent is not None and record.parent not in by_key:
            contents.notice(record.line, _("What contains it is not in the file: it is put higher up."))
            record.parent = None
    safe: set[str] = set()
    for record in records:
        walked: dict[str, Record] = {}
        at: Record | None = record
        while at is not None and at.key not in safe:
            if at.key in walked:
                reason = _("“{name}” contains itself: it is put at the top.")
                name = at.title if isinstance(at, Task) else at.name
                contents.notice(at.line, reason.format(name=as_line(name)[:LONGEST_NAME]))
                at.parent = None
                break
            walked[at.key] = at
            at = by_key[at.parent] if at.parent is not None else None
        safe.update(walked)


def _parents_first(containers: list[Container]) -> Iterator[Container]:
    """Yield the containers, each level in the order of the file."""
    below: dict[str | None, list[Container]] = defaultdict(list)
    for container in containers:
        below[container.parent].append(container)
    level = below[None]
    while level:
        yield from level
        level = [child for container in level for child in below.get(container.key, ())]
