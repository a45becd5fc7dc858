"""The endpoints of the trash."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from wheelbarrow.core import trash
from wheelbarrow.core.api.fields import AnyField, InstantField
from wheelbarrow.core.api.owned_viewsets import OwnedViewSet
from wheelbarrow.core.api.routes import action
from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.serializers import DeletionSummarySerializer, StrictSerializer
from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.exceptions import snake_case
from wheelbarrow.core.models import Deletion


class DeletionSerializer(DeletionSummarySerializer):
    """A deletion in the trash."""

    # None takes the parent's field away, and a field may have the name of an attribute: the metaclass collects both.
    deletion = None  # type: ignore[assignment]
    id = serializers.IntegerField(source="pk")
    deleted_at = InstantField()
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="The name or title; of several works that of the first, and how many more."
    )
    purge_on = serializers.SerializerMethodField(help_text="The day of the person on which it is purged.")

    def get_fields(self) -> dict[str, AnyField]:
        kinds = [snake_case(model.__name__) for model in soft_deletable_models()]
        kind = serializers.ChoiceField(choices=kinds, help_text="What was deleted, with all it contained.")
        fields = {**super().get_fields(), "kind": kind}
        first = ("id", "deleted_at", "kind", "label")
        return {name: fields[name] for name in (*first, *(name for name in fields if name not in first))}

    def get_purge_on(self, deletion: Deletion) -> date:
        local: datetime = self.context["request"].user.local_time(deletion.purge_at)
        return local.date()


@extend_schema_view(
    list=extend_schema(operation_id="list_trash", summary="List the deletions in the trash, newest first"),
    retrieve=extend_schema(operation_id="get_deletion", summary="Get a deletion"),
)
class TrashViewSet(OwnedViewSet):
    """The trash: one row for each deletion."""

    is_for_branches = True
    queryset = Deletion.objects.restorable().newest_first()
    serializer_class = DeletionSerializer
    conditional_actions = frozenset({"list", "retrieve"})
    form_titles = {"destroy": _("Remove permanently")}
    about = _("What you have deleted. Restore it here until the day on which it is removed.")

    def answer(self, row: Deletion, status: int = 200) -> Response:
        """Show the deletion with days of the caller's calendar."""
        return Response(self.get_serializer(row).data, status=status)

    @extend_schema(
        operation_id="restore_deletion",
        summary="Restore everything of a deletion",
        request=None,
        responses={200: DeletionSummarySerializer},
    )
    @refusals(trash.ParentInTrash, trash.NameTakenSince)
    @action(detail=True, methods=["post"], serializer_class=StrictSerializer, name=_("Restore"))
    def restore(self, request: Request, pk: str) -> Response:
        self.body()
        deletion = trash.restore_deletion(user=self.user, deletion_id=int(pk), at=timezone.now())
        return self.show(deletion, DeletionSummarySerializer)

    @extend_schema(
        operation_id="purge_deletion",
        summary="Purge a deletion, with what was deleted earlier from inside it",
        responses={200: DeletionSummarySerializer},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        deletion = trash.purge_deletion(user=self.user, deletion_id=int(pk), at=timezone.now())
        return self.show(deletion, DeletionSummarySerializer)
