"""Works in the admin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wheelbarrow.core.admin.filters import OwnerFilter, StateFilter
from wheelbarrow.core.admin.forms import ServiceForm
from wheelbarrow.core.exceptions import DomainError
from works.admin.filing import NOTHING, SEPARATOR, FiledAdmin
from works.admin.work_filters import DaysFilter, DeadlineFilter, OccurrenceFilter, OpenFilter, PlaceFilter, RuleFilter
from works.choices import Status
from works.models import Work
from works.services import editing, lifecycle


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


class StatusForm(ServiceForm):
    """A row of the list. What was chosen in all rows is written together, by `WorkAdmin.save_model`."""

    class Meta:
        model = Work
        fields = ["current_status"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["current_status"].widget.attrs |= {
            "class": f"badge {_kind(self.instance)}",
            "aria-label": _("Status of {title}").format(title=self.instance.title),
        }

    def write(self) -> Work:
        return self.instance


@admin.register(Work)
class WorkAdmin(FiledAdmin):
    """Every person's works with their chains."""

    form = WorkForm
    list_display = ["title", "current_status", "chain", "deadline", "priority", "user"]
    list_editable = ["current_status"]
    list_filter = [
        StateFilter,
        "current_status",
        DeadlineFilter,
        DaysFilter,
        ("end_at", OpenFilter),
        PlaceFilter,
        ("occurs_on", OccurrenceFilter),
        RuleFilter,
        "priority",
        "my_job",
        OwnerFilter,
    ]
    list_select_related = ["user", "category"]
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

    def get_list_display(self, request: HttpRequest) -> Any:
        """Where the trash is shown, no status can be chosen."""
        if StateFilter.parameter_name not in request.GET:
            return self.list_display
        return ["badge" if name in self.list_editable else name for name in self.list_display]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        if StateFilter.parameter_name in request.GET:
            changelist.list_editable = ()
        return changelist

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[StatusForm]:
        return StatusForm

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().changelist_view(request, extra_context)
        except DomainError as error:
            # A row that went to the trash meanwhile: nothing of the list was written.
            self.message_user(request, error.detail, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Work, form: Any, change: Any) -> None:
        """A status chosen in the list; every other form has written through its service."""
        if isinstance(form, StatusForm):
            status = Status(form.cleaned_data["current_status"])
            lifecycle.set_status(user=obj.user, work_id=obj.pk, status=status, at=timezone.now())

    @admin.display(description=gettext_lazy("status"), ordering="current_status")
    def badge(self, work: Work) -> str:
        return format_html('<span class="badge {}">{}</span>', _kind(work), work.get_current_status_display())

    @admin.display(description=gettext_lazy("deadline"), ordering="deadline_on")
    def deadline(self, work: Work) -> str:
        """With a word beside it where it is late on the owner's clock."""
        if work.deadline_on is None:
            return NOTHING
        parts = [date_format(work.deadline_on, "SHORT_DATE_FORMAT")]
        if work.deadline_time:
            parts.append(time_format(work.deadline_time, "TIME_FORMAT"))
        told = " ".join(parts)
        if not work.is_overdue(work.user.local_time(timezone.now())):
            return told
        return format_html('{} <strong class="alarm">{}</strong>', told, _("overdue"))

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


def _kind(work: Work) -> str:
    """The name of the badge's colours."""
    return (work.current_status or Status.TODO).lower().replace("_", "-")
