"""The endpoints of recurring works."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from wheelbarrow.core.api.owned_viewsets import OwnedViewSet
from wheelbarrow.core.api.routes import action
from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.serializers import DeletionSummarySerializer, StrictSerializer
from wheelbarrow.core.quotas import QuotaExceeded
from works.api.filters import RecurringWorkFilter
from works.api.recurring_serializers import (
    NewRecurringWorkSerializer,
    OccurrencesSerializer,
    PausedSerializer,
    PauseSerializer,
    PreviewQuestionSerializer,
    PreviewSerializer,
    RecurringWorkSerializer,
    SkipSerializer,
    SpanQuerySerializer,
)
from works.models import RecurringWork
from works.recurrence import rule as rules
from works.recurrence import schedule
from works.services import pausing, previews, recurring, splitting
from works.services.lookup import RecurringWorkNotFound, UnknownCategory, UnknownLabel

OF_A_RULE = (
    QuotaExceeded,
    UnknownCategory,
    UnknownLabel,
    recurring.RuleMissing,
    recurring.RuleAndRepeats,
    recurring.TimeWithoutDeadlineDays,
    recurring.ExtraDayBeforeStart,
    rules.RuleNotUnderstood,
    rules.RulePartUnknown,
    rules.RulePartTwice,
    rules.RulePartMissing,
    rules.RuleFinerThanADay,
    rules.RulePartOutOfRange,
    rules.RulePartsDisagree,
    rules.RuleTooLong,
    schedule.RuleNeverMatches,
    schedule.RuleTooRare,
    schedule.CountTooFar,
    schedule.EndsBeforeItsFirstDay,
)
OF_A_CHANGE = (
    *OF_A_RULE,
    recurring.WorksMadeAlready,
    recurring.TooManySingleDays,
    splitting.ScopeNeeded,
    splitting.OccurrenceNeeded,
    splitting.NotOfOneDay,
    splitting.OccurrenceSettled,
    pausing.NotAnOccurrence,
    pausing.RuleIsOver,
)


@extend_schema_view(
    list=extend_schema(operation_id="list_recurring_works", summary="List recurring works"),
    retrieve=extend_schema(operation_id="get_recurring_work", summary="Get a recurring work"),
)
class RecurringWorkViewSet(OwnedViewSet):
    """Recurring works: each creates one work for every day of its rule."""

    is_for_branches = True
    queryset = RecurringWork.objects.with_category().with_label_ids().order_by("-pk")
    serializer_class = RecurringWorkSerializer
    filterset_class = RecurringWorkFilter
    about = _("Rules that create a work on each of their days.")
    query_serializers = {"occurrences": SpanQuerySerializer}
    conditional_actions = frozenset({"list", "retrieve", "occurrences"})
    dry_run_actions = frozenset({"destroy"})
    free_actions = frozenset({"preview"})

    def get_serializer_class(self) -> Any:
        return NewRecurringWorkSerializer if self.action == "create" else super().get_serializer_class()

    @extend_schema(
        operation_id="create_recurring_work",
        summary="Create a recurring work, and its works that are due",
        request=NewRecurringWorkSerializer,
        responses={201: RecurringWorkSerializer},
    )
    @refusals(*OF_A_RULE)
    def create(self, request: Request) -> Response:
        row = recurring.create_recurring_work(user=self.user, at=timezone.now(), **self.body())
        return self.answer_new(row)

    @extend_schema(operation_id="replace_recurring_work", summary="Replace a recurring work")
    @refusals(*OF_A_CHANGE)
    def update(self, request: Request, pk: str) -> Response:
        return self._edit(pk, partial=False)

    @extend_schema(operation_id="edit_recurring_work", summary="Change fields of a recurring work, within a scope")
    @refusals(*OF_A_CHANGE)
    def partial_update(self, request: Request, pk: str) -> Response:
        return self._edit(pk, partial=True)

    @extend_schema(
        operation_id="delete_recurring_work",
        summary="Delete a recurring work; its works stay",
        responses={200: DeletionSummarySerializer},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        deletion = recurring.delete_recurring_work(user=self.user, recurring_work_id=int(pk), at=timezone.now())
        return self.answer_deletion(deletion)

    @extend_schema(
        operation_id="preview_recurring_work",
        summary="Preview a rule or a change of one",
        request=PreviewQuestionSerializer,
        responses=PreviewSerializer,
    )
    @refusals(*OF_A_CHANGE, RecurringWorkNotFound)
    @action(detail=False, methods=["post"], serializer_class=PreviewQuestionSerializer, name=_("Preview"))
    def preview(self, request: Request) -> Response:
        # No field is required: a change may be empty, and the service requires a rule.
        preview = previews.preview(user=self.user, at=timezone.now(), **self.body())
        return Response(PreviewSerializer(preview, context=self.get_serializer_context()).data)

    @extend_schema(
        operation_id="list_occurrences",
        summary="List the days of a rule with their states",
        parameters=[SpanQuerySerializer],
        responses=OccurrencesSerializer,
        filters=False,
    )
    @action(detail=True, pagination_class=None, serializer_class=OccurrencesSerializer, name=_("Occurrences"))
    def occurrences(self, request: Request, pk: str) -> Response:
        row, span = self.get_object(), self.query()
        days = previews.occurrences(row=row, first=span["start"], last=span["end"])
        return Response(OccurrencesSerializer({"results": days}).data)

    @extend_schema(
        operation_id="pause_recurring_work",
        summary="Pause a recurring work",
        request=PauseSerializer,
        responses=PausedSerializer,
    )
    @refusals(pausing.PauseEndsBeforeItBegins, pausing.PauseBeginsInThePast, pausing.AlreadyPaused)
    @action(detail=True, methods=["post"], serializer_class=PauseSerializer, name=_("Pause"))
    def pause(self, request: Request, pk: str) -> Response:
        span = self.body()
        pause = pausing.pause(
            user=self.user,
            recurring_work_id=int(pk),
            from_on=span.get("from"),
            until_on=span.get("until"),
            cancel_open=span.get("cancel_open", False),
            at=timezone.now(),
        )
        self.remember(pause.row, is_whole=False)
        context = {**self.get_serializer_context(), "works": pause.works}
        return Response(PausedSerializer(pause.row, context=context).data)

    @extend_schema(
        operation_id="resume_recurring_work",
        summary="End the pause; its days are not made up for",
        request=None,
        responses=RecurringWorkSerializer,
    )
    @refusals(pausing.NotPaused)
    @action(detail=True, methods=["post"], serializer_class=StrictSerializer, name=_("Resume"))
    def resume(self, request: Request, pk: str) -> Response:
        self.body()
        return self._answer_row(pausing.resume(user=self.user, recurring_work_id=int(pk), at=timezone.now()))

    @extend_schema(
        operation_id="skip_occurrence",
        summary="Skip one day",
        request=SkipSerializer,
        responses=RecurringWorkSerializer,
    )
    @refusals(pausing.RuleIsOver, pausing.NotAnOccurrence, pausing.OccurrenceClosed, recurring.TooManySingleDays)
    @action(detail=True, methods=["post"], serializer_class=SkipSerializer, name=_("Skip a day"))
    def skip(self, request: Request, pk: str) -> Response:
        day = self.body().get("occurs_on")
        row = pausing.skip(user=self.user, recurring_work_id=int(pk), occurs_on=day, at=timezone.now())
        return self._answer_row(row)

    def _edit(self, pk: str, *, partial: bool) -> Response:
        changes = self.body(partial=partial)
        row = splitting.edit_in_scope(user=self.user, recurring_work_id=int(pk), at=timezone.now(), **changes)
        return self.answer(row)

    def _answer_row(self, row: RecurringWork) -> Response:
        """Show the recurring work; the bodies of actions have serializers of their own."""
        return self.show(row, RecurringWorkSerializer)
