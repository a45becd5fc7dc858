"""The front page of the API."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.generators import EndpointEnumerator

from wheelbarrow.core.api.viewsets import StrictViewSet

ENTRANCES = {
    "today": "work-today",
    "works": "work-list",
    "recurring_works": "recurring-work-list",
    "labels": "label-list",
    "categories": "category-list",
    "tree": "category-tree",
    "report": "report-period",
    "imports": "import-list",
    "trash": "deletion-list",
    "changes": "change-list",
    "me": "me",
    "documentation": "docs",
    "schema": "schema",
}


class Endpoint(NamedTuple):
    """One address and its methods; `is_page` if it names no row, so that a link can open it."""

    path: str
    methods: tuple[str, ...]
    is_page: bool


@cache
def subjects() -> dict[str, list[Endpoint]]:
    """Every address below /api/v1/, grouped by its first segment, in order."""
    methods: dict[str, list[str]] = {}
    enumerator: Any = EndpointEnumerator()
    for path, method, _view in enumerator.get_api_endpoints():
        methods.setdefault(path, []).append(method)
    found: dict[str, list[Endpoint]] = {}
    for path in sorted(methods):
        subject = path.removeprefix(reverse("api-root")).partition("/")[0]
        if subject and path.startswith(reverse("api-root")):
            found.setdefault(subject, []).append(Endpoint(path, tuple(methods[path]), "{" not in path))
    return found


class ApiRoot(StrictViewSet):
    """Lists the addresses of the API."""

    permission_classes = [AllowAny]
    pagination_class = None
    about = _("Choose an address. Log in at the top right, or send the header Authorization: Bearer …")
    # What the page lists besides the answer.
    subjects = staticmethod(subjects)

    @extend_schema(exclude=True)
    def entrances(self, request: Request) -> Response:
        """Return the URLs of the lists by name."""
        return Response({name: request.build_absolute_uri(reverse(view)) for name, view in ENTRANCES.items()})
