"""The browsable API: every endpoint as a page with the forms that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import copy
from functools import cached_property
from http import HTTPStatus
from typing import Any, NamedTuple

from django.contrib.auth import get_user
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import BrowsableAPIRenderer

from wheelbarrow.core.api.crumbs import crumbs_of
from wheelbarrow.core.api.forms import (
    Choices,
    FormField,
    as_json,
    beside_present,
    example,
    filter_fields,
    form_fields,
    initial_values,
    needs_json,
    texts_of,
    writable_fields,
)
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.exceptions import DomainError

# A CSRF token, the only name in a form that is not part of the body.
CSRF_FIELD = "csrfmiddlewaretoken"


class Form(NamedTuple):
    """A form of one method of one address; `json` is a body to start from, `version` that of the row, in a hidden field."""

    id: str
    title: str
    methods: list[str]
    address: str
    fields: Sequence[FormField] = ()
    json: str | None = None
    is_open: bool = False
    is_danger: bool = False
    version: int | None = None


class BrowsableRenderer(BrowsableAPIRenderer):
    """Render an answer as a page of our own (templates/rest_framework/api.html) that the strict policy allows."""

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The context of the template; DRF's own would copy views and serializers for five forms and query for each."""
        view, request, response = (renderer_context[name] for name in ("view", "request", "response"))
        page = Page(view, request, response.status_code, data)
        renderer: Any = self.get_default_renderer(view)
        paginator = getattr(view, "paginator", None)
        return {
            "page": page,
            "view": view,
            "request": request,
            "response": response,
            "content": self.get_content(renderer, data, accepted_media_type, dict(renderer_context)),
            "response_headers": {**dict(sorted(response.items())), "Content-Type": renderer.media_type},
            "formats": [each.format for each in view.renderer_classes if each.format != self.format],
            "paginator": paginator if paginator and paginator.display_page_controls else None,
            "user": page.person,
        }


