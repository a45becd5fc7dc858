"""The front page of the API."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from wheelbarrow.api.viewsets import StrictViewSet

ENTRANCES = {
    "today": "work-today",
    "works": "work-list",
    "categories": "category-list",
    "tree": "category-tree",
    "trash": "deletion-list",
    "me": "me",
    "documentation": "docs",
    "schema": "schema",
}


class ApiRoot(StrictViewSet):
    """Where to go from here. Log in at the top right, or send `Authorization: Bearer …`."""

    permission_classes = [AllowAny]
    pagination_class = None

    @extend_schema(exclude=True)
    def entrances(self, request: Request) -> Response:
        return Response({name: request.build_absolute_uri(reverse(view)) for name, view in ENTRANCES.items()})
