"""The fields of the forms of the browsable API, read from serializers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, NamedTuple, cast

import django_filters
from django import forms as django_forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.renderers import HTMLFormRenderer
from rest_framework.utils import encoders

from wheelbarrow.core.api.fields import AnyField, OwnedRelatedField, QueryFlagField
from wheelbarrow.core.api.filters import (
    DayFormField,
    OrderingFilter,
    OwnedFilter,
    OwnedListFilter,
    StrictFilterSet,
    WholeNumberFormField,
)
from wheelbarrow.core.api.list_fields import NO_ROW, OwnedListField, QueryListField
from wheelbarrow.core.db.ownership import OwnedQuerySet

# A person with more rows than this types an id: a page with a thousand options in each select is slow to load.
MAX_CHOICES = 500
NO_CHOICE = "–"
# No single control holds such a value; only JSON does.
STRUCTURED = (serializers.BaseSerializer, serializers.ListField, serializers.DictField, serializers.JSONField)

INPUT_TYPES = {DayFormField: "date", WholeNumberFormField: "number"}

Options = list[tuple[str, str]]


class Choices:
    """The options of the related fields of a page; each list of rows is read once."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self._read: dict[str, Options | None] = {}

    def among(self, rows: OwnedQuerySet) -> Options | None:
        """The person's own rows among `rows` as (id, label); None if there are more than MAX_CHOICES."""
        key = str(rows.query)
        if key not in self._read:
            found = rows.owned_by(self.user).choices(limit=MAX_CHOICES + 1)
            self._read[key] = None if len(found) > MAX_CHOICES else [(str(pk), label) for pk, label in found]
        return self._read[key]


class FormField(NamedTuple):
    """A control with its label: a select or check boxes if there are `options`, a text area if there are `rows`."""

    name: str
    label: str
    help_text: str = ""
    errors: Sequence[str] = ()
    values: Sequence[str] = ("",)
    input_type: str = "text"
    rows: int | None = None
    options: Options | None = None
    is_multiple: bool = False
    # The present value of a row that has changed elsewhere, where it differs from the one shown.
    present: str | None = None
    # Whether the form names it also where nothing is chosen, so that an empty choice is one.
    is_always_sent: bool = False

    @property
    def value(self) -> str:
        """The single value."""
        return self.values[0] if self.values else ""


def writable_fields(serializer: serializers.Serializer[Any]) -> dict[str, AnyField]:
    """The fields that a body may name."""
    return {name: field for name, field in serializer.fields.items() if not field.read_only}


def needs_json(serializer: serializers.Serializer[Any]) -> bool:
    """Whether a required field has a list or an object as its value, so that no HTML form can send the body."""
    return any(field.required and _is_structured(field) for field in writable_fields(serializer).values())


def form_fields(
    serializer: serializers.Serializer[Any],
    *,
    values: Mapping[str, Any],
    errors: Mapping[str, list[str]],
    choices: Choices,
) -> list[FormField]:
    """The controls of a serializer, filled with `values` by field name."""
    found = []
    for name, field in writable_fields(serializer).items():
        value, messages = values.get(name), list(errors.get(name, []))
        if isinstance(field, (OwnedListField, QueryListField)):
            found += _list_field(name, field, value, messages, choices)
        elif not _is_structured(field):
            found.append(_form_field(name, field, value, messages, choices))
    return found


def filter_fields(filterset: StrictFilterSet, sent: QueryDict, choices: Choices) -> list[FormField]:
    """The controls of the filters of a list, filled from the query."""
    form, model = filterset.form, filterset.queryset.model
    found = []
    for name, field in form.fields.items():
        values = sent.getlist(name)
        filled = FormField(
            name=name,
            label=str(field.label),
            help_text=str(field.help_text),
            errors=form.errors.get(name, []),
            values=values or [""],
            input_type=INPUT_TYPES.get(type(field), "text"),
            options=_filter_options(filterset.filters[name], field, model, choices),
            is_multiple=isinstance(field, django_forms.MultipleChoiceField),
        )
        if filled.options is not None and isinstance(field, django_forms.ModelMultipleChoiceField):
            filled = filled._replace(is_multiple=True)
        if filled.options is not None and not filled.is_multiple:
            filled = filled._replace(options=_with_value([("", NO_CHOICE), *filled.options], filled.value))
        found.append(filled)
    return found


def _filter_options(
    of_filter: django_filters.Filter, field: django_forms.Field, model: type[models.Model], choices: Choices
) -> Options | None:
    if isinstance(of_filter, OwnedListFilter):
        rows = choices.among(of_filter.rows)
        return None if rows is None else [(NO_ROW, str(_("None"))), *rows]
    if isinstance(of_filter, OwnedFilter):
        return choices.among(of_filter.rows)
    if isinstance(of_filter, OrderingFilter):
        return of_filter.labelled_choices(model)
    if isinstance(field, django_forms.ChoiceField):
        return [(str(value), str(label)) for value, label in cast(Any, field).choices if value != ""]
    return None


