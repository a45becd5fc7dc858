"""The endpoint of the export."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from wheelbarrow.core.api.browsable import BrowsableRenderer
from wheelbarrow.core.api.exception_handler import CONTENT_TYPE
from wheelbarrow.core.api.fields import QueryFlagField
from wheelbarrow.core.api.serializers import StrictSerializer
from wheelbarrow.core.api.viewsets import StrictViewSet
from works.exchange.account.archive import Choice, file_name, stream


class ExportQuerySerializer(StrictSerializer):
    """The query `?trash=0&history=0` of what to leave out."""

    trash = QueryFlagField(default=True, label=_("Trash"), help_text=_("What is in the trash too."))
    history = QueryFlagField(default=True, label=_("History"), help_text=_("The history of every row too."))


class ZipRenderer(BaseRenderer):
    """The format of the export; errors are JSON."""

    media_type, format, charset = "application/zip", "zip", None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return JSONRenderer().render(data)


class ExportViewSet(StrictViewSet):
    """Everything that a person owns, as one file."""

    takes_tokens = True
    renderer_classes = [ZipRenderer, BrowsableRenderer]
    pagination_class = None
    serializer_class = ExportQuerySerializer
    query_serializers = {"list": ExportQuerySerializer}

    def get_view_name(self) -> str:
        """Return the name of the page: there is no model of exports."""
        return str(_("Export"))

    @extend_schema(
        operation_id="export_account",
        summary="Export everything, as a zip that another server imports",
        parameters=[ExportQuerySerializer],
        responses={(200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, description="docs/export-format.md")},
        filters=False,
    )
    def list(self, request: Request) -> HttpResponseBase:
        query, at = self.query(), self.user.local_time(timezone.now())
        if self.is_page():
            return Response()
        response = StreamingHttpResponse(
            stream(self.user, at=at, choice=Choice(**query)), content_type=ZipRenderer.media_type
        )
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(at)}"'
        return response

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        if isinstance(getattr(self.request, "accepted_renderer", None), ZipRenderer):
            response.content_type = CONTENT_TYPE
        return response
