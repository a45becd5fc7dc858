"""The JSON of recurring works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from wheelbarrow.core.api.fields import (
    BIGGEST_ID,
    END_BEFORE_START,
    AnyField,
    ChoiceField,
    DayField,
    InstantField,
    ListField,
    TextField,
    WholeNumberField,
)
from wheelbarrow.core.api.serializers import StrictSerializer
from works.api.serializers import FiledSerializer
from works.choices import Scope, Status
from works.models import RecurringWork
from works.recurrence.repeats import Repeats
from works.recurrence.rule import FREQUENCIES, MAX_COUNT, MAX_INTERVAL, MAX_LENGTH, WEEKDAYS

MAX_DAYS = 366


class RepeatsSerializer(StrictSerializer):
    """A recurrence rule in its simple form."""

    frequency = ChoiceField(choices=FREQUENCIES)
    interval = WholeNumberField(min_value=1, max_value=MAX_INTERVAL, required=False, default=1)
    weekdays = ListField(child=ChoiceField(choices=WEEKDAYS), required=False, max_length=7, help_text="For WEEKLY.")
    month_day = WholeNumberField(
        min_value=-1,
        max_value=31,
        required=False,
        allow_null=True,
        help_text="For MONTHLY; -1 is the last day. By default the day of starts_on.",
    )
    month_end = ChoiceField(
        choices=["clamp", "skip"],
        required=False,
        allow_null=True,
        help_text="In a month without the day, clamp (the default) takes its last day, skip takes none.",
    )
    until = DayField(required=False, allow_null=True, help_text="The last possible day.")
    count = WholeNumberField(min_value=1, max_value=MAX_COUNT, required=False, allow_null=True)

    def get_value(self, dictionary: Mapping[str, Any]) -> Any:
        """Ignore the fields of a form that chooses no frequency: a form sends them all, empty ones too."""
        if isinstance(dictionary, QueryDict) and not dictionary.get(f"{self.field_name}.frequency"):
            return empty
        return super().get_value(dictionary)

    def to_internal_value(self, data: Any) -> Repeats:
        given = super().to_internal_value(data)
        if "frequency" not in given:
            # A PATCH requires no field, but a rule is always given whole.
            raise serializers.ValidationError({"frequency": [self.fields["frequency"].error_messages["required"]]})
        return Repeats(**{**given, "weekdays": tuple(given.get("weekdays", ()))})


class RecurringWorkSerializer(FiledSerializer):
    """A recurring work. Give `rule` or `repeats`. `scope` and `occurs_on` set how far a change reaches."""

    rule = TextField(
        max_length=MAX_LENGTH, required=False, help_text=_("RRULE of RFC 5545, such as FREQ=WEEKLY;BYDAY=FR.")
    )
    repeats = RepeatsSerializer(required=False, allow_null=True)
    sentence = serializers.CharField(read_only=True, help_text="The rule in words, in the caller's language.")
    starts_on = DayField(required=False, help_text=_("The first day of the rule. Empty: today."))
    skipped_on = ListField(
        child=DayField(), required=False, max_length=MAX_DAYS, help_text="Days of the rule that are left out (EXDATE)."
    )
    extra_on = ListField(
        child=DayField(), required=False, max_length=MAX_DAYS, help_text="Days besides those of the rule (RDATE)."
    )
    deadline_days = WholeNumberField(min_value=0, max_value=MAX_DAYS, required=False, allow_null=True)
    lead_days = WholeNumberField(min_value=0, max_value=MAX_DAYS, required=False)
    missed_on = serializers.ListField(
        child=serializers.DateField(), read_only=True, help_text="Past days for which no work was created."
    )
    split_on = serializers.DateField(
        read_only=True,
        allow_null=True,
        help_text="The day from which it continues another recurring work of its series.",
    )
    failed_at = InstantField(
        read_only=True, allow_null=True, help_text="The time since which the scheduler skips it, after an error."
    )
    failure = serializers.CharField(read_only=True, help_text="The error of the scheduler.")
    scope = ChoiceField(
        choices=Scope.choices,
        required=False,
        write_only=True,
        label=_("Scope"),
        style={"empty": _("the works to come")},
    )
    occurs_on = DayField(
        required=False, write_only=True, label=_("Day"), help_text=_("The day from which, or for which, scope holds.")
    )

    class Meta:
        model = RecurringWork
        fields = [
            "id",
            "title",
            "content",
            "content_is_cut",
            "category",
            "category_path",
            "root",
            "priority",
            "my_job",
            "rule",
            "repeats",
            "sentence",
            "starts_on",
            "skipped_on",
            "extra_on",
            "time_zone",
            "deadline_days",
            "deadline_time",
            "lead_days",
            "catch_up",
            "is_active",
            "labels",
            "paused_from",
            "paused_until",
            "next_occurrence_on",
            "missed_on",
            "series",
            "split_on",
            "failed_at",
            "failure",
            "version",
            "created_at",
            "updated_at",
            "scope",
            "occurs_on",
        ]
        read_only_fields = [
            "paused_from",
            "paused_until",
            "next_occurrence_on",
            "series",
            "version",
            "created_at",
            "updated_at",
        ]
        extra_kwargs = {
            "catch_up": {"required": False, "style": {"empty": _("the usual for this rule")}},
            "time_zone": {"allow_blank": False},
        }
        validators: list[Any] = []


class NewRecurringWorkSerializer(RecurringWorkSerializer):
    """A recurring work to create, to which no scope applies."""

    scope = None  # type: ignore[assignment]
    occurs_on = None  # type: ignore[assignment]

    class Meta(RecurringWorkSerializer.Meta):
        fields = RecurringWorkSerializer.Meta.fields[:-2]


class PreviewQuestionSerializer(RecurringWorkSerializer):
    """A recurring work to preview, or with `recurring_work` a change of a saved one."""

    recurring_work = WholeNumberField(
        min_value=1,
        max_value=BIGGEST_ID,
        required=False,
        write_only=True,
        label=_("Recurring work"),
        help_text=_("The saved recurring work to change."),
        style={"choices": RecurringWork.objects.all()},
    )

    class Meta(RecurringWorkSerializer.Meta):
        fields = [*RecurringWorkSerializer.Meta.fields, "recurring_work"]
        extra_kwargs = {**RecurringWorkSerializer.Meta.extra_kwargs, "title": {"required": False}}


class ChangedWorkSerializer(serializers.Serializer[Any]):
    """A work that the change would edit."""

    id = serializers.IntegerField()
    title = serializers.CharField(help_text="The title after the change.")
    occurs_on = serializers.DateField()
    # The metaclass removes declared fields from the class, so that one may have the name of a class attribute.
    fields = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]


class PreviewSerializer(serializers.Serializer[Any]):
    """The effects of a rule or of a change."""

    rule = serializers.CharField(source="row.rule", help_text="In its canonical form.")
    repeats = RepeatsSerializer(source="row.repeats", allow_null=True)
    sentence = serializers.CharField()
    dates = serializers.ListField(child=serializers.DateField(), help_text="The next ten days.")
    warnings = serializers.ListField(child=serializers.CharField())
    catch_up = serializers.CharField(source="row.catch_up")
    made = serializers.ListField(
        child=serializers.DateField(), help_text="Days whose works are created as soon as it is saved."
    )
    changed = ChangedWorkSerializer(many=True, help_text="Works of the saved rule that the change would edit.")


class PauseSerializer(StrictSerializer):
    """The days of a pause, both included. By default it begins today and lasts until it is resumed."""

    until = DayField(required=False, allow_null=True, label=_("Last day"), help_text=_("Empty: until it is resumed."))
    cancel_open = serializers.BooleanField(
        required=False, label=_("Cancel open works"), help_text=_("Cancel the open works of days inside the pause.")
    )

    def get_fields(self) -> dict[str, AnyField]:
        """Add `from`, a keyword of Python."""
        first = DayField(required=False, allow_null=True, label=_("First day"), help_text=_("Empty: today."))
        return {"from": first, **super().get_fields()}


class WorkInPauseSerializer(serializers.Serializer[Any]):
    """A work of a day inside the pause that had been created before."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    occurs_on = serializers.DateField()
    current_status = ChoiceField(choices=Status.choices)


