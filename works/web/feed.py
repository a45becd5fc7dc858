"""The calendar behind a link: the secret in its address is the right to read it, and no log-in is asked for."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import parse_etags
from django.views import View

from wheelbarrow.core.api.conditional import version_of
from wheelbarrow.core.api.throttles import SpanThrottle
from wheelbarrow.core.links import address_of
from wheelbarrow.core.rates import Counter
from works.calendar_feed import lines_of
from works.models import Feed
from works.services.feeds import FeedNotFound, feed_of


class FeedThrottle(SpanThrottle):
    """Requests of one feed, whatever address they come from: calendar services have many."""

    scope = "feed"
    counter = Counter()
    steps = 20

    def get_cache_key(self, request: Any, view: Any) -> str:
        return str(view.feed.pk)


class FeedView(View):
    """One calendar feed. Every refusal is the same 404, so that nobody learns which links there were."""

    http_method_names = ["get", "head", "options"]
    feed: Feed

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Answer with the calendar; with 304 as long as the person's rows, the day and the host are the same."""
        at = timezone.now()
        try:
            self.feed = feed_of(secret, at=at)
        except FeedNotFound as error:
            raise Http404 from error
        throttle = FeedThrottle()
        if not throttle.allow_request(request, self):  # type: ignore[arg-type]  # DRF's request is not needed
            wait = str(max(1, ceil(throttle.wait())))
            return self._answer(HttpResponse(status=429, headers={"Retry-After": wait}))
        home = address_of(request, reverse("home"))
        with translation.override(self.feed.user.language):
            tag = self._tag(at, home)
            given = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
            if tag in given or "*" in given:
                response = HttpResponse(status=304)
            else:
                content = "".join(lines_of(self.feed, at=at, home=home))
                response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
                response.headers["Content-Disposition"] = 'inline; filename="works.ics"'
        response.headers["ETag"] = tag
        return self._answer(response)

    def _tag(self, at: datetime, home: str) -> str:
        """Return the ETag: what the calendar depends on. The day is in it because the window moves."""
        user = self.feed.user
        state = f"{self.feed.pk} {version_of(user)} {user.local_time(at).date()} {home}"
        return f'"{blake2b(state.encode(), digest_size=12).hexdigest()}"'

    def _answer(self, response: HttpResponse) -> HttpResponse:
        response.headers["Cache-Control"] = "private, no-cache"
        # A page that is opened from here must not learn the link.
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
