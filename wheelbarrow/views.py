"""The front door and the two questions of whoever watches the server."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.defaults import server_error as django_server_error
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView

from wheelbarrow.api import exception_handler
from wheelbarrow.middleware import STRICT_POLICY


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and where to go."""
    return render(request, "home.html")


@require_safe
def curl_walk(request: HttpRequest) -> HttpResponse:
    """docs/api.md as it stands in the source."""
    text = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process is up. Asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and every migration is applied: 200, else 503 with what is missing."""
    try:
        executor = MigrationExecutor(connection)
        pending = [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    if pending:
        return JsonResponse({"status": "unavailable", "database": "ok", "pending_migrations": pending}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", "pending_migrations": []})


class ApiDocs(SpectacularSwaggerSplitView):
    """Swagger UI from our own static files; it sets style attributes, so styles may be inline on this page alone."""

    @extend_schema(exclude=True)
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = f"{STRICT_POLICY}; style-src 'self' 'unsafe-inline'"
        return response


@csrf_exempt
def api_not_found(request: HttpRequest) -> JsonResponse:
    """Whatever no view has below /api/, as problem details; also where Django would redirect to the closing slash."""
    detail = _("There is nothing at this address.")
    if not request.path.endswith("/"):
        detail = _("There is nothing at this address. Addresses end in a slash: {path}/").format(path=request.path)
    body = exception_handler.problem(status=404, code="not_found", detail=detail)
    return JsonResponse(body, status=404, content_type=exception_handler.CONTENT_TYPE)


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug: problem details below /api/, a page elsewhere, and nothing of the inside on either."""
    if not request.path.startswith("/api/"):
        return django_server_error(request)
    detail = _("Something went wrong on the server. It has been logged.")
    body = exception_handler.problem(status=500, code="server_error", detail=detail)
    return JsonResponse(body, status=500, content_type=exception_handler.CONTENT_TYPE)
