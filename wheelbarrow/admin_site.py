"""The admin site: Django's own, with our titles and a dashboard."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin, action, actions
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SiteConfig(AdminConfig):
    """Use AdminSite of this module as the default site."""

    default_site = "wheelbarrow.admin_site.AdminSite"


@action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
def delete_selected(page: ModelAdmin, request: HttpRequest, rows: Any) -> HttpResponse | None:
    """Delete through the service, which writes the log: Django's action logs before it deletes."""
    if "post" in request.POST:
        page.delete_queryset(request, rows)
        return None
    return actions.delete_selected(page, request, rows)


class AdminSite(admin.AdminSite):
    """Show the state of the server on the index page to users who may view works."""

    site_header = site_title = "Wheelbarrow"
    index_title = _("Admin")
    index_template = "admin/dashboard.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_action(delete_selected)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Add `dashboard` to the context; None for other users."""
        # works.admin registers its pages on the site that imports this module.
        from works.admin.dashboard import dashboard

        may_see = request.user.has_perm("works.view_work")
        context = dashboard(timezone.now()) if may_see else None
        return super().index(request, {"dashboard": context, **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Refuse a NUL character, which PostgreSQL cannot take and no row holds."""
        if "\0" in request.GET.get("term", ""):
            raise BadRequest
        return super().autocomplete_view(request)
