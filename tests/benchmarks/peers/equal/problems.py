"""Refusals as problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MOST_PROBLEMS = 10
TITLES = {
    400: "The request is not valid",
    401: "Log in first",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict with the present state",
    413: "The request is too large",
    429: "Too many requests",
}
CORRECT = "Correct the fields listed in errors and try again."


class LeftOut(Exception):
    """No request of the benchmark needs this (docs/decisions/0032-equal.md)."""


class Problem(Exception):
    """A refusal; `field` is the one that it is about."""

    def __init__(self, status: int, code: str, detail: str, *, field: str = "", retry_after: int = 0) -> None:
        self.status, self.code, self.detail = status, code, detail
        self.errors: dict[str, list[str]] = {field: [detail]} if field else {}
        self.headers = {"retry-after": str(retry_after)} if retry_after else {}
        if status == 401:
            self.headers["www-authenticate"] = 'Bearer realm="api"'

    def response(self) -> Response:
        """The answer."""
        body = {
            "type": f"urn:wheelbarrow:problem:{self.code}",
            "title": TITLES[self.status],
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        content = orjson.dumps({**body, "errors": self.errors} if self.errors else body)
        return Response(content, self.status, self.headers, "application/problem+json")


def of_validation(error: ValidationError) -> Problem:
    """The problem of a body or a query that pydantic refuses."""
    found = error.errors(include_url=False, include_context=False, include_input=False)[:MOST_PROBLEMS]
    if any(each["type"] == "json_invalid" for each in found):
        return Problem(400, "parse_error", "The body cannot be read. Send one JSON object, in UTF-8.")
    problem = Problem(400, "invalid", CORRECT)
    for each in found:
        name = ".".join(map(str, each["loc"])) or "non_field_errors"
        problem.errors.setdefault(name[:100], []).append(each["msg"])
    return problem


async def respond(_request: Request, error: Any) -> Response:
    """Handle the exceptions of this module and those of the router."""
    if isinstance(error, ValidationError):
        error = of_validation(error)
    elif isinstance(error, HTTPException):
        codes = {404: "not_found", 405: "method_not_allowed"}
        error = Problem(error.status_code, codes[error.status_code], str(error.detail))
    return error.response()
