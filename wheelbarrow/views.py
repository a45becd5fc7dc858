"""The front door and the two questions of whoever watches the server."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found as django_page_not_found
from django.views.defaults import server_error as django_server_error
from drf_spectacular.views import SpectacularSwaggerSplitView

from wheelbarrow.api import exception_handler
from wheelbarrow.middleware import STRICT_POLICY

API = "/api/"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and where to go."""
    return render(request, "home.html")


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

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = f"{STRICT_POLICY}; style-src 'self' 'unsafe-inline'"
        return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Problem details below /api/, a page elsewhere."""
    if request.path.startswith(API):
        return exception_handler.not_found(request, exception)
    return django_page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Problem details below /api/, a page elsewhere."""
    if request.path.startswith(API):
        return exception_handler.server_error(request)
    return django_server_error(request)
