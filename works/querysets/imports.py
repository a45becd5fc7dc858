"""Conditions on imports and on the records that were imported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Self

from django.db.models import Q

from wheelbarrow.core.db.ownership import OwnedQuerySet


class ImportQuerySet(OwnedQuerySet):
    """Conditions on imports."""

    def without_contents(self) -> Self:
        """Rows without the file and the preview, which can be long."""
        return self.defer("data", "preview")

    def newest_first(self) -> Self:
        """Order as the list shows them."""
        return self.order_by("-pk")

    def waiting(self) -> Self:
        """Imports that are not done, whose files are kept."""
        return self.exclude(state="done")

    def done(self) -> Self:
        """Imports that have written what they had."""
        return self.filter(state="done")

    def in_state(self, state: str) -> Self:
        """Imports in this state."""
        return self.filter(state=state)

    def of_source(self, source: str) -> Self:
        """Imports of files of one format."""
        return self.filter(source=source)

    def of_batches(self, batches: list[int]) -> Self:
        """The imports that made these batches of changes."""
        return self.filter(batch__in=batches)

    def before(self, at: datetime) -> Self:
        """Imports that began before the instant."""
        return self.filter(created_at__lt=at)

    def locked(self) -> Self:
        """Rows locked until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)


class ImportedRowQuerySet(OwnedQuerySet):
    """Conditions on imported rows."""

    def of_source(self, source: str) -> Self:
        """Records of one source."""
        return self.filter(source=source)

    def of_other_sources(self, source: str) -> Self:
        """Records of all sources but one."""
        return self.exclude(source=source)

    def of_kind(self, kind: str) -> Self:
        """Records that have become rows of one kind."""
        return self.filter(kind=kind)

    def of_records(self, external_ids: Collection[str]) -> Self:
        """Records with one of these ids, of any source."""
        return self.filter(external_id__in=sorted(external_ids))

    def of_rows(self, rows: Mapping[str, Any]) -> Self:
        """Records whose row is among the rows of its kind: ids, or a query of them."""
        found = Q(pk__in=())
        for kind, ids in rows.items():
            found |= Q(kind=kind, row__in=ids)
        return self.filter(found)
