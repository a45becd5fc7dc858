"""Conditions on kept reports."""

from __future__ import annotations

from typing import Self

from wheelbarrow.core.db.soft_delete import SoftDeletableQuerySet


class ReportCopyQuerySet(SoftDeletableQuerySet):
    """Conditions on kept reports."""

    def newest_first(self) -> Self:
        """Order as the list shows them, without their contents."""
        return self.defer("content").order_by("-pk")

    def matching(self, text: str) -> Self:
        """Kept reports with the text in the title, in any case."""
        return self.filter(title__icontains=text)
