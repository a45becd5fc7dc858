"""The sessions of a person in browsers, as allauth.usersessions keeps them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from wheelbarrow.core.exceptions import NotFound

# Words of a User-Agent header → names. The first that matches counts: Edge calls itself Chrome too, and Chrome Safari.
BROWSERS = [
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Whale/", "Whale"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
]
SYSTEMS = [
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
]


class SessionNotFound(NotFound):
    template = gettext_lazy("You have no such session. It may have ended already.")


class BrowserSession(NamedTuple):
    """One session. `began_at` is the log-in or the last change of the password in it."""

    id: int
    device: str
    address: str
    began_at: datetime
    is_current: bool


def begin(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Keep the session of a log-in: a receiver of Django's user_logged_in, which every log-in sends."""
    UserSession.objects.create_from_request(request, user=user)


def renew(request: HttpRequest) -> None:
    """Keep the present session: a change of the password has given it a new key."""
    UserSession.objects.create_from_request(request)


def sessions_of(user: User, request: HttpRequest) -> list[BrowserSession]:
    """Return the sessions that still work: the present one first, then the newest. Forget the others."""
    if not UserSession.objects.filter(session_key=request.session.session_key).exists():
        renew(request)  # it began before sessions were kept
    found = [
        BrowserSession(
            id=each.pk,
            device=device_of(each.user_agent),
            address=each.ip,
            began_at=each.last_seen_at,
            is_current=each.session_key == request.session.session_key,
        )
        for each in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda each: (not each.is_current, -each.began_at.timestamp()))


def end(*, user: User, session_id: int) -> None:
    """End one session. Raises SessionNotFound."""
    session = UserSession.objects.filter(user=user, pk=session_id).first()
    if session is None:
        raise SessionNotFound
    session.end()


def purge_sessions(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove the sessions that have expired, whatever `before` is; return how many."""
    purged, _by_table = Session.objects.filter(expire_date__lte=at).delete()
    # A log-in stores its session after its device.
    kept = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(kept), created_at__lte=at - timedelta(days=1)).delete()
    if report:
        report(purged)
    return purged


def device_of(user_agent: str) -> str:
    """Return a browser and its system in words, such as “Firefox, Linux”."""
    names = [_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)]
    return ", ".join(filter(None, names)) or _("Unknown device")


def _first(table: list[tuple[str, str]], text: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, text)), "")
