"""What an API token may do: its scopes, and the branch that it is limited to.

`read` is for safe methods and for `free_actions`, which write nothing; `add` for `adding_actions`, which only create;
`write` for all else, and includes `add`. An endpoint without a scope takes no API token, and one that is not written for
a branch takes none that is limited to one. Both are what a new endpoint has unless it says otherwise.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request

from wheelbarrow.core.exceptions import Forbidden
from wheelbarrow.core.grants import ADD, KIND, READ, WRITE, Grant


class ScopeMissing(Forbidden):
    template = _("This needs a token with the scope “{scope}”. Create one in the settings, under API tokens.")


class TokensNotAllowed(Forbidden):
    template = _(
        "No API token can be used here, whatever its scopes: this is about the account itself. Log in instead."
    )


class WholeAccountNeeded(Forbidden):
    template = _("This is about the whole account, and the token is limited to a branch. Use a token without a limit.")


def grant_of(request: Any) -> Grant | None:
    """Return the grant of an authenticated request, which DRF keeps as `request.auth`; None for a JSON Web Token or a session."""
    auth = getattr(request, "auth", None)
    return auth if isinstance(auth, Grant) else None


def has_api_token(request: Request) -> bool:
    """Report whether the request brings an API token, valid or not, before it is authenticated."""
    scheme, _space, rest = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
    return scheme.lower() == "bearer" and rest.startswith(f"{KIND}_")


def scope_for(view: Any, method: str) -> str | None:
    """Return the scope that the current action of a view needs; None where no API token can be used."""
    if not getattr(view, "takes_tokens", False):
        return None
    action = getattr(view, "action", None)
    if method in SAFE_METHODS or action in getattr(view, "free_actions", ()):
        return READ
    return ADD if method == "POST" and action in view.adding_actions else WRITE


class HasScope(IsAuthenticated):
    """Refuse who is not logged in, and what an API token does not allow, by the name of the missing scope."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raises TokensNotAllowed, WholeAccountNeeded, ScopeMissing."""
        grant = grant_of(request)
        if grant is None:
            return super().has_permission(request, view)
        scope = scope_for(view, str(request.method))
        if scope is None:
            raise TokensNotAllowed
        if not grant.has(scope):
            raise ScopeMissing(scope=scope)
        if grant.branch and not view.is_for_branches:
            raise WholeAccountNeeded
        return True
