"""Pages about accounts that are not Django's."""

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from accounts import lockout
from wheelbarrow.core.api.throttles import AddressThrottle
from wheelbarrow.core.exceptions import TooMany

# Where people get in, beside the doors of the API.
ENTRANCES = {"admin:login", "rest_framework:login", "admin_password_reset"}


class EntranceLimit(MiddlewareMixin):
    """Attempts from one network address, counted together with those at the API."""

    def process_view(self, request: Any, *_view: object) -> HttpResponse | None:
        """A page that refuses, where there have been too many."""
        if request.method != "POST" or request.resolver_match.view_name not in ENTRANCES:
            return None
        throttle: Any = AddressThrottle()
        if throttle.allow_request(request, None):
            return None
        return _too_many(request, TooMany(retry_after=max(1, ceil(throttle.wait() or 0))))


def locked_out(request: HttpRequest, response: HttpResponse, _credentials: object) -> HttpResponse:
    """The answer for whoever is locked out; the API has given its own."""
    if response.status_code == 429:
        return response
    return _too_many(request, lockout.refusal(request))


def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """The page that says so, and until when."""
    page = render(request, "refusal.html", {"title": _("Too many requests"), "detail": error.detail}, status=429)
    page.headers["Retry-After"] = str(error.retry_after)
    return page
