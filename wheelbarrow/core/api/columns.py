"""Which fields of a serializer show a column as it is stored: the selectors read these as rows, without instances.

This is an allow-list. A field that is not on it, such as a method field, is asked for its value of an instance: one more
query a page, and never another answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from rest_framework import serializers

from wheelbarrow.core.api import fields
from wheelbarrow.core.api.list_fields import OwnedListField
from wheelbarrow.core.api.serializers import bound
from wheelbarrow.core.db.keyset import Keyed
from wheelbarrow.core.db.ownership import OwnedQuerySet
from wheelbarrow.core.text import LISTED_CHARACTERS

Row = dict[str, Any]

# Their to_representation() gives what JSONRenderer makes of the column. Subclasses may differ, so types are exact.
PLAIN = {
    serializers.BigIntegerField,
    serializers.CharField,
    serializers.ChoiceField,
    serializers.IntegerField,
    fields.ChoiceField,
    fields.ClockTimeField,
    fields.DayField,
    fields.FlagField,
    fields.InstantField,
    fields.LineField,
    fields.NoteField,
    fields.TextField,
    fields.WholeNumberField,
}


class Columns(NamedTuple):
    """`plain`: lookups by the name of the field; `notes`: those that are cut; `others`: the fields that need an instance."""

    plain: Mapping[str, str]
    notes: Collection[str]
    others: Mapping[str, fields.AnyField]

    def fill(self, rows: Sequence[Row], queryset: Callable[[], OwnedQuerySet]) -> None:
        """Cut the notes, and add the values of `others` to rows with `id`; `queryset` gives the caller's rows."""
        for note in self.notes:
            for row in rows:
                row[f"{note}_is_cut"] = len(row[note]) > LISTED_CHARACTERS
                row[note] = row[note][:LISTED_CHARACTERS]
        if not self.others or not rows:
            return
        by_id = queryset().with_ids([row["id"] for row in rows]).in_bulk()
        for row in rows:
            for name, field in self.others.items():
                value = field.get_attribute(by_id[row["id"]])
                row[name] = None if value is None else field.to_representation(value)

    def filled(self, rows: Callable[..., Keyed], queryset: Callable[[], OwnedQuerySet]) -> Callable[..., Keyed]:
        """The function that gives the pages of `rows`, filled."""

        def page(**part: Any) -> Keyed:
            found = rows(**part)
            self.fill(found.rows, queryset)
            return found

        return page


def columns_of(serializer_class: type[serializers.ModelSerializer[Any]], *, known: Collection[str]) -> Columns:
    """The columns behind the fields of a serializer but those in `known`, which the caller computes."""
    model = serializer_class.Meta.model
    shown = {name: field for name, field in bound(serializer_class, "GET").fields.items() if not field.write_only}
    lookups = {name: _lookup(model, field) for name, field in shown.items() if name not in known}
    plain = {name: lookup for name, lookup in lookups.items() if lookup}
    notes = [name for name, lookup in plain.items() if lookup == f"{name}_start"]
    others = {
        name: shown[name]
        for name, lookup in lookups.items()
        if not lookup and type(shown[name]) is not fields.IsCutField
    }
    return Columns(plain, notes, others)


def _lookup(model: type[models.Model], field: fields.AnyField) -> str | None:
    """`category__path` for the source `category.path`; None where it is not a column."""
    if type(field) is OwnedListField:
        return field.loaded
    if type(field) not in PLAIN:
        return None
    *relations, name = str(field.source).split(".")
    try:
        for relation in relations:
            model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    except FieldDoesNotExist:
        return None
    if not any(name == column.attname for column in model._meta.concrete_fields):
        return None
    # The lookup that OwnedQuerySet.with_starts annotates.
    return f"{name}_start" if type(field) is fields.NoteField else "__".join([*relations, name])
