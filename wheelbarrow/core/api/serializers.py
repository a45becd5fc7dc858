"""The base of every serializer: unknown names are refused, not ignored."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from rest_framework import serializers

from wheelbarrow.core.api.fields import (
    MAX_PROBLEMS,
    AnyField,
    ChoiceField,
    ClockTimeField,
    DayField,
    FlagField,
    InstantField,
    IsCutField,
    LineField,
    NoteField,
    TextField,
    WholeNumberField,
)
from wheelbarrow.core.db import texts
from wheelbarrow.core.db.soft_delete import plural_name, soft_deletable_models

OF_THE_FORM = frozenset({"csrfmiddlewaretoken"})


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names it does not know, and names that only the server sets.

    A PUT may carry the latter, since it sends back what a GET gave; they change nothing.
    """

    @property
    def is_from_form(self) -> bool:
        """Whether the data comes from an HTML form, where every value is text."""
        return isinstance(getattr(self.root, "initial_data", None), QueryDict)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            self._refuse_unknown(data)
        return super().to_internal_value(data)

    def _refuse_unknown(self, data: Mapping[str, Any]) -> None:
        request = self.context.get("request")
        may_repeat = bool(request and request.method == "PUT")
        # A form names the fields of an object inside by a dot.
        names = (name.split(".")[0] for name in data) if isinstance(data, QueryDict) else iter(data)
        fields = self.fields
        refused = (
            name
            for name in names
            if name not in OF_THE_FORM and (name not in fields or (fields[name].read_only and not may_repeat))
        )
        # Only as many as are reported: a body of 1 MiB can hold 80,000 names.
        if found := list(islice(refused, MAX_PROBLEMS)):
            raise serializers.ValidationError({name: [self._why_refused(name)] for name in found})

    def _why_refused(self, name: str) -> str:
        if name in self.fields:
            return _("The server sets this field. Remove it.")
        known = ", ".join(key for key, field in self.fields.items() if not field.read_only)
        if not known:
            return _("This request takes no fields. Remove it.")
        return _("There is no such field. Use one of: {known}.").format(known=known)


@lru_cache(maxsize=256)
def bound(serializer_class: type[serializers.Serializer[Any]], method: str, *, partial: bool = False) -> Any:
    """Return one instance for every request of a method: to create one copies all its fields (300 µs).

    Use it for to_representation() and for run_validation() of JSON, which keep no state in it, not for forms.
    """
    request = HttpRequest()
    request.method = method
    return serializer_class(partial=partial, context={"request": request})


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer[Any]):
    """A strict serializer of a model; JSON types are strict and instants are in UTC."""

    serializer_choice_field = ChoiceField

    serializer_field_mapping: ClassVar[dict[type[models.Field[Any, Any]], type[AnyField]]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        texts.LineField: LineField,
        texts.NoteField: NoteField,
        models.BooleanField: FlagField,
        models.CharField: TextField,
        models.DateField: DayField,
        models.DateTimeField: InstantField,
        models.PositiveIntegerField: WholeNumberField,
        models.TextField: TextField,
        models.TimeField: ClockTimeField,
    }

    def to_internal_value(self, data: Any) -> Any:
        """Refuse a PUT of a row as a list has shown it: its note would be lost."""
        for name, field in self.fields.items():
            if isinstance(field, IsCutField) and isinstance(data, Mapping) and data.get(name) in (True, "true"):
                message = _("A list has cut this text. Get the row by its id, then send the whole text.")
                raise serializers.ValidationError({str(field.source): [message]})
        return super().to_internal_value(data)


class CountField(serializers.IntegerField):
    """The number of rows of one model in a deletion; the name of the field is the plural name of the model."""

    def to_representation(self, deletion: Any) -> int:
        return int(deletion.counts.get(str(self.field_name), 0))


class DeletionSummarySerializer(serializers.Serializer[Any]):
    """A deletion, and the number of deleted rows of each kind."""

    deletion = serializers.IntegerField(
        source="pk",
        allow_null=True,
        help_text="Restore it with POST /api/v1/trash/{deletion}/restore/; null in a dry run.",
    )

    def get_fields(self) -> dict[str, AnyField]:
        """Add the number of rows of each soft-deletable model."""
        counts = {plural_name(model): CountField(source="*", read_only=True) for model in soft_deletable_models()}
        return {**super().get_fields(), **counts}


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField(help_text="urn:wheelbarrow:problem:{code}")
    title = serializers.CharField(help_text="The status, in words.")
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What is wrong and what to do, in the language of the caller.")
    code = serializers.CharField(help_text="The name of the error, for programs.")
    # The metaclass takes fields off the class, so one may have the name of a property.
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="Messages by field name."
    )


@lru_cache
def problem_with(serializer_class: type[serializers.Serializer[Any]]) -> type[ProblemSerializer]:
    """Return the problem of a row that has changed: with `current`, the row as GET shows it."""
    name = serializer_class.__name__.replace("Serializer", "ProblemSerializer")
    return type(name, (ProblemSerializer,), {"current": serializer_class(help_text="The row as it is now.")})
