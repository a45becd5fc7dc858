"""The tables of the core: deletions, rate limits and quotas."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.ownership import Owned, OwnedQuerySet


class RateCount(models.Model):
    """The number of requests of one person or network address in the current period of a rate."""

    key = models.CharField(_("key"), max_length=64, primary_key=True, help_text=_("The rate, and whom it counts."))
    began_at = models.DateTimeField(_("began at"))
    requests = models.PositiveBigIntegerField(_("requests"))

    class Meta:
        verbose_name = _("rate count")
        verbose_name_plural = _("rate counts")

    def __str__(self) -> str:
        return f"{self.key}: {self.requests}"


class Usage(models.Model):
    """An estimate of what an account stores, never too low; see wheelbarrow/core/quotas.py."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name=_("user")
    )
    rows = models.PositiveBigIntegerField(_("rows"))
    bytes = models.PositiveBigIntegerField(_("bytes"), help_text=_("Of notes, as UTF-8."))
    measured_at = models.DateTimeField(_("measured at"))

    class Meta:
        verbose_name = _("usage")
        verbose_name_plural = _("usage")

    def __str__(self) -> str:
        return f"{self.rows} rows, {self.bytes} bytes"


class DeletionQuerySet(OwnedQuerySet):
    """Conditions on deletions."""

    def restorable(self) -> Self:
        """Deletions that can be restored: their purge has not begun. The trash shows only these."""
        return self.filter(purge_started_at=None)

    def due_for_purge(self, before: datetime) -> Self:
        """Deletions before the instant, or partly purged; the oldest first, so that parts of a branch precede the branch."""
        due = models.Q(deleted_at__lt=before) | models.Q(purge_started_at__isnull=False)
        return self.filter(due).order_by("deleted_at", "pk")

    def by_day(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Return `{day, count}` for each day in UTC that has deletions, the oldest first."""
        days = self.values(day=Cast("deleted_at", models.DateField()))
        counts: models.QuerySet[Any, dict[str, Any]] = days.annotate(count=models.Count("*")).order_by("day")
        return counts

    def of_kind(self, kind: str) -> Self:
        """Deletions of a row of this kind, with the rows deleted together with it."""
        return self.filter(kind=kind)

    def newest_first(self) -> Self:
        """Order as in the trash: the newest first."""
        return self.order_by("-deleted_at", "-pk")


class Deletion(Owned):
    """One act of deleting, with all rows that it took. Restoring it removes this row."""

    deleted_at = models.DateTimeField(_("deleted at"))
    kind = models.CharField(
        _("kind"), max_length=30, help_text=_("What was deleted: category, work or recurring_work.")
    )
    label = models.CharField(_("label"), max_length=300)
    counts = models.JSONField(
        _("counts"), default=dict, help_text=_("Deleted rows, by the plural name of their model.")
    )
    purge_started_at = models.DateTimeField(_("purge started at"), null=True, blank=True)

    objects = DeletionQuerySet.as_manager()

    class Meta(Owned.Meta):
        verbose_name = _("deletion")
        verbose_name_plural = _("trash")
        indexes = [
            models.Index(fields=["user", "-deleted_at"], name="deletion_user_deleted_at_idx"),
            models.Index(fields=["deleted_at"], name="deletion_deleted_at_idx"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def purge_at(self) -> datetime:
        """The instant from which purge_deleted removes it permanently."""
        return self.deleted_at + timedelta(days=settings.TRASH_DAYS)
