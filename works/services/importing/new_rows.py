"""Create the rows of an import: categories, labels, recurring works and works, each kind in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from accounts.models import User
from categories import paths
from categories.models import Category
from categories.services import TooDeep
from wheelbarrow.core.history.acts import current
from wheelbarrow.core.history.links import link_new
from wheelbarrow.core.history.recording import insert_all
from works.exchange.records import Task
from works.models import Label, RecurringWork, Work
from works.models.filed import Filed
from works.services.generation import BATCH, make_due_works
from works.services.importing.plan import RECURRING_WORK, WORK, Action, Item, Plan
from works.services.importing.rules import new_rule
from works.services.labelling import LABELS
from works.services.labels import key_of, least_used
from works.services.lifecycle import Past, apply_past

IMPORTED = "imported"


def create_categories(user: User, plan: Plan, *, at: datetime) -> dict[int, Category]:
    """Insert the new categories under the ids of the plan, each last of its siblings; return them by id. Raises TooDeep."""
    last: dict[int | None, int] = defaultdict(lambda: -1)
    for spot in plan.spots.values():
        last[spot.parent_id] = max(last[spot.parent_id], spot.position)
    made: dict[int, Category] = {}
    for item in plan.places.values():
        if item.action is not Action.CREATE or item.row is None:
            continue
        place: Any = item.record
        parent_id = plan.category_id(place.parent) or plan.base_id
        above = made[parent_id].path if parent_id in made else plan.spots[parent_id].path if parent_id else ""
        path = paths.join(above, item.row)
        if paths.level_of(path) >= paths.MAX_LEVELS:
            raise TooDeep(limit=paths.MAX_LEVELS)
        last[parent_id] += 1
        made[item.row] = Category(
            pk=item.row,
            user=user,
            name=place.name,
            content=place.content,
            parent_id=parent_id,
            path=path,
            level=paths.level_of(path),
            position=last[parent_id],
            created_at=at,
            updated_at=at,
        )
    insert_all(list(made.values()), action=IMPORTED)
    return made


def create_labels(user: User, plan: Plan, *, at: datetime) -> None:
    """Insert the new labels, behind the others, and add their ids to the plan."""
    others = Label.objects.owned_by(user)
    colours, position = list(others.in_order().colours()), others.next_position()
    made: list[Label] = []
    for key, name in plan.new_labels.items():
        colour = least_used(colours)
        colours.append(colour)
        label = Label(user=user, name=name, name_key=key, colour=colour, created_at=at, updated_at=at)
        label.position = position + len(made)
        made.append(label)
    insert_all(made, action=IMPORTED)
    plan.labels.update({label.name_key: label.pk for label in made})


def create_works(user: User, plan: Plan, *, at: datetime) -> None:
    """Insert the new works behind those of their categories, with their past and their labels."""
    items = plan.tasks_to(Action.CREATE, WORK)
    places = {plan.category_id(item.record.container) for item in items if isinstance(item.record, Task)}
    free = next_positions(user, places)
    paths_of = dict(Category.objects.owned_by(user).among([pk for pk in places if pk]).values_list("pk", "path"))
    pairs = []
    for item in items:
        task: Any = item.record
        category_id = plan.category_id(task.container)
        work = _new_work(user, task, at)
        if category_id:
            work.category = Category.from_db(
                None, ["id", "user_id", "path"], [category_id, user.pk, paths_of[category_id]]
            )
        work.position = free[category_id]
        free[category_id] += 1
        pairs.append((work, past_of(user, task, at)))
    apply_past(user, pairs, at=at)
    works = [work for work, _past in pairs]
    insert_all(works, action=IMPORTED)
    _store_ids(items, works)
    _label(plan, items, works)
    # 60,000 works took 420 MB with their changes.
    current().flush(works)


def create_rules(user: User, plan: Plan, *, at: datetime) -> int:
    """Insert the new recurring works, and the works that are due today; return the number of the latter."""
    items = plan.tasks_to(Action.CREATE, RECURRING_WORK)
    rows = []
    for item in items:
        task: Any = item.record
        row = new_rule(user, task, task.repetition, at=at)
        row.category_id = plan.category_id(task.container)
        rows.append(row)
    insert_all(rows, action=IMPORTED)
    _store_ids(items, rows)
    _label(plan, items, rows)
    made = 0
    for start in range(0, len(rows), BATCH):
        made += make_due_works(user=user, ids=[row.pk for row in rows[start : start + BATCH]], at=at).made
    return made


def past_of(user: User, task: Task, at: datetime) -> Past:
    """Return the status of a task and since when. A closed one without an instant ended with its deadline, if that is past."""
    ended_at = task.ended_at
    if task.status.is_closed and ended_at is None and task.deadline_on:
        ended_at = datetime.combine(task.deadline_on, task.deadline_time or time(12), tzinfo=user.zone)
    started_at = task.started_at and min(task.started_at, ended_at or at)
    return Past(task.status, started_at, ended_at)


def next_positions(user: User, places: set[int | None]) -> dict[int | None, int]:
    """Return the position behind the last work of each of these categories."""
    free: dict[int | None, int] = defaultdict(int)
    chosen = [(user.pk, pk) for pk in places]
    for start in range(0, len(chosen), BATCH):
        found = Work.objects.next_positions(chosen[start : start + BATCH])
        free.update({category_id: position for (_user, category_id), position in found.items()})
    return free


def label_ids(plan: Plan, task: Task) -> list[int]:
    """Return the ids of the labels of a task."""
    return [plan.labels[key_of(name)] for name in task.labels]


def _new_work(user: User, task: Task, at: datetime) -> Work:
    begun = [instant for instant in (task.created_at, task.started_at, task.ended_at, at) if instant]
    return Work(
        user=user,
        title=task.title,
        content=task.content,
        priority=task.priority,
        starts_on=task.starts_on,
        deadline_on=task.deadline_on,
        deadline_time=task.deadline_time,
        created_at=min(begun),
        updated_at=at,
    )


def _store_ids(items: Sequence[Item], rows: Sequence[Work | RecurringWork]) -> None:
    for item, row in zip(items, rows, strict=True):
        item.row = row.pk


def _label(plan: Plan, items: Sequence[Item], rows: Sequence[Filed]) -> None:
    records: list[Any] = [item.record for item in items]
    ids = {row.pk: label_ids(plan, task) for row, task in zip(rows, records, strict=True) if task.labels}
    link_new(rows, LABELS, ids)
