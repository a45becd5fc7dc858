"""What an import does: the fate of each record, and what it is compared with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from categories.models import Category
from wheelbarrow.core.db.soft_delete import SoftDeletable, plural_name
from wheelbarrow.core.history.acts import kind_of
from works.exchange.digests import Digests
from works.exchange.nesting import Place
from works.exchange.records import Task
from works.models import ImportedRow, RecurringWork, Work

CATEGORY, WORK, RECURRING_WORK = kind_of(Category), kind_of(Work), kind_of(RecurringWork)
MODELS: dict[str, type[SoftDeletable]] = {CATEGORY: Category, WORK: Work, RECURRING_WORK: RecurringWork}


class Action(StrEnum):
    """What becomes of a record."""

    CREATE = "create"
    UPDATE = "update"
    KEEP = "keep"  # it has not changed, or only where the person has too
    SKIP = "skip"


class Known(NamedTuple):
    """An imported row: its own id, that of the row, and the digests of its fields."""

    pk: int
    row: int
    digests: Digests


class Spot(NamedTuple):
    """Where a live category is."""

    parent_id: int | None
    name: str
    position: int
    path: str


@dataclass(slots=True, eq=False)
class Item:
    """A record and its fate. `row` is the id of its row, `written` has the names of the fields to write there."""

    kind: str
    record: Place | Task
    external_id: str
    action: Action = Action.CREATE
    row: int | None = None
    known: Known | None = None
    digests: Digests = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    # Where the file and the person have changed the same field: hers stays.
    kept: frozenset[str] = frozenset()
    reason: str = ""
    # The row as it is, where its fields are compared.
    present: Any = None

    def skip(self, reason: str) -> None:
        """Leave the record out."""
        self.action, self.reason = Action.SKIP, reason

    def compare(self, present: Digests) -> None:
        """Find the fields to write: those that have changed in the file, and not in the row, since the last import."""
        old = self.known.digests if self.known else {}
        changed = {name for name, new in self.digests.items() if new not in (old.get(name), present.get(name))}
        self.written = frozenset(name for name in changed if present.get(name) == old.get(name))
        self.kept = frozenset(changed - self.written)
        self.action = Action.UPDATE if self.written else Action.KEEP


@dataclass(slots=True)
class Plan:
    """What an import does. `places` has the item of each place by its key; `base` is the category above them."""

    places: dict[str, Item] = field(default_factory=dict)
    tasks: list[Item] = field(default_factory=list)
    base: Category | None = None
    spots: Mapping[int, Spot] = field(default_factory=dict)
    # The ids of the labels that exist, and the names of those that are to be created, by key.
    labels: dict[str, int] = field(default_factory=dict)
    new_labels: dict[str, str] = field(default_factory=dict)

    @property
    def base_id(self) -> int | None:
        """The id of the category above the places."""
        return self.base.pk if self.base else None

    @property
    def items(self) -> list[Item]:
        """All items, places first."""
        return [*self.places.values(), *self.tasks]

    def tasks_to(self, action: Action, kind: str) -> list[Item]:
        """Return the tasks of one kind with this fate."""
        return [item for item in self.tasks if item.action is action and item.kind == kind]

    def category_id(self, key: str | None) -> int | None:
        """Return the id of the category of a place; None is the inbox."""
        return self.places[key].row if key is not None else None

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the number of records by the plural name of their model and by fate."""
        found = Counter((item.kind, item.action) for item in self.items)
        counts = {
            plural_name(model): {action.value: found[kind, action] for action in Action}
            for kind, model in MODELS.items()
        }
        return {**counts, "labels": {Action.CREATE.value: len(self.new_labels)}}


def recall(user: User, source: str, items: Iterable[Item]) -> None:
    """Find the rows that earlier imports have made of these records: live ones are kept, those in the trash skipped.

    A row that is gone, because the import was undone or the trash emptied, is created again.
    """
    rows = ImportedRow.objects.owned_by(user).of_source(source)
    imported = {
        (kind, external): Known(*facts)
        for kind, external, *facts in rows.values_list("kind", "external_id", "pk", "row", "digests")
    }
    if not imported:
        return
    by_kind: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        other = {WORK: RECURRING_WORK, RECURRING_WORK: WORK}.get(item.kind)
        item.known = imported.get((item.kind, item.external_id))
        if item.known:
            by_kind[item.kind].append(item)
        elif other and (other, item.external_id) in imported:
            item.skip(_("It was imported before it began, or ceased, to repeat: that row stays."))
    for kind, known in by_kind.items():
        ids = [item.known.row for item in known if item.known]
        states = dict(MODELS[kind].all_objects.owned_by(user).among(ids).values_list("pk", "deletion_id"))
        for item in known:
            row = item.known.row if item.known else 0
            if row in states:
                item.row, item.action = row, Action.KEEP
                if states[row] is not None:
                    item.skip(_("It is in the trash."))