def initial_values(serializer: serializers.Serializer[Any], *, of_new_row: bool) -> dict[str, Any]:
    """The values that an empty form shows.

    A new row shows the defaults of its flags and choices, since a select would otherwise stand at its first option.
    All other fields stay empty: the service fills them, for example the position with the last one.
    """
    found = {}
    for name, field in writable_fields(serializer).items():
        value = _default_of(field, of_new_row=of_new_row)
        if value is not None:
            found[name] = value
    return found


def example(serializer: serializers.Serializer[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A body in JSON to start from: `values`, and an empty text for each other required field."""
    if hasattr(serializer, "example"):
        body: dict[str, Any] = serializer.example()
        return body
    body = {}
    for name, field in writable_fields(serializer).items():
        if name in values:
            body[name] = values[name]
        elif field.required:
            body[name] = None if field.allow_null else ""
    return body


def _is_structured(field: AnyField) -> bool:
    return isinstance(field, STRUCTURED) and not isinstance(field, (OwnedListField, QueryListField))


def _list_field(name: str, field: Any, value: Any, errors: list[str], choices: Choices) -> list[FormField]:
    """The control of a list of choices; none where the person has no row to choose, or too many to list."""
    rows = field.offered() if isinstance(field, OwnedListField) else field.style.get("choices")
    options = _options(field.child, choices) if rows is None else choices.among(rows)
    if not options:
        return []
    if field.style.get("or_none"):
        options = [(NO_ROW, str(_("None"))), *options]
    values = [text_of(each) for each in (value if isinstance(value, (list, tuple)) else [value]) if each]
    filled = FormField(name, _label(field), str(field.help_text or ""), errors, values, options=options)
    return [filled._replace(is_multiple=True, is_always_sent=isinstance(field, OwnedListField))]


def _default_of(field: AnyField, *, of_new_row: bool) -> Any:
    if field.default is not empty and not callable(field.default):
        return field.default
    model_field = _model_field(field)
    if of_new_row and model_field is not None and model_field.has_default() and _has_options(field):
        return model_field.get_default()
    return field.initial if isinstance(field, serializers.ChoiceField) else None


def _model_field(field: AnyField) -> Any:
    model: type[models.Model] | None = getattr(getattr(field.parent, "Meta", None), "model", None)
    with suppress(FieldDoesNotExist):
        return model._meta.get_field(str(field.source)) if model else None
    return None


def _has_options(field: AnyField) -> bool:
    return isinstance(field, (serializers.BooleanField, serializers.ChoiceField))


def _form_field(name: str, field: AnyField, value: Any, errors: list[str], choices: Choices) -> FormField:
    # Their lookup takes instances.
    style: dict[str, Any] = {**HTMLFormRenderer.default_style[field], **field.style}  # type: ignore[index]
    text = text_of(value)
    options = _options(field, choices)
    if options is not None:
        is_optional = not text or field.allow_null or getattr(field, "allow_blank", False)
        options = _with_value(([("", str(style.get("empty", NO_CHOICE)))] if is_optional else []) + options, text)
    is_password = style.get("input_type") == "password"
    if isinstance(field, serializers.FileField):
        style["input_type"], text = "file", ""
    return FormField(
        name=name,
        label=_label(field),
        help_text=str(field.help_text or ""),
        errors=errors,
        values=["" if is_password else text],
        input_type="number" if isinstance(field, OwnedRelatedField) else style.get("input_type", "text"),
        rows=style.get("rows", 4) if style["base_template"] == "textarea.html" else None,
        options=options,
    )


def _options(field: AnyField, choices: Choices) -> Options | None:
    """The options of a select; None for every other control."""
    if isinstance(field, OwnedRelatedField):
        return choices.among(cast(Any, field).queryset)
    if rows := field.style.get("choices"):
        return choices.among(rows)
    if isinstance(field, (serializers.BooleanField, QueryFlagField)):
        return [("true", _("Yes")), ("false", _("No"))]
    if isinstance(field, serializers.ChoiceField):
        return [(str(value), str(label)) for value, label in field.choices.items() if value != ""]
    return None


def _label(field: AnyField) -> str:
    """The label of the field, or the name of its model field, in the active language."""
    model_field = _model_field(field)
    if field._kwargs.get("label") is None and model_field is not None:  # type: ignore[attr-defined]  # as DRF keeps it
        return str(capfirst(model_field.verbose_name))
    return str(field.label)


def _with_value(options: Options, value: str) -> Options:
    """The options and the value: a value that is not offered is shown as it was sent."""
    return options if value in dict(options) else [*options, (value, value)]


def beside_present(fields: list[FormField], values: Mapping[str, Any]) -> list[FormField]:
    """Add the present value, in the words of the control, to each field that shows another one."""
    found = []
    for field in fields:
        text = text_of(values.get(field.name))
        is_same = text == field.value or field.name not in values
        found.append(
            field if is_same else field._replace(present=dict(field.options or ()).get(text, text) or NO_CHOICE)
        )
    return found


def texts_of(data: QueryDict) -> dict[str, Any]:
    """Each text of a form or query by its name; a list of them where the name is there more than once."""
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in data.lists()}


def text_of(value: Any) -> str:
    """The text of a value in a control."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return str(value)


def as_json(value: Any) -> str:
    """Return a body as a form shows it."""
    return json.dumps(value, cls=encoders.JSONEncoder, ensure_ascii=False, indent=4)
