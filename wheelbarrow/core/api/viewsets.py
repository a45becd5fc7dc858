"""What every endpoint shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar, cast

from django.core.cache import cache as memory
from django.http import Http404, HttpResponse, QueryDict
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from wheelbarrow.core.api import conditional
from wheelbarrow.core.api.fields import BIGGEST_ID
from wheelbarrow.core.api.pagination import PageNumberPagination
from wheelbarrow.core.api.renderers import JSONRenderer
from wheelbarrow.core.api.serializers import DeletionSummarySerializer, bound
from wheelbarrow.core.db.ownership import OwnedQuerySet
from wheelbarrow.core.exceptions import NotFound
from wheelbarrow.core.models import Deletion


class StrictViewSet(GenericViewSet):
    """Takes the query and the body by serializers; a name that an endpoint does not know is refused."""

    # action → the serializer of its query parameters; "list" has its filters and pages besides.
    query_serializers: ClassVar[Mapping[str, type[Serializer]]] = {}
    # Reads that nothing but the version of the person's rows changes, and the clock as `good_until` says.
    conditional_actions: ClassVar[frozenset[str]] = frozenset()
    good_until: datetime | None = None

    @property
    def user(self) -> Any:
        """The authenticated user: a row of settings.AUTH_USER_MODEL, behind IsAuthenticated."""
        return self.request.user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._refuse_unknown_parameters(request)
        if self.is_conditional() and (tag := conditional.tag_that_holds(request)):
            unchanged = Response(status=304, headers={"ETag": tag})
            setattr(self, str(request.method).lower(), lambda *_args, **_kwargs: unchanged)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, self._rendered(request, response), *args, **kwargs)
        if answer.status_code in (200, 304) and self.is_conditional():
            answer.headers.setdefault("ETag", conditional.tag_of(request, self.good_until))
            answer.headers["Cache-Control"] = "private, no-cache"
            patch_vary_headers(answer, ["Authorization"])
        return answer

    def _rendered(self, request: Request, response: Any) -> Any:
        """JSON at once, without the template that DRF's own answer is; nothing refers to the view any more then."""
        renderer = getattr(request, "accepted_renderer", None)
        if not isinstance(renderer, JSONRenderer) or not isinstance(response, Response):
            return response
        content = renderer.render(response.data, request.accepted_media_type)
        content_type = response.content_type or renderer.media_type
        request.parser_context = {}
        answer = HttpResponse(content, content_type=content_type, status=response.status_code)
        for name, value in response.headers.items():
            if name != "Content-Type":
                answer.headers[name] = value
        return answer

    def handle_exception(self, exc: Exception) -> Response:
        """JSON that is nested deeper than Python follows is the client's fault."""
        return super().handle_exception(ParseError() if isinstance(exc, RecursionError) else exc)

    def is_conditional(self) -> bool:
        """Is the answer told by its version? JSON of a person with a token, of an action that says so."""
        if self.action not in self.conditional_actions or not conditional.has_version(self.request.user):
            return False
        return getattr(getattr(self.request, "accepted_renderer", None), "format", None) == "json"

    def query(self) -> dict[str, Any]:
        """The validated query parameters of this action."""
        serializer = bound(self.query_serializers[self.action], "GET")
        given = self.request.query_params.dict()
        return serializer.run_validation({name: text for name, text in given.items() if name in serializer.fields})

    def body(self, serializer_class: type[Serializer] | None = None, *, partial: bool = False) -> dict[str, Any]:
        """The validated body; `partial` asks for no field. A refusal keeps it as `sent`."""
        chosen: Any = serializer_class or self.get_serializer_class()
        if not isinstance(self.request.data, QueryDict):
            with suppress(ValidationError):
                return bound(chosen, str(self.request.method), partial=partial).run_validation(self.request.data)
        # A form, or a refusal: its words need the request.
        self.sent = chosen(data=self.request.data, partial=partial, context=self.get_serializer_context())
        self.sent.is_valid(raise_exception=True)
        return self.sent.validated_data

    def answer(self, row: Any, status: int = 200) -> Response:
        """One row, as this view shows it."""
        return self.show(row, cast("type[Serializer]", self.get_serializer_class()), status)

    def show(self, row: Any, serializer_class: type[Serializer], status: int = 200) -> Response:
        """One row, as the serializer shows it; the forms of the browsable API read its fields off the answer."""
        if self.request.accepted_renderer.format == "json":
            return Response(bound(serializer_class, "GET").to_representation(row), status=status)
        return Response(serializer_class(row, context=self.get_serializer_context()).data, status=status)

    def _refuse_unknown_parameters(self, request: Request) -> None:
        known = self._known_parameters()
        # Without an action the method is not allowed here: that is the answer.
        if self.action and (unknown := set(request.query_params) - known):
            message = _("There is no such parameter. There are: {known}.").format(known=", ".join(sorted(known)))
            raise ValidationError({name: [message] for name in sorted(unknown)})

    def _known_parameters(self) -> set[str]:
        known = {"format"}
        if self.action in self.query_serializers:
            known |= set(bound(self.query_serializers[self.action], "GET").fields)
        filterset = getattr(self, "filterset_class", None)
        if self.action == "list" and filterset:
            known |= set(filterset.base_filters)
        if self.request.method in ("GET", "HEAD") and self.detail is False and self.paginator:
            known |= {"page", "page_size"}
        return known


class OwnedViewSet(StrictViewSet):
    """Rows of the caller's own: a stranger's row does not exist here."""

    lookup_value_regex = "[0-9]{1,19}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if int(kwargs.get("pk", 0)) > BIGGEST_ID:
            raise NotFound

    def get_queryset(self) -> Any:
        return cast(OwnedQuerySet, super().get_queryset()).owned_by(self.user)

    def get_object(self) -> Any:
        try:
            return super().get_object()
        except Http404:
            raise NotFound from None

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.get_object())

    def answer_page(self, rows: Callable[..., Sequence[Any]], count: Callable[[], int]) -> Response:
        """A page of `rows(limit=, offset=)`, as they are; counted once for each version of the person's rows."""

        def count_once() -> int:
            asked = sorted((name, values) for name, values in self.request.query_params.lists() if name != "page")
            key = f"count-{self.user.pk}-{conditional.version_of(self.user)}-{self.action}-{asked}"
            return cast(int, memory.get_or_set(f"count-{sha256(key.encode()).hexdigest()}", count))

        counted = count_once if self.is_conditional() else count
        page = cast(PageNumberPagination, self.paginator).paginate_rows(rows, counted, self.request, self)
        return self.get_paginated_response(page)

    def answer_deletion(self, deletion: Deletion) -> Response:
        """What an act of deleting took along."""
        return self.show(deletion, DeletionSummarySerializer)
