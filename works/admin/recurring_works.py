"""Recurring works in the admin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from categories.admin.ancestors import NOTHING
from wheelbarrow.core.admin.filters import OwnerFilter, StateFilter
from wheelbarrow.core.models import Deletion
from works.admin.filing import FiledAdmin
from works.admin.pausing import PauseForm, name_works, open_works
from works.admin.recurring_work_forms import NewRecurringWorkForm, RecurringWorkForm
from works.admin.rule_words import describe_days, describe_status
from works.admin.scheduler import scheduler_status
from works.models import RecurringWork, Work
from works.rule_states import words_of
from works.services import pausing, recurring

WHAT = ["user", "title", "content", "category", ("priority", "my_job")]
WHEN = ["frequency", "interval", "weekdays", "month_day", "month_end", "starts_on", ("until", "count")]
WORKS = [("deadline_days", "deadline_time"), "lead_days", "is_active"]
ADVANCED = ["rule", "skipped_on", "extra_on", "time_zone", "catch_up"]


class FailingFilter(admin.SimpleListFilter):
    """Rules for which the scheduler could not create works."""

    title = gettext_lazy("failing")
    parameter_name = "set_aside"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Yes")), ("0", _("No"))]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return {"1": rows.set_aside, "0": rows.not_set_aside}.get(self.value() or "", rows.all)()


@admin.register(RecurringWork)
class RecurringWorkAdmin(FiledAdmin):
    """Everybody's recurring works, what they have created, and what they will."""

    form = RecurringWorkForm
    list_display = ["title", "sentence", "status", "next_occurrence_on", "path", "made", "missed", "user"]
    list_filter = ["is_active", FailingFilter, "catch_up", OwnerFilter, StateFilter]
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
        "path",
        "label_names",
        "continues",
        "created_at",
        "updated_at",
        "deleted_at",
    ]
    actions = ["pause", "resume", "run_now", "skip_next", "restore"]

    # Forms

    def get_fieldsets(self, request: HttpRequest, obj: RecurringWork | None = None) -> Any:
        """Leave out what a recurring work does not have yet. A user who may only view it needs no presets."""
        when: list[Any]
        if not (obj is None or self.has_change_permission(request, obj)):
            when, scope = ["starts_on"], []
        else:
            when, scope = WHEN, ["scope", "occurs_on"]
        fieldsets = [
            (_("When"), {"fields": when}),
            (_("Works"), {"fields": WORKS}),
            (_("Advanced"), {"fields": ADVANCED, "classes": ["collapse"]}),
        ]
        if obj is None:
            return [(None, {"fields": [*WHAT, "label_ids"]}), *fieldsets]
        what = [*WHAT, *self.labels_of(request, obj), *self.path_of(request, obj)]
        failure = ["failure"] if obj.failed_at else []
        missed = ["missed_days"] if obj.missed_on else []
        doing = (_("State"), {"fields": ["status", *failure, "sentence", "next_days", "made", *missed]})
        change = [(_("This change"), {"fields": scope})] if scope else []
        dates = ("created_at", "updated_at", *(["deleted_at"] if obj.deleted_at else []))
        history = (_("Dates"), {"fields": [*(["continues"] if obj.series else []), dates]})
        return [doing, (None, {"fields": what}), *fieldsets, *change, history]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's
        if obj is None:
            kwargs["form"] = NewRecurringWorkForm
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.is_preview = "_preview" in request.POST
        return form

    def prepare_rows(self, rows: list[Any]) -> None:
        """Look up the paths, and count the live works of each live rule: works do not show a rule in the trash."""
        super().prepare_rows(rows)
        live = RecurringWork.objects.with_ids([row.pk for row in rows]).order_by()
        made = dict(live.values_list("pk").annotate(Count("works")))
        for row in rows:
            row.works_made = made.get(row.pk)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"scheduler_status": scheduler_status(timezone.now()), **(extra_context or {})}
        response: HttpResponse = super().changelist_view(request, context)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Log a split on the rule that it ends; the form has written both."""
        if change and self._is_split(request, obj):
            text = _("Ended; “{row}” ({id}) continues it.").format(row=obj, id=obj.pk)
            self.log_change(request, form.instance, text)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """After a split, go to the rule that continues."""
        if not self._is_split(request, obj):
            return super().response_change(request, obj)
        address = reverse("admin:works_recurringwork_change", args=[obj.pk])
        link = format_html('<a href="{}">{}</a>', address, obj)
        self.message_user(
            request, format_html(_("The rule was split: {row} continues it."), row=link), messages.SUCCESS
        )
        if "_continue" in request.POST:
            return HttpResponseRedirect(address)
        return self.response_post_save_change(request, obj)

    def _is_split(self, request: HttpRequest, obj: RecurringWork) -> bool:
        """Report whether the saved rule is a new one that continues the rule of this page."""
        return not request.path.endswith(f"/{obj.pk}/change/")

    # Columns

    @admin.display(description=gettext_lazy("rule"), ordering="rule")
    def sentence(self, row: Any) -> str:
        return words_of(row)

    @admin.display(description=gettext_lazy("works"))
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
        return describe_status(row, timezone.now())

    @admin.display(description=gettext_lazy("continues"))
    def continues(self, row: RecurringWork) -> str:
        first = reverse("admin:works_recurringwork_change", args=[row.series])
        return format_html('<a href="{}">{}</a>', first, _("rule {id}").format(id=row.series))

    @admin.display(description=gettext_lazy("next days"))
    def next_days(self, row: Any) -> str:
        return describe_days(row, timezone.now())

    # Actions

    @admin.action(description=gettext_lazy("Pause…"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.select_related("user"))
        if not rows:
            return None
        template, works = "admin/works/recurringwork/pause.html", open_works(rows, timezone.now())
        answer = self.ask(request, rows, PauseForm, title=_("Pause"), template=template, works=works)
        if isinstance(answer, HttpResponse):
            return answer
        inside: list[Work] = []
        self._call(
            request,
            queryset,
            lambda **common: inside.extend(pausing.pause(**common, **answer).works),
            log=_("Paused."),
            done=lambda n: ngettext("%d recurring work paused.", "%d recurring works paused.", n) % n,
        )
        if inside:
            self.message_user(request, name_works(inside), messages.INFO)
        return None

    @admin.action(description=gettext_lazy("Resume"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: Any) -> None:
        self._call(
            request,
            queryset,
            pausing.resume,
            log=_("Resumed."),
            done=lambda n: ngettext("%d recurring work resumed.", "%d recurring works resumed.", n) % n,
        )

    @admin.action(description=gettext_lazy("Create due works now"), permissions=["change"])
    def run_now(self, request: HttpRequest, queryset: Any) -> None:
        created = 0

        def run(**arguments: Any) -> None:
            nonlocal created
            works = Work.all_objects.made_by(arguments["recurring_work_id"])
            before = works.count()
            row = pausing.run_now(**arguments)
            created += works.count() - before
            if row.failed_at:
                self.message_user(request, f"{row}: {row.failure}", messages.ERROR)

        self._call(
            request,
            queryset,
            run,
            log=_("Created due works."),
            done=lambda _count: (
                ngettext("%d work created.", "%d works created.", created) % created
                if created
                else _("No work was due.")
            ),
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
        """Call the service for each selected row; it refuses a row in the trash."""
        at = timezone.now()

        def call(row: RecurringWork) -> None:
            service(user=row.user, recurring_work_id=row.pk, at=at)

        self.carry_out(request, queryset.select_related("user"), call, log=log, done=done)

    # Deletions

    def ask_to_delete(self, request: HttpRequest, rows: Iterable[Any]) -> HttpResponse:
        answer = super().ask_to_delete(request, rows)
        # Else it is a redirect, with a message that there are too many rows.
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            answer.context_data["note"] = _("The works that were created stay.")
        return answer

    def move_to_trash(self, row: RecurringWork) -> Deletion:
        return recurring.delete_recurring_work(user=row.user, recurring_work_id=row.pk, at=timezone.now())
