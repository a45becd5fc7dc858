"""The choice of a branch by a part of its path, on pages that can show one branch only."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest

from categories.models import Category
from categories.querysets import Link
from categories.selectors import ancestors_by_path, matching_paths

# Branches that are offered at once, and characters of the text that narrows them.
MOST_CHOICES, LONGEST_TEXT = 30, 100


class Choice(NamedTuple):
    """A branch with the names on its path."""

    id: int
    text: str


class Chooser(NamedTuple):
    """The chosen branch, and others to choose from; `find` is the text that narrows them."""

    chosen: Choice | None
    choices: list[Choice]
    find: str


def branch_of(request: HttpRequest) -> Category | None:
    """Return the branch that the address names as `under`; None without one. Raises Http404 for one that is not there."""
    text = request.GET.get("under", "")
    if not text:
        return None
    user: Any = request.user
    is_id = text.isascii() and text.isdigit() and len(text) < 19
    found: Category | None = Category.objects.owned_by(user).with_id(int(text)).first() if is_id else None
    if found is None:
        raise Http404
    return found


def chooser(request: HttpRequest, branch: Category | None) -> Chooser:
    """Return the choice of a branch, in three queries."""
    user: Any = request.user
    find = request.GET.get("find", "")[:LONGEST_TEXT]
    choices = [Choice(pk, _text(links)) for pk, links in matching_paths(user.pk, find, limit=MOST_CHOICES)]
    if branch is None:
        return Chooser(None, choices, find)
    above = ancestors_by_path(user.pk, {branch.path})[branch.path]
    return Chooser(Choice(branch.pk, _text(above)), choices, find)


def _text(links: list[Link]) -> str:
    return " / ".join(link.name for link in links)
