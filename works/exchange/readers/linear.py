"""Read the CSV file that Linear exports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.choices import Priority, Status
from works.exchange import notes
from works.exchange.files import heads, named_rows
from works.exchange.records import Container, Contents, Reading, Task
from works.exchange.times import read_moment
from works.exchange.words import priority_of, status_of

NAME, LABEL = "linear", "Linear"

Row = Mapping[str, str]

LABELS = {
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "due date": gettext_lazy("Due"),
    "id": gettext_lazy("Number in Linear"),
    "estimate": gettext_lazy("Estimate"),
    "assignee": gettext_lazy("Assignee"),
    "cycle name": gettext_lazy("Cycle"),
    "initiatives": gettext_lazy("Initiatives"),
    "project milestone": gettext_lazy("Milestone"),
    "related to": gettext_lazy("Related to"),
    "blocked by": gettext_lazy("Blocked by"),
    "duplicate of": gettext_lazy("Duplicate of"),
}
# Those that are kept as they are.
KEPT = tuple(LABELS)[3:]


def matches(name: str, data: bytes) -> bool:
    """Report whether the first line has the columns that only Linear writes."""
    return {"id", "team", "title", "uuid", "cycle number"} <= set(heads(data))


def read(data: bytes, reading: Reading) -> Contents:
    """Return teams and projects as containers, issues as tasks."""
    contents, keys, found = Contents(), dict[str, str](), list[tuple[Task, str]]()
    containers: dict[str, Container] = {}
    taken: set[str] = set()
    for number, row in named_rows(data, needed=("id", "title", "status")):
        key = row.get("uuid", "").strip() or row["id"].strip() or f"line {number}"
        if key in taken:
            contents.notice(number, _("The issue {id} occurs twice; its first row is imported.").format(id=row["id"]))
            continue
        taken.add(key)
        keys.setdefault(row["id"].strip(), key)
        task = _task(key, number, row, contents, reading.zone)
        task.container = _container(row, containers, number)
        found.append((task, row.get("parent issue", "").strip()))
    for task, parent in found:
        # The cell may have the title behind the id.
        task.parent = keys.get(parent) or keys.get(parent.partition(" ")[0])
        if parent and (task.parent is None or task.parent == task.key):
            task.parent = None
            contents.notice(task.line, _("Its parent issue {id} is not in the file.").format(id=parent))
    contents.containers = list(containers.values())
    contents.tasks = [task for task, __ in found]
    return contents


def _task(key: str, number: int, row: Row, contents: Contents, zone: ZoneInfo) -> Task:
    title = row["title"].strip()
    if not title:
        title = row["id"].strip() or _("(no title)")
        contents.notice(number, _("It has no title: its number is the title."))
    status, is_ours = _status(row)
    priority = priority_of(row.get("priority", ""))
    word = row["status"].strip()
    if not is_ours:
        reason = _("The status “{word}” is none of ours; it is kept in the notes.")
        contents.notice_once(number, reason.format(word=word))
    due = row.get("due date", "").strip()
    deadline = read_moment(due)
    if due and not deadline:
        contents.notice(number, _("“{text}” is not a day; it is kept in the notes.").format(text=due))
    ended = _instant(row, "canceled" if status is Status.CANCELLED else "completed", zone)
    if row.get("archived", "").strip():
        contents.notice(number, _("It is archived in Linear, and is imported like the others."))
    return Task(
        key=key,
        title=title,
        content=_content(row, "" if deadline else due, "" if is_ours else word, has_odd_priority=priority is None),
        status=status,
        priority=priority or Priority.NONE,
        labels=tuple(label.strip() for label in row.get("labels", "").split(", ") if label.strip()),
        # Linear's due date is a day; the midnight and the zone behind it have no meaning.
        deadline_on=deadline.day if deadline else None,
        created_at=_instant(row, "created", zone),
        started_at=_instant(row, "started", zone),
        ended_at=ended if status.is_closed else None,
        line=number,
    )


def _status(row: Row) -> tuple[Status, bool]:
    """Return the status, and whether the word means one: teams name their own, but the instants are Linear's."""
    known = status_of(row["status"])
    if row.get("canceled", "").strip():
        return Status.CANCELLED, True
    if row.get("completed", "").strip():
        return Status.DONE, True
    if known is None and row.get("started", "").strip():
        return Status.IN_PROGRESS, False
    return known or Status.TODO, known is not None


def _instant(row: Row, name: str, zone: ZoneInfo) -> datetime | None:
    moment = read_moment(row.get(name, ""))
    return moment and moment.instant(zone)


def _content(row: Row, due: str, status: str, *, has_odd_priority: bool) -> str:
    kept = {
        "status": status,
        "priority": row["priority"] if has_odd_priority else "",
        "due date": due,
        **{name: row.get(name, "") for name in KEPT},
    }
    return notes.paragraphs(
        row.get("description", ""), notes.lines((LABELS[name], text) for name, text in kept.items())
    )


def _container(row: Row, containers: dict[str, Container], number: int) -> str | None:
    """Return the key of the project, or of the team, of a row, which is added if it is new."""
    team, project = row.get("team", "").strip(), row.get("project", "").strip()
    key = None
    if team:
        key = f"team {team}"
        containers.setdefault(key, Container(key, team, line=number))
    if project:
        # Several teams may work at one project: each has its part of it.
        parent, key = key, f"project {team}/{row.get('project id', '').strip() or project}"
        containers.setdefault(key, Container(key, project, parent, line=number))
    return key
