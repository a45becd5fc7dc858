"""The OpenAPI document: each operation with every answer that it can give."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal, cast

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework.permissions import AllowAny

from wheelbarrow.core import text
from wheelbarrow.core.api.exception_handler import CONTENT_TYPE, FRAMEWORK_MESSAGES, TITLES, problem, status_of
from wheelbarrow.core.api.fields import FLAG_SCHEMA, ID_SCHEMA, LineField, NoteField
from wheelbarrow.core.api.routes import Method
from wheelbarrow.core.api.safe_writes import DRY_RUN, IF_MATCH_PATTERN, IfMatchMalformed, SafeWrites
from wheelbarrow.core.api.scopes import ScopeMissing, TokensNotAllowed, WholeAccountNeeded
from wheelbarrow.core.api.serializers import ProblemSerializer, StrictSerializer, problem_with
from wheelbarrow.core.db.limits import OutsideBranch
from wheelbarrow.core.exceptions import DomainError, NotFound
from wheelbarrow.core.history.preconditions import ChangedElsewhere
from wheelbarrow.core.idempotency import HEADER, PATTERN, IdempotencyKeyMalformed, IdempotencyKeyReused

Direction = Literal["request", "response"]

# What str.strip() leaves something of; \S means other characters in each language that reads the document.
MORE_THAN_SPACE = r"[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"

ETAG = {"description": "The tag to send in If-None-Match with the next request.", "schema": {"type": "string"}}
ROW_ETAG = {
    "description": "The strong tag of the row, which begins with its version: send it in If-Match with the next write.",
    "schema": {"type": "string"},
}
CONTENT_LOCATION = {
    "description": "The address of the row: a GET of it gives this answer with this ETag.",
    "schema": {"type": "string", "format": "uri-reference"},
}
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": f"^({IF_MATCH_PATTERN})$"},
    OpenApiParameter.HEADER,
    description='The ETag of the row, or its version as "12": the request is refused if the row has changed since.',
)
IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "pattern": f"^{PATTERN}$"},
    OpenApiParameter.HEADER,
    description="A new UUID for each request: a duplicate within 24 hours gets the same answer and has no effect.",
)
DRY = OpenApiParameter(DRY_RUN, FLAG_SCHEMA, description="true: the same answer, and nothing is written.")
LOCATION = {"description": "The address of what was created.", "schema": {"type": "string", "format": "uri"}}
RETRY_AFTER = {"description": "Seconds to wait before the next try.", "schema": {"type": "integer", "minimum": 1}}
AUTHENTICATE = {"description": "How to authenticate.", "schema": {"type": "string"}}
HEADERS = {
    "401": {"WWW-Authenticate": AUTHENTICATE},
    "429": {"Retry-After": RETRY_AFTER},
    "503": {"Retry-After": RETRY_AFTER},
}


def refusals(*errors: type[DomainError]) -> Callable[[Method], Method]:
    """Declare, above a method of a view, the named errors that it can answer besides those of every operation."""

    def declare(method: Any) -> Any:
        method.refusals = errors
        return method

    return declare


def takes_body(method: Any) -> Any:
    """Declare that a DELETE reads its body."""
    method.takes_body = True
    return method


class TextSchema(OpenApiSerializerFieldExtension):
    """Describes what a text of a request must contain, beyond its length."""

    target_class = "wheelbarrow.core.api.fields.TextField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        schema: dict[str, Any] = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        if direction == "request" and (pattern := self._pattern()):
            schema.setdefault("pattern", pattern)
        return schema

    def _pattern(self) -> str | None:
        if isinstance(self.target, NoteField):
            return text.NOTE_PATTERN
        if isinstance(self.target, LineField):
            return f"^$|{text.LINE_PATTERN}" if self.target.allow_blank else text.LINE_PATTERN
        return MORE_THAN_SPACE if self.target.trim_whitespace and not self.target.allow_blank else None


class ProblemSchema(AutoSchema):
    """Adds the headers of the answers, and the problem details of every refusal with an example."""

    def _get_request_body(self, direction: Direction = "request") -> Any:
        if not (self.method == "DELETE" and getattr(self._endpoint(), "takes_body", False)):
            return super()._get_request_body(direction)
        # The library assumes that no DELETE has a body.
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
        if self._takes_if_match():
            bodies["412"]["headers"] = {"ETag": ROW_ETAG}
        if self.method == "GET" and self._action() in getattr(self.view, "conditional_actions", ()):
            is_row = self._action() == "retrieve" and self._has_version()
            bodies["200"]["headers"] = {"ETag": ROW_ETAG if is_row else ETAG}
            description = "Not modified: the tag in If-None-Match still holds."
            bodies["304"] = {"description": description, "headers": {"ETag": ETAG}}
        if "201" in bodies:
            bodies["201"]["headers"] = {"Location": LOCATION}
        shows_row = self._takes_if_match() or self._action() == "create"
        if shows_row and self._has_version() and self.method in ("POST", "PUT", "PATCH"):
            good = bodies["201" if "201" in bodies else "200"]
            good["headers"] = {**good.get("headers", {}), "ETag": ROW_ETAG, "Content-Location": CONTENT_LOCATION}
        for code, headers in HEADERS.items():
            if code in bodies:
                bodies[code]["headers"] = headers
        return bodies

    def get_override_parameters(self) -> list[Any]:
        """Add the headers and the parameter of safe writes."""
        found = list(super().get_override_parameters())
        if self._takes_if_match():
            found.append(IF_MATCH)
        if self._takes_key():
            found.append(IDEMPOTENCY_KEY)
        if self._action() in getattr(self.view, "dry_run_actions", ()):
            found.append(DRY)
        return found

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._get_filter_parameters()
        filters = getattr(getattr(self.view, "filterset_class", None), "base_filters", {})
        for parameter in parameters:
            if own := filters.get(parameter["name"]):
                parameter["description"] = str(own.extra.get("help_text") or own.label or "")
            if parameter["schema"].get("type") == "array":
                # Generated clients repeat the name of a list, whatever the document describes.
                parameter["explode"] = True
        return parameters

    def _map_serializer(self, serializer: Any, direction: str, bypass_extensions: bool = False) -> Any:  # noqa: FBT001, FBT002  spectacular's
        """Mark every field of an answer as required where the serializer also reads requests, which may leave it out."""
        schema = super()._map_serializer(serializer, direction, bypass_extensions)
        is_strict = isinstance(serializer, StrictSerializer) or (
            isinstance(serializer, type) and issubclass(serializer, StrictSerializer)
        )
        if direction == "response" and is_strict and schema.get("properties"):
            schema["required"] = sorted(schema["properties"])
        return schema

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._resolve_path_parameters(variables)
        for parameter in parameters:
            if parameter["name"] == "id":
                parameter["schema"] = dict(ID_SCHEMA)
                parameter["description"] = "The id of the row."
        return parameters

    def get_auth(self) -> list[dict[str, Any]]:
        """Leave out the requirement of nothing, for which clients would ask for a token."""
        return [requirement for requirement in super().get_auth() if requirement]

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
            status: OpenApiResponse(
                problem_with(cast(Any, type(self.view)).serializer_class)
                if status == HTTPStatus.PRECONDITION_FAILED
                else ProblemSerializer,
                description=str(TITLES[status]),
                # Its example would have a row of each kind.
                examples=[] if status == HTTPStatus.PRECONDITION_FAILED else examples,
            )
            for status, examples in sorted(by_status.items())
        }

    def _has_version(self) -> bool:
        return isinstance(self.view, SafeWrites) and self.view.takes_if_match(detail=True, method="PUT")

    def _takes_if_match(self) -> bool:
        return bool(getattr(self.view, "detail", False)) and self.method != "GET" and self._has_version()

    def _takes_key(self) -> bool:
        return isinstance(self.view, SafeWrites) and self.view.takes_key(action=self._action(), method=self.method)

    def _action(self) -> str:
        return getattr(self.view, "action", None) or self.method.lower()

    def _endpoint(self) -> Any:
        """The method of the view that answers."""
        return getattr(self.view, self._action())

    def _refusals(self) -> list[tuple[int, str, str]]:
        codes = ["invalid", "throttled", "unavailable"]
        if AllowAny not in self.view.permission_classes:
            codes.append("not_authenticated")
        if self.method in ("POST", "PUT", "PATCH", "DELETE"):
            codes += ["permission_denied", "too_large", "unsupported_media_type"]
        rows = [
            (status, code, _example_of(message))
            for code, (status, message) in FRAMEWORK_MESSAGES.items()
            if code in codes
        ]
        if "{id}" in self.path or (self.method == "GET" and self._get_paginator()):
            rows.append((404, NotFound.code(), NotFound.message()))
        named = [*getattr(self._endpoint(), "refusals", ()), *self._refusals_of_tokens()]
        if self._takes_if_match():
            named += [IfMatchMalformed, ChangedElsewhere]
        if self._takes_key():
            named += [IdempotencyKeyMalformed, IdempotencyKeyReused]
        return rows + [(status_of(error), error.code(), error.message()) for error in named]

    def _refusals_of_tokens(self) -> list[type[DomainError]]:
        """Return with which errors an API token is refused."""
        if AllowAny in self.view.permission_classes:
            return []
        if not getattr(self.view, "takes_tokens", False):
            return [TokensNotAllowed]
        named: list[type[DomainError]] = [ScopeMissing]
        if not getattr(self.view, "is_for_branches", False):
            named.append(WholeAccountNeeded)
        elif self.method != "GET":
            named.append(OutsideBranch)
        return named


def _example_of(message: Any) -> str:
    return str(message).format(media_types="application/json", seconds=7, method="PUT", methods="GET, POST")


def refuse_unknown_fields(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Describe in the schema of each request that unknown names are refused."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    return result


def remove_repeated_types(result: Any, **_kwargs: Any) -> Any:
    """Remove the second "null" that the library adds to the type of a field that may be null for two reasons."""
    if isinstance(result, dict):
        if isinstance(result.get("type"), list):
            result["type"] = list(dict.fromkeys(result["type"]))
        for value in result.values():
            remove_repeated_types(value)
    elif isinstance(result, list):
        for value in result:
            remove_repeated_types(value)
    return result
