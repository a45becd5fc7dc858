"""The state of the scheduler in the admin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.timesince import timesince

from accounts.admin import ReadOnlyAdmin
from wheelbarrow.core import worker
from wheelbarrow.core.admin.options import ServiceAdmin
from works.models import Scheduler
from works.services import scheduler


def scheduler_status(at: datetime) -> dict[str, Any]:
    """Return the state for the templates; `is_silent` means that its last run is too long ago."""
    state, jobs = scheduler.state(at), worker.state(at)
    last = state.last_tick_at
    return {
        "state": state,
        "is_silent": last is not None and at - last > scheduler.LATE,
        "since": timesince(last, at) if last else "",
        "lag": timesince(at - state.lag, at) if state.lag else "",
        "jobs": jobs,
        "jobs_lag": timesince(at - jobs.lag, at) if jobs.lag else "",
    }


@admin.register(Scheduler)
class SchedulerAdmin(ReadOnlyAdmin, ServiceAdmin):
    """One page that shows whether recurring works are being created and background jobs are run."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        at = timezone.now()
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name),
            "opts": self.opts,
            "scheduler_status": scheduler_status(at),
            "beat": Scheduler.objects.heartbeat(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/works/scheduler/page.html", context)
