"""The fields that works and recurring works share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from categories.models import Category
from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.db.texts import LineField, NoteField
from works.choices import Priority


class Filed(SoftDeletable):
    """A task and its category. Deleting the category deletes the row too."""

    title = LineField(_("title"), max_length=300)
    content = NoteField(_("content"), blank=True)
    category = LiveForeignKey(
        Category,
        null=True,
        blank=True,
        on_soft_delete=OnSoftDelete.CASCADE,
        db_index=False,
        verbose_name=_("project"),
    )
    priority = models.CharField(_("priority"), max_length=6, choices=Priority, default=Priority.NONE)
    my_job = models.BooleanField(_("my job"), default=False, help_text=_("Mine to do, not one I wait for."))

    # Annotated by LabelledQuerySet.with_label_ids().
    label_ids: list[int]

    class Meta(SoftDeletable.Meta):
        abstract = True
        constraints = [
            *SoftDeletable.Meta.constraints,
            CompositeForeignKey(fields=["user", "category"], name="%(class)s_category_fk"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="%(class)s_priority_check"),
        ]
