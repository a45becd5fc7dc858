"""The model of API tokens."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from categories.models.category import Category
from categories.querysets import ApiTokenQuerySet
from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.db.texts import LineField
from wheelbarrow.core.grants import ADD, READ, WRITE

LONGEST_NAME = 60


class ApiToken(Owned):
    """A secret with which a program acts for its person; wheelbarrow/core/secrets.py makes it, and none of it is stored.

    `state` is that of the person's password and of their token version when it was made: a new password, and "log out
    everywhere", end the token. Purging the category that it is limited to removes the token.
    """

    name = LineField(_("name"), max_length=LONGEST_NAME)
    prefix = models.CharField(_("prefix"), max_length=8, unique=True, help_text=_("The public part of the secret."))
    digest = models.CharField(_("digest"), max_length=64, editable=False, help_text=_("SHA-256 of the secret part."))
    may_read = models.BooleanField(_("may read"))
    may_add = models.BooleanField(_("may add"))
    may_write = models.BooleanField(_("may write"))
    under = LiveForeignKey(
        Category,
        null=True,
        blank=True,
        on_soft_delete=OnSoftDelete.HIDE,
        db_index=False,
        related_name="+",
        verbose_name=_("branch"),
        help_text=_("The token sees and changes only what is in it; empty is everything."),
    )
    state = models.CharField(_("state"), max_length=40, editable=False)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    last_used_at = models.DateTimeField(
        _("last used at"), null=True, blank=True, help_text=_("Stored once an hour at most.")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = models.Manager.from_queryset(ApiTokenQuerySet)()

    class Meta(Owned.Meta):
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            *Owned.Meta.constraints,
            CompositeForeignKey(fields=["user", "under"], name="apitoken_under_fk"),
            models.CheckConstraint(
                condition=Q(may_read=True) | Q(may_add=True) | Q(may_write=True), name="apitoken_scopes_check"
            ),
        ]
        indexes = [
            models.Index(fields=["under"], condition=Q(under__isnull=False), name="apitoken_under_idx"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes(self) -> list[str]:
        """The scopes by name."""
        flags = ((READ, self.may_read), (ADD, self.may_add), (WRITE, self.may_write))
        return [scope for scope, is_given in flags if is_given]

    def is_live_at(self, at: datetime, *, state: str) -> bool:
        """Report whether it works; `state` is the present one of its person."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at) and self.state == state
