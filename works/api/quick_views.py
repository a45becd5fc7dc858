"""Quick add in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from categories.services import NameTaken, TooDeep
from wheelbarrow.core.api.fields import FlagField, LineField, ListField
from wheelbarrow.core.api.routes import action
from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.serializers import StrictSerializer
from wheelbarrow.core.quotas import QuotaExceeded
from works.api.recurring_serializers import RecurringWorkSerializer
from works.api.serializers import WorkSerializer
from works.api.views import OF_A_WORK, WorkViewSet
from works.choices import Priority
from works.models import Work
from works.quick_add.reading import LONGEST_LINE
from works.quick_add.words import in_words, rule_in_words
from works.recurrence.schedule import EndsBeforeItsFirstDay
from works.services import quick
from works.services.quick_places import AmbiguousPath, NameCannotBeUsed, Plan, UnknownLabels, UnknownPath, plan_line

MOST_PLAIN = 20
OF_A_LINE = (quick.LineWithoutTitle, quick.TitleTooLong, UnknownPath, AmbiguousPath, UnknownLabels, NameCannotBeUsed)


class QuickSerializer(StrictSerializer):
    """One line of quick add."""

    text = LineField(
        max_length=LONGEST_LINE, label=_("Line"), help_text=_("Such as: Pay the rent tomorrow at 9 #2026/Home !high")
    )
    plain = ListField(
        child=LineField(max_length=LONGEST_LINE, trim_whitespace=False),
        required=False,
        max_length=MOST_PLAIN,
        label=_("Plain"),
        help_text=_("Parts of the text that stay in the title."),
    )
    create_path = FlagField(
        required=False, label=_("Create the path"), help_text=_("Create the projects of the path that do not exist.")
    )
    create_labels = FlagField(
        required=False, label=_("Create the labels"), help_text=_("Create the labels that do not exist.")
    )
    dry_run = FlagField(required=False, label=_("Only read it"), help_text=_("Only show what was read."))


class SpanSerializer(serializers.Serializer[Any]):
    """What was read from `start` to `end`, in characters (Unicode code points) of the text in NFC."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=("day", "time", "rule", "path", "label", "priority", "notes"))


class QuickReadingSerializer(serializers.Serializer[Any]):
    """What a line means."""

    title = serializers.CharField()
    content = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    deadline_on = serializers.DateField(allow_null=True)
    deadline_time = serializers.TimeField(allow_null=True)
    rule = serializers.CharField(allow_null=True, help_text="An RRULE; the line makes a recurring work.")
    sentence = serializers.CharField(help_text="The rule in words; empty without one.")
    path = serializers.CharField(allow_null=True, help_text="As it was typed.")
    category = serializers.IntegerField(allow_null=True, help_text="The category of the path, or the one to create in.")
    creates_path = serializers.CharField(help_text="The path of the category that create_path creates, else empty.")
    candidates = serializers.ListField(
        child=serializers.CharField(), help_text="The paths that an ambiguous one may mean."
    )
    labels = serializers.ListField(child=serializers.CharField())
    creates_labels = serializers.ListField(
        child=serializers.CharField(), help_text="The labels that create_labels creates."
    )
    priority = serializers.ChoiceField(choices=Priority.choices)
    spans = SpanSerializer(many=True)
    words = serializers.ListField(child=serializers.CharField(), help_text="What was read, in the caller's language.")


ADDED = PolymorphicProxySerializer(
    component_name="QuicklyAdded",
    serializers=[WorkSerializer, RecurringWorkSerializer],
    resource_type_field_name=None,
)


class QuickWorkViewSet(WorkViewSet):
    """Works, and quick add."""

    adding_actions = WorkViewSet.adding_actions | {"quick"}

    @extend_schema(
        operation_id="add_quickly",
        summary="Create a work or a recurring work from one line of text",
        request=QuickSerializer,
        responses={
            201: OpenApiResponse(ADDED, description="The work; a line with a rule has made a recurring work."),
            200: OpenApiResponse(
                QuickReadingSerializer, description="With dry_run: what was read; nothing is created."
            ),
        },
    )
    @refusals(*OF_A_LINE, *OF_A_WORK, EndsBeforeItsFirstDay, NameTaken, TooDeep, QuotaExceeded)
    @action(detail=False, methods=["post"], url_path="quick", serializer_class=QuickSerializer, name=_("Quick add"))
    def quick(self, request: Request) -> Response:
        order, at = self.body(), timezone.now()
        is_dry = order.pop("dry_run", False)
        if is_dry:
            plan = plan_line(self.user, order["text"], at=at, plain=order.get("plain", ()))
            return self.show_reading(plan)
        row = quick.add_quickly(user=self.user, at=at, **order)
        if isinstance(row, Work):
            return self.answer_new(row)
        response = self.show(row, RecurringWorkSerializer, status=201)
        response.headers["Location"] = self.reverse_action("list").replace("/works/", f"/recurring-works/{row.pk}/")
        return response

    def show_reading(self, plan: Plan) -> Response:
        """Return the response with what a line means."""
        reading = plan.reading
        today = self.user.local_time(timezone.now()).date()
        fields = {
            **{name: getattr(reading, name) for name in READ},
            "sentence": rule_in_words(reading),
            "category": plan.category,
            "creates_path": plan.new_path,
            "candidates": list(plan.candidates),
            "labels": list(reading.labels),
            "creates_labels": list(plan.new_labels),
            "spans": [{"start": span.start, "end": span.end, "kind": span.kind} for span in reading.spans],
            "words": in_words(reading, today=today),
        }
        return Response(QuickReadingSerializer(fields).data)


READ = ("title", "content", "starts_on", "deadline_on", "deadline_time", "rule", "path", "priority")
