"""Background jobs in the admin."""

from __future__ import annotations

from typing import Any

import django_tasks_db.admin  # noqa: F401  registers the page that is removed here
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django_tasks_db.models import DBTaskResult

from wheelbarrow.core import jobs
from wheelbarrow.core.admin.filters import OwnerFilter
from wheelbarrow.core.admin.options import ServiceAdmin
from wheelbarrow.core.choices import JobState
from wheelbarrow.core.models import Job

SHOWN = ("kind_in_words", "user", "subject", "state_in_words", "attempts", "progress", "failure")
DATES = ("created_at", "due_at", "ended_at")
# The list shows a failure up to this many characters.
LONGEST = 100

# The queue only wakes workers: the jobs themselves show what is done.
admin.site.unregister(DBTaskResult)


class JobKindFilter(admin.SimpleListFilter):
    """Filter by the kind of job."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind, jobs.labels.get(kind, kind)) for kind in jobs.handlers]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.of_kind(self.value()) if self.value() else rows


@admin.register(Job)
class JobAdmin(ServiceAdmin):
    """What runs in the background, and why it failed: read-only. A failed job can be run again."""

    list_display = ["kind_in_words", "user", "state_in_words", "attempts", "progress", "created_at", "reason"]
    list_filter = ["state", JobKindFilter, "created_at", OwnerFilter]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    ordering = ["-pk"]
    fields = [*SHOWN, *DATES]
    readonly_fields = [*SHOWN, *DATES]
    actions = ["run_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Only an operator may run jobs again: they write the rows of other people."""
        return bool(getattr(request.user, "is_superuser", False))

    @admin.action(description=gettext_lazy("Run failed jobs again"), permissions=["run"])
    def run_again(self, request: HttpRequest, queryset: Any) -> None:
        self.carry_out(
            request,
            queryset.select_related("user"),
            lambda job: jobs.run_again(job, at=timezone.now()) is not None,
            log=_("Run again."),
            done=lambda n: ngettext("%d job runs again.", "%d jobs run again.", n) % n,
        )

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_in_words(self, job: Job) -> str:
        return str(jobs.labels.get(job.kind, job.kind))

    @admin.display(description=pgettext_lazy("job", "state"), ordering="state")
    def state_in_words(self, job: Job) -> str:
        return _("running") if job.is_running(timezone.now()) else str(JobState(job.state).label)

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, job: Job) -> str:
        return f"{job.done} / {job.total}" if job.total else "–"

    @admin.display(description=gettext_lazy("failure"))
    def reason(self, job: Job) -> str:
        return Truncator(job.failure).chars(LONGEST)
