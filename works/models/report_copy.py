"""The model of kept reports."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.soft_delete import LiveManager, SoftDeletable
from wheelbarrow.core.db.texts import LineField
from works.choices import Grouping
from works.querysets import ReportCopyQuerySet


class ReportCopy(SoftDeletable):
    """A report as it was when somebody kept it. It refers to no other row: what it names may have changed since."""

    pages = "report/copies/"

    title = LineField(_("title"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    grouping = models.CharField(_("shown by"), max_length=10, choices=Grouping, default=Grouping.PROJECT)
    # JSON of works/report/frozen.py. Not a JSONField: quotas measure it as text.
    content = models.TextField(_("content"), editable=False)

    objects = LiveManager.from_queryset(ReportCopyQuerySet)()
    all_objects = models.Manager.from_queryset(ReportCopyQuerySet)()

    class Meta(SoftDeletable.Meta):
        verbose_name = _("kept report")
        verbose_name_plural = _("kept reports")
        default_related_name = "report_copies"
        constraints = [
            *SoftDeletable.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="reportcopy_period_check"),
            models.CheckConstraint(condition=Q(grouping__in=Grouping.values), name="reportcopy_grouping_check"),
        ]

    def __str__(self) -> str:
        return self.title
