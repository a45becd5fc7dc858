"""Pages that refuse a login, where Django has none."""

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from accounts import lockout
from wheelbarrow.core.api.throttles import AddressThrottle
from wheelbarrow.core.exceptions import TooMany

# Pages that take a password or send mail; the endpoints of the API have a throttle of their own.
ENTRANCES = {
    "admin:login",
    "rest_framework:login",
    "account_login",
    "account_signup",
    "admin_password_reset",
    "password_reset_confirm",
    "settings-email",
    "settings-password",
    "settings-account",
}


class EntranceLimit(MiddlewareMixin):
    """Throttle these pages by network address, together with the endpoints of the API."""

    def process_view(self, request: Any, *_view: object) -> HttpResponse | None:
        """Return a refusal where there have been too many attempts."""
        if request.method != "POST" or request.resolver_match.view_name not in ENTRANCES:
            return None
        throttle: Any = AddressThrottle()
        if throttle.allow_request(request, None):
            return None
        return _too_many(request, TooMany(retry_after=max(1, ceil(throttle.wait() or 0))))


def locked_out(request: HttpRequest, response: HttpResponse, _credentials: object) -> HttpResponse:
    """Return the page for a login that met a lock; the API has answered with its own."""
    if response.status_code == 429:
        return response
    return _too_many(request, lockout.refusal(request))


def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """Return the page with the reason and the time to wait."""
    page = render(request, "refusal.html", {"title": _("Too many requests"), "detail": error.detail}, status=429)
    page.headers["Retry-After"] = str(error.retry_after)
    return page
