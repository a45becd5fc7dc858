"""Conditions on calendar feeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, F, OuterRef, Q

from wheelbarrow.core.db.expressions import IdsOf
from wheelbarrow.core.db.ownership import OwnedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

# The last use is stored at most so often.
STORED_EVERY = timedelta(hours=1)


class FeedQuerySet(OwnedQuerySet):
    """Conditions on calendar feeds."""

    def with_prefix(self, prefix: str) -> Self:
        """The feed with this public part."""
        return self.filter(prefix=prefix)

    def not_revoked(self) -> Self:
        """Feeds that their person has not revoked."""
        return self.filter(revoked_at=None)

    def with_person(self) -> Self:
        """Select the person, with `background`, the number of the last restored backup."""
        return self.select_related("user").annotate(background=F("user__background_version__version"))

    def with_choices(self) -> Self:
        """Annotate `branch_path`, `label_ids` and `is_labelled`."""
        field: Any = self.model._meta.get_field("labels")
        links = field.remote_field.through.objects.filter(feed=OuterRef("pk")).order_by()
        live = links.filter(label__isnull=False).values("label_id")
        return self.annotate(branch_path=F("under__path"), label_ids=IdsOf(live), is_labelled=Exists(links))

    def newest_first(self) -> Self:
        """Order as lists show them."""
        return self.order_by("-pk")

    def revoke(self, at: datetime) -> int:
        """End these feeds; return how many."""
        return self.not_revoked().update(revoked_at=at)

    def forget_revoked(self, user: User, *, keep: int) -> None:
        """Remove all but the newest revoked feeds of a person."""
        revoked = self.owned_by(user).filter(revoked_at__isnull=False).newest_first()
        self.filter(pk__in=revoked.ids()[keep:]).delete()

    def note_use(self, at: datetime) -> int:
        """Store the instant as the last use, where the stored one is older than an hour."""
        due = Q(last_used_at=None) | Q(last_used_at__lte=at - STORED_EVERY)
        return self.filter(due).update(last_used_at=at)
