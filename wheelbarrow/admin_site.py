"""The admin site: Django's own, with our titles and a dashboard."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import action
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history.actors import acting_as, actor

# The other pages follow.
SECTIONS = [
    "Work",
    "Category",
    "RecurringWork",
    "Label",
    "ReportCopy",
    "Deletion",
    "Change",
    "User",
    "Scheduler",
    "Job",
]


class SiteConfig(AdminConfig):
    """Use AdminSite of this module as the default site."""

    default_site = "wheelbarrow.admin_site.AdminSite"


@action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
def delete_selected(page: Any, request: HttpRequest, rows: Any) -> HttpResponse | None:
    """Ask with the page's own confirmation, then delete through the service, which writes the log.

    Django's action logs before it deletes.
    """
    if "post" not in request.POST:
        question: HttpResponse = page.ask_to_delete(request, rows)
        return question
    page.delete_queryset(request, rows)
    return None


class AdminSite(admin.AdminSite):
    """Django's site with a dashboard as its index page, and with one place for refusals of services."""

    site_header = site_title = "Wheelbarrow"
    index_title = _("Admin")
    index_template = "admin/dashboard.html"
    # A row of links above every page leaves its width to the lists.
    enable_nav_sidebar = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_action(delete_selected)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  Django's
        """Answer as the operator; show what a service refuses above the page that the form was sent from."""

        @wraps(view)
        def show_refusal(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                with acting_as(actor.get()._replace(kind="admin", operator=request.user.pk)):
                    response: HttpResponse = view(request, *args, **kwargs)
                return response
            except DomainError as error:
                if request.method != "POST":
                    raise
                messages.error(request, error.detail)
                return HttpResponseRedirect(request.get_full_path())

        return super().admin_view(show_refusal, cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Log in to the admin; lead a person who is not staff to their own pages, with a session."""
        if request.method == "GET" and request.user.is_authenticated and not self.has_permission(request):
            messages.info(request, _("Only staff may enter the admin. These are your own pages."))
            return HttpResponseRedirect(reverse("home"))
        # Imported here, because it needs models. The admin's own form reports the right password of a person who is not
        # staff as wrong.
        from django.contrib.auth.forms import AuthenticationForm

        self.login_form = AuthenticationForm
        page: HttpResponse = super().login(request, extra_context)
        if page.status_code == HTTPStatus.FOUND and not self.has_permission(request):
            return HttpResponseRedirect(reverse("home"))
        return page

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the pages that the user may view as `sections`, those that are needed most often first."""
        context = super().each_context(request)
        pages = [page for app in context["available_apps"] for page in app["models"] if page["admin_url"]]
        for page in pages:
            listed: Any = self.get_model_admin(page["model"])
            page["title"] = listed.title
        order = {name: place for place, name in enumerate(SECTIONS)}
        context["sections"] = sorted(pages, key=lambda page: order.get(page["object_name"], len(order)))
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Add `dashboard` to the context."""
        # works.admin registers its pages on the site that imports this module.
        from works.admin.dashboard import dashboard

        return super().index(request, {"dashboard": dashboard(timezone.now()), **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Refuse a NUL character, which PostgreSQL cannot take and no row holds."""
        if "\0" in request.GET.get("term", ""):
            raise BadRequest
        # The module needs models, which are loaded after the one that defines the site.
        from wheelbarrow.core.admin.choices import RowAutocomplete

        return RowAutocomplete.as_view(admin_site=self)(request)
