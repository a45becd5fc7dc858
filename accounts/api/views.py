"""The endpoints of accounts."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import FormParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle

from accounts import lockout, services, tokens
from accounts.api import serializers
from accounts.models import User
from wheelbarrow.core.api.parsers import JSONParser
from wheelbarrow.core.api.schema import refusals, takes_body
from wheelbarrow.core.api.throttles import AddressThrottle
from wheelbarrow.core.api.viewsets import StrictViewSet
from wheelbarrow.core.exceptions import Unauthenticated

NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class EntranceViewSet(StrictViewSet):
    """Endpoints for people who are not logged in, throttled by network address before a body is parsed."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes: list[type[BaseThrottle]] = [AddressThrottle]


class RegisterViewSet(EntranceViewSet):
    """Open an account."""

    serializer_class = serializers.RegistrationSerializer

    @extend_schema(operation_id="register", summary="Open an account", responses={201: serializers.UserSerializer})
    @refusals(services.RegistrationClosed, services.EmailTaken, services.WeakPassword)
    def create(self, request: Request) -> Response:
        # Until the person chooses one, the language of this request: that of Accept-Language.
        profile = {"language": get_language(), **self.body()}
        user = services.register(at=timezone.now(), **profile)
        return Response(
            serializers.UserSerializer(user).data, status=201, headers={"Location": reverse("me", request=request)}
        )


class TokenViewSet(EntranceViewSet):
    """Log in with JSON, or with a form as OAuth2 asks (RFC 6749)."""

    serializer_class = serializers.LoginSerializer
    parser_classes = [JSONParser, FormParser]

    def get_form_serializer_class(self) -> type[Serializer[Any]]:
        """Return the serializer of OAuth2's token request: every form is read as one."""
        return serializers.GrantSerializer

    @extend_schema(
        operation_id="create_token",
        summary="Log in",
        # As a second body it would need a second type of answer, which generators of clients cannot distinguish.
        description="A form is read as a token request of OAuth2 (RFC 6749), as the security scheme oauth2 describes.",
        request=serializers.LoginSerializer,
        responses={200: serializers.TokenPairSerializer},
    )
    @refusals(tokens.InvalidCredentials, lockout.LockedOut)
    def create(self, request: Request) -> Response:
        if request.content_type.startswith("application/x-www-form-urlencoded"):
            return self._answer_oauth2(request)
        login = self.body()
        return Response(services.log_in(request=request._request, **login), headers=NOT_STORED)

    def _answer_oauth2(self, request: Request) -> Response:
        grant = serializers.GrantSerializer(data=request.data)
        if not grant.is_valid():
            unsupported = "grant_type" in grant.errors and cast(QueryDict, request.data).get("grant_type")
            messages = [f"{name}: {' '.join(map(str, errors))}" for name, errors in grant.errors.items()]
            return _oauth2_error("unsupported_grant_type" if unsupported else "invalid_request", "; ".join(messages))
        data = grant.validated_data
        needed = {"password": ("username", "password"), "refresh_token": ("refresh_token",)}[data["grant_type"]]
        if missing := [name for name in needed if name not in data]:
            return _oauth2_error("invalid_request", f"missing: {', '.join(missing)}")
        try:
            if data["grant_type"] == "password":
                pair = services.log_in(request=request._request, email=data["username"], password=data["password"])
            else:
                pair = tokens.rotate(data["refresh_token"])
        except Unauthenticated as error:
            return _oauth2_error("invalid_grant", error.detail)
        answer = {
            "access_token": pair["access"],
            "refresh_token": pair["refresh"],
            "token_type": "Bearer",
            "expires_in": int(settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"].total_seconds()),
        }
        return Response(answer, headers=NOT_STORED)


class RefreshViewSet(EntranceViewSet):
    """Exchange a refresh token for a new pair."""

    serializer_class = serializers.RefreshSerializer

    @extend_schema(
        operation_id="refresh_token",
        summary="Exchange a refresh token for a new pair",
        responses={200: serializers.TokenPairSerializer},
    )
    @refusals(tokens.InvalidToken)
    def create(self, request: Request) -> Response:
        return Response(tokens.rotate(self.body()["refresh"]), headers=NOT_STORED)


class VerifyViewSet(EntranceViewSet):
    """Check a token."""

    serializer_class = serializers.TokenSerializer

    @extend_schema(
        operation_id="verify_token", summary="Check a token: 204 if it is valid, 401 if not", responses={204: None}
    )
    @refusals(tokens.InvalidToken)
    def create(self, request: Request) -> Response:
        tokens.verify(self.body()["token"])
        return Response(status=204)


class LogoutViewSet(EntranceViewSet):
    """Log out."""

    serializer_class = serializers.RefreshSerializer

    @extend_schema(operation_id="log_out", summary="Log out: revoke a refresh token", responses={204: None})
    @refusals(tokens.InvalidToken)
    def create(self, request: Request) -> Response:
        tokens.revoke(self.body()["refresh"])
        return Response(status=204)


class PasswordResetViewSet(EntranceViewSet):
    """Reset a forgotten password."""

    serializer_class = serializers.ResetRequestSerializer
    body_serializers = {"confirm": serializers.ResetSerializer}

    @extend_schema(
        operation_id="request_password_reset",
        summary="Send a link by email; the answer is the same whether or not an account has the address",
        responses={202: None},
    )
    def create(self, request: Request) -> Response:
        services.request_password_reset(request=request._request, at=timezone.now(), **self.body())
        return Response(status=202)

    @extend_schema(
        operation_id="reset_password",
        summary="Set a new password with the link from the email",
        request=serializers.ResetSerializer,
        responses={204: None},
    )
    @refusals(services.InvalidResetLink, services.WeakPassword)
    def confirm(self, request: Request) -> Response:
        services.reset_password(**self.body())
        return Response(status=204)


class MeViewSet(StrictViewSet):
    """The account of the caller."""

    serializer_class = serializers.UserSerializer
    body_serializers = {
        "change_password": serializers.PasswordChangeSerializer,
        "destroy": serializers.PasswordSerializer,
    }
    form_titles = {"partial_update": _("Change"), "destroy": _("Close the account")}
    conditional_actions = frozenset({"retrieve"})

    def get_object(self) -> User:
        """The caller."""
        user: User = self.user
        return user

    @extend_schema(operation_id="get_me", summary="Your profile")
    def retrieve(self, request: Request) -> Response:
        return self.answer(self.get_object())

    @extend_schema(operation_id="edit_me", summary="Change fields of your profile")
    def partial_update(self, request: Request) -> Response:
        user = services.edit_profile(user=self.user, **self.body(partial=True))
        return self.answer(user)

    @extend_schema(
        operation_id="delete_me",
        summary="Close your account; it is purged later",
        request=serializers.PasswordSerializer,
        responses={204: None},
    )
    @refusals(services.WrongPassword)
    @takes_body
    def destroy(self, request: Request) -> Response:
        services.close_account(user=self.user, at=timezone.now(), **self.body())
        return Response(status=204)

    @extend_schema(
        operation_id="change_password",
        summary="Change your password; every token and session ends",
        request=serializers.PasswordChangeSerializer,
        responses={204: None},
    )
    @refusals(services.WrongPassword, services.SamePassword, services.WeakPassword)
    def change_password(self, request: Request) -> Response:
        services.change_password(user=self.user, **self.body())
        return Response(status=204)


def _oauth2_error(error: str, description: str) -> Response:
    return Response({"error": error, "error_description": description}, status=400, headers=NOT_STORED)
