"""Every refusal as RFC 9457 problem details. This module alone maps the kinds of errors to HTTP statuses."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from math import ceil
from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from wheelbarrow.core.api.fields import MAX_PROBLEMS
from wheelbarrow.core.db.availability import problem_of
from wheelbarrow.core.exceptions import (
    Conflict,
    DomainError,
    Errors,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    PreconditionFailed,
    TooMany,
    Unauthenticated,
    Unprocessable,
)

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
# Characters of a name or a message that a response repeats: both can hold what was sent.
MAX_NAME, MAX_MESSAGE = 100, 500
# Seconds after which a request may be repeated when the database was busy.
RETRY_AFTER = 5

STATUS_OF_KIND: dict[type[DomainError], int] = {
    Invalid: status.HTTP_400_BAD_REQUEST,
    Unauthenticated: status.HTTP_401_UNAUTHORIZED,
    Forbidden: status.HTTP_403_FORBIDDEN,
    NotFound: status.HTTP_404_NOT_FOUND,
    Conflict: status.HTTP_409_CONFLICT,
    Gone: status.HTTP_410_GONE,
    PreconditionFailed: status.HTTP_412_PRECONDITION_FAILED,
    Unprocessable: status.HTTP_422_UNPROCESSABLE_ENTITY,
    TooMany: status.HTTP_429_TOO_MANY_REQUESTS,
}

TITLES = {
    400: gettext_lazy("The request is not valid"),
    401: gettext_lazy("Log in first"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not allowed"),
    406: gettext_lazy("Not acceptable"),
    409: gettext_lazy("Conflict with the present state"),
    410: gettext_lazy("No longer kept"),
    411: gettext_lazy("Length required"),
    412: gettext_lazy("Changed elsewhere"),
    413: gettext_lazy("The request is too large"),
    415: gettext_lazy("Unsupported media type"),
    422: gettext_lazy("The request does not fit"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Server error"),
    503: gettext_lazy("The server is busy"),
}

# Errors that no service raises, by code: the status, and the message in place of that of the framework.
FRAMEWORK_MESSAGES = {
    "invalid": (400, gettext_lazy("Correct the fields listed in errors and try again.")),
    "parse_error": (400, gettext_lazy("The body cannot be read. Send one JSON object, in UTF-8.")),
    "not_authenticated": (
        401,
        gettext_lazy("Log in, or send an access token in the header Authorization: Bearer."),
    ),
    "bad_authorization_header": (401, gettext_lazy("Write the header as Authorization: Bearer, a space, the token.")),
    "permission_denied": (403, gettext_lazy("Your account is not allowed to do this.")),
    "not_found": (404, gettext_lazy("There is nothing at this address.")),
    "method_not_allowed": (405, gettext_lazy("This address does not take {method}. It takes: {methods}.")),
    "not_acceptable": (406, gettext_lazy("Use one of these in the header Accept: {media_types}.")),
    "too_large": (
        413,
        gettext_lazy(
            "The body is too large. JSON can have 1 MiB (1,048,576 bytes), a form 256 KiB, a file to import 20 MiB, "
            "an export of Wheelbarrow 100 MiB or what the operator allows."
        ),
    ),
    "unsupported_media_type": (415, gettext_lazy("Send the body as one of: {media_types}.")),
    "throttled": (429, gettext_lazy("Too many requests. Wait {seconds} seconds, then try again.")),
    "unavailable": (
        503,
        gettext_lazy("The database cannot be used at the moment. Try again in a few seconds."),
    ),
}


def status_of(error: DomainError | type[DomainError]) -> int:
    """Return the HTTP status of a named error, by its kind."""
    kinds = (error if isinstance(error, type) else type(error)).__mro__
    return next(STATUS_OF_KIND[kind] for kind in kinds if kind in STATUS_OF_KIND)


def problem(*, status: int, code: str, detail: str, errors: Errors | None = None) -> dict[str, Any]:
    """Return `{type, title, status, detail, code, errors?}`; `errors` has at most MAX_PROBLEMS names and messages."""
    body = {
        "type": f"urn:wheelbarrow:problem:{code}",
        "title": str(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": detail[:MAX_MESSAGE],
        "code": code,
    }
    return {**body, "errors": _shortened(errors.items())} if errors else body


def _shortened(errors: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    """Keep the first MAX_PROBLEMS messages, each with its name; read no further."""
    messages = ((name, message) for name, texts in errors for message in texts)
    kept: dict[str, list[str]] = {}
    for name, message in islice(messages, MAX_PROBLEMS):
        kept.setdefault(name[:MAX_NAME], []).append(message[:MAX_MESSAGE])
    return kept


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Serve as DRF's EXCEPTION_HANDLER; None leaves a bug to be answered with 500."""
    response: Response | None
    if isinstance(error, DomainError):
        response = Response(
            problem(status=status_of(error), code=error.code(), detail=error.detail, errors=error.errors),
            status=status_of(error),
        )
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.retry_after)
    elif problem_of(error):
        log.warning("The database cannot be used: %s", error)
        response = Response(_problem_of_code("unavailable"), status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
    else:
        response = exception_handler(error, dict(context))
        if response is None:
            return None
        response.data = _problem_of_framework(error, response, context)
    if response.status_code == status.HTTP_401_UNAUTHORIZED:
        response.headers.setdefault("WWW-Authenticate", 'Bearer realm="api"')
    renderer = getattr(context["request"], "accepted_renderer", None)
    if renderer is None or renderer.format == "json":
        response.content_type = CONTENT_TYPE
    return response


def _problem_of_framework(error: Exception, response: Response, context: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        return _problem_of_code("invalid", errors=_shortened(_by_field(error.detail)))
    view, request = context["view"], context["request"]
    facts: dict[str, Any] = {}
    match error:
        case exceptions.MethodNotAllowed():
            facts = {"method": request.method, "methods": ", ".join(view.allowed_methods)}
        case exceptions.NotAcceptable():
            facts = {"media_types": ", ".join(each.media_type for each in view.get_renderers())}
        case exceptions.UnsupportedMediaType():
            facts = {"media_types": ", ".join(each.media_type for each in view.get_parsers())}
        case exceptions.Throttled():
            facts = {"seconds": ceil(getattr(error, "wait", None) or 1)}
    detail = response.data.get("detail", "")
    code = getattr(detail, "code", "not_found")
    default = getattr(error, "default_detail", None)
    # A view that gives its own reason is more precise than the message for the code.
    if code in FRAMEWORK_MESSAGES and (facts or default is None or detail == default or code == "parse_error"):
        return _problem_of_code(code, **facts)
    return problem(status=response.status_code, code=code, detail=str(detail))


def _problem_of_code(code: str, *, errors: Errors | None = None, **facts: object) -> dict[str, Any]:
    status, message = FRAMEWORK_MESSAGES[code]
    return problem(status=status, code=code, detail=str(message).format(**facts), errors=errors)


def _by_field(detail: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield nested errors with dotted names: {"data": {"priority": [...]}} → data.priority."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from _by_field(value, f"{name}.{key}" if name else str(key))
    elif isinstance(detail, list) and any(isinstance(item, (Mapping, list)) for item in detail):
        for index, item in enumerate(detail):
            if item:
                yield from _by_field(item, f"{name}.{index}")
    else:
        messages = detail if isinstance(detail, list) else [detail]
        yield name or "non_field_errors", [str(message) for message in messages]
