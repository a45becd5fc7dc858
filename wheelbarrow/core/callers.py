"""Who calls, before the body of the request is read."""

from __future__ import annotations

from contextlib import suppress

from django.contrib.auth import get_user
from django.http import HttpRequest


def is_known(request: HttpRequest) -> bool:
    """Report whether the request has a valid token, or the session of a person; nothing of its body is read."""
    # Not at the top: the middleware is loaded before the apps.
    from rest_framework.exceptions import APIException
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from wheelbarrow.core.exceptions import DomainError

    if "HTTP_AUTHORIZATION" in request.META:
        with suppress(APIException, DomainError):
            return any(each().authenticate(Request(request)) for each in APIView.authentication_classes)
        return False
    return get_user(request).is_authenticated
