"""The filters of categories."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from categories.models import Category
from categories.querysets import CategoryQuerySet
from wheelbarrow.core.api.filters import (
    DayFilter,
    OrderingFilter,
    OwnedFilter,
    StrictFilterSet,
    TextFilter,
    WholeNumberFilter,
)
from wheelbarrow.core.db.limits import levels_above


class RootFilter(OwnedFilter):
    """A yearly project of the caller's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, rows=Category.objects.roots(), label=_("Yearly project"), **kwargs)

    def rows_of(self, user: Any) -> Any:
        return Category.objects.owned_by(user).roots()


class CategoryFilter(StrictFilterSet):
    """`year` and `month` select the categories in force then. A category without a first or last day is unbounded there."""

    level = WholeNumberFilter(method="at_level", max_value=99, label=_("Level"))
    parent = OwnedFilter(method="children_of", rows=Category.objects.all(), label=_("Parent"))
    root = RootFilter(method="subtree_of")
    under = OwnedFilter(
        method="subtree_of",
        rows=Category.objects.all(),
        label=_("Subtree"),
        help_text=_("The project and all below it."),
    )
    year = WholeNumberFilter(method="in_year", min_value=1900, max_value=2999, label=_("Year"))
    month = WholeNumberFilter(
        method="with_year", min_value=1, max_value=12, label=_("Month"), help_text=_("1 to 12, together with year.")
    )
    active_on = DayFilter(method="in_force_on", label=_("In force on"))
    q = TextFilter(method="containing", label=_("Text"), help_text=_("In the name or content."))
    ordering = OrderingFilter(
        fields=["name", "path", "level", "position", "starts_on", "ends_on", "created_at", "updated_at"]
    )

    def is_valid(self) -> bool:
        if self.form.is_valid() and self.form.cleaned_data["month"] and not self.form.cleaned_data["year"]:
            self.form.add_error("month", _("A month needs its year. Add for example year=2026."))
        return super().is_valid()

    def at_level(self, rows: CategoryQuerySet, _name: str, level: int) -> CategoryQuerySet:
        return rows.at_level(level + levels_above())

    def children_of(self, rows: CategoryQuerySet, _name: str, parent: Category) -> CategoryQuerySet:
        return rows.children_of(parent.pk)

    def subtree_of(self, rows: CategoryQuerySet, _name: str, category: Category) -> CategoryQuerySet:
        return rows.subtree_of(category)

    def in_year(self, rows: CategoryQuerySet, _name: str, year: int) -> CategoryQuerySet:
        month = self.form.cleaned_data["month"]
        first, last = month or 1, month or 12
        return rows.overlapping(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))

    def with_year(self, rows: CategoryQuerySet, _name: str, month: int) -> CategoryQuerySet:
        return rows

    def in_force_on(self, rows: CategoryQuerySet, _name: str, day: date) -> CategoryQuerySet:
        return rows.overlapping(day, day)

    def containing(self, rows: CategoryQuerySet, _name: str, text: str) -> QuerySet[Any]:
        return rows.matching(text)
