"""Write to rows of earlier imports what has changed in the file since then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from categories.models import Category
from categories.services import edit_category
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history.recording import update
from works.exchange.records import Task
from works.models import RecurringWork
from works.models.filed import Filed
from works.services.editing import SAVED, WorkFields, write
from works.services.importing.new_rows import label_ids, next_positions, past_of
from works.services.importing.plan import CATEGORY, RECURRING_WORK, WORK, Action, Item, Plan
from works.services.importing.rules import catch_up_of, deadline_days_of
from works.services.labelling import set_labels_of_each
from works.services.lifecycle import apply_past, save_works
from works.services.lookup import find_recurring_work
from works.services.recurring import TEMPLATE, RecurringWorkFields, edit_row

FIELDS = {"title": ("title",), "content": ("content",), "priority": ("priority",)}
OF_A_WORK = {**FIELDS, "days": ("starts_on", "deadline_on", "deadline_time")}


def change_categories(user: User, plan: Plan, *, at: datetime) -> None:
    """Rename and move categories; one that cannot be moved stays where it is."""
    for item in plan.places.values():
        if item.action is not Action.UPDATE or item.kind != CATEGORY:
            continue
        place: Any = item.record
        values = {"name": place.name, "content": place.content}
        changes: Any = {name: values[name] for name in values if name in item.written}
        if "parent" in item.written:
            changes = {"name": place.name, **changes, "parent": plan.category_id(place.parent) or plan.base_id}
        try:
            edit_category(user=user, category_id=item.present.pk, at=at, **changes)
        except DomainError as refusal:
            item.action, item.reason = Action.KEEP, refusal.detail


def change_works(user: User, plan: Plan, *, at: datetime) -> None:
    """Store what has changed in works, in a fixed number of statements."""
    items = plan.tasks_to(Action.UPDATE, WORK)
    works = [item.present for item in items]
    _file(user, plan, items)
    pasts = []
    for item in items:
        task, work = item.record, item.present
        fields: WorkFields = {  # type: ignore[assignment]  # of literal names
            name: getattr(task, name) for key, names in OF_A_WORK.items() if key in item.written for name in names
        }
        write(work, fields, at)
        if "status" in item.written and isinstance(task, Task):
            pasts.append((work, past_of(user, task, at)))
    apply_past(user, pasts, at=at)
    save_works(user, works, SAVED, at=at)
    _label(user, plan, items)


def change_rules(user: User, plan: Plan, *, at: datetime) -> None:
    """Store what has changed in recurring works. A rule that has made works stays: its days are settled."""
    items = plan.tasks_to(Action.UPDATE, RECURRING_WORK)
    rows: list[RecurringWork] = []
    for item in items:
        task, row = item.record, item.present
        if not isinstance(task, Task) or task.repetition is None:
            continue
        for name in FIELDS:
            if name in item.written:
                setattr(row, name, getattr(task, name))
        if "category" in item.written:
            row.category_id = plan.category_id(task.container)
        if "days" in item.written:
            row.deadline_days, row.deadline_time = deadline_days_of(task, task.repetition), task.deadline_time
        rows.append(row)
    update(rows, TEMPLATE)
    _label(user, plan, items)
    for item in items:
        if "rule" in item.written:
            _change_rule(user, item, at)


def _change_rule(user: User, item: Item, at: datetime) -> None:
    task: Any = item.record
    row = find_recurring_work(user, item.present.pk)
    given = task.repetition
    changes: RecurringWorkFields = {"catch_up": catch_up_of(given, row)}
    if given.rule != row.rule:
        changes = {**changes, "rule": given.rule, "starts_on": given.starts_on}
    try:
        edit_row(user, row, changes, at)
    except DomainError as refusal:
        item.reason = refusal.detail


def _file(user: User, plan: Plan, items: Sequence[Item]) -> None:
    """Move works into the categories of their records, behind the works there."""
    arriving = [item for item in items if "category" in item.written]
    places = {plan.category_id(item.record.container) for item in arriving if isinstance(item.record, Task)}
    free = next_positions(user, places)
    ids = sorted({pk for pk in places if pk} | {item.present.category_id for item in items if item.present.category_id})
    categories = {row.pk: row for row in Category.objects.owned_by(user).among(ids)}
    for item in items:
        # Read again: its category may have been moved by this import.
        item.present.category = categories.get(item.present.category_id)
    for item in arriving:
        task: Any = item.record
        category_id = plan.category_id(task.container)
        item.present.category = categories[category_id] if category_id else None
        item.present.position = free[category_id]
        free[category_id] += 1


def _label(user: User, plan: Plan, items: Sequence[Item]) -> None:
    labelled = [item for item in items if "labels" in item.written]
    if labelled:
        rows: list[Filed] = [item.present for item in labelled]
        records: list[Any] = [item.record for item in labelled]
        ids = {row.pk: label_ids(plan, task) for row, task in zip(rows, records, strict=True)}
        set_labels_of_each(user, rows, ids)
