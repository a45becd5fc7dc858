"""What every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

STRICT_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Nothing inline and nothing off-site, on every page; a view may set a policy of its own."""

    def add_policy(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", STRICT_POLICY)
        return response

    return add_policy
