"""The endpoints of works."""

from __future__ import annotations

from functools import partial
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from wheelbarrow.core.api.columns import columns_of
from wheelbarrow.core.api.conditional import until
from wheelbarrow.core.api.owned_viewsets import OwnedViewSet
from wheelbarrow.core.api.routes import action
from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.serializers import DeletionSummarySerializer, StrictSerializer
from wheelbarrow.core.db.keyset import Key, Keyed, key_names, keyed
from wheelbarrow.core.quotas import QuotaExceeded
from works.api.filters import WorkFilter
from works.api.listing import Listing, found_works, works_with_text
from works.api.narrowing import PeriodQuerySerializer, TodayQuerySerializer, narrow_of
from works.api.serializers import (
    BulkResultSerializer,
    BulkSerializer,
    FinishedWorkSerializer,
    StatusSerializer,
    TodaySerializer,
    TodayWorkSerializer,
    WorkSerializer,
)
from works.finding import MOST_COUNTED
from works.lateness import next_overdue_at
from works.models import Work
from works.querysets import WorkQuerySet
from works.querysets.work import span_of
from works.selectors import count_finished_works, finished_works, works_of_today
from works.services import editing, lifecycle
from works.services.lookup import UnknownCategory, UnknownLabel, find_work

OF_A_WORK = (UnknownCategory, UnknownLabel, editing.DeadlineBeforeStart, editing.TimeWithoutDeadline, QuotaExceeded)
# The columns of each kind of row; the selectors add the names in `known`.
LISTED = columns_of(WorkSerializer, known={"category", "root"})
OF_TODAY = columns_of(TodayWorkSerializer, known={"category", "root", "recurring_work", "categories", "reasons"})
FINISHED = columns_of(FinishedWorkSerializer, known={"category", "root", "recurring_work", "categories", "filed_under"})


