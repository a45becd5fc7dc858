"""What the API and the pages show of imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from wheelbarrow.core.db.keyset import Key, Keyed, read_page
from wheelbarrow.core.history.headlines import Headline
from wheelbarrow.core.history.selectors import first_change_of, undone_batches
from wheelbarrow.core.row_counts import describe_counts
from works.exchange.sources import reader_named
from works.models import Import
from works.services.importing.requests import find_import, is_failed, last_job

FAILED = "failed"
STATES = [*Import.State.values, FAILED]


@dataclass(slots=True)
class Shown:
    """An import as it is shown. `state` is one of STATES; `change` is the id by which it is undone."""

    id: int
    source: str
    label: str
    file_name: str
    state: str
    failure: str
    done: int
    total: int
    counts: dict[str, Any]
    created_at: datetime
    ended_at: datetime | None
    preview: dict[str, Any]
    change: int | None = None
    is_undone: bool = False
    can_apply: bool = False

    @property
    def pk(self) -> int:
        """The id."""
        return self.id

    @property
    def is_moving(self) -> bool:
        """Whether a job is at work, so that the state changes by itself."""
        return self.state in (Import.State.READING, Import.State.APPLYING)


def show_import(user: User, import_id: int) -> Shown:
    """Return one import with its preview. Raises ImportNotFound."""
    row = find_import(user, import_id)
    shown = _shown(row, preview=row.preview)
    if row.batch:
        shown.change = first_change_of(user, row.batch)
        shown.is_undone = row.batch in undone_batches(user, row.batch)
    return shown


def list_imports(user: User, *, limit: int, offset: int = 0, after: Key = ()) -> Keyed:
    """Return a page of the imports without their previews, the newest first."""
    rows = Import.objects.owned_by(user).without_contents().newest_first()
    found, keys = read_page(rows, limit=limit, offset=offset, after=after)
    return Keyed([_shown(row) for row in found], keys)


def headlines_of(user: User, batches: list[int]) -> dict[int, Headline]:
    """Return what the imports with these batches have done, in a sentence for the history."""
    rows = Import.objects.owned_by(user).of_batches(batches).without_contents()
    return {
        row.batch: Headline(
            _("Imported from {source}: {counts}").format(
                source=name_of_source(row.source), counts=_counted(row.counts)
            ),
            f"settings/imports/{row.pk}/",
        )
        for row in rows
        if row.batch
    }


def _counted(counts: dict[str, Any]) -> str:
    """Return how many rows of each kind an import has created and changed, works first."""
    names = ("works", "recurring_works", "categories", "labels")
    order = [name for name in names if any(counts.get(name, {}).get(fate) for fate in ("create", "update"))]
    numbers = [describe_counts({name: counts[name].get("create", 0) + counts[name].get("update", 0)}) for name in order]
    return ", ".join(numbers) or describe_counts({})


def name_of_source(source: str) -> str:
    """Return what people call the source; its own name if there is no such reader any more."""
    try:
        return reader_named(source).LABEL
    except KeyError:
        return source


def _shown(row: Import, *, preview: dict[str, Any] | None = None) -> Shown:
    # Few are not done: MOST_WAITING.
    is_moving = row.state in (Import.State.READING, Import.State.APPLYING)
    job = last_job(row) if is_moving else None
    has_failed = is_moving and is_failed(row)
    return Shown(
        id=row.pk,
        source=row.source,
        label=name_of_source(row.source),
        file_name=row.file_name,
        state=FAILED if has_failed else row.state,
        failure=(job.failure or _("It failed five times. Ask the operator.")) if job and has_failed else "",
        done=job.done if job else 0,
        total=job.total if job else 0,
        counts=row.counts,
        created_at=row.created_at,
        ended_at=row.ended_at,
        preview=preview or {},
        can_apply=row.state == Import.State.READY or (has_failed and row.state == Import.State.APPLYING),
    )
