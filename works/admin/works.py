"""Works in the console."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wheelbarrow.admin.forms import ServiceForm
from wheelbarrow.admin.options import StateFilter
from wheelbarrow.exceptions import DomainError
from works.admin.filing import NOTHING, SEPARATOR, FiledAdmin
from works.admin.work_filters import DeadlineFilter, OccurrenceFilter, OpenFilter, PlaceFilter, RuleFilter
from works.models import Work
from works.services import editing


class WorkForm(ServiceForm):
    """Files or changes a work."""

    class Meta:
        model = Work
        fields = [
            "user",
            "title",
            "content",
            "category",
            "current_status",
            "priority",
            "my_job",
            "starts_on",
            "deadline_on",
            "deadline_time",
            "position",
        ]

    def write(self) -> Work:
        if self.instance.pk:
            return editing.edit_work(
                user=self.instance.user, work_id=self.instance.pk, at=timezone.now(), **self.changes
            )
        return editing.create_work(at=timezone.now(), **{**self.changes, "user": self.cleaned_data["user"]})


@admin.register(Work)
class WorkAdmin(FiledAdmin):
    """Every person's works with their chains."""

    form = WorkForm
    list_display = ["title", "current_status", "chain", "deadline_on", "priority", "user", "end_at"]
    list_filter = [
        StateFilter,
        "current_status",
        DeadlineFilter,
        ("end_at", OpenFilter),
        PlaceFilter,
        ("occurs_on", OccurrenceFilter),
        RuleFilter,
        "priority",
        "my_job",
        "user",
    ]
    list_select_related = ["user", "category"]
    date_hierarchy = "deadline_on"
    search_fields = ["title", "content", "category__name", "user__email"]
    autocomplete_fields = ["user", "category"]
    ordering = ["-pk"]
    readonly_fields = [
        "chain",
        "rule",
        "occurs_on",
        "filed_under_then",
        "started_at",
        "end_at",
        "created_at",
        "updated_at",
        "deleted_at",
    ]
    fields = [
        "user",
        "title",
        "content",
        "category",
        "chain",
        ("current_status", "priority", "my_job"),
        ("starts_on", "deadline_on", "deadline_time"),
        "position",
        ("rule", "occurs_on"),
        ("started_at", "end_at"),
        "filed_under_then",
        ("created_at", "updated_at", "deleted_at"),
    ]
    actions = ["finish", "reopen", "move", "restore"]

    @admin.display(description=gettext_lazy("filed under when it closed"))
    def filed_under_then(self, work: Work) -> str:
        return SEPARATOR.join(link["name"] for link in work.filed_under) or NOTHING

    @admin.display(description=gettext_lazy("recurring work"))
    def rule(self, work: Work) -> str:
        """The rule that made it, or would be shown again if it came back from the trash."""
        row = work.recurring_work or work.recurring_work_in_trash
        if row is None:
            return NOTHING
        address = reverse("admin:works_recurringwork_change", args=[row.pk])
        return format_html('<a href="{}">{}</a>{}', address, row, _(" (in the trash)") if row.deleted_at else "")

    @admin.action(description=gettext_lazy("Finish"), permissions=["change"])
    def finish(self, request: HttpRequest, queryset: Any) -> None:
        self._for_each_owner(request, queryset, editing.finish_works, log=_("Finished."))

    @admin.action(description=gettext_lazy("Reopen"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: Any) -> None:
        self._for_each_owner(request, queryset, editing.reopen_works, log=_("Reopened."))

    @admin.action(description=gettext_lazy("Move to another category"), permissions=["change"])
    def move(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.live().select_related("user"))
        if len({row.user_id for row in rows}) != 1:
            self.message_user(request, _("Choose live works of one person."), messages.ERROR)
            return None
        answer = self.ask_where(request, rows, Work._meta.get_field("category"), title=_("Move to"))
        if isinstance(answer, HttpResponse):
            return answer
        target = answer["target"]

        def file(**common: Any) -> list[Work]:
            return editing.edit_works(category=target.pk if target else None, **common)

        self._for_each_owner(request, queryset, file, log=_("Moved to {target}.").format(target=target or "–"))
        return None

    def delete_model(self, request: HttpRequest, obj: Work) -> None:
        editing.delete_work(user=obj.user, work_id=obj.pk, at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        self._for_each_owner(request, queryset, editing.delete_works, log=_("Moved to the trash."))

    def _for_each_owner(self, request: HttpRequest, queryset: Any, service: Callable[..., object], *, log: str) -> None:
        """One call of a bulk service for each owner of the chosen live works."""
        by_owner = defaultdict(list)
        for work in queryset.live().select_related("user"):
            by_owner[work.user].append(work)
        for owner, works in by_owner.items():
            try:
                service(user=owner, ids=[work.pk for work in works], at=timezone.now())
            except DomainError as error:
                self.message_user(request, f"{owner}: {error.detail}", messages.ERROR)
                continue
            for work in works:
                self.log_change(request, work, log)
            done = ngettext("%d work: ", "%d works: ", len(works)) % len(works) + log
            self.message_user(request, done, messages.SUCCESS)
