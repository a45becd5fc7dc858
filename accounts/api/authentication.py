"""Authentication by a JSON Web Token in `Authorization: Bearer`."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.authentication import SessionScheme as DjangoSessionScheme
from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme
from rest_framework.authentication import SessionAuthentication as DjangoSessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import Token

from accounts import tokens
from accounts.models import User
from wheelbarrow.core.csrf import explain_refusal


class TokenAuthentication(JWTAuthentication):
    """Extends simplejwt's by a check that the token was not revoked: one query a request."""

    def get_raw_token(self, header: bytes) -> bytes | None:
        """Return the token of the header. The name of the scheme is read in any case (RFC 9110, section 11.1)."""
        scheme, _space, rest = header.partition(b" ")
        return super().get_raw_token(b"Bearer " + rest if scheme.lower() == b"bearer" else header)

    def get_validated_token(self, raw_token: bytes) -> Token:
        return tokens.read_access(raw_token)

    # Their AuthUser is a type variable that no subclass can fill.
    def get_user(self, validated_token: Token) -> User:  # type: ignore[override]
        return tokens.person_of(validated_token)


class SessionAuthentication(DjangoSessionAuthentication):
    """Django's session, as the browsable API uses it."""

    def enforce_csrf(self, request: Request) -> None:
        """As the base class, with our message in place of Django's English reason."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            reason = str(error.detail).removeprefix("CSRF Failed: ")
            raise PermissionDenied(explain_refusal(request._request, reason)) from None


class TokenScheme(SimpleJWTScheme):
    """Two ways to the same token; with OAuth2's password grant Swagger's Authorize takes email and password."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    # The base class has one scheme, its caller takes both.
    name = ["oauth2", "jwt"]  # type: ignore[assignment]

    def get_security_requirement(self, auto_schema: object) -> list[dict[str, list[str]]]:
        return [{name: []} for name in self.name]

    def get_security_definition(self, auto_schema: object) -> list[dict[str, object]]:
        address = reverse("token")
        flow = {"tokenUrl": address, "refreshUrl": address, "scopes": {}}
        return [
            {"type": "oauth2", "flows": {"password": flow}},
            {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        ]


class SessionScheme(DjangoSessionScheme):
    """The session of the browsable API."""

    target_class = "accounts.api.authentication.SessionAuthentication"
    priority = 1
