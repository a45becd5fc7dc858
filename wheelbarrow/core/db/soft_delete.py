"""Soft deletion: a deleted row stays in the table and is in the trash.

`objects` has live rows, `all_objects` every row. The base manager is not filtered: otherwise save() of a deleted
row would be an INSERT. dumpdata writes live rows only; backups need --all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete, VersionField
from wheelbarrow.core.db.ownership import Owned, OwnedQuerySet
from wheelbarrow.core.db.searching import SearchText
from wheelbarrow.core.db.tallies import Tally
from wheelbarrow.core.db.timestamps import Timestamped

if TYPE_CHECKING:
    from wheelbarrow.core.models import Deletion

LIVE = Q(deleted_at=None)


class SoftDeletableQuerySet(OwnedQuerySet):
    """Conditions on live and deleted rows."""

    def live(self) -> Self:
        """Rows that are not in the trash."""
        return self.filter(LIVE)

    def deleted(self) -> Self:
        """Rows in the trash. Uses the key, which has an index; it is set together with `deleted_at`."""
        return self.filter(deletion__isnull=False)

    def restorable(self) -> Self:
        """Live rows, and those in the trash whose purge has not begun."""
        return self.filter(deletion__purge_started_at=None)

    def taken_by(self, deletion: Deletion) -> Self:
        """Rows that this deletion moved to the trash."""
        return self.filter(deletion=deletion)

    def referring_to(self, deletion: Deletion) -> Self:
        """Live and deleted rows that refer, by a cascading key, to a row of this deletion."""
        reach = Q(pk__in=[])
        for key in cascading_keys(self.model):
            reach |= Q(**{f"{key.attname}__in": key.target.all_objects.taken_by(deletion).values("pk")})
        return self.filter(reach, user=deletion.user_id)

    def stranded(self) -> Self:
        """Live rows that refer, by a cascading key, to a row in the trash. Services never leave such rows."""
        reach = Q(pk__in=[])
        for key in cascading_keys(self.model):
            reach |= Q(**{f"{key.attname}__in": key.target.all_objects.deleted().values("pk")})
        return self.live().filter(reach)

    def detach(self, key: LiveForeignKey, deletion: Deletion, *, at: datetime, version: int) -> int:
        """Move the key of rows, live and deleted, whose target is deleted to `kept_in`: an empty column shows nothing."""
        targets = key.target.all_objects.taken_by(deletion)
        rows = self.filter(**{f"{key.attname}__in": targets.values("pk")}, user=deletion.user_id)
        keys = {str(key.kept_in): F(key.attname), key.name: None}
        return rows.update(**keys, updated_at=at, version=version)

    def reattach(self, key: LiveForeignKey, deletion: Deletion, *, at: datetime, version: int) -> int:
        """Move the key back from `kept_in`. Called before its target is restored."""
        targets = key.target.all_objects.taken_by(deletion)
        rows = self.filter(**{f"{key.kept_in}__in": targets.values("pk")}, user=deletion.user_id)
        keys = {key.name: F(f"{key.kept_in}_id"), str(key.kept_in): None}
        return rows.update(**keys, updated_at=at, version=version)

    def clear_kept(self, key: LiveForeignKey, ids: list[int]) -> int:
        """Clear `kept_in` where it refers to one of these ids, which are about to be purged."""
        return self.filter(**{f"{key.kept_in}__in": ids}).update(**{str(key.kept_in): None})

    def mark_live(self, *, at: datetime, version: int) -> int:
        """Mark these rows as live."""
        return self.update(deleted_at=None, deletion=None, updated_at=at, version=version)

    def conflicting_with(self, deletion: Deletion) -> Self:
        """Live rows that prevent restoring the deletion, for example by using its name. A model overrides this."""
        return self.none()

    def tops(self) -> Self:
        """Those among rows of one deletion that were chosen. A model with parents of its own kind overrides this."""
        return self

    def branches(self, rows: Collection[Any]) -> Self:
        """These rows; a model with parents of its own kind adds all that is below them."""
        return self.filter(pk__in=[row.pk for row in rows])

    def place(self, row: Any) -> None:
        """Set the `derived` fields of a row whose keys have changed, and of the rows below it. Most models have none."""

    def resumed(self, at: datetime) -> tuple[list[Any], list[str]]:
        """Return these rows as they are after a restore, where that changes fields of them, and the names of these fields."""
        return [], []

    def leaves_first(self) -> Self:
        """Order rows so that batches can be purged: children before their parents."""
        return self.order_by("-pk")


class LiveManager(models.Manager[Any]):
    """A manager of live rows only."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(LIVE)


class SoftDeletable(Owned, Timestamped):
    """A row that can be in the trash. Only `wheelbarrow/core/trash.py` sets `deleted_at` and `deletion`, both together."""

    # Fields that follow from others, such as a path from its parent.
    derived: ClassVar[frozenset[str]] = frozenset()

    # Each model builds both from its own queryset; no type expresses a manager with the methods of a queryset.
    objects: Any
    all_objects: Any

    # The values that the database has, by attribute, as far as they were read: the change log compares with them.
    stored: dict[str, Any]

    # Fields that a sentence of the history names only if nothing else has changed.
    bookkeeping: ClassVar[frozenset[str]] = frozenset()
    # Action and template: the sentence of a change in which the fields in braces have values. The first that fits counts.
    sentences: ClassVar[Sequence[tuple[str, Any]]] = ()

    # In which number of another row live rows of this model are counted.
    tally: ClassVar[Tally | None] = None

    # The address of the pages of these rows, below the home page and before the id; empty for none.
    pages: ClassVar[str] = ""

    # The texts that a search reads, and the model of their folded copies; None for texts that are searched as they are.
    searched: ClassVar[Sequence[str]] = ()
    texts: ClassVar[type[SearchText] | None] = None

    version = VersionField(_("version"), default=0, editable=False, help_text=_("Grows with every change of the row."))
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

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        row = super().from_db(db, field_names, values, **more)
        row.stored = dict(zip(field_names, values, strict=True))
        return row


def soft_deletable_models() -> list[type[SoftDeletable]]:
    """Return all soft-deletable models, parents before children: in the order of INSTALLED_APPS, then of definition."""
    return [model for model in apps.get_models() if issubclass(model, SoftDeletable)]


def plural_name(model: type[models.Model]) -> str:
    """Return the name of the model in Deletion.counts and in the API: `works` for Work."""
    return str(model._meta.default_related_name)


def keeping_keys(model: type[models.Model]) -> list[LiveForeignKey]:
    """Return the keys of `model` that move to `kept_in` while their target is in the trash."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, LiveForeignKey) and field.on_soft_delete is OnSoftDelete.KEEP
    ]


def cascading_keys(model: type[models.Model]) -> list[LiveForeignKey]:
    """Return the keys of `model` whose rows are deleted and restored together with their target."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, LiveForeignKey) and field.on_soft_delete is OnSoftDelete.CASCADE
    ]
