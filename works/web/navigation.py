"""The way to every page: the table of places, and the tree in the side bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from categories.selectors import matching_paths, tree
from works.finding import search
from works.models import Work
from works.selectors import beside

# Nodes of the tree in the side bar; a larger tree shows its yearly projects only.
MOST_NODES = 200
# Levels of it below the yearly projects.
MOST_LEVELS = 8
# Categories and works that the palette shows.
MOST_OF_A_KIND = 8

# The address below the home page, its name, its icon, and the letter that leads to it after `g`.
TABLE: list[tuple[str, Promise, str, str]] = [
    ("today/", _("Today"), "sun", "t"),
    ("inbox/", _("Inbox"), "inbox", "i"),
    ("upcoming/", _("Upcoming"), "days", "u"),
    ("calendar/", _("Calendar"), "calendar", "c"),
    ("board/", _("Board"), "board", "b"),
    ("projects/", _("Projects"), "tree", "p"),
    ("recurring/", _("Recurring"), "repeat", "e"),
    ("labels/", _("Labels"), "label", "l"),
    ("report/", _("Report"), "report", "r"),
    ("search/", _("Search"), "search", "s"),
    ("history/", _("History"), "history", "h"),
    ("trash/", _("Trash"), "trash", "d"),
]


class Place(NamedTuple):
    """One page of the navigation."""

    name: str
    href: str
    icon: str
    letter: str
    is_current: bool
    is_inbox: bool


def places(request: HttpRequest) -> list[Place]:
    """Return the pages of the navigation, in order."""
    base = reverse("home")
    return [
        Place(str(name), f"{base}{path}", icon, letter, request.path.startswith(f"{base}{path}"), path == "inbox/")
        for path, name, icon, letter in TABLE
    ]


class ViewLink(NamedTuple):
    """A saved view."""

    id: int
    name: str
    href: str


@dataclass(slots=True)
class Side:
    """What the side bar counts and links, and the labels as `(id, name, colour)`, which the rows of works show."""

    inbox: int
    views: list[ViewLink]
    labels: list[tuple[int, str, str]]
    projects: list[dict[str, Any]]
    is_cut: bool


def side_of(user: Any) -> Side:
    """Return the side bar, which is kept in the process as long as the person's rows have the same version."""
    key = f"side:{user.pk}:{user.version}"
    side: Side | None = cache.get(key)
    if side is None:
        side = _read(user)
        cache.set(key, side)
    return side


def _read(user: Any) -> Side:
    """Read the side bar, in three queries."""
    moment = user.local_time(datetime.now(tz=user.zone))
    nodes, _next = tree(user.pk, moment, {"id": "pk", "name": "name"}, with_summaries=True)
    is_cut = _count(nodes) > MOST_NODES
    nodes = _cut(nodes[:MOST_NODES], 0 if is_cut else MOST_LEVELS)
    found, base = beside(user.pk), reverse("home")
    links = [ViewLink(pk, name, f"{base}{address}") for pk, name, address in found.views]
    return Side(inbox=found.inbox, views=links, labels=found.labels, projects=nodes, is_cut=is_cut)


def _cut(nodes: list[dict[str, Any]], levels: int) -> list[dict[str, Any]]:
    """Return the nodes with as many levels below them; each level nests the templates deeper."""
    return [{**node, "children": _cut(node["children"], levels - 1) if levels > 0 else []} for node in nodes]


def _count(nodes: list[dict[str, Any]]) -> int:
    return len(nodes) + sum(_count(node["children"]) for node in nodes)


class Destination(NamedTuple):
    """An entry of the palette."""

    text: str
    kind: str | Promise
    href: str


def destinations(request: HttpRequest, text: str) -> list[Destination]:
    """Return the pages, categories and open works whose names contain the words, some of each."""
    base, words = reverse("home"), text.casefold().split()
    pages = [
        Destination(place.name, "", place.href)
        for place in places(request)
        if all(word in place.name.casefold() for word in words)
    ]
    if not words:
        return pages
    user: Any = request.user.pk
    categories = [
        Destination(" / ".join(link.name for link in ancestors), _("project"), f"{base}projects/{pk}/")
        for pk, ancestors in matching_paths(user, text, limit=MOST_OF_A_KIND)
    ]
    rows = search(Work.objects.owned_by(user).open(), user, text.strip()).newest_first()[:MOST_OF_A_KIND]
    works = [Destination(title, _("work"), f"{base}works/{pk}/") for pk, title in rows.values_list("pk", "title")]
    return [*pages, *categories, *works]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `menu` and `side`, which is read if the page shows it."""
    return {
        "menu": SimpleLazyObject(lambda: places(request)),
        "side": SimpleLazyObject(lambda: side_of(request.user)),
    }
