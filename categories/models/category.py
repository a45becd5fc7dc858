"""The model of categories."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length, Replace
from django.utils.translation import gettext_lazy as _

from categories import paths
from categories.querysets import CategoryQuerySet
from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete, PathField
from wheelbarrow.core.db.soft_delete import LIVE, LiveManager, SoftDeletable
from wheelbarrow.core.db.tallies import TallyField
from wheelbarrow.core.db.texts import LineField, NoteField


class Category(SoftDeletable):
    """A node of the tree: a yearly project at level 0, a sub-project below. `path` and `level` are derived from `parent`."""

    derived = frozenset({"path", "level", "finished_works"})

    name = LineField(_("name"), max_length=200)
    content = NoteField(_("content"), blank=True)
    parent = LiveForeignKey(
        "self",
        null=True,
        blank=True,
        on_soft_delete=OnSoftDelete.CASCADE,
        db_index=False,
        related_name="children",
        verbose_name=_("parent"),
    )
    path = PathField(_("path"), editable=False)
    level = models.PositiveSmallIntegerField(_("level"), editable=False)
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Order among siblings, from 0."))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    # A pause that is over stays: the scheduler creates no works for its days later.
    paused_from = models.DateField(_("paused from"), null=True, blank=True, editable=False)
    paused_until = models.DateField(
        _("paused until"), null=True, blank=True, editable=False, help_text=_("The last day; empty is until resumed.")
    )

    finished_works = TallyField(_("finished works"), help_text=_("Live works in it, not below it, that are done."))

    pages = "projects/"
    bookkeeping = frozenset({"position", "path", "level"})
    sentences = (
        ("paused", _("Paused from {paused_from} until {paused_until}")),
        ("paused", _("Paused from {paused_from}")),
    )

    objects = LiveManager.from_queryset(CategoryQuerySet)()
    all_objects = models.Manager.from_queryset(CategoryQuerySet)()

    class Meta(SoftDeletable.Meta):
        # People call it a project; `category` is its name in the code and in the API.
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        default_related_name = "categories"
        constraints = [
            *SoftDeletable.Meta.constraints,
            CompositeForeignKey(fields=["user", "parent"], name="category_parent_fk"),
            # Without INCLUDE (id): Django omits a constraint that has INCLUDE on engines without it, such as SQLite.
            models.UniqueConstraint(fields=["user", "path"], name="category_user_path_uniq"),
            models.UniqueConstraint(
                fields=["user", "parent", "name"], condition=LIVE, name="category_sibling_name_uniq"
            ),
            models.UniqueConstraint(
                fields=["user", "name"], condition=LIVE & Q(parent=None), name="category_root_name_uniq"
            ),
            models.CheckConstraint(
                condition=Q(
                    path__startswith="/", level=Length("path") - Length(Replace("path", Value("/"), Value(""))) - 1
                ),
                name="category_path_level_check",
            ),
            models.CheckConstraint(condition=Q(level__lt=paths.MAX_LEVELS), name="category_level_check"),
            models.CheckConstraint(
                condition=Q(level=0, parent=None) | Q(level__gt=0, parent__isnull=False),
                name="category_root_level_check",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="category_period_check",
            ),
            models.CheckConstraint(
                condition=Q(paused_until=None) | Q(paused_from__isnull=False, paused_until__gte=F("paused_from")),
                name="category_pause_check",
            ),
        ]
        indexes = [
            *SoftDeletable.Meta.indexes,
            models.Index(fields=["user", "parent", "position"], name="category_siblings_idx"),
            models.Index(
                fields=["user", "path"], condition=LIVE & Q(paused_from__isnull=False), name="category_paused_idx"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has_pause_at(self, today: date) -> bool:
        """Report whether the branch has a present or future pause of its own."""
        return self.paused_from is not None and (self.paused_until is None or self.paused_until >= today)

    @property
    def root_id(self) -> int:
        """The id of the yearly project, from the path."""
        return paths.root_id_of(self.path)
