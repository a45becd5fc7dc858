"""Request ids, headers and limits of all requests."""

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from wheelbarrow.core.callers import is_known
from wheelbarrow.core.history.actors import Actor, acting_as
from wheelbarrow.core.logs import log_request, request_id, without_links
from wheelbarrow.core.preferences import activate_preferences
from wheelbarrow.core.uploads import CountedStream

CSP = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
NO_DEVICES = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

# The largest form of the browsable API has 30 fields.
MAX_PARTS = 200
# 20,000 characters of notes, each three bytes and each of these `%xx`; 1 MiB of that takes 100 ms to read.
MAX_FORM_BYTES = 256 * 1024

# Without characters that could end a line or a header, and short.
_is_id = re.compile(r"[A-Za-z0-9._-]{1,64}").fullmatch
# These read no session, since the database may be away.
HEADER_OF_KEY = "HTTP_IDEMPOTENCY_KEY"
HEALTH_CHECKS = ("/healthz", "/readyz")


def access_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Log each request, and give it an id, from the proxy or new: in the response, in each line of the log and in each change.

    The changes that a request makes are those of a page, unless the API or the admin answers it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if _is_id(given) else secrets.token_hex(8)
        # Not reset: Django logs a refused request after this. The next request of the thread sets its own.
        request_id.set(name)
        with acting_as(Actor("page", request_id=name)):
            response = get_response(request)
        response.headers["X-Request-Id"] = name
        log_request(
            method=request.method or "",
            path=_path_to_log(request),
            status=response.status_code,
            seconds=perf_counter() - began,
            user_id=_known_user(request),
        )
        return response

    return answer


def _path_to_log(request: HttpRequest) -> str:
    """Return the path without the query and the secrets of a mailed link, on one line."""
    path = without_links(request.path)
    return path if path.isprintable() else path.encode("unicode_escape").decode()


def _known_user(request: HttpRequest) -> int | None:
    """Return the id of the person if it has been read already; the log causes no query."""
    user = request.__dict__.get("user")
    if type(user) is SimpleLazyObject:
        user = request.__dict__.get("_cached_user")
    return user.pk if user else None


def policies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set policies that forbid inline scripts and styles, other sites and devices, unless the view has set its own."""

    def add_policies(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        return response

    return add_policies


def body_limit(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a body that is too long before it is read, and one of many parts before it is parsed.

    Django takes a chunked body without a length for an empty one, so a PATCH would change nothing and answer 200:
    here such a body is read. Django counts named parts only, while it parses them (50 µs each): 1 MiB holds 17,000.
    """

    def upload(request: Any) -> HttpResponse:
        """Count the parts of a long body of a person who is known while it is read; that of a stranger stays unread.

        With an Idempotency-Key the whole body is needed for its hash.
        """
        is_read_at_once = HEADER_OF_KEY in request.META
        if (knows := is_known(request)) and not is_read_at_once:
            request._stream = CountedStream(request._stream, boundary=_boundary_of(request), most=MAX_PARTS)
            return get_response(request)
        body = request.META["wsgi.input"].read(_length_of(request)) if knows else b""
        request.META["CONTENT_LENGTH"] = str(len(body))
        request._body, request._stream = body, BytesIO(body)
        if _parts_of(request) > MAX_PARTS:
            raise TooManyFieldsSent(f"The body has more than {MAX_PARTS} parts.")
        return get_response(request)

    def answer(request: Any) -> HttpResponse:
        if "HTTP_TRANSFER_ENCODING" in request.META and not _read_chunks(request):
            return _refuse(request, 411)
        is_form = request.content_type == "application/x-www-form-urlencoded"
        limit = MAX_FORM_BYTES if is_form else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if _length_of(request) > limit:
            return upload(request) if _is_upload(request) else _refuse(request, 413)
        if request.content_type == "multipart/form-data" and _parts_of(request) > MAX_PARTS:
            raise TooManyFieldsSent(f"The body has more than {MAX_PARTS} parts.")
        return get_response(request)

    return answer


def _is_upload(request: HttpRequest) -> bool:
    """Report whether the address takes a file of this length."""
    is_form = request.method == "POST" and request.content_type == "multipart/form-data"
    return is_form and _length_of(request) <= settings.UPLOADS.get(request.path_info, 0)


def _parts_of(request: HttpRequest) -> int:
    """Return how many times the boundary occurs in the body, which is read here and parsed later."""
    return request.body.count(b"--" + _boundary_of(request))


def _boundary_of(request: HttpRequest) -> bytes:
    return (request.content_params or {}).get("boundary", "").encode(errors="replace")


def _length_of(request: HttpRequest) -> int:
    """Return the announced length, as Django reads it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _read_chunks(request: Any) -> bool:
    """Read the body up to one byte beyond the limit; return False where the server does not mark its end."""
    if not request.META.get("wsgi.input_terminated"):
        return False
    body = request.META["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    request.META["CONTENT_LENGTH"] = str(len(body))
    request._stream = BytesIO(body)
    return True


def _refuse(request: HttpRequest, status: int) -> HttpResponse:
    return get_resolver().resolve_error_handler(status)(request)


def preferences(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the language and the time zone of the person who is logged in.

    Calls of the API with a token know their person later, in StrictViewSet.perform_authentication().
    """

    def respond(request: Any) -> HttpResponse:
        timezone.deactivate()
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.path_info not in HEALTH_CHECKS:
            # A page that needs no database is also shown while the database is away.
            with suppress(DatabaseError):
                activate_preferences(request.user)
        return get_response(request)

    return respond
