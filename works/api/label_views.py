"""The endpoints of labels."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from wheelbarrow.core.api.owned_viewsets import OwnedViewSet
from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.serializers import DeletionSummarySerializer
from wheelbarrow.core.quotas import QuotaExceeded
from works.api.filters import LabelFilter
from works.api.label_serializers import LabelSerializer
from works.models import Label
from works.services import labels


@extend_schema_view(
    list=extend_schema(operation_id="list_labels", summary="List labels, by position"),
    retrieve=extend_schema(operation_id="get_label", summary="Get a label"),
)
class LabelViewSet(OwnedViewSet):
    """Labels: words for works of any category."""

    is_for_branches = True
    queryset = Label.objects.in_order()
    serializer_class = LabelSerializer
    filterset_class = LabelFilter
    about = _("Words for works of any project, each with a colour.")
    conditional_actions = frozenset({"list", "retrieve"})

    @extend_schema(operation_id="create_label", summary="Create a label", responses={201: LabelSerializer})
    @refusals(labels.LabelNameTaken, QuotaExceeded)
    def create(self, request: Request) -> Response:
        return self.answer_new(labels.create_label(user=self.user, at=timezone.now(), **self.body()))

    @extend_schema(operation_id="replace_label", summary="Replace a label")
    @refusals(labels.LabelNameTaken)
    def update(self, request: Request, pk: str) -> Response:
        return self._edit(pk, partial=False)

    @extend_schema(operation_id="edit_label", summary="Change fields of a label")
    @refusals(labels.LabelNameTaken)
    def partial_update(self, request: Request, pk: str) -> Response:
        return self._edit(pk, partial=True)

    @extend_schema(
        operation_id="delete_label",
        summary="Delete a label; the works that have it stay",
        responses={200: DeletionSummarySerializer},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        return self.answer_deletion(labels.delete_label(user=self.user, label_id=int(pk), at=timezone.now()))

    def _edit(self, pk: str, *, partial: bool) -> Response:
        changes = self.body(partial=partial)
        return self.answer(labels.edit_label(user=self.user, label_id=int(pk), at=timezone.now(), **changes))
