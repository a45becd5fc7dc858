"""What a browser needs to install the pages as an app: the manifest, the service worker, the page without a network."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

# What the page without a network shows.
KEPT = ["wheelbarrow/theme.css", "wheelbarrow/pages.css", "wheelbarrow/logo.svg"]
PAPER, LEAF = "#fbfaf6", "#23613f"


@require_safe
@vary_on_headers("Accept-Language")
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the app, in the language of the browser: a manifest is fetched without cookies."""
    icons: list[dict[str, Any]] = [
        {
            "src": static(f"wheelbarrow/icon-{name}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, size, purpose in [("192", 192, "any"), ("512", 512, "any"), ("maskable-512", 512, "maskable")]
    ]
    described = {
        "id": reverse("home"),
        "name": "Wheelbarrow",
        "short_name": "Wheelbarrow",
        "description": _("A self-hosted personal work manager."),
        "lang": get_language(),
        "start_url": reverse("today"),
        "scope": reverse("home"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": LEAF,
        "icons": icons,
        "shortcuts": [
            {"name": _("Today"), "url": reverse("today")},
            {"name": _("Add a work"), "url": f"{reverse('today')}#quick-text"},
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the script that keeps static files. Its cache is renewed when one of those files changes."""
    files = [static(name) for name in KEPT]
    mark = hashlib.sha256(" ".join([settings.VERSION, *files]).encode()).hexdigest()[:12]
    context = {
        "cache": f"wheelbarrow-{mark}",
        "offline": reverse("offline"),
        "static": settings.STATIC_URL,
        "files": files,
    }
    return HttpResponse(render_to_string("sw.js", context), content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the icon: browsers ask for it at this address beside answers that are no HTML, such as a report's text."""
    return redirect(static("wheelbarrow/logo.svg"))


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page without a network. Browsers keep it, so it knows nothing of the person."""
    return HttpResponse(render_to_string("offline.html"))
