"""Search one person's works, recurring works and categories by a parsed expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, Value
from django.utils.translation import gettext as _

from accounts.models import User
from categories.models import Category
from categories.querysets import CategoryQuerySet, Link
from categories.selectors import ancestors_by_path
from categories.selectors import search as search_categories
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.text import fold
from works.finding import NO_HITS, Hits, count_hits, narrow
from works.models import Label, RecurringWork, Work
from works.querysets import RecurringWorkQuerySet, WorkQuerySet
from works.querysets.labelled import LabelChoice
from works.querysets.worded import Word
from works.report import periods
from works.search import DAYS, Due, Kind, Query, Term

ONE_DAY = timedelta(days=1)
# Branches that one `under:` can mean, and categories with part of its name that are compared.
MOST_BRANCHES = 200
# What `is:` can name of recurring works; all else is about works.
OF_RULES = frozenset({"recurring", "mine", "waiting", "unfiled"})


class Now(NamedTuple):
    """The person's present moment, and the weekday on which weeks begin, MO to SU."""

    moment: datetime
    week_start: str


@dataclass(frozen=True)
class Search:
    """A parsed expression with what its names mean to the person; `problems` are those of the expression and of the names."""

    user: int
    query: Query
    now: Now
    problems: tuple[str, ...]
    # The names of the person's labels by id.
    label_names: dict[int, str]
    branches: dict[Term, list[str]] = field(default_factory=dict)
    labels: dict[Term, int] = field(default_factory=dict)
    # The categories below and including those with a word in their name.
    places: dict[str, list[int]] = field(default_factory=dict)
    hits: Hits = NO_HITS

    def labels_named(self, word: str) -> list[int]:
        """Return the labels with the word in their name."""
        return [pk for pk, name in self.label_names.items() if fold(word) in fold(name)]

    @property
    def has_works(self) -> bool:
        """Whether anything is asked for that can be found."""
        return bool(self.query.terms) and not self.problems

    @property
    def has_rules(self) -> bool:
        """Whether recurring works can meet all terms."""
        kinds = {Kind.WORD, Kind.UNDER, Kind.LABEL, Kind.PRIORITY}
        return self.has_works and all(
            term.kind in kinds or (term.kind is Kind.IS and OF_RULES.issuperset(term.values))
            for term in self.query.terms
        )

    @property
    def has_categories(self) -> bool:
        """Whether categories can meet all terms."""
        return self.has_works and all(term.kind in (Kind.WORD, Kind.UNDER) for term in self.query.terms)


def prepare(user: User, query: Query, moment: datetime) -> Search:
    """Look up what the expression names: a query for labels, two for words, and two for each branch."""
    problems = list(query.problems)
    labels: dict[Term, int] = {}
    branches: dict[Term, list[str]] = {}
    if query.is_in_trash and (query.of(Kind.UNDER) or query.of(Kind.LABEL)):
        problems.append(_("In the trash, search without a project and without labels."))
    names = Label.objects.owned_by(user).names()
    known = {fold(name): pk for pk, name in names.items()}
    for term in query.of(Kind.LABEL):
        if (pk := known.get(fold(term.values[0]))) is None:
            problems.append(_("You have no label “{name}”.").format(name=term.values[0]))
        else:
            labels[term] = pk
    for term in query.of(Kind.UNDER):
        branches[term] = _branches(user.pk, term.values[0])
        if not branches[term]:
            problems.append(_("You have no project “{path}”.").format(path=term.values[0]))
    sought = [] if query.is_in_trash else [term.values[0] for term in query.of(Kind.WORD)]
    places = {
        word: sorted(pk for pk, _path in rows)
        for word, rows in (search_categories(user.pk, sought) if sought else {}).items()
    }
    now = Now(moment, user.week_starts_on)
    hits = count_hits(user.pk, query.words)
    return Search(user.pk, query, now, tuple(problems), names, branches, labels, places, hits)


def _branches(user: int, text: str) -> list[str]:
    """Return the paths of the categories that the text names: those that end with it, or else those with it in the name."""
    last = text.rstrip("/").rpartition("/")[2].strip()
    rows = (
        Category.objects.owned_by(user).with_name_like(last).shortest_named_first() if last else Category.objects.none()
    )
    found = list(rows.values_list("path", flat=True)[:MOST_BRANCHES])
    chains = {
        path: fold("/".join(link.name for link in links)) for path, links in ancestors_by_path(user, found).items()
    }
    sought = "/".join(step.strip() for step in fold(text).strip("/").split("/"))
    exact = [path for path in found if f"/{chains[path]}".endswith(f"/{sought}")]
    return exact or [path for path in found if sought in chains[path]]


def works_of(search: Search, *, but: Term | None = None) -> WorkQuerySet:
    """Return the live works that meet all terms, the newest first; `but` is a term that is left out."""
    rows: WorkQuerySet = _narrowed(search, Work.objects.owned_by(search.user), but)
    return rows.newest_first()


def rules_of(search: Search) -> RecurringWorkQuerySet:
    """Return the live recurring works that meet all terms, the newest first."""
    rows: RecurringWorkQuerySet = _narrowed(search, RecurringWork.objects.owned_by(search.user))
    return rows.order_by("-pk")


def categories_of(search: Search) -> CategoryQuerySet:
    """Return the live categories that meet all terms, the yearly projects first."""
    rows: CategoryQuerySet = _narrowed(search, Category.objects.owned_by(search.user))
    return rows.in_order()


def with_paths(user: int, rows: CategoryQuerySet) -> list[list[Link]]:
    """Return each of these categories with its ancestors, from the root down, in two queries."""
    found = list(rows.values_list("path", flat=True))
    ancestors = ancestors_by_path(user, found)
    return [ancestors[path] for path in found]