class Page:
    """What the page of an answer offers: links, rows and forms."""

    def __init__(self, view: Any, request: Any, status: int, data: Any) -> None:
        self.view, self.request, self.status, self.data = view, request, status, data
        self.person = request.user
        if not self.person.is_authenticated and hasattr(request._request, "session"):
            self.person = get_user(request._request)
            # A body that cannot be parsed ends the request while it is authenticated.
            if view.authentication_classes:
                request.user = self.person
        self.choices = Choices(self.person)
        self.is_refused = status >= HTTPStatus.BAD_REQUEST
        self.has_answer = data is not None
        self.name, self.description = view.get_view_name(), view.get_view_description()
        self.subjects: Mapping[str, Any] = getattr(view, "subjects", dict)()

    @cached_property
    def is_done(self) -> bool:
        """Whether the request has written something."""
        return not self.is_refused and self.request.method not in ("GET", "HEAD", "OPTIONS")

    @property
    def can_be_read_in_formats(self) -> bool:
        return self.has_answer and not self.is_refused and self.request.method == "GET"

    @cached_property
    def crumbs(self) -> list[tuple[str, str]]:
        """The pages above this one and itself, by name and address; a row that is gone has no page."""
        return crumbs_of(self.request.path_info, has_row=lambda: self.row is not None)

    @cached_property
    def problem(self) -> dict[str, Any]:
        """The error of a refused request: `title`, `detail`, and `errors` by field name."""
        if not self.is_refused or not isinstance(self.data, Mapping):
            return {}
        # OAuth2 has its own form of an error.
        detail = self.data.get("detail") or self.data.get("error_description", "")
        return {"title": self.data.get("title", _("Error")), "detail": detail, "errors": self.data.get("errors", {})}

    @cached_property
    def unshown_errors(self) -> list[str]:
        """The errors of names that no control of the page has."""
        forms = [form for form in self.forms if form.is_open]
        shown = {field.name for form in forms for field in form.fields} | {field.name for field in self.query_fields}
        errors = self.problem.get("errors", {})
        return [f"{name}: {' '.join(messages)}" for name, messages in errors.items() if name not in shown]

    @cached_property
    def is_allowed(self) -> bool:
        """Whether there is something at the address that the caller may use."""
        is_gone = self.status == HTTPStatus.NOT_FOUND and self.view.detail
        if is_gone or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return False
        try:
            self.view.check_permissions(self.request)
        except APIException:
            return False
        return True

    @cached_property
    def row(self) -> Any:
        """The row of the address as it is now; None where the address has none, or none any more."""
        has_row = self.view.detail or {"put", "patch"} & set(self.view.action_map)
        if not has_row or not self.is_allowed or self.deletion is not None:
            return None
        with suppress(DomainError):
            return self._reader.get_object()
        return None

    @cached_property
    def _reader(self) -> Any:
        """The view as it reads the row of the address."""
        return _acting(self.view, "retrieve", {"serializer_class": type(self.view).serializer_class})

    @cached_property
    def row_values(self) -> dict[str, Any]:
        """The row as the API shows it."""
        values: dict[str, Any] = {} if self.row is None else self._reader.get_serializer(self.row).data
        return values

    @property
    def deletion(self) -> Any:
        """The deletion that the request has made, if it can be restored."""
        return getattr(self.view, "deletion", None)

    @cached_property
    def rows(self) -> list[tuple[str, str]]:
        """Links to the rows of the answer."""
        basename = self.view.basename
        if not basename or self.is_refused or self.deletion is not None:
            return []
        data = self.data.get("results", [self.data]) if isinstance(self.data, Mapping) else self.data or []
        found = []
        for row in data:
            if isinstance(row, Mapping) and "id" in row:
                label = row.get("title") or row.get("name") or row.get("label") or row["id"]
                found.append((str(label), reverse(f"{basename}-detail", args=[row["id"]])))
        return [(label, address) for label, address in found if address != self.request.path]

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """The other pages of a list or of a row."""
        return [(str(action.kwargs["name"]), address) for action, address in self._actions if not _is_button(action)]

    @cached_property
    def query_fields(self) -> list[FormField]:
        """The form of the query of a GET: the filters of a list, or the parameters of an action."""
        view, action = self.view, self.view.action_map.get("get")
        if not self.is_allowed or action is None or self.deletion is not None:
            return []
        sent = self.request.query_params if self.request.method == "GET" else QueryDict()
        filterset_class = getattr(view, "filterset_class", None)
        if action == "list" and filterset_class:
            filterset = filterset_class(sent, queryset=view.get_queryset(), request=self.request)
            filterset.is_valid()
            return filter_fields(filterset, sent, self.choices)
        if action not in view.query_serializers:
            return []
        serializer = view.query_serializers[action](context=view.get_serializer_context())
        values, errors = (
            {**initial_values(serializer, of_new_row=False), **texts_of(sent)},
            self.problem.get("errors", {}),
        )
        return form_fields(serializer, values=values, errors=errors, choices=self.choices)

    @property
    def query_title(self) -> str:
        """The title of the form of the query."""
        return str(_("Filter") if self.view.action_map.get("get") == "list" else _("Query"))

    @property
    def query_is_open(self) -> bool:
        """Whether the form of the query is unfolded: a list is first shown without filters."""
        return self.view.action_map.get("get") != "list" or bool(set(self.request.query_params) - {"page", "format"})

    @cached_property
    def forms(self) -> list[Form]:
        """The forms of the address, and those of the actions of its row."""
        if not self.is_allowed:
            return []
        if self.deletion is not None:
            restore = reverse("deletion-restore", args=[self.deletion.pk])
            return [Form("restore", str(_("Restore")), ["POST"], restore)]
        if self.view.detail and self.row is None:
            return []
        found = []
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            action = self.view.action_map.get(method.lower())
            # The form of PUT also offers PATCH.
            if action and not (method == "PATCH" and "put" in self.view.action_map):
                found += self._forms(_acting(self.view, action), method, self.request.path)
        for extra, address in self._actions:
            if _is_button(extra):
                found += self._forms(_acting(self.view, extra.mapping["post"], extra.kwargs), "POST", address)
        return found

    @cached_property
    def _actions(self) -> list[tuple[Any, str]]:
        """The extra actions of a list or a row with their addresses; the page of an action lists no others."""
        view = self.view
        if view.name or not view.basename or not self.is_allowed or (view.detail and self.row is None):
            return []
        actions = [action for action in view.get_extra_actions() if action.detail == bool(view.detail)]
        return [(each, reverse(f"{view.basename}-{each.url_name}", kwargs=view.kwargs)) for each in actions]

    def _forms(self, view: Any, method: str, address: str) -> list[Form]:
        """The form of an action, and the one that sends JSON where the body has fields."""
        name, title = f"{method}-{view.action}".lower(), view.get_form_title()
        version = self.row.version if isinstance(self.row, SoftDeletable) else None
        form = Form(name, title, [method], address, is_danger=method == "DELETE", version=version)
        context = {**view.get_serializer_context(), "view": view}
        body_class = view.get_body_serializer_class()
        if body_class is None or not writable_fields(body := body_class(context=context)):
            return [form]
        sent: dict[str, Any] | None = None
        if self.is_refused and self.request.method in _methods(view, method) and address == self.request.path:
            sent = self._sent()
        is_own = address == self.request.path and method != "DELETE"
        html = view.get_form_serializer_class()(context=context)
        if (proposed := view.propose_values(self.row)) is None:
            return []
        values = {**initial_values(html, of_new_row=view.action == "create"), **self.row_values, **proposed}
        found = []
        if not needs_json(html):
            errors = {} if sent is None else self.problem.get("errors", {})
            fields = form_fields(html, values={**values, **(sent or {})}, errors=errors, choices=self.choices)
            if sent and self.status == HTTPStatus.PRECONDITION_FAILED:
                fields = beside_present(fields, self.row_values)
            found.append(form._replace(fields=fields, is_open=is_own or sent is not None))
        if is_own:
            was_json = sent is not None and not isinstance(self.request.data, QueryDict)
            text, is_open = as_json(sent if was_json else example(body, values)), was_json or not found
            found.append(form._replace(id=f"{name}-json", methods=_methods(view, method), json=text, is_open=is_open))
        return found

    def _sent(self) -> dict[str, Any] | None:
        """The refused body, by field name; None if it could not be read."""
        with suppress(APIException):
            data = self.request.data
            if isinstance(data, QueryDict):
                return {name: value for name, value in texts_of(data).items() if name != CSRF_FIELD}
            return dict(data) if isinstance(data, Mapping) else None
        return None


def _is_button(action: Any) -> bool:
    """Whether an extra action is shown as a form on the page of its row; all others are links to their own pages."""
    return action.detail and "post" in action.mapping


def _acting(view: Any, action: str, initkwargs: Mapping[str, Any] | None = None) -> Any:
    """A copy of the view as it is when it runs the action."""
    other = copy(view)
    other.action = action
    for name, value in (initkwargs or {}).items():
        setattr(other, name, value)
    return other


def _methods(view: Any, method: str) -> list[str]:
    """The method, and PATCH beside PUT."""
    return ["PUT", "PATCH"] if method == "PUT" and "patch" in view.action_map else [method]
