"""The console as a whole: Django's admin with names and a front page of our own."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin, action, actions
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

# The floor knows the apps as strings only.
DASHBOARD = "works.admin.dashboard.dashboard"


class ConsoleConfig(AdminConfig):
    """Stands here, not in admin/: who makes the site must not register pages on the way."""

    default_site = "wheelbarrow.console.ConsoleSite"


@action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
def delete_selected(page: ModelAdmin, request: HttpRequest, rows: Any) -> HttpResponse | None:
    """Django's writes down and tells that all are gone before the service is asked."""
    if "post" in request.POST:
        page.delete_queryset(request, rows)
        return None
    return actions.delete_selected(page, request, rows)


class ConsoleSite(AdminSite):
    """Django's own, whose front page tells how the server is doing to whoever may see everybody's works."""

    site_header = site_title = "Wheelbarrow"
    index_title = _("Console")
    index_template = "admin/dashboard.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_action(delete_selected)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """With `dashboard`, which is None for others."""
        may_see = request.user.has_perm("works.view_work")
        dashboard = import_string(DASHBOARD)(timezone.now()) if may_see else None
        return super().index(request, {"dashboard": dashboard, **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """PostgreSQL cannot be asked for a NUL, and no row holds one."""
        if "\0" in request.GET.get("term", ""):
            raise BadRequest
        return super().autocomplete_view(request)
