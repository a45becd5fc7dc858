"""The base classes of the endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar, cast

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import MethodNotAllowed, ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from wheelbarrow.core.api import conditional
from wheelbarrow.core.api.fields import BIGGEST_ID
from wheelbarrow.core.api.filters import refused_names
from wheelbarrow.core.api.list_fields import lists_in
from wheelbarrow.core.api.renderers import JSONRenderer
from wheelbarrow.core.api.scopes import grant_of, has_api_token
from wheelbarrow.core.api.serializers import bound
from wheelbarrow.core.db.limits import each_within, limit, whole_account
from wheelbarrow.core.exceptions import NotFound
from wheelbarrow.core.history.actors import acting_as, actor
from wheelbarrow.core.preferences import activate_preferences

FORM_TITLES = {
    "create": gettext_lazy("Create"),
    "update": gettext_lazy("Change"),
    "partial_update": gettext_lazy("Change"),
    "destroy": gettext_lazy("Delete"),
}


class StrictViewSet(GenericViewSet[Any]):
    """Reads the query and the body by serializers, which refuse unknown names."""

    # action → the serializer of its query parameters; "list" also has filters and pages.
    query_serializers: ClassVar[Mapping[str, type[Serializer[Any]]]] = {}
    # GET actions whose answer changes only with the version of the person's rows, or at the instant `good_until`.
    conditional_actions: ClassVar[frozenset[str]] = frozenset()
    good_until: datetime | None = None
    # action → the serializer of its body, where get_serializer_class() gives that of the answer.
    body_serializers: ClassVar[Mapping[str, type[Serializer[Any]]]] = {}
    # Actions that take `?dry_run=1`: the answer without the effect.
    dry_run_actions: ClassVar[frozenset[str]] = frozenset()
    # action → the title of its form in the browsable API, where FORM_TITLES or the name of the page does not fit.
    form_titles: ClassVar[Mapping[str, Any]] = {}
    # What the pages of the lists and rows are about, translated; as_view() clears `description`.
    about: ClassVar[Any] = ""
    # Whether API tokens can be used; whether also those that are limited to a branch, which see only its rows.
    takes_tokens: ClassVar[bool] = False
    is_for_branches: ClassVar[bool] = False
    # POST actions that only create: an API token needs the scope `add` for them, and `write` for all others.
    adding_actions: ClassVar[frozenset[str]] = frozenset({"create"})

    @property
    def user(self) -> Any:
        """The authenticated user: a row of settings.AUTH_USER_MODEL, behind IsAuthenticated."""
        return self.request.user

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer as the API: that is the actor of the changes. An API token adds its name and its limit."""
        with acting_as(actor.get()._replace(kind="api")), whole_account():
            response: Any = super().dispatch(request, *args, **kwargs)
            if (branch := limit.get()) and getattr(response, "streaming", False):
                response.streaming_content = each_within(branch, iter(response.streaming_content))
            return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.check_address()
        if self.is_page() and (page := self._page_before_answer(request)):
            self._answer_with(page)
            return
        self._refuse_unknown_parameters(request)
        if self.is_conditional() and (tag := conditional.tag_that_holds(request)):
            self._answer_with(Response(status=304, headers={"ETag": tag}))

    def check_address(self) -> None:
        """Raise NotFound for an id that no column can hold."""
        if int(self.kwargs.get("pk", 0)) > BIGGEST_ID:
            raise NotFound

    def perform_authentication(self, request: Request) -> None:
        """Authenticate the person, and activate their language and time zone.

        A method that the address does not have is refused earlier, whether or not the person is authenticated.
        """
        if self.action is None and not (request.method in ("GET", "HEAD") and self.is_page()):
            raise MethodNotAllowed(str(request.method))
        super().perform_authentication(request)
        if grant := grant_of(request):
            actor.set(actor.get()._replace(token=grant.token))
            limit.set(grant.branch)
        activate_preferences(request.user)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002  DRF's
        """Negotiate the format. An API token gets no pages: they are rendered later, without its limit.

        Who accepts the first format of the view gets it without DRF's comparison of all, which takes 5 % of a small request.
        """
        first = self.renderer_classes[0]
        if request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", first.media_type) and not request.META.get("QUERY_STRING"):
            return first(), first.media_type
        try:
            chosen, media_type = super().perform_content_negotiation(request, force)
            if chosen.format == "api" and has_api_token(request):
                return JSONRenderer(), JSONRenderer.media_type
            return chosen, media_type
        except Http404:
            formats = ", ".join(renderer.format for renderer in self.get_renderers())
            message = _("There is no such format. Use one of: {formats}.").format(formats=formats)
            raise ValidationError({"format": [message]}) from None

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, self._rendered(request, response), *args, **kwargs)
        if answer.status_code in (200, 304) and self.is_conditional():
            answer.headers.setdefault("ETag", conditional.tag_of(request, self.good_until))
        return answer

    def _rendered(self, request: Request, response: Any) -> Any:
        """Render JSON at once: DRF renders later, and its response would keep the view alive."""
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
        """Answer 400 to JSON that is nested deeper than Python's recursion limit."""
        return super().handle_exception(ParseError() if isinstance(exc, RecursionError) else exc)

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer 405; a browser that opens an address without GET gets the page with its form."""
        if request.method in ("GET", "HEAD") and self.is_page():
            if self.detail:
                self.get_object()
            return Response()
        return super().http_method_not_allowed(request, *args, **kwargs)

    def is_page(self) -> bool:
        """Whether the answer is a page of the browsable API."""
        return getattr(getattr(self.request, "accepted_renderer", None), "format", None) == "api"

    def get_view_name(self) -> str:
        """Return the name of the page: that of its action, or of its rows."""
        if self.name:
            return str(self.name)
        meta = cast(Any, self).queryset.model._meta
        if self.detail and (pk := getattr(self, "kwargs", {}).get("pk")):
            return f"{capfirst(meta.verbose_name)} {pk}"
        return str(capfirst(meta.verbose_name_plural))

    def get_view_description(self, html: bool = False) -> str:  # noqa: FBT001, FBT002  # DRF's
        """Return the description of a list; the pages of rows and of actions have none."""
        return "" if self.detail or (self.basename and self.name) else str(self.about)

    def get_form_title(self) -> str:
        """Return the title of the form of the current action."""
        title = self.form_titles.get(str(self.action)) or self.name or FORM_TITLES[str(self.action)]
        return str(title)

    def get_body_serializer_class(self) -> Any:
        """Return the serializer of the body of the current action; None for a DELETE without one."""
        if self.action in self.body_serializers or self.action == "destroy":
            return self.body_serializers.get(self.action)
        return self.get_serializer_class()

    def get_form_serializer_class(self) -> Any:
        """Return the serializer of the HTML form of the current action; override it where a form differs from JSON."""
        return self.get_body_serializer_class()

    def propose_values(self, row: Any) -> dict[str, Any] | None:
        """Return what the form of the current action shows instead of the row's values; None where it is not offered."""
        return {}

    def _answer_with(self, response: HttpResponse) -> None:
        """Answer the request with this response instead of the method of the action."""
        setattr(self, str(self.request.method).lower(), lambda *_args, **_kwargs: response)

    def _page_before_answer(self, request: Request) -> HttpResponse | None:
        """Return the answer to a browser whose query has empty parameters, or lacks required ones; else None.

        A browser sends the empty fields of a form too: a redirect removes them. Without a required parameter the
        page shows only the form.
        """
        given = request.query_params
        if self.action is None or request.method not in ("GET", "HEAD"):
            return None
        if "" in [text for name in given for text in given.getlist(name)]:
            filled = QueryDict(mutable=True)
            for name in given:
                filled.setlist(name, [text for text in given.getlist(name) if text])
            return HttpResponseRedirect(f"{request.path}?{filled.urlencode()}".rstrip("?"))
        if self.action in self.query_serializers and not set(given) - {"format"}:
            with suppress(ValidationError):
                self.query()
                return None
            if self.detail:
                self.get_object()
            return Response()
        return None

    def is_conditional(self) -> bool:
        """Report whether the answer has an ETag: JSON of a `conditional_actions` action, for a person with a token."""
        if self.action not in self.conditional_actions or not conditional.has_version(self.request.user):
            return False
        return getattr(getattr(self.request, "accepted_renderer", None), "format", None) == "json"

    def query(self) -> dict[str, Any]:
        """Return the validated query parameters of this action."""
        serializer = bound(self.query_serializers[self.action], "GET")
        given, lists = self.request.query_params, lists_in(serializer)
        known = {name: given.getlist(name) if name in lists else given[name] for name in given}
        known = {name: value for name, value in known.items() if name in serializer.fields}
        validated: dict[str, Any] = serializer.run_validation(known)
        return validated

    def body(self, serializer_class: type[Serializer[Any]] | None = None, *, partial: bool = False) -> dict[str, Any]:
        """Return the validated body; with `partial` no field is required."""
        chosen: Any = serializer_class or self.get_body_serializer_class()
        if not isinstance(self.request.data, QueryDict):
            with suppress(ValidationError):
                serializer = bound(chosen, str(self.request.method), partial=partial)
                return cast("dict[str, Any]", serializer.run_validation(self.request.data))
        # A form, or an invalid body: the messages of its errors need the request.
        serializer = chosen(data=self.request.data, partial=partial, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return cast("dict[str, Any]", serializer.validated_data)

    def answer(self, row: Any, status: int = 200) -> Response:
        """Return the response with one row, as this view shows it."""
        return self.show(row, cast("type[Serializer[Any]]", self.get_serializer_class()), status)

    def show(self, row: Any, serializer_class: type[Serializer[Any]], status: int = 200) -> Response:
        """Return the response with one row, as the serializer shows it. The browsable API fills its forms from it."""
        if self.request.accepted_renderer.format == "json":
            return Response(bound(serializer_class, "GET").to_representation(row), status=status)
        return Response(serializer_class(row, context=self.get_serializer_context()).data, status=status)

    def _refuse_unknown_parameters(self, request: Request) -> None:
        known = self._known_parameters()
        # Without an action the response is 405.
        if self.action and (errors := refused_names(request.query_params, known, self._repeatable_parameters())):
            raise ValidationError(errors)

    def _repeatable_parameters(self) -> set[str]:
        filterset = getattr(self, "filterset_class", None)
        if self.action in self.query_serializers:
            return lists_in(bound(self.query_serializers[self.action], "GET"))
        return filterset.repeatable() if self.action == "list" and filterset else set()

    def _known_parameters(self) -> set[str]:
        known = {"format", "dry_run"} if self.action in self.dry_run_actions else {"format"}
        if self.action in self.query_serializers:
            known |= set(bound(self.query_serializers[self.action], "GET").fields)
        filterset = getattr(self, "filterset_class", None)
        if self.action == "list" and filterset:
            known |= set(filterset.base_filters)
        if self.request.method in ("GET", "HEAD") and self.detail is False and self.paginator:
            known |= {"page", "page_size", "after"}
        return known
