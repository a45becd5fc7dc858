"""Pages about accounts that are not Django's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts import lockout


def locked_out(request: HttpRequest, response: HttpResponse, _credentials: object) -> HttpResponse:
    """The answer for whoever is locked out; the API has given its own."""
    if response.status_code == 429:
        return response
    error = lockout.refusal(request)
    page = render(request, "refusal.html", {"title": _("Too many requests"), "detail": error.detail}, status=429)
    page.headers["Retry-After"] = str(error.retry_after)
    return page
