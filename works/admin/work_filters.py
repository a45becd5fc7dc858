"""How the list of works is narrowed."""

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
from django.utils.translation import gettext_lazy

from categories.models import Category
from wheelbarrow.core.admin.filters import AskedFilter
from works.models import RecurringWork

NOWHERE = "none"
# Days from today on, today among them.
SPANS = {"today": 1, "week": 7, "month": 30}


class DeadlineFilter(admin.SimpleListFilter):
    """Open, and late or soon to be, on the server's clock."""

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
    """The browser's own."""

    input_type = "date"


class Days(forms.Form):
    """Both included, and either may be left out."""

    due_from = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput)
    due_to = forms.DateField(label=gettext_lazy("To"), required=False, widget=DayInput)


class DaysFilter(admin.ListFilter):
    """Open, with a deadline on these days."""

    title = gettext_lazy("days of the deadline")
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
        """One, which keeps what else is asked for and can be taken off."""
        others = {name: values for name, values in changelist.filter_params.items() if name not in Days.base_fields}
        yield {"others": others, "query_string": changelist.get_query_string(remove=self.expected_parameters())}

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        first, last = (self.form.cleaned_data[name] for name in Days.base_fields)
        rows = rows.open() if first or last else rows
        rows = rows.due_from(first) if first else rows
        return rows.due_by(last) if last else rows


class OpenFilter(admin.EmptyFieldListFilter):
    """Open, or closed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("open")

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        either, is_open, is_closed = super().choices(changelist)
        yield from ({**either}, {**is_open, "display": _("Yes")}, {**is_closed, "display": _("No")})


class OccurrenceFilter(admin.EmptyFieldListFilter):
    """Made for a day of a rule, or by hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("recurring")

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        either, without, with_day = super().choices(changelist)
        yield from ({**either}, {**with_day, "display": _("Yes")}, {**without, "display": _("No")})


class RuleFilter(AskedFilter):
    """Made by one rule."""

    title = gettext_lazy("recurring work")
    parameter_name = "recurring_work"

    def row(self, pk: int) -> RecurringWork | None:
        return RecurringWork.objects.with_id(pk).first()

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        asked = self.asked()
        return rows.made_by(asked) if asked else rows


class PlaceFilter(AskedFilter):
    """In one category or below it, or in none."""

    title = gettext_lazy("place")
    parameter_name = "under"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(NOWHERE, _("Without a category")), *super().lookups(request, model_admin)]

    def row(self, pk: int) -> Category | None:
        return Category.objects.with_id(pk).first()

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        if self.value() == NOWHERE:
            return rows.in_category(None)
        asked = self.asked()
        if not asked:
            return rows
        category = self.row(asked)
        return rows.under(category) if category else rows.none()
