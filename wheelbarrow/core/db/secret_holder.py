"""Rows that a program proves to have by a secret: API tokens and calendar feeds. wheelbarrow/core/secrets.py makes the secret."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core import secrets
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.ownership import Owned, OwnedQuerySet
from wheelbarrow.core.db.texts import LineField

LONGEST_NAME = 60
# The last use is stored at most so often.
STORED_EVERY = timedelta(hours=1)


class SecretHolderQuerySet(OwnedQuerySet):
    """Conditions on rows with a secret."""

    def with_prefix(self, prefix: str) -> Self:
        """The row with this public part."""
        return self.filter(prefix=prefix)

    def not_revoked(self) -> Self:
        """Rows that their person has not revoked; they may have ended otherwise."""
        return self.filter(revoked_at=None)

    def with_person(self) -> Self:
        """Select the person, with `background`, the number of the last restored backup."""
        return self.select_related("user").annotate(background=F("user__background_version__version"))

    def newest_first(self) -> Self:
        """Order as lists show them."""
        return self.order_by("-pk")

    def revoke(self, at: datetime) -> int:
        """End these; return how many."""
        return self.not_revoked().update(revoked_at=at)

    def note_use(self, at: datetime) -> int:
        """Store the instant as the last use, where the stored one is older than an hour."""
        due = Q(last_used_at=None) | Q(last_used_at__lte=at - STORED_EVERY)
        return self.filter(due).update(last_used_at=at)

    def keep_newest(self, number: int) -> None:
        """Remove all but the newest of these."""
        self.with_ids(self.newest_first().ids()[number:]).delete()


class SecretHolder(Owned):
    """A row that is found by the public part of its secret. None of the rest is stored but its digest."""

    name = LineField(_("name"), max_length=LONGEST_NAME)
    prefix = models.CharField(_("prefix"), max_length=8, unique=True, help_text=_("The public part of the secret."))
    digest = models.CharField(_("digest"), max_length=64, editable=False, help_text=_("SHA-256 of the secret part."))
    created_at = models.DateTimeField(_("created at"))
    last_used_at = models.DateTimeField(
        _("last used at"), null=True, blank=True, help_text=_("Stored once an hour at most.")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    # Annotated by SecretHolderQuerySet.with_person().
    background: int
    # Annotated by the querysets of the models: None where the branch is in the trash.
    branch_path: str | None

    class Meta(Owned.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def is_use_due(self, at: datetime) -> bool:
        """Report whether this use is to be stored."""
        return self.last_used_at is None or self.last_used_at <= at - STORED_EVERY


Holder = TypeVar("Holder", bound=SecretHolder)


def holder_of(text: str, *, kind: str, by_prefix: Compiled[Holder]) -> Holder | None:
    """Return the row whose secret this is, with one query of its public part; None for a secret that is wrong."""
    parts = secrets.split(kind, text)
    row = by_prefix.first(parts[0]) if parts else None
    return row if parts and row and secrets.is_same(parts[1], row.digest) else None
