"""Series of Taskwarrior: a parent that is the rule, and an instance for each day so far. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from works.exchange import notes
from works.exchange.dialects.taskwarrior import repetition
from works.exchange.records import Contents, Repetition, Task
from works.recurrence.catch_up import MAX_DAYS
from works.recurrence.rule import Rule
from works.recurrence.schedule import Schedule


@dataclass(slots=True)
class Series:
    """A parent: its task, `recur`, the day of `until`, and the number of instances that Taskwarrior has made."""

    task: Task
    recur: str
    until: date | None
    made: int


@dataclass(slots=True)
class Instance:
    """A task with the uuid of its parent, if it has one; `recur` is empty for a task that does not repeat."""

    task: Task
    parent: str
    recur: str
    is_deleted: bool


def settle(contents: Contents, series: dict[str, Series], instances: list[Instance]) -> list[Task]:
    """Return the tasks to import, in their order, without duplicates of what a rule is going to make.

    The finished instances of a rule stay. The open instance of its latest day is the first day of the rule, unless it
    has been changed: then it stays, and the rule goes on after it.
    """
    of_parent: dict[str, list[Instance]] = {}
    for instance in instances:
        if instance.parent in series:
            of_parent.setdefault(instance.parent, []).append(instance)
    dropped = {instance.task.key for instance in instances if instance.is_deleted}
    for uuid, one in series.items():
        dropped |= _settle(contents, one, of_parent.get(uuid, []))
    settled = dropped | {one.task.key for one in series.values()}
    for instance in instances:
        task = instance.task
        is_alone = instance.parent not in series and task.key not in settled
        if instance.recur and is_alone and not task.status.is_closed:
            notes.keep_repetition(contents, task, instance.recur)
    return [instance.task for instance in instances if instance.task.key not in dropped]


def _settle(contents: Contents, one: Series, instances: list[Instance]) -> set[str]:
    """Give the parent its repetition; return the keys of tasks that are left out."""
    waiting = [instance for instance in instances if not (instance.is_deleted or instance.task.status.is_closed)]
    anchor = one.task.deadline_on
    found = repetition(one.recur, anchor) if anchor else None
    if not found or not anchor:
        # The open instances are the task; without any, the parent is.
        for task in [instance.task for instance in waiting] or [one.task]:
            notes.keep_repetition(contents, task, one.recur)
        return {one.task.key} if waiting else set()
    rule = replace(Rule.parse(found.rule), until=one.until)
    schedule = Schedule(rule, anchor)
    days = [day for instance in instances if (day := instance.task.deadline_on)]
    next_one = _next(one, waiting, schedule)
    if next_one:
        first = next_one.task.deadline_on
    else:
        first = schedule.next_from(max(days) + timedelta(1)) if days else _after(schedule, anchor, one.made)
    if not first:
        message = _("{title} has no further day: only its tasks so far are imported.")
        contents.notice(one.task.line, message.format(title=notes.quoted(one.task.title)))
        return {one.task.key}
    skipped = {day for day in days if day > first}
    _begin(one.task, replace(found, rule=str(rule), starts_on=first, skipped_on=tuple(sorted(skipped))))
    return {next_one.task.key} if next_one else set()


def _begin(task: Task, found: Repetition) -> None:
    """Give the parent its repetition, and the days of its first instance."""
    anchor = task.deadline_on
    task.repetition, task.deadline_on = found, found.starts_on
    if task.starts_on and anchor:
        task.starts_on += found.starts_on - anchor


def _next(one: Series, waiting: list[Instance], schedule: Schedule) -> Instance | None:
    """Return the open instance of the latest day, if the rule would make just the same."""
    dated = [instance for instance in waiting if instance.task.deadline_on]
    last = max(dated, key=lambda instance: instance.task.deadline_on or date.min, default=None)
    if not last or not last.task.deadline_on or not schedule.has(last.task.deadline_on):
        return None
    names = ("title", "container", "status", "priority", "labels", "content", "deadline_time")
    is_same = all(getattr(last.task, name) == getattr(one.task, name) for name in names)
    return last if is_same else None


def _after(schedule: Schedule, anchor: date, made: int) -> date | None:
    """Return the day after the first `made` days of the rule."""
    return next(islice(schedule.days_from(anchor), min(made, MAX_DAYS), None), None)