class PausedSerializer(RecurringWorkSerializer):
    """A paused recurring work, with the works inside the pause."""

    works_in_pause = serializers.SerializerMethodField()
    scope = None  # type: ignore[assignment]
    occurs_on = None  # type: ignore[assignment]

    class Meta(RecurringWorkSerializer.Meta):
        fields = [*RecurringWorkSerializer.Meta.fields[:-2], "works_in_pause"]

    @extend_schema_field(WorkInPauseSerializer(many=True))
    def get_works_in_pause(self, row: RecurringWork) -> Any:
        return WorkInPauseSerializer(self.context["works"], many=True).data


class SkipSerializer(StrictSerializer):
    """The day to skip, by default the next one."""

    occurs_on = DayField(required=False, allow_null=True, label=_("Day"), help_text=_("Empty: the next day."))


class SpanQuerySerializer(StrictSerializer):
    """The query `?start=&end=`, both days included, five years at most."""

    LONGEST = 5 * 366

    start = DayField(label=_("First day"))
    end = DayField(label=_("Last day"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["end"] < attrs["start"]:
            raise serializers.ValidationError({"end": [END_BEFORE_START.format(**attrs)]})
        if (attrs["end"] - attrs["start"]).days >= self.LONGEST:
            raise serializers.ValidationError({"end": [_("Choose a period of at most five years.")]})
        return attrs


class OccurrenceSerializer(serializers.Serializer[Any]):
    """A day of a rule with its state."""

    occurs_on = serializers.DateField()
    state = ChoiceField(
        choices=["open", "done", "cancelled", "deleted", "skipped", "missed", "passed", "paused", "ended", "planned"]
    )
    work = serializers.IntegerField(source="work.pk", allow_null=True)


class OccurrencesSerializer(serializers.Serializer[Any]):
    """The days of a rule in a period."""

    results = OccurrenceSerializer(many=True)
