"""The list of works as rows, for the filters whose values reach the SQL as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from categories import paths
from categories.selectors import branch, paths_of
from wheelbarrow.core.api.fields import BIGGEST_ID
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.keyset import Key, Keyed, key_names, keyed
from wheelbarrow.core.db.limits import shown_path
from works.api.filters import WorkFilter
from works.finding import search
from works.models import Work
from works.querysets import WorkQuerySet
from works.selectors import Row, placed

# A filter by a category of the caller's own, which is looked up once: the list then joins nothing.
PLACES = frozenset({"category", "under", "root"})
# The filters that may be compiled. One that is missing here, or whose value is not the plain one, is only slower.
COMPILED = PLACES | {
    "status",
    "priority",
    "my_job",
    "overdue",
    "open",
    "deadline_from",
    "deadline_to",
    "starts_from",
    "starts_to",
    "updated_since",
    "ordering",
}
PAGING = {"page", "page_size", "after", "format"}


def _listed(
    user: int, moment: Any, columns: tuple[str, ...], names: tuple[str, ...], *values: Any
) -> QuerySet[Any, Any]:
    """Return the rows behind the key that `values` have after those of the filters, or all."""
    filters = WorkFilter(queryset=Work.objects.none())
    # Read by `overdue` alone.
    filters.__dict__["moment"] = moment
    rows = Work.objects.owned_by(user).by_priority().order_by("-pk")
    for name, value in zip(names, values, strict=False):
        rows = rows.in_categories(value) if name in PLACES else filters.filters[name].filter(rows, value)
    found = keyed(rows, values[len(names) :])
    shown = found.with_label_ids().with_starts("content")
    listed: QuerySet[Any, Any] = shown.values_list(*columns, "category_id", *key_names(rows))
    return listed


def _listed_to_count(*arguments: Any) -> QuerySet[Any, Any]:
    return _listed(*arguments).order_by().values_list("pk")


def _found(user: int, ids: list[int], columns: tuple[str, ...]) -> QuerySet[Any, Any]:
    shown = Work.objects.owned_by(user).among(ids).with_label_ids().with_starts("content")
    found: QuerySet[Any, Any] = shown.values_list(*columns, "category_id")
    return found


# Planned for its values each time: the number of works in a branch decides whether to read it or to look for it.
listed_rows = Compiled[Sequence[Any]](_listed, replan=True)
listed_to_count = Compiled[Sequence[Any]](_listed_to_count, replan=True)
found_rows = Compiled[Sequence[Any]](_found)


def found_works(user: User, ids: list[int], columns: Mapping[str, str]) -> list[Row]:
    """The works of these ids, in their order, in two queries."""
    names = _names(columns)
    works = _works(user, found_rows(user.pk, ids, tuple(names.values())), names)
    by_id = {work["id"]: work for work in works}
    return [by_id[pk] for pk in ids if pk in by_id]


def works_with_text(user: User, query: QueryDict) -> WorkQuerySet | None:
    """The works that `q` finds; None where the query has other filters, or its value is refused: django-filter answers then."""
    text = _value("q", query) if set(query) - PAGING == {"q"} else None
    return search(Work.objects.owned_by(user).order_by("-pk"), user.pk, text) if text else None


class Listing:
    """The list of works that a query asks for."""

    @classmethod
    def of(cls, user: User, query: QueryDict, columns: Mapping[str, str]) -> Listing | None:
        """None where a filter is not in COMPILED or its value is refused: django-filter answers then."""
        names = tuple(sorted(set(query) - PAGING))
        if not COMPILED.issuperset(names):
            return None
        values = [_branch(user, name, query) if name in PLACES else _value(name, query) for name in names]
        return None if any(value in (None, "", (), {}) for value in values) else cls(user, names, values, columns)

    def __init__(self, user: User, names: tuple[str, ...], values: list[Any], columns: Mapping[str, str]) -> None:
        self.user, self.columns = user, _names(columns)
        branches = [value for name, value in zip(names, values, strict=True) if name in PLACES]
        self.paths: dict[int, str] | None = branches[0] if branches else None
        moment = user.local_time(timezone.now()) if "overdue" in names else None
        read = tuple(self.columns.values())
        self.arguments = (user.pk, moment, read, names, *(sorted(v) if isinstance(v, dict) else v for v in values))

    def rows(self, *, limit: int, offset: int, after: Key) -> Keyed:
        """A page of it, in one query, and one for the paths of its categories."""
        rows = listed_rows(*self.arguments, *after, limit=limit, offset=offset)
        works = _works(self.user, rows, self.columns, self.paths)
        return Keyed(works, [tuple(row[len(self.columns) + 1 :]) for row in rows])

    def count(self) -> int:
        """How many there are on all pages."""
        return listed_to_count.count(*self.arguments)


def _names(columns: Mapping[str, str]) -> dict[str, str]:
    """The columns to read. The path of the category is filled in from its id, which follows them."""
    return {name: column for name, column in columns.items() if name != "category_path"}


def _works(
    user: User, rows: Sequence[Any], columns: Mapping[str, str], branch_paths: Mapping[int, str] | None = None
) -> list[Row]:
    """The works of rows that begin with the columns and the id of the category, whose path is read unless `branch_paths` has it."""
    width = len(columns)
    ids = {row[width] for row in rows} - {None}
    known = branch_paths if branch_paths is not None else paths_of(user.pk, ids) if ids else {}
    shown = {pk: shown_path(path) for pk, path in known.items() if pk in ids}
    found = []
    for row in rows:
        path = shown.get(row[width])
        found.append(placed({**dict(zip(columns, row, strict=False)), "category_path": path}, path))
    return found


def _branch(user: User, name: str, query: QueryDict) -> dict[int, str] | None:
    """The paths by id of the categories that the filter means; None where it is not one of the caller's."""
    text = str(query[name])
    if len(query.getlist(name)) > 1 or not (text.isascii() and text.isdigit() and 0 < int(text) <= BIGGEST_ID):
        return None
    pk = int(text)
    found = branch(user.pk, pk)
    if pk not in found or (name == "root" and paths.level_of(shown_path(found[pk]))):
        return None
    return {pk: found[pk]} if name == "category" else found


def _value(name: str, query: QueryDict) -> Any:
    """The value as the filter takes it; None where it refuses it."""
    field = WorkFilter.base_filters[name].field
    try:
        value = field.clean(field.widget.value_from_datadict(query, {}, name))
    except forms.ValidationError:
        return None
    return tuple(value) if isinstance(value, list) else value
