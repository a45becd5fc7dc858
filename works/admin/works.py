"""Works in the admin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from categories.admin.ancestors import NOTHING, SEPARATOR
from wheelbarrow.core.admin.filters import OwnerFilter, StateFilter
from wheelbarrow.core.admin.forms import ServiceForm
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.models import Deletion
from works.admin.filing import FiledAdmin
from works.admin.labelling import LabelActions, LabelledForm
from works.admin.work_filters import (
    DaysFilter,
    DeadlineFilter,
    LabelFilter,
    OccurrenceFilter,
    OpenFilter,
    PlaceFilter,
    RuleFilter,
)
from works.choices import Status
from works.models import Work
from works.services import editing, lifecycle


class WorkForm(LabelledForm):
    """Add or change a work."""

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

    wording: ClassVar[Any] = {
        editing.TimeWithoutDeadline: gettext_lazy("A time needs a day. Enter a deadline too, or clear the time.")
    }

    def write(self) -> Work:
        if self.instance.pk:
            return editing.edit_work(
                user=self.instance.user, work_id=self.instance.pk, at=timezone.now(), **self.changes
            )
        return editing.create_work(at=timezone.now(), **{**self.changes, "user": self.cleaned_data["user"]})


class StatusForm(ServiceForm):
    """The status of one row of the list."""

    class Meta:
        model = Work
        fields = ["current_status"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["current_status"].widget.attrs |= {
            "class": f"badge {_style_of(self.instance)}",
            "aria-label": _("Status of {title}").format(title=self.instance.title),
        }

    def write(self) -> Work:
        status = Status(self.cleaned_data["current_status"])
        return lifecycle.set_status(user=self.instance.user, work_id=self.instance.pk, status=status, at=timezone.now())


WHAT = [
    "user",
    "title",
    "content",
    "category",
    ("current_status", "priority", "my_job"),
    ("starts_on", "deadline_on", "deadline_time"),
]


@admin.register(Work)
class WorkAdmin(LabelActions, FiledAdmin):
    """Everybody's works. The list begins with the open ones, by deadline."""

    form = WorkForm
    list_display = ["named", "current_status", "deadline", "path", "priority", "user"]
    list_editable = ["current_status"]
    list_filter = [
        OpenFilter,
        DeadlineFilter,
        DaysFilter,
        "current_status",
        PlaceFilter,
        "priority",
        "my_job",
        ("occurs_on", OccurrenceFilter),
        RuleFilter,
        LabelFilter,
        OwnerFilter,
        StateFilter,
    ]
    list_select_related = ["user", "category"]
    autocomplete_fields = ["user", "category"]
    ordering = [F("deadline_on").asc(nulls_last=True), "-pk"]
    ordering_of_many = ("-pk",)
    readonly_fields = [
        "path",
        "label_names",
        "rule",
        "occurs_on",
        "filed_under_then",
        "started_at",
        "end_at",
        "created_at",
        "updated_at",
        "deleted_at",
    ]
    actions = ["finish", "reopen", "move", "add_labels", "remove_labels", "restore"]

    def get_fieldsets(self, request: HttpRequest, obj: Work | None = None) -> Any:
        """Leave out what a work does not have yet; a new one is the last of its category."""
        if obj is None:
            return [(None, {"fields": [*WHAT, "label_ids"]})]
        dates = ["started_at", "end_at", "created_at", "updated_at", *(["deleted_at"] if obj.deleted_at else [])]
        made = [("rule", "occurs_on")] if obj.occurs_on else []
        closed = ["filed_under_then"] if obj.end_at else []
        what = [*WHAT, *self.labels_of(request, obj), "position", *self.path_of(request, obj)]
        return [(None, {"fields": what}), (_("Dates"), {"fields": [*made, tuple(dates), *closed]})]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Show the status as text where rows of the trash are listed, and to users who cannot change it."""
        if StateFilter.parameter_name not in request.GET and self.has_change_permission(request):
            return self.list_display
        return ["badge" if name in self.list_editable else name for name in self.list_display]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        if StateFilter.parameter_name in request.GET:
            changelist.list_editable = ()
        return changelist

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[StatusForm]:
        return StatusForm

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def named(self, work: Work) -> str:
        """The title, and the day of an occurrence: works of one rule have the same title."""
        if work.occurs_on is None:
            return work.title
        day = date_format(work.occurs_on, "SHORT_DATE_FORMAT")
        return format_html('{} <small class="quiet">{}</small>', work.title, day)

    @admin.display(description=gettext_lazy("status"), ordering="current_status")
    def badge(self, work: Work) -> str:
        return format_html('<span class="badge {}">{}</span>', _style_of(work), Status(work.current_status).label)

    @admin.display(description=gettext_lazy("deadline"), ordering="deadline_on")
    def deadline(self, work: Work) -> str:
        """The deadline, marked when it is overdue on the owner's clock."""
        if work.deadline_on is None:
            return NOTHING
        parts = [date_format(work.deadline_on, "SHORT_DATE_FORMAT")]
        if work.deadline_time:
            parts.append(time_format(work.deadline_time, "TIME_FORMAT"))
        text = " ".join(parts)
        if not work.is_overdue(work.user.local_time(timezone.now())):
            return text
        return format_html('{} <strong class="alarm">{}</strong>', text, _("overdue"))

    @admin.display(description=gettext_lazy("project when closed"))
    def filed_under_then(self, work: Work) -> str:
        return SEPARATOR.join(link["name"] for link in work.filed_under) or NOTHING

    @admin.display(description=gettext_lazy("recurring work"))
    def rule(self, work: Work) -> str:
        """The recurring work that made it, also while that is in the trash."""
        row = work.recurring_work or work.recurring_work_in_trash
        if row is None:
            return NOTHING
        address = reverse("admin:works_recurringwork_change", args=[row.pk])
        return format_html('<a href="{}">{}</a>{}', address, row, _(" (in the trash)") if row.deleted_at else "")

    @admin.action(description=gettext_lazy("Finish"), permissions=["change"])
    def finish(self, request: HttpRequest, queryset: Any) -> None:
        self._for_each_owner(
            request,
            queryset,
            editing.finish_works,
            log=_("Finished."),
            done=lambda n: ngettext("%d work finished.", "%d works finished.", n) % n,
        )

    @admin.action(description=gettext_lazy("Reopen"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: Any) -> None:
        self._for_each_owner(
            request,
            queryset,
            editing.reopen_works,
            log=_("Reopened."),
            done=lambda n: ngettext("%d work reopened.", "%d works reopened.", n) % n,
        )

    @admin.action(description=gettext_lazy("Move to another project"), permissions=["change"])
    def move(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.live().select_related("user"))
        if len({row.user_id for row in rows}) != 1:
            self.message_user(request, _("Select live works of one person."), messages.ERROR)
            return None
        answer = self.ask_where(request, rows, Work._meta.get_field("category"), title=_("Move to"))
        if isinstance(answer, HttpResponse):
            return answer
        target = answer["target"]

        def file(**common: Any) -> list[Work]:
            return editing.edit_works(category=target.pk if target else None, **common)

        self._for_each_owner(
            request,
            queryset,
            file,
            log=_("Moved to {target}.").format(target=target or "–"),
            done=lambda n: ngettext("%d work moved.", "%d works moved.", n) % n,
        )
        return None

    def move_to_trash(self, row: Work) -> Deletion:
        return editing.delete_work(user=row.user, work_id=row.pk, at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete the works of each owner as one deletion."""
        deletions: list[Deletion] = []

        def delete(*, ids: list[int], **common: Any) -> None:
            deletions.append(editing.delete_works(ids=ids, **common))

        self._for_each_owner(request, queryset, delete, log=_("Moved to the trash."))
        self.report_deletions(request, deletions, back=request.get_full_path())

    def _for_each_owner(
        self,
        request: HttpRequest,
        queryset: Any,
        service: Callable[..., list[Work] | None],
        *,
        log: str,
        done: Callable[[int], str] | None = None,
    ) -> None:
        """Call a bulk service once for each owner of the selected live works; log and count the works that it changed."""
        by_owner = defaultdict(list)
        for work in queryset.live().select_related("user").with_label_ids():
            by_owner[work.user].append(work)
        changed = same = 0
        for owner, works in by_owner.items():
            try:
                written = service(user=owner, ids=[work.pk for work in works], at=timezone.now())
            except DomainError as error:
                self.message_user(request, f"{owner}: {error.detail}", messages.ERROR)
                continue
            after = {work.pk: _place_of(work) for work in written or []}
            moved = [work for work in works if after.get(work.pk) != _place_of(work)]
            for work in moved:
                self.log_change(request, work, log)
            changed, same = changed + len(moved), same + len(works) - len(moved)
        self.report(request, changed, same, done=done)


def _place_of(work: Work) -> tuple[str, int | None, list[int]]:
    """What the actions of the list change."""
    return work.current_status, work.category_id, work.label_ids


def _style_of(work: Work) -> str:
    """Return the CSS class of the status."""
    return (work.current_status or Status.TODO).lower().replace("_", "-")
