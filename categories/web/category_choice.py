"""The choice of a category in a form: a search that narrows a list of radio buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from categories.selectors import ancestors_by_path, paths_of
from categories.web.places import LONGEST, find_places
from wheelbarrow.core.web.views import PersonView

# The fields of forms that choose a category, and what choosing none means there.
NONE: dict[str, Promise] = {"category": _("None: Inbox"), "under": _("All projects")}


class Choice(NamedTuple):
    """A category by the names from its root down; `value` is empty for none, `is_found` if the words fit."""

    value: str
    text: str
    is_chosen: bool
    is_found: bool


@dataclass(slots=True)
class CategoryChoice:
    """The choice of one field: what was typed to find a category, and those that are offered."""

    field: str
    q: str
    src: str
    choices: list[Choice]


def category_choice(user: Any, field: str, chosen: int | None, q: str) -> CategoryChoice:
    """Return the choice: none, the chosen category, then those found by the words."""
    shown = found = {option.id: option.text for option in find_places(user.pk, q)}
    if chosen:
        path = paths_of(user.pk, [chosen]).get(chosen)
        names = [link.name for link in ancestors_by_path(user.pk, {path})[path]] if path else []
        known = {chosen: " / ".join(names)} if names else {}
        shown = {**known, **{pk: text for pk, text in found.items() if pk != chosen}}
    choices = [Choice(str(pk), text, pk == chosen, pk in found) for pk, text in shown.items()]
    none = Choice("", str(NONE[field]), is_chosen=not chosen, is_found=False)
    return CategoryChoice(field, q, f"{reverse('category-choices')}?field={field}", [none, *choices])


def chosen_id(value: Any) -> int | None:
    """Return the id that a form has sent; None if it is no id."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class CategoryChoicesView(PersonView):
    """The choices for what is typed: `?field=category&category=7&category_q=garden`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        field = "under" if request.GET.get("field") == "under" else "category"
        q, chosen = request.GET.get(f"{field}_q", "")[:LONGEST], chosen_id(request.GET.get(field))
        return self.page("works/category_choice.html", {"choice": category_choice(self.user, field, chosen, q)})
