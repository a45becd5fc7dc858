"""Write what a plan says, as part of the running act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from accounts.models import User
from wheelbarrow.core.quotas import reserve
from works.models import ImportedRow
from works.services.importing.changed_rows import change_categories, change_rules, change_works
from works.services.importing.new_rows import create_categories, create_labels, create_rules, create_works
from works.services.importing.plan import Action, Item, Plan

CHUNK = 1000


def write_plan(user: User, source: str, plan: Plan, *, at: datetime) -> int:
    """Write everything that the plan says; return the number of works that rules have made. Raises QuotaExceeded, TooDeep."""
    new = [item for item in plan.items if item.action is Action.CREATE]
    notes = [item.record.content for item in new] + [
        item.record.content for item in plan.items if "content" in item.written
    ]
    reserve(user, rows=len(new) + len(plan.new_labels), notes="".join(notes))
    create_categories(user, plan, at=at)
    change_categories(user, plan, at=at)
    create_labels(user, plan, at=at)
    create_works(user, plan, at=at)
    made = create_rules(user, plan, at=at)
    change_works(user, plan, at=at)
    change_rules(user, plan, at=at)
    reserve(user, rows=made)
    remember(user, source, plan.items)
    return made


def remember(user: User, source: str, items: Sequence[Item]) -> None:
    """Store which row each record has become, and the digests of its fields, where that has changed."""
    new, changed = [], []
    for item, row in _rows(user, source, items):
        if item.known is None:
            new.append(row)
        elif (item.known.row, item.known.digests) != (row.row, row.digests):
            row.pk = item.known.pk
            changed.append(row)
    ImportedRow.objects.bulk_create(new, batch_size=CHUNK)
    for start in range(0, len(changed), CHUNK):
        ImportedRow.objects.all().store(changed[start : start + CHUNK], ["row", "digests"])


def _rows(user: User, source: str, items: Sequence[Item]) -> Iterator[tuple[Item, ImportedRow]]:
    for item in items:
        if item.action is not Action.SKIP and item.row:
            yield (
                item,
                ImportedRow(
                    user=user,
                    source=source,
                    external_id=item.external_id,
                    kind=item.kind,
                    row=item.row,
                    digests=item.digests,
                ),
            )
