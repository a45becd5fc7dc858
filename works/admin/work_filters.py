"""The filters of the list of works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from categories.admin.ancestors import SEPARATOR, ancestors_of
from categories.models import Category
from wheelbarrow.core.admin.filters import LinkedFilter
from works.models import Label, RecurringWork
from works.querysets.labelled import LabelChoice

NOWHERE = "none"
# Numbers of days from today on, today included.
SPANS = {"today": 1, "week": 7, "month": 30}


class DeadlineFilter(admin.SimpleListFilter):
    """Open works by deadline, overdue or soon due, by the server's clock."""

    title = gettext_lazy("deadline")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("overdue", _("Overdue")),
            ("today", _("Today")),
            ("week", _("In the next seven days")),
            ("month", _("In the next thirty days")),
        ]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        now = timezone.localtime()
        today = now.date()
        if self.value() == "overdue":
            return rows.overdue_at(now)
        days = SPANS.get(self.value() or "")
        return rows.open().due_from(today).due_by(today + timedelta(days=days - 1)) if days else rows


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"


class Days(forms.Form):
    """The first and the last day, both included and both optional."""

    due_from = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput)
    due_to = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput)


class DaysFilter(admin.ListFilter):
    """Open works with a deadline from one day to another."""

    title = gettext_lazy("deadline from, to")
    template = "admin/works/work/days_filter.html"

    def __init__(self, request: HttpRequest, params: dict[str, list[str]], *args: Any) -> None:
        super().__init__(request, params, *args)
        asked = {name: params.pop(name)[-1] for name in self.expected_parameters() if name in params}
        self.form = Days(asked)
        if not self.form.is_valid():
            raise IncorrectLookupParameters(self.form.errors)

    def expected_parameters(self) -> Any:
        return list(Days.base_fields)

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Keep the other parameters in the form and in the link that removes this filter."""
        others = {name: values for name, values in changelist.filter_params.items() if name not in Days.base_fields}
        yield {"others": others, "query_string": changelist.get_query_string(remove=self.expected_parameters())}

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        first, last = (self.form.cleaned_data[name] for name in Days.base_fields)
        rows = rows.open() if first or last else rows
        rows = rows.due_from(first) if first else rows
        return rows.due_by(last) if last else rows


class OpenFilter(admin.SimpleListFilter):
    """Open or closed works. The list begins with the open ones; where another parameter asks for more, with all."""

    title = gettext_lazy("open or closed")
    parameter_name = "end_at__isempty"
    # Each of these finds closed works too.
    finds_closed = frozenset(
        {"current_status__exact", "state", "recurring_work", "under", "label", "occurs_on__isempty", "q"}
    )

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.default = "all" if self.finds_closed & request.GET.keys() else "1"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Open")), ("0", _("Closed")), ("all", _("All"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for value, display in self.lookup_choices:
            yield {
                "selected": (self.value() or self.default) == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": display,
            }

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return {"1": rows.open, "0": rows.closed}.get(self.value() or self.default, rows.all)()


class OccurrenceFilter(admin.EmptyFieldListFilter):
    """Works of a recurring work, or works added by hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("recurring")

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        either, without, with_day = super().choices(changelist)
        yield from ({**either}, {**with_day, "display": _("Yes")}, {**without, "display": _("No")})


class RuleFilter(LinkedFilter):
    """Works of one recurring work."""

    title = gettext_lazy("recurring work")
    parameter_name = "recurring_work"

    def row(self, pk: int) -> RecurringWork | None:
        return RecurringWork.objects.with_id(pk).first()

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        asked = self.asked()
        return rows.made_by(asked) if asked else rows


class LabelFilter(LinkedFilter):
    """Works with one label, or without any."""

    title = pgettext_lazy("of works", "label")
    parameter_name = "label"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(NOWHERE, _("Without a label")), *super().lookups(request, model_admin)]

    def row(self, pk: int) -> Label | None:
        return Label.objects.with_id(pk).first()

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        if self.value() == NOWHERE:
            return rows.labelled(LabelChoice([], or_without=True))
        asked = self.asked()
        return rows.labelled(LabelChoice([asked])) if asked else rows


class PlaceFilter(LinkedFilter):
    """Works in one category or below it, or without a category."""

    title = gettext_lazy("project")
    parameter_name = "under"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(NOWHERE, _("Without a project")), *super().lookups(request, model_admin)]

    def row(self, pk: int) -> Category | None:
        return Category.objects.with_id(pk).first()

    def name_of(self, row: Category) -> str:
        return SEPARATOR.join(link.name for link in ancestors_of(row))

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        if self.value() == NOWHERE:
            return rows.in_category(None)
        asked = self.asked()
        if not asked:
            return rows
        category = self.row(asked)
        return rows.under(category) if category else rows.none()
