"""Filters that refuse what they cannot read; Django's form fields turn some wrong values into "no filter"."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from wheelbarrow.core.api.fields import (
    DAY_OUT_OF_RANGE,
    DAY_PATTERN,
    DAY_SCHEMA,
    FIRST_DAY,
    FLAG_SCHEMA,
    ID_SCHEMA,
    LAST_DAY,
    NOT_A_CHOICE,
    NOT_A_DAY,
    NOT_A_FLAG,
    NOT_AN_INSTANT,
    NOT_YOURS,
    SHOWN_CHARACTERS,
    has_offset,
    is_id_text,
)
from wheelbarrow.core.api.list_fields import NO_ROW
from wheelbarrow.core.db.ownership import OwnedQuerySet


class DayFormField(forms.DateField):
    """A day as `YYYY-MM-DD`, from FIRST_DAY to LAST_DAY."""

    default_validators = [
        MinValueValidator(FIRST_DAY, DAY_OUT_OF_RANGE),
        MaxValueValidator(LAST_DAY, DAY_OUT_OF_RANGE),
    ]

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and value:
            try:
                return date.fromisoformat(re.fullmatch(DAY_PATTERN, value)[0])  # type: ignore[index]
            except (TypeError, ValueError):
                raise forms.ValidationError(NOT_A_DAY.format(value=value[:SHOWN_CHARACTERS])) from None
        return super().to_python(value)


class InstantFormField(django_filters.fields.IsoDateTimeField):
    """An instant in ISO 8601 with its offset from UTC."""

    default_error_messages = {"invalid": NOT_AN_INSTANT}

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str) and value and not has_offset(value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        instant: datetime | None = super().to_python(value)
        if instant is not None and not FIRST_DAY <= instant.date() <= LAST_DAY:
            raise forms.ValidationError(_("Use a time between the years 1900 and 2999."), code="out_of_range")
        return instant


class WholeNumberFormField(forms.IntegerField):
    """A whole number in ASCII digits; Django's own field also reads `5.0` and the digits of other scripts."""

    re_decimal = re.compile(r"(?!)")

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value and not (value.isascii() and value.isdigit()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class FlagFormField(forms.TypedChoiceField):
    """`true` or `false`; `1` and `0` are read as well."""

    default_error_messages = {"invalid_choice": NOT_A_FLAG}

    def __init__(self, **kwargs: Any) -> None:
        choices = [("true", _("yes")), ("false", _("no"))]
        super().__init__(choices=choices, coerce=lambda text: text == "true", **kwargs)

    def to_python(self, value: Any) -> str:
        return {"1": "true", "0": "false"}.get(value) or super().to_python(value)


class OwnedFormField(django_filters.fields.ModelChoiceField):
    """The id of one of the caller's own rows, in ASCII digits."""

    default_error_messages = {"invalid_choice": NOT_YOURS}

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and not is_id_text(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class OwnedListFormField(django_filters.fields.ModelMultipleChoiceField):
    """Ids of the caller's own rows; `none` stands for rows without one."""

    default_error_messages = {"invalid_choice": NOT_YOURS}

    def clean(self, value: Any) -> Any:
        if not all(text == NO_ROW or is_id_text(text) for text in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class OrderingWidget(forms.TextInput):
    """Reads names that are joined by commas, given one by one, or both."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if isinstance(data, QueryDict) else [data.get(name) or ""]
        return [] if given in ([], [""]) else ",".join(given).split(",")


class OrderingFormField(forms.ChoiceField):
    """Names of the ordering, none of them empty."""

    widget = OrderingWidget

    def clean(self, value: Any) -> Any:
        choices: Any = self.choices
        known = [name for name, _label in choices if name]
        if "" in value:
            raise forms.ValidationError(_("Remove the empty name: write each comma between two names."))
        if unknown := [name for name in value if name not in known]:
            message = NOT_A_CHOICE.format(input=unknown[0], choices=", ".join(known))
            raise forms.ValidationError(message, code="invalid_choice")
        return value


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

    field_class = WholeNumberFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        bounds = {"min_value": 0, "max_value": 9999, **kwargs}
        super().__init__(*args, **bounds)
        extend_schema_field({"type": "integer", "minimum": bounds["min_value"], "maximum": bounds["max_value"]})(self)


@extend_schema_field(OpenApiTypes.STR)
class TextFilter(django_filters.CharFilter):
    """Text to search for; an empty text matches every row."""


@extend_schema_field(FLAG_SCHEMA)
class FlagFilter(django_filters.Filter):
    """true or false."""

    field_class = FlagFormField


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """One or more of some words, one for each time the name is given."""

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        message = format_lazy(NOT_A_CHOICE, input="%(value)s", choices=", ".join(value for value, _label in choices))
        super().__init__(*args, choices=choices, error_messages={"invalid_choice": message}, **kwargs)


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of some words."""

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        message = format_lazy(NOT_A_CHOICE, input="%(value)s", choices=", ".join(value for value, _label in choices))
        super().__init__(*args, choices=choices, empty_label=None, error_messages={"invalid_choice": message}, **kwargs)


@extend_schema_field(ID_SCHEMA)
class OwnedFilter(django_filters.ModelChoiceFilter):
    """The id of a row of the caller's own; the id of another person's row is refused like one that does not exist."""

    field_class = OwnedFormField

    def __init__(self, *args: Any, rows: OwnedQuerySet, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, queryset=lambda request: self.rows_of(request.user), empty_label=None, **kwargs)

    def rows_of(self, user: Any) -> Any:
        """Return the rows that the person may name."""
        return self.rows.owned_by(user)


@extend_schema_field({"anyOf": [ID_SCHEMA, {"type": "string", "enum": [NO_ROW]}]})
class OwnedListFilter(django_filters.ModelMultipleChoiceFilter):
    """Ids of the caller's own rows, one for each time the name is given; `none` asks for rows without one."""

    field_class = OwnedListFormField

    def __init__(self, *args: Any, rows: OwnedQuerySet, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(
            *args,
            queryset=lambda request: rows.owned_by(request.user),
            null_value=NO_ROW,
            null_label=_("None"),
            **kwargs,
        )


class StrictFilterSet(django_filters.FilterSet):
    """Filters of which each given one must have a value: Django's form fields ignore an empty one."""

    @classmethod
    def repeatable(cls) -> set[str]:
        """The names that a query may give more than once."""
        kinds = (django_filters.MultipleChoiceFilter, OrderingFilter)
        return {name for name, each in cls.base_filters.items() if isinstance(each, kinds)}

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        for name in self.form.fields:
            values = self.data.getlist(name) if isinstance(self.data, QueryDict) else [self.data.get(name)]
            if "" in values and not isinstance(self.filters[name], MAY_BE_EMPTY):
                self.form.add_error(name, _("Give a value, or leave the name out."))
                valid = False
        return valid


class OrderingFilter(django_filters.OrderingFilter):
    """Puts empty values last on every engine, and the id at the end, so that a row stays on its page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label=_("Order by"), **kwargs)
        self.field_class = OrderingFormField
        extra: dict[str, Any] = self.extra  # type: ignore[has-type]  # untyped in django-filter
        self.extra = {"choices": extra["choices"], "help_text": extra["help_text"], "required": False}

    def filter(self, qs: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
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


def refused_names(query: QueryDict, known: set[str], repeatable: set[str]) -> dict[str, list[str]]:
    """A message for each name of the query that the endpoint does not know, or that it takes once and is there twice."""
    errors = {}
    for name in sorted(query):
        if name not in known:
            errors[name] = [
                gettext("There is no such parameter. Use one of: {known}.").format(known=", ".join(sorted(known)))
            ]
        elif name not in repeatable and len(query.getlist(name)) > 1:
            errors[name] = [gettext("Give this parameter once.")]
    return errors


def _nulls_last(name: str) -> OrderBy:
    if name.startswith("-"):
        return F(name[1:]).desc(nulls_last=True)
    return F(name).asc(nulls_last=True)


# An empty text searches for nothing, an empty list orders by nothing.
MAY_BE_EMPTY = (TextFilter, OrderingFilter)