def deleted_rows(search: Search) -> Any:
    """Return `(kind, title, deletion_id, deleted_at)` of the rows in the trash that meet all terms, the last deleted first.

    Recurring works and categories are left out if a term is about works. Words are sought in title and notes only.
    """
    models: list[Any] = [Work]
    if all(term.kind in (Kind.WORD, Kind.IN) for term in search.query.terms):
        models += [RecurringWork, Category]
    first, *others = [_deleted(search, model) for model in models]
    return (first.union(*others, all=True) if others else first).order_by("-deleted_at", "label")


def _deleted(search: Search, model: Any) -> Any:
    rows = _narrowed(search, model.all_objects.owned_by(search.user).deleted()).order_by()
    columns = {"kind": Value(kind_of(model)), "label": F("name" if model is Category else "title")}
    return rows.annotate(**columns).values_list("kind", "label", "deletion_id", "deleted_at")


def excluding(search: Search) -> list[Term]:
    """Return the terms without each of which some work would be found, in one query."""
    return _which(search, lambda term: works_of(search, but=term))


def matching_nothing(search: Search) -> list[Term]:
    """Return the terms that no work meets, whatever the others are, in one query."""
    met = _which(search, lambda term: works_of(replace(search, query=Query((term,)))))
    return [term for term in search.query.terms if term not in met]


def _which(search: Search, rows_of: Callable[[Term], Any]) -> list[Term]:
    terms = search.query.terms
    person: Any = User.objects.filter(pk=search.user)
    found = person.values_list(*(Exists(rows_of(term).order_by()) for term in terms)).get()
    return [term for term, is_met in zip(terms, found, strict=True) if is_met]


def _narrowed(search: Search, rows: Any, but: Term | None = None) -> Any:
    base, words = rows, []
    for term in search.query.terms:
        if term is but:
            continue
        if rows.model is Work and term.kind is Kind.WORD and not term.is_excluded:
            words.append(_sought(search, term))
        elif term.is_excluded:
            # Of all rows: inside the other terms, each excluded one would double the statement.
            rows = rows.without(MET[term.kind](search, base, term))
        else:
            rows = MET[term.kind](search, rows, term)
    return narrow(rows, search.user, words, search.hits) if words else rows


def _sought(search: Search, term: Term) -> Word:
    [word] = term.values
    if search.query.is_in_trash:
        return Word(word, [], [])
    return Word(word, search.places[word], search.labels_named(word))


def _word(search: Search, rows: Any, term: Term) -> Any:
    if rows.model is Work:
        return rows.found_by(search.user, [_sought(search, term)])
    [word] = term.values
    if search.query.is_in_trash:
        return rows.matching(word)
    places = search.places[word]
    if rows.model is Category:
        return rows.containing(word, categories=places)
    return rows.containing(word, categories=places, labels=search.labels_named(word))


def _under(search: Search, rows: Any, term: Term) -> Any:
    tops = search.branches[term]
    return rows.in_branches(tops) if rows.model is Category else rows.under_any(search.user, tops)


def _is(search: Search, rows: Any, term: Term) -> Any:
    for value in term.values:
        if value == "recurring":
            rows = rows if rows.model is RecurringWork else rows.recurring()
        else:
            rows = IS[value](rows, search.now.moment)
    return rows


def _due(search: Search, rows: Any, term: Term) -> Any:
    sign, day = term.due or Due("=", "any")
    if isinstance(day, date):
        return COMPARED[sign](rows, day)
    today = search.now.moment.date()
    if day in DAYS:
        return COMPARED[sign](rows, today + timedelta(days=DAYS.index(day)))
    if day in ("week", "month"):
        period = periods.named(f"this_{day}", today=today, week_start=search.now.week_start)
        return rows.due_from(period.start).due_by(period.end)
    if day == "overdue":
        return rows.overdue_at(search.now.moment)
    return rows.without_deadline() if day == "none" else rows.due_from(date.min)


COMPARED: dict[str, Callable[[Any, date], Any]] = {
    "<": lambda rows, day: rows.due_by(day - ONE_DAY) if day > date.min else rows.none(),
    "<=": lambda rows, day: rows.due_by(day),
    "=": lambda rows, day: rows.due_from(day).due_by(day),
    ">=": lambda rows, day: rows.due_from(day),
    ">": lambda rows, day: rows.due_from(day + ONE_DAY) if day < date.max else rows.none(),
}
IS: dict[str, Callable[[Any, datetime], Any]] = {
    "open": lambda rows, _moment: rows.open(),
    "closed": lambda rows, _moment: rows.closed(),
    "done": lambda rows, _moment: rows.finished(),
    "overdue": lambda rows, moment: rows.overdue_at(moment),
    "mine": lambda rows, _moment: rows.of_mine(mine=True),
    "waiting": lambda rows, _moment: rows.of_mine(mine=False),
    "unfiled": lambda rows, _moment: rows.in_category(None),
}
MET: dict[Kind, Callable[[Search, Any, Term], Any]] = {
    Kind.WORD: _word,
    Kind.STATUS: lambda _search, rows, term: rows.with_status(list(term.values)),
    Kind.UNDER: _under,
    Kind.LABEL: lambda search, rows, term: rows.labelled(LabelChoice([search.labels[term]])),
    Kind.PRIORITY: lambda _search, rows, term: rows.with_priority(list(term.values)),
    Kind.DUE: _due,
    Kind.IS: _is,
    Kind.IN: lambda _search, rows, _term: rows,
}
