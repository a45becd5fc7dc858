"""Plan an import: what becomes of each record, compared with the rows of the person. Nothing is written.

A record is known by its source and its id there. If it is as the last import found it, its row stays as it is. A field
that has changed in the file is written, unless the person has changed it here since then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from categories.models import Category
from works.choices import CatchUp
from works.exchange import digests
from works.exchange.digests import Digests, external_id
from works.exchange.nesting import TOP, Tree, free_name
from works.models import Label, RecurringWork, Work
from works.services.importing.plan import CATEGORY, RECURRING_WORK, WORK, Action, Item, Plan, Spot, recall
from works.services.importing.rules import deadline_days_of
from works.services.labels import key_of

# Returns ids for that many new categories: reserved ones, or negative ones for a preview.
NewIds = Callable[[int], list[int]]


def plan_import(user: User, source: str, tree: Tree, *, base: Category | None, new_ids: NewIds) -> Plan:
    """Return the plan, in a fixed number of queries."""
    places = {key: Item(CATEGORY, place, external_id(key)) for key, place in tree.places.items()}
    tasks = [Item(RECURRING_WORK if task.repetition else WORK, task, external_id(task.key)) for task in tree.tasks]
    recall(user, source, [*places.values(), *tasks])
    spots = Category.objects.owned_by(user).values_list("pk", "parent_id", "name", "position", "path")
    labels = Label.objects.owned_by(user).ids_by_key()
    plan = Plan(places, tasks, base, {pk: Spot(*spot) for pk, *spot in spots}, labels)
    _plan_places(user, plan, new_ids)
    _Tasks(user, plan).run()
    return plan


def negative_ids(count: int) -> list[int]:
    """Return ids that no row has."""
    return list(range(-1, -count - 1, -1))


def _plan_places(user: User, plan: Plan, new_ids: NewIds) -> None:
    kept = [item.row for item in plan.places.values() if item.action is Action.KEEP and item.row]
    rows = {row.pk: row for row in Category.objects.owned_by(user).among(kept)}
    taken: dict[int | None, dict[str, int]] = defaultdict(dict)
    for pk, spot in plan.spots.items():
        taken[spot.parent_id][spot.name] = pk
    free = iter(new_ids(sum(item.action is Action.CREATE for item in plan.places.values())))
    claimed = set(kept)
    for item in plan.places.values():
        place: Any = item.record
        above = plan.places[place.parent] if place.parent is not None else None
        if above and above.action is Action.SKIP:
            item.skip(item.reason or _("What contains it is in the trash."))
        if item.action is Action.SKIP:
            continue
        parent_id = above.row if above else plan.base_id
        item.digests = digests.of_category(name=place.name, content=place.content, parent_id=parent_id)
        names = taken[parent_id]
        if item.action is Action.KEEP:
            item.present = rows[item.row]
            _compare_category(item, names)
        elif (same := names.get(place.name, 0)) > 0 and same not in claimed and place.key != TOP:
            # A category that the person has already: nothing is written to it, now or later.
            item.action, item.row, item.digests = Action.KEEP, same, {}
            claimed.add(same)
        else:
            place.name = free_name(place.name, names)
            item.row = names[place.name] = next(free)


def _compare_category(item: Item, names: dict[str, int]) -> None:
    row: Any = item.present
    place: Any = item.record
    if not (item.known and item.known.digests):
        item.digests = {}
        return
    item.compare(digests.of_category(name=row.name, content=row.content, parent_id=row.parent_id))
    if item.written & {"name", "parent"}:
        wanted = place.name if "name" in item.written else row.name
        place.name = free_name(wanted, {name for name, pk in names.items() if pk != row.pk})
        names[place.name] = row.pk


class _Tasks:
    """Plans the tasks of a plan whose places are planned."""

    def __init__(self, user: User, plan: Plan) -> None:
        self.user, self.plan = user, plan
        self.keys: dict[str, str] = {}

    def run(self) -> None:
        """Decide about each, then compare those that have changed in the file with their rows."""
        changed: dict[str, list[Item]] = defaultdict(list)
        for item in self.plan.tasks:
            self._decide(item)
            if item.action is Action.KEEP and item.known and item.known.digests != item.digests:
                changed[item.kind].append(item)
        if changed:
            self._compare(changed)
        for item in self.plan.tasks:
            if item.action is Action.CREATE or "labels" in item.written:
                record: Any = item.record
                for name in record.labels:
                    if self._key(name) not in self.plan.labels:
                        self.plan.new_labels.setdefault(self._key(name), name)

    def _decide(self, item: Item) -> None:
        task: Any = item.record
        place = self.plan.places[task.container] if task.container is not None else None
        if place and place.action is Action.SKIP and item.action is Action.CREATE:
            item.skip(_("Its project is in the trash."))
        if item.action is Action.SKIP:
            return
        common = digests.of_task(
            title=task.title,
            content=task.content,
            category_id=place.row if place else None,
            priority=task.priority,
            labels=map(self._key, task.labels),
        )
        if given := task.repetition:
            days, rule = deadline_days_of(task, given), given.rule
            rest = digests.of_rule(
                rule=rule, waits=given.from_completion, deadline_days=days, deadline_time=task.deadline_time
            )
        else:
            rest = digests.of_work(
                status=task.status,
                starts_on=task.starts_on,
                deadline_on=task.deadline_on,
                deadline_time=task.deadline_time,
            )
        item.digests = {**common, **rest}
        if place and place.action is Action.SKIP and item.known:
            # Its category is in the trash, and the person had moved it elsewhere before.
            item.digests["category"] = item.known.digests.get("category", "")

    def _compare(self, changed: dict[str, list[Item]]) -> None:
        names = {pk: key for key, pk in self.plan.labels.items()}
        for kind, items in changed.items():
            model: Any = {WORK: Work, RECURRING_WORK: RecurringWork}[kind]
            ids = [item.row for item in items if item.row]
            rows = model.objects.owned_by(self.user).with_category().with_label_ids().among(ids)
            present = {row.pk: row for row in rows}
            for item in items:
                item.present = present[item.row]
                item.compare(_digests_of(item.present, [names[pk] for pk in item.present.label_ids]))

    def _key(self, name: str) -> str:
        return self.keys.get(name) or self.keys.setdefault(name, key_of(name))


def _digests_of(row: Any, labels: list[str]) -> Digests:
    """Return the digests of a work or a recurring work as it is."""
    common = digests.of_task(
        title=row.title, content=row.content, category_id=row.category_id, priority=row.priority, labels=labels
    )
    if isinstance(row, RecurringWork):
        rest = digests.of_rule(
            rule=row.rule,
            waits=row.catch_up == CatchUp.WAIT_FOR_DONE,
            deadline_days=row.deadline_days,
            deadline_time=row.deadline_time,
        )
    else:
        rest = digests.of_work(
            status=row.current_status,
            starts_on=row.starts_on,
            deadline_on=row.deadline_on,
            deadline_time=row.deadline_time,
        )
    return {**common, **rest}
