"""The endpoints of reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from categories.models import Category
from wheelbarrow.core.api.browsable import BrowsableRenderer
from wheelbarrow.core.api.exception_handler import CONTENT_TYPE
from wheelbarrow.core.api.fields import (
    END_BEFORE_START,
    NOT_YOURS,
    ChoiceField,
    DayField,
    InstantField,
    QueryFlagField,
    QueryIdField,
)
from wheelbarrow.core.api.routes import action
from wheelbarrow.core.api.viewsets import StrictViewSet
from wheelbarrow.core.db.snapshot import snapshot
from works.api.narrowing import LabelQuerySerializer, label_choice
from works.api.serializers import RootSerializer
from works.choices import AsFiled, PeriodName
from works.report import as_csv, as_json, as_markdown, periods
from works.report.reading import Report, find_place
from works.report.streaming import streamed


class PeriodReportQuerySerializer(LabelQuerySerializer):
    """The query `?start=&end=`, both days included, or `?period=`; five years at most."""

    start = DayField(required=False, label=_("First day"))
    end = DayField(required=False, label=_("Last day"))
    period = ChoiceField(choices=PeriodName.choices, required=False, label=_("Period"))
    as_filed = ChoiceField(
        choices=AsFiled.choices,
        default=AsFiled.NOW,
        label=_("As filed"),
        help_text=_("Where works are filed now, or where closed works were filed when they were closed."),
    )
    root = QueryIdField(  # type: ignore[assignment]
        required=False,
        label=_("Yearly project"),
        help_text=_("Only this yearly project."),
        style={"choices": Category.objects.roots()},
    )
    under = QueryIdField(
        required=False,
        label=_("Project"),
        help_text=_("Only this project and all below it."),
        style={"choices": Category.objects.all()},
    )
    my_job = QueryFlagField(required=False, label=_("My job"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        days = [name for name in ("start", "end") if name in attrs]
        if "period" in attrs and days:
            raise serializers.ValidationError({name: [_("Give start and end, or period.")] for name in days})
        if "period" not in attrs and len(days) < len(("start", "end")):
            missing = {"start", "end"} - set(days)
            raise serializers.ValidationError({name: [_("Give start and end, or period.")] for name in sorted(missing)})
        if "root" in attrs and "under" in attrs:
            raise serializers.ValidationError({"under": [_("Give root or under, not both.")]})
        if days and attrs["end"] < attrs["start"]:
            raise serializers.ValidationError({"end": [END_BEFORE_START.format(**attrs)]})
        if days and periods.Period(attrs["start"], attrs["end"]).is_too_long:
            raise serializers.ValidationError({"end": [_("Choose a period of at most five years.")]})
        return super().validate(attrs)


class EntrySerializer(serializers.Serializer[Any]):
    """A work, or all works of one recurring work."""

    title = serializers.CharField()
    times = serializers.IntegerField(help_text="The number of works in the entry.")
    works = serializers.ListField(child=serializers.IntegerField())
    recurring_work = serializers.IntegerField(allow_null=True)
    current_status = serializers.CharField()
    priority = serializers.CharField()
    my_job = serializers.BooleanField()
    starts_on = serializers.DateField(allow_null=True)
    deadline_on = serializers.DateField(allow_null=True)
    end_at = InstantField(allow_null=True)
    slipped = serializers.BooleanField(help_text="Whether its deadline was moved into the period, or beyond it.")
    labels = serializers.ListField(child=serializers.IntegerField(), help_text="The labels that any of the works has.")


class ReportLinkSerializer(serializers.Serializer[Any]):
    """One category of a list of ancestors."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    level = serializers.IntegerField()


class GroupSerializer(serializers.Serializer[Any]):
    """The works of one category, by section."""

    ancestors = ReportLinkSerializer(many=True)
    finished = EntrySerializer(many=True)
    overdue = EntrySerializer(many=True)
    slipped = EntrySerializer(many=True)
    open = EntrySerializer(many=True)
    cancelled = EntrySerializer(many=True)


class TotalsSerializer(serializers.Serializer[Any]):
    """The number of works in each section."""

    finished = serializers.IntegerField()
    overdue = serializers.IntegerField()
    slipped = serializers.IntegerField()
    open = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class ProjectSerializer(serializers.Serializer[Any]):
    """A yearly project; `root` is null for works without a category."""

    root = RootSerializer(allow_null=True)
    groups = GroupSerializer(many=True)
    totals = TotalsSerializer()


class LabelTotalsSerializer(TotalsSerializer):
    """The number of works with a label in each section."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ReportSerializer(serializers.Serializer[Any]):
    """The report on a period."""

    start = serializers.DateField()
    end = serializers.DateField()
    as_filed = serializers.CharField()
    projects = ProjectSerializer(many=True)
    totals = TotalsSerializer()
    labels = LabelTotalsSerializer(many=True, help_text="A work with several labels counts for each.")


class _Streamed(BaseRenderer):
    """A format that the view writes itself; errors are JSON in every format."""

    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return JSONRenderer().render(data)


class MarkdownRenderer(_Streamed):
    """The format of `?format=markdown`."""

    media_type, format = "text/markdown", "markdown"


class CsvRenderer(_Streamed):
    """The format of `?format=csv`."""

    media_type, format = "text/csv", "csv"


WRITERS: dict[str, tuple[str, Callable[[Report], Generator[str, None, None]]]] = {
    "json": ("application/json", as_json.write),
    "markdown": ("text/markdown; charset=utf-8", as_markdown.write),
    "csv": ("text/csv; charset=utf-8", as_csv.write),
}


class ReportViewSet(StrictViewSet):
    """Reports."""

    takes_tokens = is_for_branches = True
    renderer_classes = [JSONRenderer, MarkdownRenderer, CsvRenderer, BrowsableRenderer]
    pagination_class = None
    query_serializers = {"period": PeriodReportQuerySerializer}

    @extend_schema(
        operation_id="get_period_report",
        summary="Report on a period, by yearly project and category",
        parameters=[PeriodReportQuerySerializer],
        responses={
            (200, "application/json"): ReportSerializer,
            (200, "text/markdown"): OpenApiResponse(str, description="For an email."),
            (200, "text/csv"): OpenApiResponse(str, description="A line for each entry."),
        },
        filters=False,
    )
    @action(detail=False, serializer_class=ReportSerializer, name=_("Period report"))
    def period(self, request: Request) -> HttpResponseBase:
        report = self._report(self.query())
        writer = WRITERS.get(request.accepted_renderer.format)
        if writer is None:
            with snapshot():
                return Response(json.loads("".join(as_json.write(report))))
        content_type, write = writer
        pieces = () if request.method == "HEAD" else streamed(write(report))
        return StreamingHttpResponse(pieces, content_type=content_type)

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        if isinstance(getattr(self.request, "accepted_renderer", None), _Streamed):
            response.content_type = CONTENT_TYPE
        return response

    def _report(self, query: dict[str, Any]) -> Report:
        at = timezone.now()
        if "period" in query:
            today = self.user.local_time(at).date()
            period = periods.named(query["period"], today=today, week_start=self.user.week_starts_on)
        else:
            period = periods.Period(query["start"], query["end"])
        labels = label_choice(self.user, query)
        return Report(self.user, period, at, query["as_filed"], self._place(query), query.get("my_job"), labels)

    def _place(self, query: dict[str, Any]) -> Category | None:
        field = next((name for name in ("root", "under") if name in query), None)
        if field is None:
            return None
        place = find_place(self.user, query[field], is_root=field == "root")
        if place is None:
            raise serializers.ValidationError({field: [NOT_YOURS]})
        return place
