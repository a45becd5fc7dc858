"""The models of imports: a file that a person uploaded, and which rows came from which record of a source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wheelbarrow.core.db.ownership import Owned
from works.querysets import ImportedRowQuerySet, ImportQuerySet


class Import(Owned):
    """A file of another tool, what it would change, and what it has changed.

    A failed one is READING or APPLYING, and its job has failed: `works/services/importing/` has the steps.
    """

    class State(models.TextChoices):
        """The steps, in order."""

        READING = "reading", _("is being read")
        READY = "ready", _("waits for you")
        APPLYING = "applying", _("is being imported")
        DONE = "done", _("done")

    source = models.CharField(_("source"), max_length=30, help_text=_("The name of the reader, such as todoist."))
    file_name = models.CharField(_("file"), max_length=200)
    data = models.BinaryField(_("contents of the file"), null=True, help_text=_("Removed when it is imported."))
    answers = models.JSONField(_("answers"), default=dict, help_text=_("To the questions of the preview, by name."))
    state = models.CharField(pgettext_lazy("job", "state"), max_length=8, choices=State)
    preview = models.JSONField(
        _("preview"), default=dict, help_text=_("What works/services/importing/preview.py made.")
    )
    counts = models.JSONField(_("counts"), default=dict, help_text=_("What the import has done, by kind of row."))
    batch = models.PositiveBigIntegerField(
        _("batch"), null=True, help_text=_("Of its changes; empty before it is done, and if it changed nothing.")
    )
    created_at = models.DateTimeField(_("created at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta(Owned.Meta):
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=["reading", "ready", "applying", "done"]), name="import_state_check"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="import_created_idx")]

    def __str__(self) -> str:
        return self.file_name


class ImportedRow(Owned):
    """Which row a record of a source has become. It has no key of the row, so that it holds back no undo and no purge."""

    source = models.CharField(_("source"), max_length=30)
    external_id = models.CharField(_("external id"), max_length=200, help_text=_("The id of the record in the source."))
    kind = models.CharField(_("kind"), max_length=30, help_text=_("The model of the row, such as recurring_work."))
    row = models.PositiveBigIntegerField(_("row"))
    digests = models.JSONField(
        _("digests"), default=dict, help_text=_("Of each field, as the last import has found it in the file.")
    )

    objects = ImportedRowQuerySet.as_manager()

    class Meta(Owned.Meta):
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["user", "source", "external_id", "kind"], name="importedrow_uniq"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
