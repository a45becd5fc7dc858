"""What every endpoint shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from wheelbarrow.api.serializers import DeletionSummarySerializer
from wheelbarrow.db.ownership import OwnedQuerySet
from wheelbarrow.exceptions import NotFound
from wheelbarrow.models import Deletion

if TYPE_CHECKING:
    from accounts.models import User


class StrictViewSet(GenericViewSet):
    """Takes the query and the body by serializers; a name that an endpoint does not know is refused."""

    # action → the serializer of its query parameters; "list" has its filters and pages besides.
    query_serializers: ClassVar[Mapping[str, type[Serializer]]] = {}

    @property
    def user(self) -> User:
        """Who calls: a person, wherever IsAuthenticated stands before the view."""
        return cast("User", self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._refuse_unknown_parameters(request)

    def query(self) -> dict[str, Any]:
        """The validated query parameters of this action."""
        serializer_class = self.query_serializers[self.action]
        known = serializer_class().fields
        given = self.request.query_params.dict()
        serializer = serializer_class(data={name: text for name, text in given.items() if name in known})
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def body(self, serializer_class: type[Serializer] | None = None, *, partial: bool = False) -> dict[str, Any]:
        """The validated body; `partial` asks for no field. A refusal keeps it as `sent`."""
        chosen = serializer_class or self.get_serializer_class()
        self.sent = chosen(data=self.request.data, partial=partial, context=self.get_serializer_context())
        self.sent.is_valid(raise_exception=True)
        return self.sent.validated_data

    def _refuse_unknown_parameters(self, request: Request) -> None:
        known = self._known_parameters()
        # Without an action the method is not allowed here: that is the answer.
        if self.action and (unknown := set(request.query_params) - known):
            message = _("There is no such parameter. There are: {known}.").format(known=", ".join(sorted(known)))
            raise ValidationError({name: [message] for name in sorted(unknown)})

    def _known_parameters(self) -> set[str]:
        known = {"format"}
        if self.action in self.query_serializers:
            known |= set(self.query_serializers[self.action]().fields)
        filterset = getattr(self, "filterset_class", None)
        if self.action == "list" and filterset:
            known |= set(filterset.base_filters)
        if self.request.method == "GET" and self.detail is False and self.paginator:
            known |= {"page", "page_size"}
        return known


class OwnedViewSet(StrictViewSet):
    """Rows of the caller's own: a stranger's row does not exist here."""

    lookup_value_regex = "[0-9]{1,19}"

    def get_queryset(self) -> Any:
        return cast(OwnedQuerySet, super().get_queryset()).owned_by(self.user)

    def get_object(self) -> Any:
        try:
            return super().get_object()
        except Http404:
            raise NotFound from None

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.get_object())

    def answer(self, row: Any, status: int = 200) -> Response:
        """One row, as this view shows it."""
        return Response(self.get_serializer(row).data, status=status)

    def answer_deletion(self, deletion: Deletion) -> Response:
        """What an act of deleting took along."""
        return Response(DeletionSummarySerializer(deletion).data)
