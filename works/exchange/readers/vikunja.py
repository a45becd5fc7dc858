"""Read the export of Vikunja: a zip with data.json, its projects with their tasks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from works.choices import Priority, Status
from works.exchange import times, values
from works.exchange.consistency import settle
from works.exchange.dialects import vikunja
from works.exchange.files import is_zip, json_of, members_of, refuse_too_many
from works.exchange.html import markdown
from works.exchange.keys import key_of
from works.exchange.readers.vikunja_notes import content_of, related
from works.exchange.records import Container, Contents, Reading, Task, Unreadable
from works.exchange.repetitions import Repetitions
from works.exchange.values import Json

NAME = "vikunja"
LABEL = "Vikunja"

FILE = "data.json"
MATCHING = (b"data.json", b"filters.json", b"VERSION")
PRIORITIES = {1: Priority.LOW, 2: Priority.MEDIUM, 3: Priority.HIGH, 4: Priority.URGENT, 5: Priority.URGENT}


def matches(name: str, data: bytes) -> bool:
    """Report whether the file is a zip that names the files of an export."""
    return is_zip(data) and all(member in data for member in MATCHING)


def read(data: bytes, reading: Reading) -> Contents:
    """Return what the export has. Raises Unreadable if it has no projects."""
    contents = Contents()
    members = members_of(data)
    if FILE not in members:
        raise Unreadable(line=1, reason=_("the zip has no file {name}.").format(name=FILE))
    value = json_of(members[FILE])
    if not isinstance(value, list):
        raise Unreadable(line=1, reason=_("data.json has no projects. Is it an export of Vikunja?"))
    repetitions, wholes = Repetitions(contents), dict[str, str]()
    for project, parent in _projects(value):
        _add_project(project, parent, wholes, repetitions, reading, contents)
    for task in contents.tasks:
        task.parent = task.parent or wholes.get(task.key)
    settle(contents)
    filters = values.records(json_of(members["filters.json"])) if members.get("filters.json") else []
    if filters:
        names = ", ".join(values.line(found.get("title")) for found in filters)
        contents.notice(None, _("Saved filters are not imported: {names}").format(names=names[:200]))
    return contents


def _projects(value: object) -> Iterator[tuple[Json, str | None]]:
    """Yield each project with the key of its parent, which is named by an id or by nesting; not by recursion."""
    waiting: list[tuple[Json, str | None]] = [(project, None) for project in reversed(values.records(value))]
    while waiting:
        project, outer = waiting.pop()
        # 0 is none, and the ids of the favourites and of saved filters are negative.
        named = values.whole(project.get("parent_project_id"))
        yield project, str(named) if named > 0 else outer
        inner = reversed(values.records(project.get("child_projects")))
        waiting.extend((child, key_of(project.get("id")) or None) for child in inner)


def _add_project(
    project: Json,
    parent: str | None,
    wholes: dict[str, str],
    repetitions: Repetitions,
    reading: Reading,
    contents: Contents,
) -> None:
    """Add a project with its tasks; put into `wholes` the task of which each subtask is a part, by their keys."""
    name, number = values.line(project.get("title")), len(contents.containers) + 1
    key = key_of(project.get("id")) or key_of(name, number)
    content = markdown(values.text(project.get("description")))
    contents.containers.append(Container(key, name or _("Untitled"), parent=parent, content=content, line=number))
    if project.get("is_archived") is True:
        contents.notice(number, _("The project “{title}” is archived in Vikunja.").format(title=name[:100]))
    buckets = _buckets(project)
    refuse_too_many(len(contents.tasks) + len(values.items(project.get("tasks"))))
    for item in _in_order(project):
        task = _task(item, key, buckets, reading, contents)
        if rule := vikunja.describe(item):
            repetitions.attach(task, partial(vikunja.parse, item), text=rule)
        contents.tasks.append(task)
        wholes |= {key_of(part.get("id")): task.key for part in related(item, "subtask")}


def _in_order(project: Json) -> list[Json]:
    """Return the tasks in the order of the first view of the project."""
    placed: dict[int, tuple[int, float]] = {}
    for row in values.records(project.get("positions")):
        place = values.whole(row.get("project_view_id")), values.number(row.get("position"))
        task = values.whole(row.get("task_id"))
        placed[task] = min(placed.get(task, place), place)

    def place_of(task: Json) -> float:
        return placed.get(values.whole(task.get("id")), (0, values.number(task.get("position"))))[1]

    return sorted(values.records(project.get("tasks")), key=place_of)


def _buckets(project: Json) -> dict[int, list[str]]:
    """Return the names of the buckets of each task by its id, without those for new and for done tasks."""
    buckets = values.records(project.get("buckets"))
    plain = {_first_bucket(view, buckets) for view in values.records(project.get("views"))}
    plain |= {values.whole(view.get("done_bucket_id")) for view in values.records(project.get("views"))}
    names = {
        values.whole(bucket.get("id")): values.line(bucket.get("title"))
        for bucket in buckets
        if values.whole(bucket.get("id")) not in plain and bucket.get("is_done_bucket") is not True
    }
    found: dict[int, list[str]] = {}
    rows = [(row.get("task_id"), row.get("bucket_id")) for row in values.records(project.get("task_buckets"))]
    rows += [(task.get("id"), task.get("bucket_id")) for task in values.records(project.get("tasks"))]
    for task, bucket in rows:
        if name := names.get(values.whole(bucket)):
            found.setdefault(values.whole(task), []).append(name)
    return found


def _first_bucket(view: Json, buckets: list[Json]) -> int:
    """Return the id of the bucket that gets new tasks: the first of the view, unless another one is set."""
    if chosen := values.whole(view.get("default_bucket_id")):
        return chosen
    own = [bucket for bucket in buckets if bucket.get("project_view_id") == view.get("id")]
    first = min(own, key=lambda bucket: values.number(bucket.get("position")), default={})
    return values.whole(first.get("id"))


def _task(item: Json, container: str, buckets: dict[int, list[str]], reading: Reading, contents: Contents) -> Task:
    title = values.line(item.get("title")) or _("Untitled")
    labels = [values.line(label.get("title")) for label in values.records(item.get("labels"))]
    labels += buckets.get(values.whole(item.get("id")), [])
    task = Task(
        key=key_of(item.get("id")) or key_of(container, title),
        title=title,
        container=container,
        parent=next((key_of(whole.get("id")) for whole in related(item, "parenttask")), None),
        content=content_of(item, reading.zone),
        priority=PRIORITIES.get(values.whole(item.get("priority")), Priority.NONE),
        labels=tuple(dict.fromkeys(filter(None, labels))),
        created_at=times.instant_of(item.get("created")),
        line=len(contents.tasks) + 1,
    )
    if due_at := times.instant_of(item.get("due_date")):
        task.deadline_on, task.deadline_time = times.day_and_time(due_at, reading.zone)
    if starts_at := times.instant_of(item.get("start_date")):
        task.starts_on = times.day_and_time(starts_at, reading.zone)[0]
    if item.get("done") is True:
        task.status, task.ended_at = Status.DONE, times.instant_of(item.get("done_at"))
    else:
        task.status = Status.IN_PROGRESS if values.number(item.get("percent_done")) > 0 else Status.TODO
    return task
