"""Conditions on API tokens."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from wheelbarrow.core.db.ownership import OwnedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

# The last use is stored at most so often.
STORED_EVERY = timedelta(hours=1)


class ApiTokenQuerySet(OwnedQuerySet):
    """Conditions on API tokens."""

    def with_prefix(self, prefix: str) -> Self:
        """The token with this public part."""
        return self.filter(prefix=prefix)

    def named(self, text: str) -> Self:
        """Tokens with this name or this public part."""
        return self.filter(Q(name=text) | Q(prefix=text))

    def not_revoked(self) -> Self:
        """Tokens that their person has not revoked; they may have ended otherwise."""
        return self.filter(revoked_at=None)

    def unexpired_at(self, at: datetime) -> Self:
        """Tokens that are not revoked and have not expired."""
        return self.not_revoked().filter(Q(expires_at=None) | Q(expires_at__gt=at))

    def live_at(self, at: datetime, *, state: str) -> Self:
        """Tokens that work; `state` is the present one of their person (accounts/tokens.py)."""
        return self.unexpired_at(at).filter(state=state)

    def dead_at(self, at: datetime) -> Self:
        """Tokens that are revoked or have expired, the newest first."""
        return self.filter(Q(revoked_at__isnull=False) | Q(expires_at__lte=at)).order_by("-pk")

    def with_person(self) -> Self:
        """Select the person, with the number of the last restored backup, and the path of the branch, in one query.

        The path is None where the branch is in the trash.
        """
        background = F("user__background_version__version")
        return self.select_related("user").annotate(background=background, branch_path=F("under__path"))

    def with_branch(self) -> Self:
        """Annotate `branch_path`, None where the branch is in the trash."""
        return self.annotate(branch_path=F("under__path"))

    def newest_first(self) -> Self:
        """Order as lists show them."""
        return self.order_by("-pk")

    def revoke(self, at: datetime) -> int:
        """End these tokens; return how many."""
        return self.not_revoked().update(revoked_at=at)

    def forget_dead(self, user: User, *, keep: int, at: datetime) -> None:
        """Remove all but the newest dead tokens of a person."""
        dead = self.filter(user=user).dead_at(at)
        self.filter(pk__in=list(dead.values_list("pk", flat=True)[keep:])).delete()

    def note_use(self, at: datetime) -> int:
        """Store the instant as the last use, where the stored one is older than an hour."""
        due = Q(last_used_at=None) | Q(last_used_at__lte=at - STORED_EVERY)
        return self.filter(due).update(last_used_at=at)
