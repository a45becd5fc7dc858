"""Recurring works in the admin."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wheelbarrow.core.admin.filters import OwnerFilter, StateFilter
from works.admin.filing import NOTHING, FiledAdmin
from works.admin.recurring_work_forms import NewRecurringWorkForm, RecurringWorkForm
from works.admin.rule_words import tell_days, tell_rule, tell_status
from works.admin.scheduler import scheduler_status
from works.models import RecurringWork
from works.services import pausing, recurring

WHAT = ["user", "title", "content", "category", ("priority", "my_job")]
WHEN = ["rule", "starts_on", "skipped_on", "extra_on", "time_zone"]
HOW = ["deadline_days", "deadline_time", "lead_days", "catch_up", "is_active"]


class SetAsideFilter(admin.SimpleListFilter):
    """Those that the scheduler could not make works of."""

    title = gettext_lazy("set aside")
    parameter_name = "set_aside"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Yes")), ("0", _("No"))]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return {"1": rows.set_aside, "0": rows.not_set_aside}.get(self.value() or "", rows.all)()


@admin.register(RecurringWork)
class RecurringWorkAdmin(FiledAdmin):
    """Every person's rules, what they have made, and what they would."""

    form = RecurringWorkForm
    list_display = ["title", "sentence", "chain", "next_occurrence_on", "made", "missed", "status", "user"]
    list_filter = [StateFilter, "is_active", SetAsideFilter, "catch_up", OwnerFilter]
    list_select_related = ["user", "category"]
    autocomplete_fields = ["user", "category"]
    ordering = ["-pk"]
    readonly_fields = [
        "status",
        "failure",
        "sentence",
        "next_days",
        "made",
        "missed_days",
        "chain",
        "continues",
        "created_at",
        "updated_at",
        "deleted_at",
    ]
    actions = ["pause", "resume", "run_now", "skip_next", "restore"]

    # The pages

    def get_fieldsets(self, request: HttpRequest, obj: RecurringWork | None = None) -> Any:
        when, how = (_("When"), {"fields": WHEN}), (_("Its works"), {"fields": HOW})
        if obj is None:
            return [(None, {"fields": WHAT}), when, how]
        what = (None, {"fields": [*WHAT, "chain"]})
        failure = ["failure"] if obj.failed_at else []
        doing = {"fields": ["status", *failure, "sentence", "next_days", "made", "missed_days"]}
        reach = (_("This change"), {"fields": ["scope", "occurs_on"]})
        dates = (_("Dates"), {"fields": ["continues", ("created_at", "updated_at", "deleted_at")]})
        return [(None, doing), what, when, how, *([] if obj.deleted_at else [reach]), dates]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's
        if obj is None:
            kwargs["form"] = NewRecurringWorkForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.is_preview = "_preview" in request.POST
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """A form writes what was typed on its row; what is saved is told from a copy."""
        row: Any = super().get_object(request, object_id, from_field)
        if row:
            row.saved = copy(row)
        return row

    def prepare_rows(self, rows: list[Any]) -> None:
        """The chains, and how many live works each has made; its works show no rule that is in the trash."""
        super().prepare_rows(rows)
        live = RecurringWork.objects.with_ids([row.pk for row in rows]).order_by()
        made = dict(live.values_list("pk").annotate(Count("works")))
        for row in rows:
            row.works_made = made.get(row.pk)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(
            request, {"scheduler_status": scheduler_status(timezone.now()), **(extra_context or {})}
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Nothing is written; but where the change split the rule, the log of the old one tells of it."""
        if change and self._is_split(request, obj):
            self.log_change(request, form.old, _("It ends; “{row}” ({id}) goes on.").format(row=obj, id=obj.pk))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """To the rule that goes on."""
        if not self._is_split(request, obj):
            return super().response_change(request, obj)
        address = reverse("admin:works_recurringwork_change", args=[obj.pk])
        link = format_html('<a href="{}">{}</a>', address, obj)
        told = format_html(_("The rule was split. The part that goes on is {row}."), row=link)
        self.message_user(request, told, messages.SUCCESS)
        if "_continue" in request.POST:
            return HttpResponseRedirect(address)
        return self.response_post_save_change(request, obj)

    def _is_split(self, request: HttpRequest, obj: RecurringWork) -> bool:
        """Is this the rule that begins where the one of the page ends?"""
        return not request.path.endswith(f"/{obj.pk}/change/")

    # What is told of a row

    @admin.display(description=gettext_lazy("rule"), ordering="rule")
    def sentence(self, row: Any) -> str:
        return tell_rule(_saved(row))

    @admin.display(description=gettext_lazy("works made"))
    def made(self, row: Any) -> str:
        if not hasattr(row, "works_made"):
            self.prepare_rows([row])
        if row.works_made is None:
            return NOTHING
        works = reverse("admin:works_work_changelist", query={"recurring_work": row.pk})
        return format_html('<a href="{}">{}</a>', works, row.works_made)

    @admin.display(description=gettext_lazy("missed"))
    def missed(self, row: Any) -> int:
        return len(row.missed_on)

    @admin.display(description=gettext_lazy("missed so far"))
    def missed_days(self, row: Any) -> str:
        return ", ".join(row.missed_on) or NOTHING

    @admin.display(description=gettext_lazy("status"))
    def status(self, row: Any) -> str:
        return tell_status(_saved(row), timezone.now())

    @admin.display(description=gettext_lazy("continues"))
    def continues(self, row: RecurringWork) -> str:
        if row.series is None:
            return NOTHING
        first = reverse("admin:works_recurringwork_change", args=[row.series])
        return format_html('<a href="{}">{}</a>', first, _("the rule {id}").format(id=row.series))

    @admin.display(description=gettext_lazy("next days"))
    def next_days(self, row: Any) -> str:
        return tell_days(_saved(row), timezone.now())

    # What can be done with rows

    @admin.action(description=gettext_lazy("Pause from today, until resumed"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: Any) -> None:
        self._call(
            request,
            queryset,
            pausing.pause,
            log=_("Paused."),
            done=lambda n: ngettext("%d recurring work paused.", "%d recurring works paused.", n) % n,
        )

    @admin.action(description=gettext_lazy("Resume"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: Any) -> None:
        self._call(
            request,
            queryset,
            pausing.resume,
            log=_("Resumed."),
            done=lambda n: ngettext("%d recurring work resumed.", "%d recurring works resumed.", n) % n,
        )

    @admin.action(
        description=gettext_lazy("Run now: make what is due, try again what was set aside"), permissions=["change"]
    )
    def run_now(self, request: HttpRequest, queryset: Any) -> None:
        def run(**named: Any) -> None:
            row = pausing.run_now(**named)
            if row.failed_at:
                self.message_user(request, f"{row}: {row.failure}", messages.ERROR)

        self._call(
            request,
            queryset,
            run,
            log=_("Run."),
            done=lambda n: ngettext("%d recurring work run.", "%d recurring works run.", n) % n,
        )

    @admin.action(description=gettext_lazy("Skip the next day"), permissions=["change"])
    def skip_next(self, request: HttpRequest, queryset: Any) -> None:
        self._call(
            request,
            queryset,
            pausing.skip,
            log=_("Skipped the next day."),
            done=lambda n: ngettext("%d day skipped.", "%d days skipped.", n) % n,
        )

    def _call(
        self,
        request: HttpRequest,
        queryset: Any,
        service: Callable[..., object],
        *,
        log: str,
        done: Callable[[int], str],
    ) -> None:
        """The service for each of the chosen rows, for its owner; one in the trash is refused by the service."""
        at = timezone.now()
        self.carry_out(
            request,
            queryset.select_related("user"),
            lambda row: service(user=row.user, recurring_work_id=row.pk, at=at),
            log=log,
            done=done,
        )

    # The trash

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        _rows, counts, needed, protected = super().get_deleted_objects(objs, request)
        return [_("“{row}” to the trash; its works stay").format(row=row) for row in objs], counts, needed, protected

    def delete_model(self, request: HttpRequest, obj: RecurringWork) -> None:
        recurring.delete_recurring_work(user=obj.user, recurring_work_id=obj.pk, at=timezone.now())


def _saved(row: Any) -> RecurringWork:
    return getattr(row, "saved", row)
