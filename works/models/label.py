"""Labels, and the links that give them to works and recurring works."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete
from wheelbarrow.core.db.ownership import Owned, OwnedQuerySet
from wheelbarrow.core.db.soft_delete import LIVE, LiveManager, SoftDeletable
from wheelbarrow.core.db.texts import LineField
from works.choices import Colour
from works.querysets import LabelQuerySet


class Label(SoftDeletable):
    """A word that a person gives to works of any category.

    `name_key` is the name without regard to case: LOWER() of SQLite changes A to Z only, that of PostgreSQL depends on
    the collation of the database. `works/services/labels.py` sets both together.
    """

    name = LineField(_("name"), max_length=60)
    # "ß" becomes "ss", and "ΐ" three characters.
    name_key = models.CharField(_("name in lower case"), max_length=180, editable=False)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour)
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Order among labels, from 0."))

    pages = "labels/"
    bookkeeping = frozenset({"name_key", "position"})

    objects = LiveManager.from_queryset(LabelQuerySet)()
    all_objects = models.Manager.from_queryset(LabelQuerySet)()

    class Meta(SoftDeletable.Meta):
        verbose_name = pgettext_lazy("of works", "label")
        verbose_name_plural = _("labels")
        default_related_name = "labels"
        constraints = [
            *SoftDeletable.Meta.constraints,
            models.UniqueConstraint(fields=["user", "name_key"], condition=LIVE, name="label_name_uniq"),
            models.CheckConstraint(condition=Q(colour__in=Colour.values), name="label_colour_check"),
        ]
        indexes = [
            *SoftDeletable.Meta.indexes,
            models.Index(fields=["user", "position"], name="label_position_idx"),
        ]

    def __str__(self) -> str:
        return self.name


class LabelLink(Owned):
    """A link of a row to a label. Only `wheelbarrow/core/history/links.py` writes links."""

    label = LiveForeignKey(
        Label,
        on_soft_delete=OnSoftDelete.HIDE,
        db_index=False,
        related_name="+",
        verbose_name=pgettext_lazy("of works", "label"),
    )

    objects = models.Manager.from_queryset(OwnedQuerySet)()

    class Meta(Owned.Meta):
        abstract = True
        constraints = [
            *Owned.Meta.constraints,
            CompositeForeignKey(fields=["user", "label"], name="%(class)s_label_fk"),
        ]


class WorkLabel(LabelLink):
    """A label of a work."""

    work = LiveForeignKey(
        "works.Work", on_soft_delete=OnSoftDelete.HIDE, db_index=False, related_name="+", verbose_name=_("work")
    )

    class Meta(LabelLink.Meta):
        verbose_name = _("label of a work")
        verbose_name_plural = _("labels of works")
        constraints = [
            *LabelLink.Meta.constraints,
            CompositeForeignKey(fields=["user", "work"], name="worklabel_work_fk"),
            models.UniqueConstraint(fields=["work", "label"], name="worklabel_uniq"),
        ]
        indexes = [models.Index(fields=["label", "work"], name="worklabel_label_idx")]


class RecurringWorkLabel(LabelLink):
    """A label of a recurring work, which the works that it creates get too."""

    recurring_work = LiveForeignKey(
        "works.RecurringWork",
        on_soft_delete=OnSoftDelete.HIDE,
        db_index=False,
        related_name="+",
        verbose_name=_("recurring work"),
    )

    class Meta(LabelLink.Meta):
        verbose_name = _("label of a recurring work")
        verbose_name_plural = _("labels of recurring works")
        constraints = [
            *LabelLink.Meta.constraints,
            CompositeForeignKey(fields=["user", "recurring_work"], name="recurringworklabel_recurring_work_fk"),
            models.UniqueConstraint(fields=["recurring_work", "label"], name="recurringworklabel_uniq"),
        ]
        indexes = [models.Index(fields=["label", "recurring_work"], name="recurringworklabel_label_idx")]
