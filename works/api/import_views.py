"""The endpoints of imports."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from wheelbarrow.core.api.owned_viewsets import OwnedViewSet
from wheelbarrow.core.api.routes import action
from wheelbarrow.core.api.schema import refusals
from works.api.import_serializers import (
    AnswersSerializer,
    ApplySerializer,
    ImportSerializer,
    ListedImportSerializer,
    UploadSerializer,
)
from works.exchange.records import Unreadable
from works.import_selectors import list_imports, show_import
from works.models import Import
from works.services.importing import requests
from works.services.importing.preview import UnknownAnswer, UnknownQuestion

OF_A_FILE = (Unreadable, requests.UnknownSource, UnknownAnswer, UnknownQuestion)


class ImportViewSet(OwnedViewSet):
    """Imports of files of other tools."""

    queryset = Import.objects.without_contents().newest_first()
    serializer_class = ImportSerializer
    body_serializers = {
        "create": UploadSerializer,
        "partial_update": AnswersSerializer,
        "apply": ApplySerializer,
    }
    form_titles = {"create": _("Upload"), "partial_update": _("Read it again")}
    about = _("Files of other tools. Upload one, look at what it would change, then import it.")

    @extend_schema(
        operation_id="list_imports", summary="List imports, newest first", responses=ListedImportSerializer(many=True)
    )
    def list(self, request: Request) -> Response:
        rows = self.get_queryset()
        page = self.answer_page(lambda **part: list_imports(self.user, **part), rows.count)
        page.data["results"] = ListedImportSerializer(page.data["results"], many=True).data
        return page

    @extend_schema(operation_id="get_import", summary="Get an import: its preview, its progress or its result")
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(show_import(self.user, int(pk)))

    @extend_schema(
        operation_id="upload_import",
        summary="Upload a file and read it; nothing is imported yet",
        request={"multipart/form-data": UploadSerializer},
        responses={201: ImportSerializer},
    )
    @refusals(*OF_A_FILE, requests.FileEmpty, requests.FileTooLarge, requests.UnknownFormat, requests.TooManyImports)
    def create(self, request: Request) -> Response:
        order = self.body()
        row = requests.start_import(
            user=self.user,
            name=order["file"].name,
            data=order["file"].read(),
            source=order.get("source", ""),
            answers=order.get("options"),
            at=timezone.now(),
        )
        return self.answer_new(show_import(self.user, row.pk))

    @extend_schema(
        operation_id="answer_import", summary="Answer questions, and read the file again", request=AnswersSerializer
    )
    @refusals(*OF_A_FILE, requests.ImportNotReady)
    def partial_update(self, request: Request, pk: str) -> Response:
        order = self.body(partial=True)
        requests.answer_import(
            user=self.user,
            import_id=int(pk),
            source=order.get("source", ""),
            answers=order.get("options"),
            at=timezone.now(),
        )
        return self.answer(show_import(self.user, int(pk)))

    @extend_schema(
        operation_id="remove_import",
        summary="Remove a file that is not imported, or an import from the list; what was imported stays",
        responses={204: OpenApiResponse(description="It is removed.")},
    )
    @refusals(requests.ImportNotReady)
    def destroy(self, request: Request, pk: str) -> Response:
        requests.discard_import(user=self.user, import_id=int(pk), at=timezone.now())
        return Response(status=204)

    @extend_schema(
        operation_id="apply_import",
        summary="Import the file as the preview shows it",
        request=ApplySerializer,
        responses={202: ImportSerializer},
    )
    @refusals(requests.ImportNotReady)
    @action(detail=True, methods=["post"], name=_("Import"))
    def apply(self, request: Request, pk: str) -> Response:
        self.body()
        requests.apply_import(user=self.user, import_id=int(pk), at=timezone.now())
        return self.answer(show_import(self.user, int(pk)), status=202)

    def get_object(self) -> Any:
        """Return the import as it is shown. Raises ImportNotFound."""
        return show_import(self.user, int(self.kwargs["pk"]))
