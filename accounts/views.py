"""Pages about accounts that are not Django's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import lockout


def locked_out(request: HttpRequest, response: HttpResponse, _credentials: object) -> HttpResponse:
    """The answer for whoever is locked out; the API has given its own."""
    if response.status_code == 429:
        return response
    error = lockout.refusal(request)
    page = render(request, "accounts/locked_out.html", {"error": error}, status=429)
    page.headers["Retry-After"] = str(error.retry_after)
    return page
