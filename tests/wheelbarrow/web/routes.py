"""Every page of the person, collected from the URL resolver, so that these tests cover a new one at once."""

import re
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.urls import URLPattern, get_resolver

from categories.api_tokens import create_token
from categories.models import ApiToken
from tests.makers import NOON, make_category, make_import, make_label, make_recurring_work, make_work
from wheelbarrow.core.models import Change, Deletion
from wheelbarrow.core.web.views import PersonView
from works.report.contents import read
from works.report.periods import Period
from works.report.reading import Report
from works.services import editing, feeds, report_copies, saved_views


def make_deletion(user, name) -> Deletion:
    return editing.delete_work(user=user, work_id=make_work(user=user, title=name).pk, at=NOON)


def make_change(user, name) -> Change:
    make_work(user=user, title=name)
    return Change.objects.owned_by(user).newest_first().first()


def make_report_copy(user, name):
    contents = read(Report(user, Period(NOON.date(), NOON.date()), NOON))
    return report_copies.keep_report(user=user, at=NOON, title=name, grouping="project", contents=contents)


def make_user_session(user, name) -> UserSession:
    return UserSession.objects.create(user=user, session_key=name, ip="127.0.0.1", user_agent=name)


def make_api_token(user, name) -> ApiToken:
    return create_token(user=user, name=name, scopes=["read"], at=NOON).row


# The words of an address before its row → how to make such a row.
MAKERS = {
    "works": lambda user, name: make_work(user=user, title=name),
    "projects": lambda user, name: make_category(user=user, name=name),
    "labels": lambda user, name: make_label(user=user, name=name),
    "recurring": lambda user, name: make_recurring_work(user=user, title=name),
    "trash": make_deletion,
    "history": make_change,
    "settings/sessions": make_user_session,
    "settings/tokens": make_api_token,
    "settings/feeds": lambda user, name: feeds.create_feed(user=user, name=name, at=NOON).row,
    "settings/imports": lambda user, name: make_import(user=user, title=name),
    "report/copies": make_report_copy,
    "views": lambda user, name: saved_views.save_view(user=user, name=name, address="board/", at=NOON),
}
# The value of an argument that is no row.
VALUES = {"line": "0", "period": "2026-09"}


class Route(NamedTuple):
    """One address, its view, and whether it answers GET and POST."""

    route: str
    view: type[PersonView]

    @property
    def noun(self) -> str:
        """The words of the address before its row."""
        return self.route.partition("/<")[0].rstrip("/")

    @property
    def has_row(self) -> bool:
        """Whether the address names a row."""
        return "<int:pk>" in self.route

    @property
    def is_whole(self) -> bool:
        """Whether its answer is a page, not a file, nor a part that a script asks for."""
        return self.route.endswith("/") and self.route not in ("quick/paths/", "projects/choices/")

    @property
    def is_text(self) -> bool:
        """Whether its answer is text, not an archive."""
        return not self.route.endswith(".zip")

    @property
    def methods(self) -> set[str]:
        """The methods that the view has."""
        return {method for method in ("get", "post") if hasattr(self.view, method)}

    def address(self, pk: int | None = None) -> str:
        """The address of this row."""
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(pk) if found[1] == "pk" else VALUES[found[1]], self.route)


def _patterns(parts, prefix=""):
    for part in parts:
        route = prefix + str(part.pattern)
        if isinstance(part, URLPattern):
            yield route, part.callback
        else:
            yield from _patterns(part.url_patterns, route)


ROUTES = [
    Route(route, callback.view_class)
    for route, callback in _patterns(get_resolver().url_patterns)
    if issubclass(getattr(callback, "view_class", object), PersonView)
]
READ = [route for route in ROUTES if "get" in route.methods]
READ_AS_TEXT = [route for route in READ if route.is_text]
WRITTEN = [route for route in ROUTES if "post" in route.methods]
OF_ROWS = [route for route in ROUTES if route.has_row]
