"""Rows that go to the trash instead of away.

`objects` sees live rows, `all_objects` sees every row. The base manager stays plain: with a filtered
one, save() of a dead row would become an INSERT. dumpdata writes live rows only; backups need --all.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete
from wheelbarrow.core.db.ownership import Owned, OwnedQuerySet

if TYPE_CHECKING:
    from wheelbarrow.core.models import Deletion

LIVE = Q(deleted_at=None)


class SoftDeletableQuerySet(OwnedQuerySet):
    """Sentences about live and dead rows."""

    def live(self) -> Self:
        """Not in the trash."""
        return self.filter(LIVE)

    def dead(self) -> Self:
        """In the trash. Told by the key, which has an index; the two are set together."""
        return self.filter(deletion__isnull=False)

    def taken_by(self, deletion: Deletion) -> Self:
        """Rows that went to the trash in this act."""
        return self.filter(deletion=deletion)

    def hanging_from(self, deletion: Deletion) -> Self:
        """Rows of whatever state that point, by a cascading key, at a row of this deletion."""
        reach = Q(pk__in=[])
        for key in cascading_keys(self.model):
            reach |= Q(**{f"{key.attname}__in": key.target.all_objects.taken_by(deletion).values("pk")})
        return self.filter(reach, user=deletion.user_id)

    def stranded(self) -> Self:
        """Live rows that point, by a cascading key, at a row in the trash: there should be none."""
        reach = Q(pk__in=[])
        for key in cascading_keys(self.model):
            reach |= Q(**{f"{key.attname}__in": key.target.all_objects.dead().values("pk")})
        return self.live().filter(reach)

    def detach(self, key: LiveForeignKey, deletion: Deletion) -> int:
        """Keep aside the key of rows, live and dead, whose target went to the trash: a column that is empty shows nothing."""
        gone = key.target.all_objects.taken_by(deletion)
        rows = self.filter(**{f"{key.attname}__in": gone.values("pk")}, user=deletion.user_id)
        return rows.update(**{str(key.kept_in): F(key.attname), key.name: None, "updated_at": deletion.deleted_at})

    def reattach(self, key: LiveForeignKey, deletion: Deletion, at: datetime) -> int:
        """Give rows back the key that was kept aside, before its target comes back."""
        coming = key.target.all_objects.taken_by(deletion)
        rows = self.filter(**{f"{key.kept_in}__in": coming.values("pk")}, user=deletion.user_id)
        return rows.update(**{key.name: F(f"{key.kept_in}_id"), str(key.kept_in): None, "updated_at": at})

    def clear_kept(self, key: LiveForeignKey, ids: list[int]) -> int:
        """Drop the key that was kept aside of targets that go for good."""
        return self.filter(**{f"{key.kept_in}__in": ids}).update(**{str(key.kept_in): None})

    def mark_live(self, at: datetime) -> int:
        """Out of the trash, all of these."""
        return self.update(deleted_at=None, deletion=None, updated_at=at)

    def in_the_way_of(self, deletion: Deletion) -> Self:
        """Live rows that hold what the rows of this deletion would need to come back; none unless a model says so."""
        return self.none()

    def leaves_first(self) -> Self:
        """An order in which rows can be purged a batch at a time, never a parent before its child."""
        return self.order_by("-pk")


class LiveManager(models.Manager):
    """Sees live rows only."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(LIVE)


class SoftDeletable(Owned):
    """`deleted_at` and `deletion` are set together, by `wheelbarrow/core/trash.py` alone."""

    # Each table makes both from its own queryset; no type says "a manager with the sentences of".
    objects: Any
    all_objects: Any

    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True, editable=False)
    deletion = models.ForeignKey(
        "wheelbarrow.Deletion",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("deletion"),
    )

    class Meta(Owned.Meta):
        abstract = True
        constraints = [
            *Owned.Meta.constraints,
            CompositeForeignKey(fields=["user", "deletion"], name="%(class)s_deletion_fk"),
            models.CheckConstraint(
                condition=Q(deleted_at=None, deletion=None) | Q(deleted_at__isnull=False, deletion__isnull=False),
                name="%(class)s_trash_check",
            ),
        ]
        indexes = [
            models.Index(fields=["deletion"], condition=Q(deletion__isnull=False), name="%(class)s_deletion_idx"),
        ]


def soft_deletable_models() -> list[type[SoftDeletable]]:
    """Every such model, parents before children: the order of INSTALLED_APPS, then of definition."""
    return [model for model in apps.get_models() if issubclass(model, SoftDeletable)]


def plural_name(model: type[models.Model]) -> str:
    """`works` for Work: the key of Deletion.counts and of the counts in the API."""
    return str(model._meta.default_related_name)


def keeping_keys(model: type[models.Model]) -> list[LiveForeignKey]:
    """The keys of `model` that are kept aside while their target is in the trash."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, LiveForeignKey) and field.on_soft_delete is OnSoftDelete.KEEP
    ]


def cascading_keys(model: type[models.Model]) -> list[LiveForeignKey]:
    """The keys along which rows of `model` follow another row to the trash and back."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, LiveForeignKey) and field.on_soft_delete is OnSoftDelete.CASCADE
    ]
