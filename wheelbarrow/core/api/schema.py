"""The OpenAPI document: each operation with every error it can answer."""

from __future__ import annotations

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework.permissions import AllowAny

from wheelbarrow.core.api.exception_handler import CONTENT_TYPE, TITLES, problem, status_of
from wheelbarrow.core.api.fields import ID_SCHEMA
from wheelbarrow.core.api.serializers import ProblemSerializer
from wheelbarrow.core.exceptions import DomainError

Direction = Literal["request", "response"]

# What str.strip() leaves something of; \S means other characters in each language that reads the document.
MORE_THAN_SPACE = r"[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"


# RFC 6749, section 3.2: unknown parameters of a token request are ignored.
FORGIVING = frozenset({"GrantRequest"})


def refusals(*errors: type[DomainError]) -> Any:
    """Declares, above a view's method, the named errors it can answer besides those every operation has."""

    def declare(method: Any) -> Any:
        method.refusals = errors
        return method

    return declare


def takes_body(method: Any) -> Any:
    """Declares that a DELETE reads its body."""
    method.takes_body = True
    return method


class TextSchema(OpenApiSerializerFieldExtension):
    """Says of a text that goes in what JSON Schema's minLength cannot: where spaces are trimmed, there must be more."""

    target_class = "wheelbarrow.core.api.fields.TextField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        schema = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        if direction == "request" and self.target.trim_whitespace and not self.target.allow_blank:
            schema.setdefault("pattern", MORE_THAN_SPACE)
        return schema


class ProblemSchema(AutoSchema):
    """Adds the problem details of every refusal, each with an example."""

    def _get_request_body(self, direction: Direction = "request") -> Any:
        if not (self.method == "DELETE" and getattr(self._endpoint(), "takes_body", False)):
            return super()._get_request_body(direction)
        # The library thinks that no DELETE has a body.
        self.method = "POST"
        try:
            return super()._get_request_body(direction)
        finally:
            self.method = "DELETE"

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for status, response in self._problems().items():
            body = self._get_response_for_code(response, str(status), [CONTENT_TYPE], direction)
            # A view that names another body for the status keeps it beside the problem.
            own = bodies.get(str(status), {}).get("content", {})
            bodies[str(status)] = {**body, "content": {**body["content"], **own}}
        return bodies

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        parameters = super()._resolve_path_parameters(variables)
        for parameter in parameters:
            if parameter["name"] == "id":
                parameter["schema"] = dict(ID_SCHEMA)
        return parameters

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def _problems(self) -> dict[int, OpenApiResponse]:
        by_status: dict[int, list[OpenApiExample]] = {}
        for status, code, detail in self._refusals():
            example = OpenApiExample(
                code,
                value=problem(status=status, code=code, detail=detail),
                response_only=True,
                status_codes=[str(status)],
            )
            by_status.setdefault(status, []).append(example)
        return {
            status: OpenApiResponse(ProblemSerializer, description=str(TITLES[status]), examples=examples)
            for status, examples in sorted(by_status.items())
        }

    def _endpoint(self) -> Any:
        """The view's method that answers."""
        return getattr(self.view, getattr(self.view, "action", None) or self.method.lower())

    def _refusals(self) -> list[tuple[int, str, str]]:
        rows = [(400, "invalid", "Mend the fields named in errors and send it again.")]
        if AllowAny not in self.view.permission_classes:
            rows.append((401, "not_authenticated", "Authentication credentials were not provided."))
        rows.append((429, "throttled", "Request was throttled. Expected available in 7 seconds."))
        if "{id}" in self.path or (self.method == "GET" and self._get_paginator()):
            rows.append((404, "not_found", "There is no such row among yours."))
        named = getattr(self._endpoint(), "refusals", ())
        rows += [(status_of(error), error.code(), error.message()) for error in named]
        if self.method in ("POST", "PUT", "PATCH", "DELETE"):
            rows.append((403, "permission_denied", "CSRF Failed: CSRF token missing."))
            rows.append((413, "too_large", "A body may have 1 MiB (1,048,576 bytes) at most."))
            rows.append((415, "unsupported_media_type", 'Unsupported media type "text/plain" in request.'))
        return rows


def refuse_unknown_fields(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Requests with unknown names are refused: say so in their schemas."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request") and schema.get("type") == "object" and name not in FORGIVING:
            schema["additionalProperties"] = False
    return result
