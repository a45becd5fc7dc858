"""The search: one line of words and filters, each filter also a control, and what is found by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from categories.selectors import ancestors_by_path, matching_paths
from wheelbarrow.core.history.sentences import model_of
from wheelbarrow.core.web.days import day_name
from wheelbarrow.core.web.views import PersonView
from works.finding import MOST_COUNTED
from works.models import Work
from works.search import Term, parse
from works.searching import (
    Search,
    categories_of,
    deleted_rows,
    excluding,
    matching_nothing,
    prepare,
    rules_of,
    with_paths,
    works_of,
)
from works.selectors import listed_works
from works.web.rows import COLUMNS, Anchor, RowMaker
from works.web.saved import saving
from works.web.search_form import FilterForm, shown_by

# Rows of one kind on a page, and of each kind beside works on the first one.
PAGE, FEW = 50, 5
# The last page of works, of which it is not known how many there are.
LAST = 1000
# Paths of branches that the control offers.
MOST_BRANCHES = 100


@dataclass(slots=True)
class Group:
    """What was found of one kind: the part of it that is shown, and the queries of the other parts; empty for none.

    The count is empty for none, and ends in a plus sign where not all were counted.
    """

    key: str
    title: str
    count: str
    rows: list[Any]
    before: str
    after: str
    all: str


class Found(NamedTuple):
    """A category, a recurring work or a row of the trash: its name, its place, and what else there is to read."""

    title: str
    href: str
    path: list[Anchor]
    fact: str


class SearchView(PersonView):
    """The search: `?q=` is an expression, `?kind=` shows one kind only, `?page=` a part of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.base, query = reverse("home"), parse(request.GET.get("q", ""))
        search = prepare(self.user, query, self.moment)
        labels = list(search.label_names.values())
        if "apply" in request.GET:
            form = FilterForm(labels=labels, data=request.GET)
            if form.is_valid():
                expression = form.expression(query)
                return HttpResponseRedirect(f"?{urlencode({'q': expression})}" if expression else reverse("search"))
        else:
            form = FilterForm(labels=labels, initial={**shown_by(query), "q": request.GET.get("q", "")})
        groups = self._groups(search) if search.has_works else []
        context = {
            "q": request.GET.get("q", ""),
            "form": form,
            "problems": search.problems,
            "groups": groups,
            "reasons": self._reasons(search) if search.has_works and not any(group.count for group in groups) else [],
            "hits": query.words,
            "is_asked": bool(query.terms),
            "branches": ["/".join(link.name for link in links) for _pk, links in self._branches()],
            "saved": saving(request),
        }
        return self.page("works/search.html", context)

    def _branches(self) -> list[Any]:
        return matching_paths(self.user.pk, "", limit=MOST_BRANCHES)

    def _groups(self, search: Search) -> list[Group]:
        if search.query.is_in_trash:
            return [self._group("trash", _("Trash"), deleted_rows(search), self._deleted)]
        groups = [self._group_of_works(search)]
        if search.has_rules:
            groups.insert(0, self._group("rules", _("Recurring works"), rules_of(search), self._rules))
        if search.has_categories:
            groups.insert(0, self._group("categories", _("Projects"), categories_of(search), self._categories))
        return [group for group in groups if group.count]

    def _group(self, key: str, title: str, rows: Any, read: Callable[[Any], list[Any]]) -> Group:
        """Read a part of the rows: a page of the kind that the address names, the first few of another kind."""
        kind, count = self.request.GET.get("kind", ""), rows.count()
        if kind and kind != key:
            return Group(key, title, "", [], "", "", "")
        if not kind and key in ("categories", "rules"):
            more = self._query(key, 1) if count > FEW else ""
            return Group(key, title, f"{count or ''}", read(rows[:FEW]) if count else [], "", "", more)
        number = min(self._number(), max(1, -(-count // PAGE)))
        shown = read(rows[(number - 1) * PAGE : number * PAGE]) if count else []
        return Group(key, title, f"{count or ''}", shown, *self._beside(number, has_after=count > number * PAGE), "")

    def _group_of_works(self, search: Search) -> Group:
        """Read a page of works by their ids, of which not all are counted."""
        title, number = _("Works"), self._number()
        if self.request.GET.get("kind", "") not in ("", "works"):
            return Group("works", title, "", [], "", "", "")
        ids = works_of(search).first_ids(max(number * PAGE, MOST_COUNTED) + 1)
        number = min(number, max(1, -(-len(ids) // PAGE)))
        count = f"{MOST_COUNTED}+" if len(ids) > MOST_COUNTED else f"{len(ids) or ''}"
        shown = ids[(number - 1) * PAGE : number * PAGE]
        rows = self._works(Work.objects.owned_by(self.user).among(shown).newest_first()) if shown else []
        return Group("works", title, count, rows, *self._beside(number, has_after=len(ids) > number * PAGE), "")

    def _beside(self, number: int, *, has_after: bool) -> tuple[str, str]:
        """Return the queries of the pages before this one and after it."""
        kind = self.request.GET.get("kind", "")
        before = self._query(kind, number - 1) if number > 1 else ""
        return before, self._query(kind, number + 1) if has_after else ""

    def _number(self) -> int:
        """Return the number of the page in the address."""
        text = self.request.GET.get("page", "")
        return max(1, min(LAST, int(text))) if text.isascii() and text.isdigit() and len(text) < 7 else 1

    def _query(self, kind: str, page: int) -> str:
        pairs = {"q": self.request.GET.get("q", ""), "kind": kind, "page": page if page > 1 else ""}
        return urlencode({name: value for name, value in pairs.items() if value})

    def _works(self, rows: Any) -> list[Any]:
        maker = RowMaker(self.user, self.moment, hits=parse(self.request.GET.get("q", "")).words)
        return maker.rows(listed_works(self.user.pk, rows, COLUMNS))

    def _categories(self, rows: Any) -> list[Any]:
        return [
            Found(links[-1].name, f"{self.base}projects/{links[-1].id}/", self._anchors(links[:-1]), "")
            for links in with_paths(self.user.pk, rows)
        ]

    def _rules(self, rows: Any) -> list[Any]:
        found = list(rows.with_category())
        ancestors = ancestors_by_path(self.user.pk, {rule.category.path for rule in found if rule.category})
        return [
            Found(
                rule.title,
                f"{self.base}recurring/{rule.pk}/",
                self._anchors(ancestors[rule.category.path] if rule.category else []),
                rule.sentence,
            )
            for rule in found
        ]

    def _deleted(self, rows: Any) -> list[Any]:
        today, found = self.moment.date(), []
        for kind, title, deletion, deleted_at in rows:
            model = model_of(kind)
            name = str(model._meta.verbose_name) if model else ""
            day = day_name(self.user.local_time(deleted_at).date(), today)
            fact = _("{kind}, deleted {day}").format(kind=name, day=day)
            found.append(Found(title, f"{self.base}trash/{deletion}/", [], fact))
        return found

    def _anchors(self, links: list[Any]) -> list[Anchor]:
        return [Anchor(link.name, f"{self.base}projects/{link.id}/") for link in links]

    def _reasons(self, search: Search) -> list[str]:
        """Return why nothing was found: the terms that exclude everything."""
        if len(search.query.terms) < 2 or search.query.is_in_trash:
            return []
        if guilty := excluding(search):
            return [_("Without {term} something would be found.").format(term=_shown(term)) for term in guilty]
        return [_("Nothing has {term}.").format(term=_shown(term)) for term in matching_nothing(search)]


def _shown(term: Term) -> str:
    return f"“{term.source.strip(chr(34))}”"
