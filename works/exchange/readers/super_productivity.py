"""Super Productivity: the JSON of a backup, or a sync file that is neither compressed nor encrypted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.choices import Priority, Status
from works.exchange import notes
from works.exchange.dialects.super_productivity import repetition, written
from works.exchange.files import json_of, refuse_too_many, start_of
from works.exchange.keys import Keys
from works.exchange.readers.super_productivity_parts import entities, hours, in_order, moment, remarks
from works.exchange.records import Container, Contents, Reading, Task, Unreadable
from works.exchange.times import day_and_time, day_of, instant_of_milliseconds
from works.exchange.values import Json, items, record, text

NAME = "super_productivity"
LABEL = "Super Productivity"

# Its own rows: the project of tasks without one, and tags that are no labels.
INBOX = "INBOX_PROJECT"
TODAY = "TODAY"
DOING = "KANBAN_IN_PROGRESS"
# From which it counts where a configuration has no start.
EPOCH = date(1970, 1, 1)

PRIORITIES = {"1": Priority.LOW, "low": Priority.LOW, "2": Priority.MEDIUM, "medium": Priority.MEDIUM}
PRIORITIES |= {"3": Priority.HIGH, "high": Priority.HIGH}

_prefix = re.compile(rb"pf_(C?E?)[0-9.]{1,8}__")


@dataclass(slots=True)
class _File:
    reading: Reading
    contents: Contents = field(default_factory=Contents)
    keys: Keys = field(default_factory=Keys)
    tags: dict[str, str] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)
    count: int = 0


def matches(name: str, data: bytes) -> bool:
    """Report whether it is a sync file, or JSON with the parts of a backup."""
    if _prefix.match(data[:20]):
        return True
    return start_of(data).startswith(b"{") and (b'"taskRepeatCfg"' in data or b'"archiveYoung"' in data)


def read(data: bytes, reading: Reading) -> Contents:
    """Return what the file has. Raises Unreadable."""
    found = _prefix.match(data[:20])
    if found and found[1]:
        raise Unreadable(line=1, reason=_("it is compressed or encrypted. Export a backup in the settings instead."))
    value = record(json_of(data[found.end() :] if found else data))
    if isinstance(value.get("data"), str):
        raise Unreadable(line=1, reason=_("it is encrypted. Export a backup without encryption."))
    backup = record(value.get("data")) or value
    if not isinstance(backup.get("task"), dict):
        raise Unreadable(line=1, reason=_("it has no tasks. Is it a backup of Super Productivity?"))
    file = _File(reading)
    file.tags = {key: text(tag.get("title")).strip() for key, tag in entities(backup.get("tag"))}
    refuse_too_many(len(record(backup["task"].get("entities"))))
    projects = list(entities(backup.get("project")))
    _add_projects(file, projects, backup)
    tasks = dict(entities(backup["task"]))
    for key in in_order(projects, tasks):
        _add(file, key, tasks[key], is_archived=False)
    for name in ("archiveYoung", "archiveOld"):
        for key, entry in entities(record(backup.get(name)).get("task")):
            _add(file, key, entry, is_archived=True)
    _check_parents(file)
    for key, config in entities(backup.get("taskRepeatCfg")):
        _add_repeated(file, key, config)
    return file.contents


def _add_projects(file: _File, projects: list[tuple[str, Json]], backup: Json) -> None:
    texts: dict[str, list[str]] = {}
    for _key, note in entities(backup.get("note")):
        texts.setdefault(text(note.get("projectId")), []).append(text(note.get("content")))
    for key, project in projects:
        if key != INBOX:
            file.projects[key] = file.keys.unique(f"project/{key}")
            title = text(project.get("title")).strip() or _("Untitled")
            content = notes.paragraphs(*texts.pop(key, ()))
            file.contents.containers.append(Container(key=file.projects[key], name=title, content=content))
    count = sum(len(left) for left in texts.values())
    if count:
        message = _("Notes that belong to no project are left out: {count}.")
        file.contents.notice(None, message.format(count=count))


def _labels(file: _File, entry: Json) -> tuple[str, ...]:
    ids = [text(key) for key in items(entry.get("tagIds"))]
    names = [file.tags.get(key, "") for key in ids if key not in (TODAY, DOING)]
    return tuple(dict.fromkeys(name for name in names if name))


def _add(file: _File, key: str, entry: Json, *, is_archived: bool) -> None:
    file.count += 1
    refuse_too_many(file.count)
    title = text(entry.get("title")).strip()
    task = Task(
        key=file.keys.unique(key),
        title=title or _("Untitled"),
        container=file.projects.get(text(entry.get("projectId"))),
        parent=text(entry.get("parentId")) or None,
        priority=PRIORITIES.get(text(entry.get("priority")), Priority.NONE),
        labels=_labels(file, entry),
        content=text(entry.get("notes")),
        created_at=instant_of_milliseconds(entry.get("created")),
        line=file.count,
    )
    if entry.get("isDone") is True or is_archived:
        task.status, task.ended_at = Status.DONE, instant_of_milliseconds(entry.get("doneOn"))
    elif DOING in items(entry.get("tagIds")):
        task.status = Status.IN_PROGRESS
    _set_days(file, task, entry)
    notes.add(task, notes.lines(remarks(file.reading.zone, entry)))
    notes.keep_start(task, gettext_lazy("Planned for"))
    file.contents.tasks.append(task)


def _set_days(file: _File, task: Task, entry: Json) -> None:
    """Take the deadline; without one, the day for which the task is planned is its deadline."""
    planned = moment(file.reading.zone, entry, ("dueWithTime", "plannedAt"), "dueDay")
    deadline = moment(file.reading.zone, entry, ("deadlineWithTime",), "deadlineDay")
    if found := deadline or planned:
        task.deadline_on, clock = found
        task.deadline_time = clock.time().replace(second=0, microsecond=0) if clock else None
    if deadline and planned:
        task.starts_on = planned[0]
        if planned[1]:
            notes.add(task, notes.line(gettext_lazy("Planned for"), f"{planned[1]:%Y-%m-%d %H:%M}"))


def _check_parents(file: _File) -> None:
    keys = {task.key for task in file.contents.tasks}
    for task in file.contents.tasks:
        if task.parent and (task.parent == task.key or task.parent not in keys):
            message = _("The task above {title} is not in the file. It is imported without it.")
            file.contents.notice(task.line, message.format(title=notes.quoted(task.title)))
            task.parent = None


def _add_repeated(file: _File, key: str, config: Json) -> None:
    """Add the work that a configuration makes; the tasks that it has made so far stay as they are."""
    title = text(config.get("title")).strip() or _("Untitled")
    if config.get("isPaused") is True:
        message = _("{title} repeats, but is paused. It is left out; the tasks that it has made are imported.")
        file.contents.notice(None, message.format(title=notes.quoted(title)))
        return
    last = day_of(config.get("lastTaskCreationDay"))
    if not last and (instant := instant_of_milliseconds(config.get("lastTaskCreation"))):
        last = day_and_time(instant, file.reading.zone)[0]
    start = day_of(config.get("startDate"))
    anchor = last if last and config.get("repeatFromCompletionDate") is True else start or EPOCH
    begin = max(anchor, last + timedelta(1) if last else anchor if start else file.reading.today)
    templates = [text(record(each).get("title")) for each in items(config.get("subTaskTemplates"))]
    task = Task(
        key=file.keys.unique(f"repeat/{key}"),
        title=title,
        container=file.projects.get(text(config.get("projectId"))),
        labels=_labels(file, config),
        content=notes.paragraphs(text(config.get("notes")), "\n".join(f"- [ ] {each}" for each in templates if each)),
    )
    notes.add(task, notes.line(gettext_lazy("Estimate"), hours(config.get("defaultEstimate"))))
    task.repetition = repetition(config, anchor, begin)
    if not task.repetition:
        notes.keep_repetition(file.contents, task, written(config))
    else:
        task.deadline_on = task.repetition.starts_on
        clock = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text(config.get("startTime")))
        task.deadline_time = datetime.strptime(clock[0], "%H:%M").time() if clock else None  # noqa: DTZ007
    file.contents.tasks.append(task)
