"""Authentication by an API token in `Authorization: Bearer`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.models import User
from categories import api_tokens
from wheelbarrow.core.api.scopes import has_api_token
from wheelbarrow.core.grants import KIND, Grant


class ApiTokenAuthentication(BaseAuthentication):
    """Reads tokens that begin with `wb_`, and leaves all others to the next class."""

    def authenticate(self, request: Request) -> tuple[User, Grant] | None:
        """Return the person and what the token allows. Raises InvalidToken."""
        if not has_api_token(request):
            return None
        return api_tokens.person_of(request.META["HTTP_AUTHORIZATION"].partition(" ")[2])

    def authenticate_header(self, request: Request) -> str:
        """Return the value of WWW-Authenticate, as for a JSON Web Token."""
        return 'Bearer realm="api"'


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its metaclass
    """Where an API token can be used, and with which scopes."""

    target_class = "categories.api.authentication.ApiTokenAuthentication"
    name = "apiToken"

    def get_security_requirement(self, auto_schema: Any) -> Any:
        """Return nothing for an endpoint that takes no API token."""
        return {str(self.name): []} if getattr(auto_schema.view, "takes_tokens", False) else {}

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        description = "An API token with scopes, created in the settings or with POST /api/v1/auth/tokens/."
        return {"type": "http", "scheme": "bearer", "bearerFormat": f"{KIND}_…", "description": description}
