"""Pages of a queryset by the key of the last row of the page before: they cost the same at any depth.

The key is the values of the columns of the order, which ends in the id. A null is behind every value, up and down, as
wheelbarrow/core/api/filters.py orders it.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

Key = tuple[Any, ...]


class Keyed(NamedTuple):
    """Rows, and the key of each."""

    rows: list[Any]
    keys: list[Key]


def keyed(rows: QuerySet[Any, Any], after: Key = ()) -> Any:
    """Return those behind a key, if there is one, each with the values of its own key as annotations."""
    terms = _terms(rows)
    found = rows.filter(_behind(terms, after)) if after else rows
    return found.annotate(**{name: F(term.column) for name, term in zip(key_names(rows), terms, strict=True)})


def key_names(rows: QuerySet[Any, Any]) -> tuple[str, ...]:
    """Return the names of these annotations."""
    return tuple(f"key_{number}" for number in range(len(_terms(rows))))


def read_page(rows: QuerySet[Any, Any], *, limit: int, offset: int, after: Key) -> Keyed:
    """Return instances of a page, in one statement."""
    found = list(keyed(rows, after)[offset : offset + limit])
    return Keyed(found, [tuple(getattr(row, name) for name in key_names(rows)) for row in found])


class _Term(NamedTuple):
    """A column of the order."""

    column: str
    is_descending: bool
    has_nulls: bool

    def behind(self, value: Any, *, or_equal: bool = False) -> Q:
        """Return the condition that a row has a later value, or the same."""
        side = ("lt" if self.is_descending else "gt") + ("e" if or_equal else "")
        condition = Q(**{f"{self.column}__{side}": value})
        return condition | Q(**{f"{self.column}__isnull": True}) if self.has_nulls else condition


def _behind(terms: list[_Term], key: Key) -> Q:
    """Return the condition. Each column is bounded by itself too, so that an index on the first is read from there."""
    condition = terms[-1].behind(key[-1])
    for term, value in reversed(list(zip(terms, key, strict=True))[:-1]):
        if value is None:
            condition &= Q(**{f"{term.column}__isnull": True})
        else:
            condition = term.behind(value, or_equal=True) & (term.behind(value) | condition)
    return condition


def _terms(rows: QuerySet[Any, Any]) -> list[_Term]:
    terms = []
    for term in rows.query.order_by:
        column = cast(Any, term.expression).name if isinstance(term, OrderBy) else str(term).removeprefix("-")
        is_descending = term.descending if isinstance(term, OrderBy) else str(term).startswith("-")
        # PostgreSQL would read an index from its beginning for a null that cannot be.
        has_nulls = isinstance(term, OrderBy) and _has_nulls(rows, column)
        terms.append(_Term(column, is_descending, has_nulls))
    return terms


def _has_nulls(rows: QuerySet[Any, Any], column: str) -> bool:
    return column not in rows.query.annotations and bool(getattr(rows.model._meta.get_field(column), "null", False))
