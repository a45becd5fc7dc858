"""The model of the scheduler's heartbeat."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from works.querysets import SchedulerQuerySet


class Scheduler(models.Model):
    """The facts of the last tick of any process of `manage.py run_scheduler`. There is one row."""

    ticked_at = models.DateTimeField(_("last tick"))
    took = models.DurationField(_("took"))
    made = models.PositiveIntegerField(_("works created"))
    failed = models.PositiveIntegerField(_("rules set aside"))
    host = models.CharField(_("host"), max_length=255)
    purged_at = models.DateTimeField(_("last purge"), null=True, blank=True)

    objects = SchedulerQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduler")
        verbose_name_plural = _("scheduler")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="scheduler_one_row_check")]

    def __str__(self) -> str:
        return self.host
