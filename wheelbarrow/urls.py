"""Every URL of the server; each app has its own below /api/v1/."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.views import SpectacularAPIView

from wheelbarrow import installation, views
from wheelbarrow.api_root import ApiRoot
from wheelbarrow.core.api.changes import ChangeViewSet
from wheelbarrow.core.api.routes import below
from wheelbarrow.core.api.trash import TrashViewSet

api_urlpatterns: list[Any] = [
    path("", include("works.api.urls")),
    path("", include("categories.api.urls")),
    path("auth/", include("accounts.api.urls")),
    below("trash/", TrashViewSet, "deletion"),
    below("changes/", ChangeViewSet, "change"),
    path("", ApiRoot.as_view({"get": "entrances"}, name=_("API")), name="api-root"),
]

urlpatterns = [
    # First, because most requests are for the API and the patterns are tried in order.
    path("api/v1/", include(api_urlpatterns)),
    path("", views.home, name="home"),
    path("", include("categories.web.urls")),
    path("", include("works.web.urls")),
    path("", include("wheelbarrow.core.web.urls")),
    path("manifest.webmanifest", installation.manifest, name="manifest"),
    path("sw.js", installation.service_worker, name="service-worker"),
    path("favicon.ico", installation.favicon, name="favicon"),
    path("offline/", installation.offline, name="offline"),
    path("walk", views.curl_walk, name="curl-walk"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("accounts.web.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", views.ApiDocs.as_view(url_name="schema"), name="docs"),
    path("api/session/", include("rest_framework.urls")),
    re_path(r"^api/", views.api_not_found),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler411 = views.length_required
handler413 = views.too_large
handler500 = views.server_error
