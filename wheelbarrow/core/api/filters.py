"""Filters that refuse what they cannot read. Django's own form fields bend a wrong value to "no filter"."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from wheelbarrow.core.api.fields import DAY_SCHEMA, FIRST_DAY, ID_SCHEMA, LAST_DAY
from wheelbarrow.core.db.ownership import OwnedQuerySet


class DayFormField(forms.DateField):
    """`YYYY-MM-DD` and nothing else, from FIRST_DAY to LAST_DAY."""

    input_formats = ["%Y-%m-%d"]
    default_validators = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and value and len(value) != len("YYYY-MM-DD"):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class InstantFormField(django_filters.fields.IsoDateTimeField):
    """ISO 8601 with its offset; without one it is taken in the server's zone."""

    def to_python(self, value: Any) -> datetime | None:
        instant = super().to_python(value)
        if instant is not None and not FIRST_DAY <= instant.date() <= LAST_DAY:
            raise forms.ValidationError(_("Give an instant from 1900 to 2999."), code="out_of_range")
        return instant


@extend_schema_field(DAY_SCHEMA)
class DayFilter(django_filters.Filter):
    """A day of the person's calendar."""

    field_class = DayFormField


@extend_schema_field({"type": "string", "format": "date-time", "pattern": "^(19|2[0-9])[0-9]{2}-"})
class InstantFilter(django_filters.Filter):
    """An instant."""

    field_class = InstantFormField


class WholeNumberFilter(django_filters.Filter):
    """A small whole number."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        bounds = {"min_value": 0, "max_value": 9999, **kwargs}
        super().__init__(*args, **bounds)
        extend_schema_field({"type": "integer", "minimum": bounds["min_value"], "maximum": bounds["max_value"]})(self)


@extend_schema_field(OpenApiTypes.STR)
class TextFilter(django_filters.CharFilter):
    """Text to search for; no text asks for nothing."""


@extend_schema_field(OpenApiTypes.BOOL)
class FlagFilter(django_filters.TypedChoiceFilter):
    """true or false."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("true", _("yes")), ("false", _("no"))]
        super().__init__(*args, choices=choices, coerce=lambda text: text == "true", **kwargs)


@extend_schema_field(ID_SCHEMA)
class OwnedFilter(django_filters.ModelChoiceFilter):
    """The id of a row of the caller's own; another's is "no such row"."""

    def __init__(self, *args: Any, rows: OwnedQuerySet, **kwargs: Any) -> None:
        messages = {"invalid_choice": _("There is no such row among yours.")}
        self.rows = rows
        super().__init__(
            *args,
            queryset=lambda request: rows.owned_by(request.user),
            error_messages=messages,
            empty_label=None,
            **kwargs,
        )


class StrictFilterSet(django_filters.FilterSet):
    """A filter that is named but left empty is refused: Django's form fields would pass over it."""

    def is_valid(self) -> bool:
        valid = super().is_valid()
        for name in self.form.fields:
            if self.data.get(name) == "" and not isinstance(self.filters[name], MAY_BE_EMPTY):
                self.form.add_error(name, _("Give a value, or leave it out."))
                valid = False
        return valid


class OrderingFilter(django_filters.OrderingFilter):
    """Order with empty values last on every engine, and the id in the end, so that no row changes page between two requests."""

    def filter(self, qs: QuerySet, value: list[str] | None) -> QuerySet:
        if not value:
            return qs
        return qs.order_by(*(_nulls_last(self.get_ordering_value(name)) for name in value), "pk")

    def labelled_choices(self, model: type[Model]) -> list[tuple[str, str]]:
        """Each member of the parameter, up and down, with the name of its model field in the active language."""
        found = []
        for name in self.param_map:
            field: Any = model._meta.get_field(name)
            label = str(capfirst(field.verbose_name))
            found += [(name, label), (f"-{name}", f"{label} ↓")]
        return found


def _nulls_last(name: str) -> OrderBy:
    if name.startswith("-"):
        return F(name[1:]).desc(nulls_last=True)
    return F(name).asc(nulls_last=True)


# Text and lists have an empty value of their own.
MAY_BE_EMPTY = (TextFilter, OrderingFilter)
