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
from wheelbarrow.core.db.secret_holder import SecretHolder
from wheelbarrow.core.grants import ADD, READ, WRITE


class ApiToken(SecretHolder):
    """A secret with which a program acts for its person; wheelbarrow/core/secrets.py makes it, and none of it is stored.

    `state` is that of the person's password and of their token version when it was made: a new password, and "log out
    everywhere", end the token. Purging the category that it is limited to removes the token.
    """

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
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)

    objects = models.Manager.from_queryset(ApiTokenQuerySet)()

    class Meta(SecretHolder.Meta):
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            *SecretHolder.Meta.constraints,
            CompositeForeignKey(fields=["user", "under"], name="apitoken_under_fk"),
            models.CheckConstraint(
                condition=Q(may_read=True) | Q(may_add=True) | Q(may_write=True), name="apitoken_scopes_check"
            ),
        ]
        indexes = [
            models.Index(fields=["under"], condition=Q(under__isnull=False), name="apitoken_under_idx"),
        ]

    @property
    def scopes(self) -> list[str]:
        """The scopes by name."""
        flags = ((READ, self.may_read), (ADD, self.may_add), (WRITE, self.may_write))
        return [scope for scope, is_given in flags if is_given]

    def is_live_at(self, at: datetime, *, state: str) -> bool:
        """Report whether it works; `state` is the present one of its person."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at) and self.state == state
