"""Conditions on calendar feeds."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Exists, F, OuterRef

from wheelbarrow.core.db.expressions import IdsOf
from wheelbarrow.core.db.secret_holder import SecretHolderQuerySet


class FeedQuerySet(SecretHolderQuerySet):
    """Conditions on calendar feeds."""

    def with_choices(self) -> Self:
        """Annotate `branch_path`, `label_ids` and `is_labelled`."""
        field: Any = self.model._meta.get_field("labels")
        links = field.remote_field.through.objects.filter(feed=OuterRef("pk")).order_by()
        live = links.filter(label__isnull=False).values("label_id")
        return self.annotate(branch_path=F("under__path"), label_ids=IdsOf(live), is_labelled=Exists(links))

    def revoked(self) -> Self:
        """Feeds that their person has revoked."""
        return self.filter(revoked_at__isnull=False)
