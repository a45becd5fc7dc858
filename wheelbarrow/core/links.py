"""The host of links in mails and in other programs."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def host_for_links(request: HttpRequest) -> str:
    """Return the request's host, with its port only if that is the server's own or one of CSRF_TRUSTED_ORIGINS.

    ALLOWED_HOSTS ignores ports: a stranger could ask for a link that leads to another server on this machine.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    parts = urlsplit(origin)
    is_known = str(parts.port) == request.META.get("SERVER_PORT") or origin in settings.CSRF_TRUSTED_ORIGINS
    return parts.netloc if is_known else parts.netloc.removesuffix(f":{parts.port}")


def address_of(request: HttpRequest, path: str) -> str:
    """Return the whole address of a path of this site, as it may be copied into another program."""
    return f"{request.scheme}://{host_for_links(request)}{path}"
