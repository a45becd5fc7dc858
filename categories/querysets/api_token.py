"""Conditions on API tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db.models import F, Q

from wheelbarrow.core.db.secret_holder import SecretHolderQuerySet


class ApiTokenQuerySet(SecretHolderQuerySet):
    """Conditions on API tokens."""

    def named(self, text: str) -> Self:
        """Tokens with this name or this public part."""
        return self.filter(Q(name=text) | Q(prefix=text))

    def unexpired_at(self, at: datetime) -> Self:
        """Tokens that are not revoked and have not expired."""
        return self.not_revoked().filter(Q(expires_at=None) | Q(expires_at__gt=at))

    def live_at(self, at: datetime, *, state: str) -> Self:
        """Tokens that work; `state` is the present one of their person (accounts/tokens.py)."""
        return self.unexpired_at(at).filter(state=state)

    def ended_at(self, at: datetime) -> Self:
        """Tokens that are revoked or have expired."""
        return self.filter(Q(revoked_at__isnull=False) | Q(expires_at__lte=at))

    def with_branch(self) -> Self:
        """Annotate `branch_path`, None where the branch is in the trash."""
        return self.annotate(branch_path=F("under__path"))
