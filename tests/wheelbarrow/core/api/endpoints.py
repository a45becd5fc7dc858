"""Every endpoint below /api/v1/, collected from the URL resolver, so that these tests cover a new one at once."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLResolver, get_resolver

from categories.api_tokens import create_token
from tests.makers import NOON, make_category, make_import, make_label, make_recurring_work, make_work
from wheelbarrow.core.models import Change
from works.services import editing, feeds

PREFIX = "api/v1/"

# Endpoints that need no log-in. A new one is a decision, so it is listed here.
PUBLIC = {
    "/api/v1/",
    "/api/v1/auth/register/",
    "/api/v1/auth/token/",
    "/api/v1/auth/token/refresh/",
    "/api/v1/auth/token/verify/",
    "/api/v1/auth/logout/",
    "/api/v1/auth/password/reset/",
    "/api/v1/auth/password/reset/confirm/",
}

# A valid body, where {} is not one.
BODIES = {
    ("categories", "create"): {"name": "Orchard"},
    ("categories", "update"): {"name": "Orchard"},
    ("categories", "move"): {"parent": None},
    ("categories", "roll_over"): {"name": "Next"},
    ("works", "create"): {"title": "Plant"},
    ("works", "update"): {"title": "Plant"},
    ("works", "set_status"): {"status": "DONE"},
    ("works", "quick"): {"text": "Plant"},
    ("labels", "create"): {"name": "Home"},
    ("auth/tokens", "create"): {"name": "Script", "scopes": ["read"]},
    ("feeds", "create"): {"name": "All"},
    ("labels", "update"): {"name": "Home"},
    ("labels", "partial_update"): {"name": "Office"},
    ("recurring-works", "create"): {"title": "Water", "rule": "FREQ=DAILY"},
    ("recurring-works", "update"): {"title": "Water"},
    ("recurring-works", "preview"): {"rule": "FREQ=DAILY"},
}

# A valid query, where one is required.
QUERIES = {
    # Required by none, but its page has a form for it, and it is no list with pages.
    "/api/v1/changes/": lambda row_of: {"limit": "100"},
    "/api/v1/categories/lookup/": lambda row_of: {"path": row_of("categories").path},
    "/api/v1/works/finished/": lambda row_of: {"start": "2026-09-01", "end": "2026-09-30"},
    "/api/v1/reports/period/": lambda row_of: {"period": "this_month"},
    "/api/v1/recurring-works/{pk}/occurrences/": lambda row_of: {"start": "2026-09-01", "end": "2026-09-30"},
}


def make_change(user, name):
    make_work(user=user, title=name)
    return Change.objects.owned_by(user).newest_first().first()


def make_api_token(user, name):
    return create_token(user=user, name=name, scopes=["read"], at=NOON).row


MAKERS = {
    "imports": lambda user, name: make_import(user=user, title=name),
    "categories": lambda user, name: make_category(user=user, name=name),
    "works": lambda user, name: make_work(user=user, title=name),
    "recurring-works": lambda user, name: make_recurring_work(user=user, title=name),
    "labels": lambda user, name: make_label(user=user, name=name),
    "trash": lambda user, name: editing.delete_work(user=user, work_id=make_work(user=user, title=name).pk, at=NOON),
    "changes": make_change,
    "auth/tokens": make_api_token,
    "feeds": lambda user, name: feeds.create_feed(user=user, name=name, at=NOON).row,
}


def noun_of(path: str) -> str:
    """Return what a path below /api/v1/ is about, as in MAKERS."""
    return "auth/tokens" if "/auth/tokens/" in path else path.split("/")[3]


class Endpoint(NamedTuple):
    """One method of one address; `{pk}` in the path stands for a row."""

    method: str
    path: str
    view: Any
    action: str

    @property
    def is_detail(self) -> bool:
        return "{pk}" in self.path

    @property
    def noun(self) -> str:
        return noun_of(self.path)

    @property
    def takes_body(self) -> bool:
        handler = getattr(self.view.cls, self.action)
        return self.method in ("POST", "PUT", "PATCH") or getattr(handler, "takes_body", False)

    @property
    def is_paginated(self) -> bool:
        pagination = self.view.initkwargs.get("pagination_class", self.view.cls.pagination_class)
        return self.method == "GET" and self.view.initkwargs.get("detail") is False and pagination is not None

    @property
    def body(self) -> dict[str, Any]:
        return BODIES.get((self.noun, self.action), {})

    def address(self, row: Any) -> str:
        return self.path.replace("{pk}", str(row.pk)) if self.is_detail else self.path

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        path = prefix + re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", str(pattern.pattern).strip("^$"))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path)
        else:
            yield path, pattern.callback


def _endpoints() -> list[Endpoint]:
    found = []
    for path, view in _walk(get_resolver()):
        if path.startswith(PREFIX):
            found += [Endpoint(method.upper(), f"/{path}", view, action) for method, action in view.actions.items()]
    return found


ENDPOINTS = _endpoints()
