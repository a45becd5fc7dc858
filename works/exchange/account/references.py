"""The ids in the values of a row, wherever they are: keys, lists of links, paths, and addresses of pages. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from categories import paths
from categories.models import Category
from wheelbarrow.core.db.fields import PathField
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.history.acts import kind_of
from works.exchange.account.layout import links_of
from works.exchange.account.values import Values
from works.models import RecurringWork

# Returns the id on this server of a row of this kind with this id in the file.
NewId = Callable[[str, int], int]

CATEGORY, RECURRING_WORK = kind_of(Category), kind_of(RecurringWork)
# The parameter of an address that names a category.
UNDER = "under"


def renumber(model: type[Owned], values: Values, new: NewId) -> Values:
    """Return the values with the ids of this server. Values of an unknown kind of field stay as they are."""
    found = dict(values)
    for name, change in _changes_of(model).items():
        if found.get(name):
            found[name] = change(found[name], new)
    return found


@cache
def keys_of(model: type[Owned]) -> dict[str, str]:
    """Return the kind of row that each key of a model refers to."""
    keys: list[Any] = [field for field in model._meta.concrete_fields if field.is_relation]
    return {key.name: kind_of(key.related_model) for key in keys if issubclass(key.related_model, Owned)}


@cache
def _changes_of(model: type[Owned]) -> dict[str, Callable[[Any, NewId], Any]]:
    """Return what renumbers the value of each field that has ids."""
    found: dict[str, Callable[[Any, NewId], Any]] = {name: partial(_key, kind) for name, kind in keys_of(model).items()}
    for name in links_of(model):
        field: Any = model._meta.get_field(name)
        found[name] = partial(_keys, kind_of(field.related_model))
    found |= {each.name: _path for each in model._meta.concrete_fields if isinstance(each, PathField)}
    return {**found, "filed_under": _filed, "series": partial(_key, RECURRING_WORK), "address": _address}


def _key(kind: str, pk: int, new: NewId) -> int:
    return new(kind, pk)


def _keys(kind: str, ids: list[int], new: NewId) -> list[int]:
    # Sorted, as the change log has them.
    return sorted({new(kind, pk) for pk in ids})


def _path(path: str, new: NewId) -> str:
    return "".join(f"/{new(CATEGORY, pk)}" for pk in paths.parse(path))


def _filed(filed: list[dict[str, Any]], new: NewId) -> list[dict[str, Any]]:
    return [{**link, "id": new(CATEGORY, link["id"])} for link in filed]


def _address(address: str, new: NewId) -> str:
    path, mark, query = address.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(name == UNDER and is_id(value) for name, value in pairs):
        return address
    changed = [
        (name, str(new(CATEGORY, int(value))) if name == UNDER and is_id(value) else value) for name, value in pairs
    ]
    return f"{path}{mark}{urlencode(changed)}"


def is_id(text: str) -> bool:
    """Report whether a text is an id."""
    return text.isascii() and text.isdigit() and len(text) < 19
