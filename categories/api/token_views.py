"""The endpoints of API tokens. None of them takes an API token."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from categories import api_tokens
from categories.api.token_serializers import ApiTokenSerializer, CreatedApiTokenSerializer, NewApiTokenSerializer
from categories.models import ApiToken
from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.viewsets import StrictViewSet

NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class ApiTokenViewSet(StrictViewSet):
    """API tokens: secrets with which a program acts for you, within the scopes that you give it."""

    queryset = ApiToken.objects.newest_first()
    serializer_class = ApiTokenSerializer
    body_serializers = {"create": NewApiTokenSerializer}
    pagination_class = None
    lookup_value_regex = "[0-9]{1,19}"
    form_titles = {"destroy": _("Revoke")}
    about = _("Secrets with which a program acts for you, within the scopes that you give it.")

    def get_object(self) -> ApiToken:
        """Return the token. Raises ApiTokenNotFound."""
        row = api_tokens.find_token(self.user, int(self.kwargs["pk"]))
        row.user = self.user
        return row

    @extend_schema(operation_id="list_api_tokens", summary="List the API tokens that are not revoked", filters=False)
    def list(self, request: Request) -> Response:
        rows = api_tokens.tokens_of(self.user)
        for row in rows:
            row.user = self.user
        return Response(ApiTokenSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="create_api_token",
        summary="Create an API token; the answer shows its secret once",
        request=NewApiTokenSerializer,
        responses={201: CreatedApiTokenSerializer},
    )
    @refusals(
        api_tokens.TokenNameTaken,
        api_tokens.NoScope,
        api_tokens.BranchNotFound,
        api_tokens.ExpiresInThePast,
        api_tokens.TooManyTokens,
    )
    def create(self, request: Request) -> Response:
        created = api_tokens.create_token(user=self.user, at=timezone.now(), **self.body())
        shown: dict[str, Any] = {**ApiTokenSerializer(created.row).data, "token": created.secret}
        location = self.reverse_action("detail", args=[created.row.pk])
        return Response(shown, status=201, headers={**NOT_STORED, "Location": location})

    @extend_schema(operation_id="get_api_token", summary="Get an API token")
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(operation_id="revoke_api_token", summary="Revoke an API token", responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        api_tokens.revoke_token(user=self.user, token_id=int(pk), at=timezone.now())
        return Response(status=204)