@extend_schema_view(
    list=extend_schema(operation_id="list_works", summary="List works"),
    retrieve=extend_schema(operation_id="get_work", summary="Get a work"),
)
class WorkViewSet(OwnedViewSet):
    """Works: one task each, filed in a category or nowhere."""

    is_for_branches = True
    queryset = Work.objects.with_category().with_label_ids().by_priority().order_by("-pk")
    serializer_class = WorkSerializer
    filterset_class = WorkFilter
    about = _("Single tasks. A work can be filed in a project.")
    query_serializers = {"today": TodayQuerySerializer, "finished": PeriodQuerySerializer}
    conditional_actions = frozenset({"list", "retrieve", "today", "finished"})
    dry_run_actions = frozenset({"destroy", "bulk"})

    def get_object(self) -> Work:
        return find_work(self.user, int(self.kwargs["pk"]))

    def is_conditional(self) -> bool:
        """Whether the answer has a tag; a list by `overdue` has none, since the clock changes it."""
        return super().is_conditional() and "overdue" not in self.request.query_params

    def list(self, request: Request) -> Response:
        """List works; the fast path is taken where every filter allows it."""
        if listing := Listing.of(self.user, request.query_params, LISTED.plain):
            return self.answer_page(LISTED.filled(listing.rows, self.get_queryset), listing.count)
        if "q" not in request.query_params:
            return super().list(request)
        return self._list_found()

    def _list_found(self) -> Response:
        """List works by `q`: first their ids, as many as are counted, then the rows of the page."""
        ids: list[int] = []

        def rows(*, limit: int, offset: int, after: Key) -> Keyed:
            found = works_with_text(self.user, self.request.query_params)
            if found is None:
                found = cast(WorkQuerySet, self.filter_queryset(self.get_queryset()))
            read = keyed(found, after).values_list("pk", *key_names(found))[: max(offset + limit, MOST_COUNTED)]
            key_of = {pk: tuple(key) for pk, *key in read}
            ids.extend(key_of)
            works = found_works(self.user, ids[offset : offset + limit], LISTED.plain)
            return Keyed(works, [key_of[work["id"]] for work in works])

        return self.answer_page(LISTED.filled(rows, self.get_queryset), lambda: len(ids), counts_all=False)

    @extend_schema(operation_id="create_work", summary="Create a work", responses={201: WorkSerializer})
    @refusals(*OF_A_WORK)
    def create(self, request: Request) -> Response:
        return self.answer_new(editing.create_work(user=self.user, at=timezone.now(), **self.body()))

    @extend_schema(operation_id="replace_work", summary="Replace a work")
    @refusals(*OF_A_WORK)
    def update(self, request: Request, pk: str) -> Response:
        return self._edit(pk, partial=False)

    @extend_schema(operation_id="edit_work", summary="Change fields of a work")
    @refusals(*OF_A_WORK)
    def partial_update(self, request: Request, pk: str) -> Response:
        return self._edit(pk, partial=True)

    @extend_schema(operation_id="delete_work", summary="Delete a work", responses={200: DeletionSummarySerializer})
    def destroy(self, request: Request, pk: str) -> Response:
        return self.answer_deletion(editing.delete_work(user=self.user, work_id=int(pk), at=timezone.now()))

    @extend_schema(operation_id="finish_work", summary="Finish a work", request=None, responses=WorkSerializer)
    @action(detail=True, methods=["post"], serializer_class=StrictSerializer, name=_("Finish"))
    def finish(self, request: Request, pk: str) -> Response:
        self.body()
        return self.answer(lifecycle.finish_work(user=self.user, work_id=int(pk), at=timezone.now()))

    @extend_schema(operation_id="reopen_work", summary="Reopen a work", request=None, responses=WorkSerializer)
    @action(detail=True, methods=["post"], serializer_class=StrictSerializer, name=_("Reopen"))
    def reopen(self, request: Request, pk: str) -> Response:
        self.body()
        return self.answer(lifecycle.reopen_work(user=self.user, work_id=int(pk), at=timezone.now()))

    @extend_schema(
        operation_id="set_work_status",
        summary="Set the status of a work",
        request=StatusSerializer,
        responses=WorkSerializer,
    )
    @action(detail=True, methods=["post"], url_path="status", serializer_class=StatusSerializer, name=_("Set status"))
    def set_status(self, request: Request, pk: str) -> Response:
        status = self.body()["status"]
        work = lifecycle.set_status(user=self.user, work_id=int(pk), status=status, at=timezone.now())
        return self.answer(work)

    @extend_schema(
        operation_id="list_today",
        summary="List the works of today, each with its ancestors and reasons",
        parameters=[TodayQuerySerializer],
        responses=TodaySerializer,
        filters=False,
    )
    @action(detail=False, pagination_class=None, serializer_class=TodayWorkSerializer, name=_("Today"))
    def today(self, request: Request) -> Response:
        moment = self.user.local_time(timezone.now())
        narrow = narrow_of(self.user, self.query())
        works = works_of_today(self.user.pk, moment, OF_TODAY.plain, narrow=narrow)
        OF_TODAY.fill(works, self.get_queryset)
        self.good_until = until(moment, next_overdue_at(works, moment))
        return Response({"date": moment.date(), "results": works})

    @extend_schema(
        operation_id="list_finished_works",
        summary="List the works that were finished in a period",
        parameters=[PeriodQuerySerializer],
        responses=FinishedWorkSerializer(many=True),
        filters=False,
    )
    @action(detail=False, serializer_class=FinishedWorkSerializer, name=_("Finished works"))
    def finished(self, request: Request) -> Response:
        period = self.query()
        start, end = span_of(period["start"], period["end"], self.user.zone)
        narrow = narrow_of(self.user, period)
        finished = partial(finished_works, self.user.pk, start, end, FINISHED.plain, narrow=narrow)
        count = partial(count_finished_works, self.user.pk, start, end, narrow=narrow)
        return self.answer_page(FINISHED.filled(finished, self.get_queryset), count)

    @extend_schema(
        operation_id="change_works",
        summary="Change many works, all or none",
        request=BulkSerializer,
        responses=BulkResultSerializer,
    )
    @refusals(editing.BulkRefused, UnknownCategory, UnknownLabel, QuotaExceeded)
    @action(detail=False, methods=["post"], serializer_class=BulkSerializer, name=_("Change many works"))
    def bulk(self, request: Request) -> Response:
        order = self.body()
        common = {"user": self.user, "ids": order["ids"], "at": timezone.now()}
        data = order.get("data", {})
        match order["action"]:
            case "delete":
                summary = self.answer_deletion(editing.delete_works(**common)).data
                return Response({"action": "delete", "works": summary["works"], "deletion": summary["deletion"]})
            case "finish":
                works = editing.finish_works(**common)
            case "reopen":
                works = editing.reopen_works(**common)
            case "status":
                works = editing.set_status_of_works(**common, **data)
            case "label":
                works = editing.label_works(**common, **data)
            case _:
                works = editing.edit_works(**common, **data)
        return Response({"action": order["action"], "works": len(works)})

    def answer(self, row: Work, status: int = 200) -> Response:
        """One work, also from an action whose own body is something else."""
        return self.show(row, WorkSerializer, status)

    def _edit(self, pk: str, *, partial: bool) -> Response:
        changes = self.body(partial=partial)
        return self.answer(editing.edit_work(user=self.user, work_id=int(pk), at=timezone.now(), **changes))
