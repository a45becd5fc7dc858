"""Insert what an import brings from the log and the trash of another server. Called in an act."""

from __future__ import annotations

from collections.abc import Sequence

from wheelbarrow.core.history.acts import current
from wheelbarrow.core.models import Change, Deletion

CHUNK = 1000


def insert_changes(changes: Sequence[Change]) -> None:
    """Insert changes of earlier acts, whose batches are before the running act (`Act.make_room`).

    They come before the changes of the act itself, so that a copy that follows the log ends with the rows as they are.
    """
    batches = current().batches
    if any(change.batch >= batches[change.user_id] for change in changes):
        raise ValueError("An imported change must be older than the import.")
    Change.objects.bulk_create(changes, batch_size=CHUNK)


def insert_deletions(deletions: Sequence[Deletion]) -> None:
    """Insert deletions, before the rows that are in them. The changes of those rows name them."""
    current()
    Deletion.objects.bulk_create(deletions, batch_size=CHUNK)
