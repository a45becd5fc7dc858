"""Safe writes: strong ETags, If-Match, Idempotency-Key and `?dry_run=1`, for every view set of owned rows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, cast

from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from wheelbarrow.core.api import conditional
from wheelbarrow.core.api.fields import NOT_A_FLAG
from wheelbarrow.core.api.renderers import JSONRenderer
from wheelbarrow.core.api.serializers import bound
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.exceptions import Invalid, NotFound
from wheelbarrow.core.history.preconditions import ChangedElsewhere, expecting
from wheelbarrow.core.idempotency import Answer, answer_once, digest_of, key_of

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
DRY_RUN = "dry_run"
# The name of a hidden field of the forms of the browsable API, which cannot send headers.
VERSION_FIELD = "version"
KEPT_HEADERS = ("ETag", "Location", "Content-Location")
# RFC 9110, section 8.8.3; the tag of a row begins with its version.
TAG = r'(?:W/)?"[!#-~]*"'
IF_MATCH_PATTERN = rf"\*|{TAG}( *, *{TAG})*"

Handler = Callable[..., Any]


class IfMatchMalformed(Invalid):
    template = gettext_lazy('Write If-Match as the ETag of the row, as its version in quotation marks: "12", or as *.')


def versions_in(header: str) -> frozenset[int] | None:
    """Return the versions that an If-Match names, or None for `*`. A weak tag matches nothing. Raises IfMatchMalformed."""
    if not re.fullmatch(IF_MATCH_PATTERN, header):
        raise IfMatchMalformed
    return None if header == "*" else frozenset(map(int, re.findall(r'(?<!W/)"([0-9]{1,19})(?=[".])', header)))


class SafeWrites(GenericViewSet[Any]):
    """Reads the headers of safe writes before the method of an action, and tags the answers with one row."""

    # Defined by StrictViewSet.
    dry_run_actions: ClassVar[frozenset[str]]
    # POST actions that write nothing, so that they take no Idempotency-Key.
    free_actions: ClassVar[frozenset[str]] = frozenset()
    # The row that the answer shows, and whether as GET of its address does.
    shown: Any = None
    is_shown_whole: bool = False

    @classmethod
    def takes_if_match(cls, *, detail: bool, method: str) -> bool:
        """Whether a request of this method to one row compares the version."""
        return detail and method in WRITING and issubclass(cast(Any, cls).queryset.model, SoftDeletable)

    @classmethod
    def takes_key(cls, *, action: str, method: str) -> bool:
        """Whether the action takes an Idempotency-Key."""
        return method == "POST" and action not in cls.free_actions

    @property
    def is_dry_run(self) -> bool:
        """Whether the request asks for the answer without the effect."""
        return self.action in self.dry_run_actions and self.request.query_params.get(DRY_RUN) in ("1", "true")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Wrap the method of the action, with the key outermost: a duplicate needs no check of the version."""
        super().initial(request, *args, **kwargs)
        method = str(request.method)
        if method not in WRITING or self.action is None or _is_plain(request):
            return
        original: Handler = getattr(self, method.lower())
        handler = original
        # The body can be hashed only before it is parsed.
        key = key_of(request._request) if self.takes_key(action=self.action, method=method) else None
        digest = digest_of(request._request) if key else ""
        if self.takes_if_match(detail=bool(self.detail), method=method):
            versions = self._expected_versions(request)
            if versions is not None:
                handler = partial(self._answer_expecting, versions, handler)
        if DRY_RUN in request.query_params and self._is_dry(request):
            handler = partial(self._answer_and_roll_back, handler)
        elif key:
            handler = partial(self._answer_once, key, digest, handler)
        if handler is not original:
            setattr(self, method.lower(), handler)

    def handle_exception(self, exc: Exception) -> Response:
        """Show the present state of a row that has changed elsewhere, read after the rollback."""
        if not isinstance(exc, ChangedElsewhere):
            return super().handle_exception(exc)
        user = cast(Any, self.request.user)
        # The lock had counted it up; the tag must not be newer than its answer.
        user.refresh_from_db(fields=["version"])
        try:
            row = self.get_object()
        except NotFound as gone:
            return super().handle_exception(gone)
        response = super().handle_exception(exc)
        serializer_class: Any = type(self).serializer_class
        values = serializer_class(row, context=self.get_serializer_context()).data
        response.data = {**response.data, "current": values}
        if conditional.has_version(user):
            content = JSONRenderer().render(bound(serializer_class, "GET").to_representation(row))
            response.headers["ETag"] = conditional.strong_tag(user, self._address_of(row), row.version, content)
        return response

    def remember(self, row: Any, *, is_whole: bool = True) -> None:
        """Note the row that the answer shows, if it has a version; with `is_whole` as GET of its address does."""
        if isinstance(row, SoftDeletable):
            self.shown, self.is_shown_whole = row, is_whole

    def _rendered(self, request: Request, response: Any) -> Any:
        """Add the ETag of the row that JSON shows, and after a write the address where GET shows the same."""
        answer = super()._rendered(request, response)  # type: ignore[misc]  # of StrictViewSet
        is_read = request.method not in WRITING
        if self.shown is None or answer.status_code not in (200, 201) or "ETag" in answer.headers or self.is_dry_run:
            return answer
        is_json = getattr(getattr(request, "accepted_renderer", None), "format", None) == "json"
        if not is_json or not conditional.has_version(request.user):
            return answer
        address = request.get_full_path()
        if not is_read and self.is_shown_whole:
            answer.headers["Content-Location"] = address = self._address_of(self.shown)
        answer.headers["ETag"] = conditional.strong_tag(request.user, address, self.shown.version, answer.content)
        return answer

    def _address_of(self, row: Any) -> str:
        """The path of a row of this view set, from the path of the request."""
        path = self.request.path
        own = f"/{self.kwargs['pk']}/" if self.detail else ""
        return f"{path.rpartition(own)[0]}/{row.pk}/" if own else f"{path}{row.pk}/"

    def _expected_versions(self, request: Request) -> frozenset[int] | None:
        """Return the versions in If-Match, or in the hidden field of a form; None where any will do."""
        versions = None
        if (header := request.META.get("HTTP_IF_MATCH")) is not None:
            versions = versions_in(header)
        if str(request.content_type).startswith("application/json") or not isinstance(request.data, QueryDict):
            return versions
        if VERSION_FIELD in request.data:
            fields = request.data.copy()
            text = str(fields.pop(VERSION_FIELD)[-1])
            # DRF has no other way to replace the body.
            cast(Any, request)._full_data = fields
            if not re.fullmatch("[0-9]{1,19}", text):
                raise ValidationError({VERSION_FIELD: [_("Use a whole number.")]})
            return frozenset({int(text)}) if versions is None else versions & {int(text)}
        return versions

    def _is_dry(self, request: Request) -> bool:
        if request.query_params[DRY_RUN] not in ("1", "0", "true", "false"):
            raise ValidationError({DRY_RUN: [NOT_A_FLAG]})
        return self.is_dry_run

    def _answer_expecting(
        self, versions: frozenset[int], handler: Handler, request: Request, *args: Any, **kwargs: Any
    ) -> Any:
        view: Any = self
        with expecting(versions, model=view.queryset.model, user=view.request.user, pk=int(self.kwargs["pk"])):
            return handler(request, *args, **kwargs)

    def _answer_and_roll_back(self, handler: Handler, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Do everything and roll it back, so that the answer and every refusal are those of the real request."""
        with transaction.atomic():
            response = handler(request, *args, **kwargs)
            transaction.set_rollback(True)
        return response

    def _answer_once(
        self, key: str, digest: str, handler: Handler, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        made: list[HttpResponse] = []

        def answer() -> Answer:
            response = self._rendered(request, handler(request, *args, **kwargs))
            made.append(response)
            content = JSONRenderer().render(response.data) if isinstance(response, Response) else response.content
            kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            return Answer(response.status_code, content.decode(), kept)

        user = cast(Any, request.user)
        stored = answer_once(user=user, key=key, digest=digest, at=timezone.now(), answer=answer)
        return made[0] if made else _replay(stored, as_json=request.accepted_renderer.format == "json")


def _is_plain(request: Request) -> bool:
    """Whether the request is JSON with nothing of safe writes."""
    meta = request.META
    is_json = meta.get("CONTENT_TYPE", "").startswith("application/json") or not meta.get("CONTENT_LENGTH")
    return is_json and not (meta.get("QUERY_STRING") or "HTTP_IF_MATCH" in meta or "HTTP_IDEMPOTENCY_KEY" in meta)


def _replay(stored: Answer, *, as_json: bool) -> HttpResponse:
    """Return the response again: its bytes, or for a page of the browsable API its data."""
    if not as_json:
        return Response(json.loads(stored.body), status=stored.status, headers=dict(stored.headers))
    response = HttpResponse(stored.body, content_type="application/json", status=stored.status)
    for name, value in stored.headers.items():
        response.headers[name] = value
    return response
