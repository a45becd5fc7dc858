"""Explain why the CSRF check has refused a form, for pages and for the API."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _


def explain_refusal(request: HttpRequest, reason: str) -> str:
    """Return the message for a person; `reason` is Django's, in English."""
    if not reason.startswith(("Origin checking", "Referer checking")):
        return _("This form has expired. Reload the page and try again.")
    parts = urlsplit(request.META.get("HTTP_REFERER", ""))
    origin = request.META.get("HTTP_ORIGIN") or f"{parts.scheme}://{parts.netloc}"
    return _(
        "The form came from {origin}, but this server expects {expected}. A proxy must pass on the headers Host and "
        "X-Forwarded-Proto, and TRUSTED_PROXIES must be set; other origins are listed in CSRF_TRUSTED_ORIGINS."
    ).format(origin=origin[:200], expected=f"{request.scheme}://{request.get_host()}")
