"""The front page, the health checks, the documentation and the error pages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView

from wheelbarrow.core import worker
from wheelbarrow.core.api import exception_handler
from wheelbarrow.core.api.renderers import JSONRenderer
from wheelbarrow.core.csrf import explain_refusal
from wheelbarrow.core.db.availability import Problem, problem_of, write_problem
from wheelbarrow.core.db.state import pending_migrations
from wheelbarrow.core.middleware import CSP
from works.services.scheduler import state as scheduler_state


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to Today, or show the front page to those who are not logged in."""
    return (
        redirect("today")
        if request.user.is_authenticated
        else render(request, "home.html", {"is_open": settings.REGISTRATION_OPEN})
    )


@require_safe
def curl_walk(request: HttpRequest) -> HttpResponse:
    """Show docs/api.md as plain text."""
    text = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process is up. Asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Return 200 if the database can be read and written, is migrated, and no recurring work or job is late; otherwise 503.

    The machine itself and operators see the details; everybody else sees the status.
    """
    try:
        pending = pending_migrations()
        scheduler = None if pending else scheduler_state(timezone.now())
        jobs = None if pending else worker.state(timezone.now())
        problem = write_problem()
        # The session is read here, where the database answers.
        may_see_details = _is_local(request) or request.user.is_superuser
    except (DatabaseError, InterfaceError) as error:
        problem, pending, scheduler, jobs = problem_of(error) or Problem.UNREACHABLE, [], None, None
        may_see_details = _is_local(request)
    is_late = any(state is None or state.is_late for state in (scheduler, jobs))
    is_ready = problem is None and not is_late
    answer: dict[str, Any] = {"status": "ok" if is_ready else "unavailable"}
    if may_see_details:
        answer |= {"database": problem.value if problem else "ok", "pending_migrations": pending}
        if scheduler:
            answer["scheduler"] = {
                "status": "late" if scheduler.is_late else "ok",
                "last_tick_at": scheduler.last_tick_at,
                "lag_seconds": int(scheduler.lag.total_seconds()),
                "set_aside": scheduler.set_aside,
            }
        if jobs:
            answer["jobs"] = {
                "status": "late" if jobs.is_late else "ok",
                "waiting": jobs.waiting,
                "lag_seconds": int(jobs.lag.total_seconds()),
            }
    return JsonResponse(answer, status=200 if is_ready else 503)


def _is_local(request: HttpRequest) -> bool:
    """Return whether the request comes from this machine, not through a proxy on it."""
    is_forwarded = any(f"HTTP_{name}" in request.META for name in ("FORWARDED", "VIA", "X_FORWARDED_FOR"))
    return not is_forwarded and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


class ApiDocs(SpectacularSwaggerSplitView):
    """Swagger UI from our own static files; it sets style attributes, so only this page allows inline styles."""

    @extend_schema(exclude=True)
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = f"{CSP}; style-src 'self' 'unsafe-inline'"
        return response


def refuse(status: int, code: str, detail: str | Promise) -> Callable[..., HttpResponse]:
    """Return a view that refuses every request."""

    def answer(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        return _refusal(request, status=status, code=code, detail=str(detail))

    return answer


def _refusal(request: HttpRequest, *, status: int, code: str, detail: str) -> HttpResponse:
    """Answer with problem details below /api/, unless a browser asks for a page, and with a page elsewhere.

    The page needs no database.
    """
    problem = exception_handler.problem(status=status, code=code, detail=detail)
    is_api = request.path_info.startswith("/api/")
    if is_api and request.get_preferred_type([exception_handler.CONTENT_TYPE, "text/html"]) != "text/html":
        return HttpResponse(JSONRenderer().render(problem), exception_handler.CONTENT_TYPE, status)
    return HttpResponse(render_to_string("refusal.html", {**problem, "is_api": is_api}), status=status)


bad_request = refuse(
    400, "bad_request", gettext_lazy("The server cannot read this request. Check its address, headers and body.")
)
forbidden = refuse(403, "permission_denied", exception_handler.FRAMEWORK_MESSAGES["permission_denied"][1])
not_found = refuse(404, "not_found", gettext_lazy("There is nothing at this address."))
length_required = refuse(411, "length_required", gettext_lazy("Send the body with its Content-Length."))
unavailable = refuse(503, "unavailable", exception_handler.FRAMEWORK_MESSAGES["unavailable"][1])
too_large = refuse(413, "too_large", exception_handler.FRAMEWORK_MESSAGES["too_large"][1])


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form that has expired, or that another origin has sent."""
    return refuse(403, "permission_denied", explain_refusal(request, reason))(request)


@csrf_exempt
def api_not_found(request: HttpRequest) -> HttpResponse:
    """Answer for every address below /api/ that no view has, also where Django would redirect to the closing slash."""
    detail = _("There is nothing at this address.")
    if not request.path.endswith("/"):
        detail = _("There is nothing at this address. Addresses end in a slash: {path}/").format(path=request.path)
    return _refusal(request, status=404, code="not_found", detail=detail)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for an error in the code without any detail of it.

    Django calls this while it handles the error; a database that is busy or away is not an error in the code.
    """
    if problem_of(sys.exception()):
        answer = unavailable(request)
        answer.headers["Retry-After"] = str(exception_handler.RETRY_AFTER)
        return answer
    detail = _("The server has an error and has logged it. Try again later, or ask its operator.")
    return _refusal(request, status=500, code="server_error", detail=detail)
